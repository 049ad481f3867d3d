"""Words for outputs and places."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.events.executions import Outcome
from engine.events.selection import BracketDrawn, MatchPlan
from engine.problem.model import OutputRules
from engine.projections.wording import deed, failed_test, one_line, opinion_words, parting, place, sentence

RULES = OutputRules()


@given(st.text(), st.integers(10, 100))
def test_one_line_is_one_printable_line(text: str, limit: int) -> None:
    assert one_line(text, limit).isprintable()
    assert len(one_line(text, limit)) <= 10 * limit + 40


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("No object at all: {", "No object at all: {"),
        ("[1, 2]", "[1, 2]"),
        ('{"reason": "It sorts.", "action": "done"}', "action done. It sorts."),
        ('{"reason": "", "holds": [true, false, true]}', "holds yes no yes"),
        ('{"reason": "", "plans": ["sort it", "sweep\\nit"]}', "plans sort it; sweep it"),
    ],
)
def test_an_opinion_is_told_without_the_signs_of_json(answer: str, words: str) -> None:
    assert opinion_words(answer) == words


def test_one_line_joins_lines_and_says_what_was_cut() -> None:
    assert one_line("5\n1 1 1 2 9\n") == "5; 1 1 1 2 9"
    assert one_line(" \n") == "nothing"
    assert one_line("1 " * 100, 9) == "1 1 1 1 1 … (199 characters)"
    assert one_line("\x1b[2J\ud800") == "\\x1b[2J\\ud800"


def test_long_outputs_are_told_by_their_first_difference(scripted: Any) -> None:
    expected, got = "1 " * 50, "1 " * 30 + "2 " * 20
    said = failed_test("x", "WA", scripted.printed(got), expected, RULES)
    assert said == "wrong answer on test x, expected 1, got 2 at word 31"
    short = failed_test("x", "WA", scripted.printed("1 " * 30), expected, RULES)
    assert short == "wrong answer on test x, expected 1, got the end at word 31"


def test_where_two_outputs_part(scripted: Any) -> None:
    printed = scripted.printed
    assert parting(printed("1 2 3"), printed("1 2 4"), RULES) == "first difference at word 3: 3 and 4"
    assert not parting(printed("1"), printed("2"), RULES)
    assert not parting(printed("1 2"), scripted.TOO_SLOW, RULES)


def test_deeds(scripted: Any) -> None:
    assert deed(scripted.printed("")) == "prints nothing"
    assert deed(scripted.TOO_SLOW) == "exceeds the time limit"
    assert deed(scripted.crashed("x\nKeyError: 3\n")) == "crashes (KeyError: 3)"


def test_of_a_compiler_the_first_error_is_told() -> None:
    said = "main.cpp: In function 'int main()':\nmain.cpp:7:3: error: expected ';'\n    7 |   x\n      |   ^\n"
    assert deed(Outcome("CE", error=said)) == "does not compile (main.cpp:7:3: error: expected ';')"
    assert deed(Outcome("CE", error="no compiler\n")) == "does not compile (no compiler)"
    assert deed(Outcome("CE")) == "does not compile"


def test_sentences_end() -> None:
    assert (sentence("so it is"), sentence("Done!"), sentence("")) == ("So it is.", "Done!", "")


@pytest.mark.parametrize(
    ("match", "said"),
    [("M1", "round 1, match 1"), ("M9", "quarter final 1"), ("M14", "semi final 2"), ("M15", "final")],
)
def test_places_of_a_knockout(match: str, said: str) -> None:
    rounds = [0] * 8 + [1] * 4 + [2] * 2 + [3]
    plans = tuple(MatchPlan(f"M{i}", round_, "C01", "C02") for i, round_ in enumerate(rounds, start=1))
    assert place(BracketDrawn("b", "knockout", (), plans), match) == said


def test_places_of_a_round_robin() -> None:
    plans = (MatchPlan("M1", 0, "C01", "C02"),)
    assert place(BracketDrawn("b", "round-robin", (), plans), "M1") == "round 1, match 1"
