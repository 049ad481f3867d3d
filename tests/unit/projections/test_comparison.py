"""Two revisions beside each other."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import UnknownNameError
from engine.events.samples import RevisionId
from engine.projections.board import fold
from engine.projections.comparison import _rows, about_revision, companion, compare

LINES = st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=12)


@given(LINES, LINES)
def test_rows_hold_each_line_of_both_in_order(left: list[str], right: list[str]) -> None:
    rows = list(_rows(left, right))
    assert [row.left for row in rows if row.left is not None] == left
    assert [row.right for row in rows if row.right is not None] == right
    assert all(row.left == row.right for row in rows if row.kind == "same")
    assert [row.left_number for row in rows if row.left is not None] == list(range(1, len(left) + 1))
    assert [row.right_number for row in rows if row.right is not None] == list(range(1, len(right) + 1))
    assert (not any(row.kind == "changed" for row in rows)) == (left == right)


def test_two_rounds_of_a_sample(scripted: Any) -> None:
    made = compare(fold(scripted.story().entries), RevisionId(1, 0), RevisionId(1, 1))
    assert (made.left.text, made.right.text) == (scripted.WRONG, scripted.GOOD)
    assert made.changed == 1
    assert [(pair.test, pair.left, pair.right) for pair in made.tests if pair.left != pair.right] == [("2", "WA", "AC")]
    (failed,) = (pair for pair in made.tests if pair.left != pair.right)
    assert failed.left_outcome
    assert failed.right_outcome
    assert failed.left_outcome.output != failed.right_outcome.output
    assert (failed.input, failed.expected) == ("", ""), "the problem is not at hand"
    with_problem = compare(fold(scripted.story().entries), RevisionId(1, 0), RevisionId(1, 1), scripted.PROBLEM)
    (failed,) = (pair for pair in with_problem.tests if pair.left != pair.right)
    assert failed.expected.strip() == failed.right_outcome.output.strip()  # type: ignore[union-attr]
    assert (made.left.cluster, made.right.cluster) == ("", "C01")
    assert (made.differing, made.agreeing) == ((), 0), "the first was never executed on inputs"


def test_two_clusters_differ_on_inputs_by_output_or_by_how_they_end(scripted: Any) -> None:
    board = fold(scripted.story().entries)
    by_output = compare(board, RevisionId(1, 1), RevisionId(5, 0))
    assert [pair.input for pair in by_output.differing] == ["I01", "I02"]
    assert [pair.left.output for pair in by_output.differing] == ["12", "11"]
    by_ending = compare(board, RevisionId(7, 0), RevisionId(5, 0))
    assert {pair.left.ending for pair in by_ending.differing} == {"RE"}
    assert (by_ending.left.text, by_ending.right.text) == (scripted.CRASHING, scripted.ESCAPING)
    alike = compare(board, RevisionId(1, 1), RevisionId(6, 0))
    assert (alike.differing, alike.agreeing) == ((), 2)


def test_a_revision_that_is_not_there(scripted: Any) -> None:
    with pytest.raises(UnknownNameError, match="S09r0"):
        compare(fold(scripted.story().entries), RevisionId(9, 0), RevisionId(1, 1))


def test_what_tells_a_revision_from_the_others(scripted: Any) -> None:
    board = fold(scripted.story().entries)
    assert about_revision(board, RevisionId(1, 0)) == "passes 2 of 3, in no cluster"
    assert about_revision(board, RevisionId(1, 1)) == "passes 3 of 3, C01, selected"


def test_what_is_first_worth_a_look_beside_a_revision(scripted: Any) -> None:
    board = fold(scripted.story().entries)
    assert companion(board, RevisionId(5, 0)) == RevisionId(1, 1), "the selected one"
    assert companion(board, RevisionId(1, 1)) == RevisionId(1, 0), "its round before"
    del board.revisions[RevisionId(1, 0)]
    assert companion(board, RevisionId(1, 1)) == RevisionId(5, 0), "who lost the final"
