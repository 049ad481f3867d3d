"""Edges found by bisection, and the numbers of an input whose edges can be looked for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.inputs import Edge, Numbers, mates_of, search, written

VALUES = st.integers(-(10**9), 10**9)


def found(value, end, does_same):
    """What a search finds, and how many values it asks about."""
    asking, asked = search(value, end), 0
    try:
        probe = next(asking)
        while True:
            asked += 1
            assert min(value, end) <= probe <= max(value, end)
            probe = asking.send(does_same(probe))
    except StopIteration as finished:
        return finished.value, asked


@given(value=VALUES, end=VALUES, threshold=VALUES)
def test_the_edge_of_a_threshold_is_found_in_few_steps(value, end, threshold):
    sign = 1 if end > value else -1
    edge, asked = found(value, end, lambda probe: (threshold - probe) * sign > 0)
    lies_between = (threshold - value) * sign > 0 and (end - threshold) * sign >= 0
    if (threshold - value) * sign <= 0:  # everything is beyond it: the first step tells
        assert edge == (None if value == end else (value, value + sign))
    else:
        assert edge == ((threshold - sign, threshold) if lies_between else None)
    assert asked <= 1.5 * abs(end - value).bit_length() + 3


@given(value=VALUES, end=VALUES, salt=st.integers(0, 50))
def test_whatever_changes_an_edge_is_where_it_does(value, end, salt):
    def does_same(probe):
        return probe == value or hash((probe, salt)) % 3 > 0

    edge, _ = found(value, end, does_same)
    if edge is not None:
        same, other = edge
        assert abs(same - other) == 1
        assert does_same(same)
        assert not does_same(other)


STATEMENT = """
\\section*{Input}
The first line has an integer $n$ ($1 \\le n \\le 100$) and a limit $k$ ($0 \\le k \\le 1000$).
Each of the next $n$ lines has $x$ and $y$ ($-50 \\le x, y \\le 50$).
"""
TEXT = "2 7\n3 4\n-5  6\n"


def test_numbers_that_count_nothing_are_found_with_their_bounds():
    numbers = Numbers([TEXT, "1 9\n0 0\n"], STATEMENT, wide=False).of(TEXT)
    assert [(number.place, number.value, number.low, number.high) for number in numbers] == [
        ("line 1, token 2", 7, 0, 1000),
        ("line 2, token 1", 3, -50, 50),
        ("line 2, token 2", 4, -50, 50),
        ("line 3, token 1", -5, -50, 50),
        ("line 3, token 2", 6, -50, 50),
    ]
    assert [mate.place for mate in mates_of(numbers[3], numbers)] == ["line 3, token 2"]
    assert written(TEXT, {numbers[3]: 12, numbers[0]: 0}) == "2 0\n3 4\n12  6\n"


def test_inputs_at_an_edge_stand_on_both_sides_of_it_and_keep_the_bounds():
    numbers = Numbers([TEXT], STATEMENT, wide=False).of(TEXT)
    edge = Edge(TEXT, numbers[1], 49, 50)
    made = dict(edge.inputs(mates_of(numbers[1], numbers)))
    assert list(made)[:3] == ["2 7\n50 4\n-5  6\n", "2 7\n49 4\n-5  6\n", "2 7\n48 4\n-5  6\n"]
    assert "2 7\n49 5\n-5  6\n" in made
    assert made["2 7\n50 4\n-5  6\n"] == "line 2, token 1 = 50, at the edge between 49 and 50"
    assert not any("51" in text for text in made), "nothing lies beyond the stated bound"
