"""Circles apart, and points inside them."""

from __future__ import annotations

from itertools import combinations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from engine.inputs.spreading import in_two_clumps, lay_apart, on_grid, put_inside

RANGE = (-1000, 1000)
CIRCLES = st.lists(st.tuples(st.integers(*RANGE), st.integers(*RANGE), st.integers(5, 3000)), min_size=1, max_size=30)


def apart(circles):
    return all((a - c) ** 2 + (b - d) ** 2 > (r + s) ** 2 for (a, b, r), (c, d, s) in combinations(circles, 2))


@given(circles=CIRCLES, seed=st.integers(0, 99))
def test_circles_are_put_apart_within_their_range(circles, seed):
    placed = lay_apart(circles, RANGE, RANGE, 5, Random(seed))
    assert len(placed) == len(circles)
    assert apart(placed)
    assert all(RANGE[0] <= x <= RANGE[1] and RANGE[0] <= y <= RANGE[1] and r >= 5 for x, y, r in placed)
    assert placed[0][:2] == circles[0][:2] or len(circles) > 1
    if apart(circles):
        assert placed == circles, "what stands apart stays"


def test_many_circles_find_room_on_a_grid():
    random = Random(1)
    circles = [(random.randint(*RANGE), 0, 3) for _ in range(900)]
    assert apart(lay_apart(circles, RANGE, RANGE, 3, random)[:300])
    assert on_grid(circles, (0, 9), (0, 9), 3, random) == circles, "where there is no room, nothing is changed"


@given(circles=CIRCLES, seed=st.integers(0, 99), rising=st.booleans())
def test_circles_lie_in_two_clumps_in_which_they_are_nearer_than_from_one_to_the_other(circles, seed, rising):
    given_circles = sorted(circles) if rising else circles
    laid = in_two_clumps(given_circles, RANGE, RANGE, 5, Random(seed))
    assert len(laid) == len(circles)
    assert apart(laid)
    assert all(RANGE[0] + 5 <= x <= RANGE[1] - 5 and RANGE[0] + 5 <= y <= RANGE[1] - 5 for x, y, _ in laid)
    low, high = ([circle for circle in laid if (circle[0] > 0) == side] for side in (False, True))
    assert 0 <= len(low) - len(high) <= 1
    assert all(
        abs(a - c) < 100 and abs(b - d) < 100 for each in (low, high) for (a, b, _), (c, d, _) in combinations(each, 2)
    )
    if rising:
        assert [x for x, *_ in laid] == sorted(x for x, *_ in laid)


def test_circles_that_have_no_room_in_clumps_are_set_apart():
    circles = [(0, 0, 4), (1, 0, 4)]
    assert in_two_clumps(circles, (-20, 20), (-20, 20), 11, Random(1)) == lay_apart(
        circles, (-20, 20), (-20, 20), 11, Random(1)
    )


@given(circles=CIRCLES, seed=st.integers(0, 99), count=st.integers(0, 40))
def test_points_are_put_strictly_inside_and_none_twice(circles, seed, count):
    random = Random(seed)
    placed = lay_apart(circles, RANGE, RANGE, 5, random)
    given_points = [(random.randint(*RANGE), random.randint(*RANGE)) for _ in range(count)]
    points = put_inside(given_points, placed, RANGE, RANGE, random)
    assert len(set(points)) == count
    assert all(any((x - a) ** 2 + (y - b) ** 2 < r * r for a, b, r in placed) for x, y in points)
