"""Decisions in words: what they mean, and what is said when they mean nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from engine.errors import UsageError
from engine.events.commands import Acknowledged, Refused
from engine.events.overrides import (
    AddInput,
    AddTest,
    AskRound,
    CorrectGrammar,
    CorrectTest,
    DecideMatch,
    DropTest,
    EditFeedback,
    EditProgram,
    Fork,
    JudgeAgain,
    Mark,
    OverrideMade,
    Pin,
    RefuseInput,
    RunAgain,
    StopSample,
    SubmitOrder,
)
from engine.events.samples import RevisionId
from engine.journal import read_journal
from engine.projections.board import fold
from engine.projections.consequences import consequences
from engine.projections.deciding import judge_again, why_not
from engine.projections.decision_words import words
from engine.testing.toy import PROBLEM
from tui.arguments import Looked
from tui.decisions import DECISIONS
from tui.displays.forms import ask
from tui.displays.prompts import Prompter
from tui.orders import ACTS, Order, read_order

JOURNALS = Path(__file__).parents[2] / "journals"


@pytest.fixture(scope="module")
def board():
    return fold(read_journal(JOURNALS / "v1-s-star.jsonl"))


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (["decide", "M1", "left"], DecideMatch),
        (["judge", "M1"], JudgeAgain),
        (["test", "1\\n5", "0"], AddTest),
        (["drop", "1"], DropTest),
        (["correct", "1", "5"], CorrectTest),
        (["input", "1\\n5"], AddInput),
        (["refuse", "I01"], RefuseInput),
        (["edit", "S04r0", "print(0)"], EditProgram),
        (["feedback", "S01r0", "no"], EditFeedback),
        (["round", "S01", "try"], AskRound),
        (["again", "S05r1"], RunAgain),
        (["end", "S05"], StopSample),
        (["accept", "S01r0"], Mark),
        (["reject", "4"], Mark),
        (["fork", "S04"], Fork),
        (["pin", "S02"], Pin),
        (["grammar", "1 <= n <= 9"], CorrectGrammar),
        (["order", "S02", "S01r0"], SubmitOrder),
        (["judge", "M1", "openai/other"], JudgeAgain),
        (["fork", "S04", "print(0)", "shorter", "openai/other"], Fork),
    ],
)
def test_every_order_is_understood_and_described(board, line, kind):
    order = read_order(Looked(board, PROBLEM), line)
    assert order.act == "override"
    assert isinstance(order.override, kind)
    assert words(order.override)
    assert all(sentence.endswith(".") for sentence in consequences(board, order.override))
    by_package = "the package's input validators say which inputs are allowed; refuse a single one in place of that"
    expected = {StopSample: "S05 has ended already", CorrectGrammar: by_package}
    assert why_not(board, PROBLEM, order.override) == expected.get(kind, "")


def test_there_is_no_order_without_an_example():
    told = {"decide", "judge", "test", "drop", "correct", "input", "refuse", "edit", "feedback", "round", "again"}
    assert {made.name for made in DECISIONS} == told | {"end", "accept", "reject", "fork", "pin", "order", "grammar"}
    assert set(ACTS) == {"undo", "redo", "pause", "resume", "stop", "leave"}


def test_texts_end_their_lines_and_come_from_files_too(board, tmp_path):
    path = tmp_path / "in.txt"
    path.write_text("1\n7\n")
    for text in ("1\\n7", "1\\n7\\n", f"@{path}"):
        assert read_order(Looked(board, PROBLEM), ["input", text]).override == AddInput("1\n7\n")


def test_undo_and_plain_acts(board):
    assert read_order(Looked(board, PROBLEM), ["undo", "3"]) == Order("undo", number=3)
    assert read_order(Looked(board, PROBLEM), ["redo"]) == Order("redo")
    assert read_order(Looked(board, PROBLEM), ["pause"]) == Order("pause")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ([], "An order is missing"),
        (["juggle"], "“juggle” is no order"),
        (["decide", "M1"], "It reads: decide MATCH CLUSTER"),
        (["decide", "M9", "C01"], "There is no match M9; there are M1"),
        (["decide", "M1", "C09"], "C09 does not play in M1"),
        (["edit", "S99r0", "x"], "There is no sample S99; there are S01"),
        (["edit", "S04r0", "@/nowhere"], "/nowhere cannot be read"),
        (["fork", "S06"], "S06 has no program yet"),
        (["refuse", "I99"], "There is no input I99"),
        (["undo", "it"], "it is no number of a decision"),
        (["pin", "S01r7"], "S01r7 has no program"),
        (["order"], "It reads: order ROUND..."),
    ],
)
def test_what_means_nothing_is_answered_with_what_would(board, line, said):
    with pytest.raises(UsageError) as error:
        read_order(Looked(board, PROBLEM), line)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("override", "said"),
    [
        (EditProgram(RevisionId(5, 1), "x\n", 2), "moved on to round 2"),
        (EditProgram(RevisionId(5, 1), "\n", 3), "the program is empty"),
        (AddTest("", "1\n"), "the input is empty"),
        (AddTest("1\n7\n", "1\n"), "there is a test with this input already"),
        (DropTest("9"), "there is no test 9; there are 1, 2, 3"),
        (AskRound(1, 5), "the next round of S01 is 2"),
        (RunAgain(1, 5), "no model was asked"),
        (Mark(RevisionId(6, 0), accepted=True), "has no program"),
        (Pin(RevisionId(1, 0), "unknown", "unknown"), "no such program"),
    ],
)
def test_a_decision_that_cannot_be_taken_says_why(board, override, said):
    assert said in why_not(board, PROBLEM, override)


def test_a_decision_says_whether_it_asks_a_model(board):
    said = {
        AskRound(4, 1): "The model is asked for it.",
        RunAgain(1, 1): "The model is asked for it.",
        EditFeedback(RevisionId(1, 0), "x"): "The model is asked again, and told this.",
        EditFeedback(RevisionId(1, 1), "x"): "No round follows S01r1 yet: it is told when one does, and you can ask",
        EditProgram(RevisionId(1, 0), "x", 2): "If it fails a test, the model is asked to debug it.",
        Mark(RevisionId(1, 0), accepted=False): "The model is asked for another round.",
    }
    for override, sentence in said.items():
        assert sentence in " ".join(consequences(board, override)), override
    assert "asked" not in " ".join(consequences(board, Mark(RevisionId(1, 0), accepted=True))).partition("Clusters")[0]


def test_a_judge_is_asked_only_where_its_word_would_count(board):
    names = list(board.bracket.matches)
    reasons = {name: why_not(board, PROBLEM, judge_again(board, name)) for name in names}
    for name, match in board.bracket.matches.items():
        assert match.decided
        by_rule = match.decided.by == "rule"
        assert (reasons[name] == f"a rule decides {name}, so no judge is asked; you can decide it yourself") == by_rule
    judged = next(match for match in board.bracket.matches.values() if match.decided.by == "judge")
    judged.inputs.clear()
    assert "give it one" in why_not(board, PROBLEM, judge_again(board, judged.plan.match))


class Engine:
    """Notes what it is told, and refuses what it does not like."""

    live = True

    def __init__(self, refuses=0):
        self.told, self._refuses = [], refuses

    async def command(self, act, override=None, number=0, by="screen"):
        self.told.append((act, override, number, by))
        if self._refuses:
            self._refuses -= 1
            return Refused(1, "not now")
        return Acknowledged(1)


def asking(entries):
    """The journal of decisions as it stood when the first match waited."""
    kept = []
    for entry in entries:
        kept.append(entry)
        if type(entry.event).__name__ == "PersonAsked":
            return fold(kept)
    raise AssertionError


def answered(lines, refuses=0):
    engine, said = Engine(refuses), []

    async def main():
        prompter = Prompter(engine, said.append)
        for line in lines:
            prompter.type(line)
        prompter.look(asking(read_journal(JOURNALS / "v1-s-star-overrides.jsonl")))
        answering = asyncio.create_task(prompter.answer())
        await prompter.rest()
        answering.cancel()

    asyncio.run(main())
    return engine.told, said


def test_a_number_decides_the_match_that_waits():
    told, said = answered(["2\n"])
    (act, override, _, by), *rest = told
    assert not rest
    assert (act, by) == ("override", "plain display")
    assert said[2].startswith(f"  2  {override.winner} is right. ")
    assert said[-1].startswith("Taken: ")


def test_what_is_no_answer_is_said_and_the_question_stays():
    told, said = answered(["7\n", "\n", "juggle\n", "help\n", "1\n"])
    assert len(told) == 1
    assert "There is no answer 7: type 1 or 2." in said
    assert any("is no order" in line for line in said)


def test_a_refused_answer_is_asked_again():
    told, said = answered(["1\n", "1\n"], refuses=1)
    assert len(told) == 2
    assert "Not done: not now." in said


def test_orders_are_taken_as_well():
    told, _ = answered(["undo 1\n", "input '1\\n9'\n"])
    assert told[0][:3] == ("undo", None, 1)
    assert told[1][1] == AddInput("1\n9\n")


def test_a_decision_is_asked_for_piece_by_piece():
    told, said = answered(["reject\n", "9\n", "2\n", "3\n", "1\n"])
    assert "reject: which round?" in said
    assert "There is no answer 9." in said
    assert "There is no answer 3: type 1 or 2." in said
    follows = next(at for at, line in enumerate(said) if line.endswith("rejected."))
    assert said[follows + 1 : -1].index("  1  do it") > 0, "what follows is said before it is done"
    ((act, override, _, by),) = told
    assert (act, by) == ("override", "plain display")
    assert isinstance(override, Mark)
    assert f"  2  {override.revision}" in said


def test_texts_are_asked_for_too_and_what_may_lack_may_be_left_empty():
    told, said = answered(["test\n", "\n", "1\\n9\n", "0\n", "1\n", "fork\n", "1\n", "\n", "\n", "\n", "1\n"])
    assert "Something must be typed here." in said
    assert told[0][1] == AddTest("1\n9\n", "0\n")
    assert isinstance(told[1][1], Fork)
    assert told[1][1].hint == ""


def test_an_order_of_programs_is_typed_by_numbers():
    told, _ = answered(["order\n", "2 1\n", "1\n"])
    assert isinstance(told[0][1], SubmitOrder)
    assert len(told[0][1].revisions) == 2


def test_a_form_is_left_by_a_word():
    told, said = answered(["edit\n", "cancel\n"])
    assert not told
    assert said[-1] == "Nothing is decided."
    told, said = answered(["pin\n", "1\n", "2\n"])
    assert not told
    assert said[-1] == "Nothing is decided."


def test_every_decision_has_a_number_in_the_menu():
    _, said = answered(["menu\n", "cancel\n", "menu\n", "99\n"])
    assert [line for line in said if "add a test" in line]
    assert "There is no decision 99. Nothing is decided." in said
    for number, made in enumerate(DECISIONS, 1):
        told, said = answered(["menu\n", f"{number}\n", "cancel\n"])
        assert not told
        assert f"  {number}  {made.name}: {made.about.lower()}" in said
        assert any(line.startswith(f"{made.title}: ") for line in said), made.name


def test_what_cannot_be_done_is_said_before_anybody_agrees(board):
    said = []
    with pytest.raises(UsageError, match=r"There is a test with this input already.*Nothing is decided."):
        ask(Looked(board, PROBLEM), "test", ["1\\n7", "1"], said.append)
    with pytest.raises(UsageError, match="Nothing is decided"):
        ask(Looked(board, PROBLEM), "", ["decide"], said.append)  # and then the lines end
    with pytest.raises(UsageError, match="no decision juggle"):
        ask(Looked(board, PROBLEM), "", ["juggle"], said.append)
    number = 1 + [made.name for made in DECISIONS].index("pin")
    order = ask(Looked(board, PROBLEM), "", [str(number), "S02r0", "1"], said.append)
    assert isinstance(order.override, Pin)


def test_a_run_is_told_when_somebody_asks():
    orders = [
        "status",
        "decisions",
        "why S01",
        "match M2",
        "program S01",
        "diff S01 S02",
        "program",
        "match M9",
        "why x",
    ]
    _, said = answered([f"{line}\n" for line in orders])
    text = "\n".join(said)
    assert "M2 waits for you." in text
    assert "You have decided nothing yet." in text
    assert "[#" in text, "the explanation names its events"
    assert "1: " in text
    assert "It is not decided." in text
    assert "+++ S02r0" in text
    assert "It reads: program ROUND (a program, line by line)." in text
    assert "There is no match M9" in text
    assert "There is no sample x" in text


def test_decisions_are_told_in_the_journal_with_their_number():
    made = [entry.event for entry in read_journal(JOURNALS / "v1-s-star-overrides.jsonl")]
    numbers = [event.number for event in made if isinstance(event, OverrideMade)]
    assert numbers == list(range(1, len(numbers) + 1))
