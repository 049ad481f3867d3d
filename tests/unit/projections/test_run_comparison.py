"""Two runs beside each other."""

from __future__ import annotations

from pathlib import Path

from msgspec import structs

from engine.journal import read_journal
from engine.projections.board import fold
from engine.projections.comparison import compare
from engine.projections.run_comparison import compare_runs

JOURNALS = Path(__file__).parents[2] / "journals"


def board(name):
    return fold(read_journal(JOURNALS / f"{name}.jsonl"))


def test_a_run_beside_itself_differs_in_nothing():
    one = board("v1-s-star")
    pair = compare_runs(one, one)
    assert not any(fact.differs for fact in pair.facts)
    assert {item.shared for item in pair.samples if one.samples[item.number].best} == {"the same"}
    assert pair.shared_calls == len(one.calls)
    assert pair.note == ""


def test_what_differs_is_told():
    pair = compare_runs(board("v1-s-star"), board("v1-codet"))
    facts = {fact.name: fact for fact in pair.facts}
    assert (facts["strategy"].left, facts["strategy"].right) == ("s-star", "codet")
    assert facts["selected"].differs
    assert pair.sharing.startswith(("No question", f"{pair.shared_calls} question"))


def test_other_problems_are_not_held_against_each_other_unawares():
    one, other = board("v1-s-star"), board("v1-s-star")
    other.started = structs.replace(other.started, problem=structs.replace(other.started.problem, digest="other"))
    assert "different problems" in compare_runs(one, other).note


def test_programs_of_two_runs_are_compared_on_the_inputs_of_both():
    one, other = board("v1-s-star"), board("v1-s-star-redone")
    chosen = one.selection.revision, other.selection.revision
    made = compare(one, *chosen, other=other)
    assert not made.changed
    assert not made.differing
    assert made.agreeing > 0
