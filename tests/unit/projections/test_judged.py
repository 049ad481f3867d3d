"""What is told of runs in which a checker or an interactor judges: the committed journals of such runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.journal import read_journal
from engine.projections.board import Board, fold
from engine.projections.lineage import lines, why
from engine.projections.statistics import statistics
from engine.testing.judged import CHECKED, TALKING
from tui.displays.plain import PlainDisplay

JOURNALS = Path(__file__).parents[2] / "journals"
RUNS = {"checked": CHECKED, "talking": TALKING}


@pytest.fixture(scope="module", params=sorted(RUNS))
def run(request):
    return request.param, read_journal(JOURNALS / f"v1-s-star-{request.param}.jsonl"), RUNS[request.param]


def explained(entries, problem, sample=None):
    return "\n".join(lines(why(fold(entries), sample, problem)))


def test_why_tells_what_was_said_and_claims_no_first_difference(run):
    kind, entries, problem = run
    text = explained(entries, problem, 1)
    assert "first difference" not in text
    assert "expected 4, got" not in text.replace("“expected 4, got", "")
    if kind == "checked":
        assert "wrong answer on test 1, got 1; the checker says “expected 4, got 1”" in text
        assert "the judge, shown C01 first, holds C01 right" in text
    else:
        assert "wrong answer on test 1; the interactor says “the span is 4, not 1”" in text
        assert (
            "C01 is accepted by the interactor, C02 is called wrong by the interactor (“the span is 1, not 0”)" in text
        )
        assert "rule, C01 wins: C02 is called wrong by the interactor on a valid input" in text


def test_the_checks_are_counted_where_they_belong(run):
    kind, entries, _ = run
    numbers = statistics(fold(entries))
    by_stage = {part.stage: part.work.checks for part in numbers.stages}
    assert sum(by_stage.values()) == numbers.total.checks
    assert all(by_stage.values()) == (kind == "checked")
    assert ("check" in explained(entries, None).split("the run took")[1]) == (kind == "checked")


def test_the_plain_display_says_the_same(run):
    kind, entries, problem = run
    board, heard = Board(), []
    display = PlainDisplay(problem)
    for entry in entries:
        board.apply(entry)
        heard += display.sentences(board, entry)
    if kind == "checked":
        said = "wrong answer on test 1, got 1; the checker says “expected 4, got 1”."
    else:
        said = "wrong answer on test 1; the interactor says “the span is 4, not 1”."
    assert f"Sample 1, round 0: passes 1 of 3 public tests; {said}" in heard
    assert any("crashes" in sentence for sentence in heard)
