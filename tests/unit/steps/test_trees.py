"""Formulas of tree search, against numbers worked out by hand."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.events.methods import NodeScored
from engine.steps.trees import Node, allot, back_up, descend, p_ucb, uct
from engine.testing import ToyRun


def tree():
    """A root that was visited 5 times, with a good child (3 visits, mean 0.5) and a poor one (1 visit, mean 0.9)."""
    root = Node("root", visits=5)
    root.children = [
        Node("a", root, visits=3, total=1.5, best=0.6),
        Node("b", root, visits=1, total=0.9, best=0.9),
        Node("c", root),
    ]
    return root


def test_uct_by_hand():
    a, b, c = tree().children
    assert uct(a) == pytest.approx(0.5 + math.sqrt(2 * math.log(5) / 3))
    assert uct(b) == pytest.approx(0.9 + math.sqrt(2 * math.log(5)))
    assert uct(c) == 0.0, "LATS gives an unvisited child nothing, and not infinity"
    assert uct(a, weight=0.0) == 0.5


def test_p_ucb_by_hand():
    """ln((5 + 11) / 10) + 4 = 4.470; times 1/2, times √(ln 5) = 1.2686; over 4 and 2 visits."""
    a, b, _ = tree().children
    a.prior = b.prior = 0.5
    assert p_ucb(a) == pytest.approx(0.6 + 4.470004 / 2 * 1.268636 / 4, abs=1e-5)
    assert p_ucb(b) == pytest.approx(0.9 + 4.470004 / 2 * 1.268636 / 2, abs=1e-5)


def test_descending_takes_the_first_of_equals_and_stops_at_a_leaf():
    root = tree()
    assert descend(root, uct, lambda node: bool(node.children)).name == "b"
    assert descend(root, lambda _: 1.0, lambda node: bool(node.children)).name == "a"
    assert descend(root, uct, lambda node: len(node.children) == 9) is root


def test_a_value_goes_up_to_the_root():
    root = tree()
    toy = ToyRun()
    back_up(toy.run, root.children[0], 1.0)
    assert (root.visits, root.total, root.best) == (6, 1.0, 1.0)
    assert root.children[0].mean == pytest.approx(2.5 / 4)
    scored = [event for event in toy.events if isinstance(event, NodeScored)]
    assert [(event.node, event.parent, event.visits) for event in scored] == [("root", "", 6), ("a", "root", 4)]


def test_rebase_allots_by_softmax_rounded_up_the_best_first():
    """Width 8, T = 0.2, scores 1 and 0.8: shares e^0 and e^-1, so ceil(8 · 0.731) = 6, then the other 2."""
    assert allot(8, [0.8, 1.0]) == [2, 6]
    assert allot(3, [0.0, 0.0, 0.0, 0.0]) == [1, 1, 1, 0]
    assert allot(5, [1.0]) == [5]


@given(st.integers(0, 40), st.lists(st.floats(0, 1), min_size=1, max_size=10))
def test_the_width_is_used_up_and_better_nodes_get_no_less(width, scores):
    counts = allot(width, scores)
    assert sum(counts) == width
    ranked = sorted(zip(scores, counts, strict=True))
    for (low, few), (high, many) in itertools.pairwise(ranked):
        assert low == high or few <= many
