"""A custom test with an input that the problem does not allow counts, and it is said of it."""

from __future__ import annotations

from msgspec import structs

from engine.events.overrides import AddTest, CorrectGrammar
from engine.events.samples import CustomTestChecked, TestFinished
from engine.inputs import doubt_of
from engine.projections.board import fold
from engine.projections.lineage import why
from engine.testing import ToyRun
from engine.testing.toy import PROBLEM

REFUSED = AddTest("3\n1 2 300\n", "299\n")
FAIR = AddTest("2\n1 3\n", "2\n")
OPEN = structs.replace(PROBLEM, input_validators=())


def played(*overrides, **how):
    toy = ToyRun(**how)
    for override in overrides:
        toy.run.override(override, "screen")
    toy.play()
    return toy


def doubts(toy):
    return {event.test: event.why_not for event in toy.events if isinstance(event, CustomTestChecked)}


def test_what_the_validators_refuse_is_said_and_counts():
    toy = played(FAIR, REFUSED)
    assert doubts(toy) == {"custom 1": "", "custom 2": "the package's input validator refuses it"}
    assert any(isinstance(event, TestFinished) and event.test == "custom 2" for event in toy.events)
    board = fold(toy.journal.entries)
    assert board.doubted["custom 2"]
    words = "\n".join(item.text for item in why(board).root.children)
    assert "custom 2 counts, since a person added it, but its input is not allowed" in words


def test_without_validators_the_statement_speaks_and_no_model_is_asked():
    toy = played(REFUSED, problem=OPEN)
    assert "300" in doubts(toy)["custom 1"]
    assert doubts(played(FAIR, problem=OPEN)) == {"custom 1": ""}


def test_a_doubt_that_holds_no_more_is_withdrawn():
    toy = played(AddTest("5\n1 2 3 4 5\n", "4\n"), CorrectGrammar("n <= 4"), problem=OPEN)
    assert doubts(toy)["custom 1"]
    toy.run.undo(2, "screen")
    again = ToyRun(journal=toy.journal, problem=OPEN)
    again.play()
    assert doubts(again)["custom 1"] == ""


def test_what_speaks_against_an_input_is_known_before_anything_runs():
    assert doubt_of(OPEN, FAIR.input) == ""
    assert "300" in doubt_of(OPEN, REFUSED.input)
    assert doubt_of(structs.replace(OPEN, tests=()), "anything") == ""
    assert doubt_of(OPEN, FAIR.input, ("nonsense that is no rule",)) == ""
