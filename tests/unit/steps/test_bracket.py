"""Laws of a knockout."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.events.samples import RevisionId
from engine.events.selection import Cluster
from engine.steps.bracket import bracket_name, draw_knockout, seeding


def entered(count):
    return [Cluster(f"C{number:02d}", (RevisionId(number, 0),)) for number in range(1, count + 1)]


def below(plans, place):
    """The clusters that can come out of a place."""
    if place not in plans:
        return {place}
    return below(plans, plans[place].left) | below(plans, plans[place].right)


@given(st.integers(1, 40))
def test_laws(count):
    drawn = draw_knockout(entered(count))
    plans = {plan.match: plan for plan in drawn.matches}
    names = [f"C{number:02d}" for number in range(1, count + 1)]
    assert len(plans) == count - 1
    assert list(plans) == [f"M{number}" for number in range(1, count)]
    sides = [side for plan in drawn.matches for side in (plan.left, plan.right)]
    assert sorted(side for side in sides if side in names) == (names if count > 1 else [])
    final = drawn.matches[-1].match if drawn.matches else "C01"
    assert below(plans, final) == set(names)
    for plan in drawn.matches:
        feeding = [plans[side].round for side in (plan.left, plan.right) if side in plans]
        assert all(level < plan.round for level in feeding), "a match waits for earlier rounds only"


@given(st.integers(2, 40))
def test_the_two_largest_meet_in_the_final_only(count):
    drawn = draw_knockout(entered(count))
    plans = {plan.match: plan for plan in drawn.matches}
    *earlier, final = drawn.matches
    assert not [plan for plan in earlier if {"C01", "C02"} <= below(plans, plan.match)]
    assert {"C01", "C02"} <= below(plans, final.match)


@given(st.integers(2, 40))
def test_byes_go_to_the_first_seeds(count):
    drawn = draw_knockout(entered(count))
    size = 1 << (count - 1).bit_length()
    first_round = {side for plan in drawn.matches if plan.round == 0 for side in (plan.left, plan.right)}
    assert {f"C{number:02d}" for number in range(1, count + 1)} - first_round == {
        f"C{number:02d}" for number in range(1, size - count + 1)
    }


@given(st.integers(0, 6))
def test_seeds_add_up_in_every_first_match(power):
    size = 2**power
    order = seeding(size)
    assert sorted(order) == list(range(1, size + 1))
    assert {left + right for left, right in zip(order[::2], order[1::2], strict=False)} <= {size + 1}


def test_a_bracket_is_named_by_its_clusters_and_members():
    names = {bracket_name(entered(count)) for count in range(1, 6)}
    moved = [Cluster("C01", (RevisionId(2, 0),)), Cluster("C02", (RevisionId(1, 0),))]
    assert len(names | {bracket_name(moved)}) == 6
    assert bracket_name(entered(3)) == bracket_name(entered(3))
