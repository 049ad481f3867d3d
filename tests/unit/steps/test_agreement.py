"""Dual execution agreement, by a worked example and by laws."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from engine.steps.agreement import agreements, ranks

PASSED = {"a": frozenset({1, 2}), "b": frozenset({1, 2}), "c": frozenset({1, 3}), "d": frozenset({3}), "e": frozenset()}
COPIES = {"a": 1, "b": 2, "c": 4, "d": 1, "e": 50}
COUNTS = {1: 1, 2: 1, 3: 3}


def test_the_worked_example_by_hand():
    """{a, b}: 2 tests, 3 programs; {c}: 1 + 3 tests, 4 programs; {d}: 3 tests, 1 program; e passes nothing."""
    groups = agreements(PASSED, COPIES, COUNTS)
    assert [(group.members, group.score) for group in groups] == [
        (("c",), 4 * math.sqrt(4)),
        (("a", "b"), 2 * math.sqrt(3)),
        (("d",), 3.0),
    ]


def test_the_formula_of_the_paper_counts_programs_in_full():
    passed = {"few": frozenset(range(5)), "many": frozenset({0})}
    copies = {"few": 1, "many": 9}
    counts = dict.fromkeys(range(5), 1)
    best = {formula: agreements(passed, copies, counts, formula)[0] for formula in ("sqrt", "product")}
    assert (best["sqrt"].members, best["sqrt"].score) == (("few",), 5.0)
    assert (best["product"].members, best["product"].score) == (("many",), 9.0)


def test_equal_scores_share_a_rank():
    passed = {"x": frozenset({1}), "y": frozenset({2}), "z": frozenset({3})}
    groups = agreements(passed, dict.fromkeys(passed, 1), {1: 2, 2: 2, 3: 1})
    assert ranks(groups) == [("x", "y"), ("z",)]


@given(st.dictionaries(st.integers(0, 30), st.frozensets(st.integers(0, 6))), st.integers(1, 4))
def test_groups_partition_the_programs_that_pass_something(passed, times):
    copies = dict.fromkeys(passed, times)
    groups = agreements(passed, copies, dict.fromkeys(range(7), 1))
    members = [member for group in groups for member in group.members]
    assert sorted(members) == sorted(item for item, tests in passed.items() if tests)
    assert [group.score for group in groups] == sorted((group.score for group in groups), reverse=True)
    assert sum(len(rank) for rank in ranks(groups)) == len(members)
