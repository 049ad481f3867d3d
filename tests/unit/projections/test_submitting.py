"""In which order programs would be submitted."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.events.codec import Entry
from engine.events.overrides import OverrideMade
from engine.events.samples import RevisionId
from engine.journal import read_journal
from engine.projections.board import fold
from engine.projections.deciding import order
from engine.projections.submitting import submit_order

JOURNALS = Path(__file__).parents[2] / "journals"


def of(board):
    return [str(item.revision) for item in submit_order(board)]


def test_the_selected_program_comes_first_then_one_for_each_other_cluster():
    board = fold(read_journal(JOURNALS / "v1-s-star-redone.jsonl"))
    assert of(board) == ["S01r1", "S02r0", "S03r0"]
    assert [item.cluster for item in submit_order(board)] == ["C01", "C02", "C03"]
    assert submit_order(board)[2].why == "speaks for C03 (1 program), which lost M1"


def test_a_person_s_order_stands_before_all_that():
    board = fold(read_journal(JOURNALS / "v1-s-star-redone.jsonl"))
    made = OverrideMade(9, order(board, [RevisionId(3, 0), RevisionId(1, 1)]))
    board.apply(Entry(board.seq + 1, board.last_at, made))
    assert of(board) == ["S03r0", "S01r1", "S02r0"]
    assert submit_order(board)[0].why == "your order"
    assert submit_order(board)[0].seq == board.seq


def test_a_ranking_counts_where_there_is_one():
    board = fold(read_journal(JOURNALS / "v1-codet.jsonl"))
    assert [item.why for item in submit_order(board)][1:] == ["place 2 by agreement", "place 3 by agreement"]


@pytest.mark.parametrize("path", sorted(JOURNALS.glob("*.jsonl")), ids=lambda path: path.stem)
def test_no_program_stands_twice_and_the_selection_leads(path):
    entries = list(read_journal(path))
    for part in (entries, entries[: len(entries) // 2]):
        board = fold(part)
        programs = [board.revisions[item.revision].program for item in submit_order(board)]
        assert len(programs) == len(set(programs))
        if board.selection:
            assert programs[0] == board.selection.program
