"""Documents that grow: one number at a time, and all of them together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.inputs import Growth

LIST = ("3 2\n5 1 9\n", "5 4\n8 2 7 1 3\n")
EDGES = ("4 3\n1 2\n2 3\n3 4\n", "3 3\n1 2\n1 3\n2 3\n", "5 4\n1 5\n5 2\n2 3\n4 1\n")


def numbers(text):
    return [[int(word) for word in line.split()] for line in text.splitlines()]


def test_the_columns_of_a_list_and_which_of_them_counts():
    growth = Growth(LIST, seed=1)
    assert list(growth.columns.values()).count(True) == 1
    assert len(growth.columns) == 3


@pytest.mark.parametrize("length", [1, 10, 5000])
def test_a_count_grows_with_its_list(length):
    growth = Growth(LIST, seed=1)
    count = next(column for column, counts in growth.columns.items() if counts)
    head, row = numbers(growth.grown({count: length}))
    assert head[0] == length == len(row)


def test_a_value_grows_to_just_what_was_asked_for():
    growth = Growth(LIST, seed=1)
    last = max(growth.columns)
    assert set(numbers(growth.grown({last: 10**12}))[1]) == {10**12}


def test_boundaries_name_the_value_and_differ():
    growth = Growth(LIST, seed=1)
    found = list(growth.boundaries({max(growth.columns): 77}))
    assert len({item.text for item in found}) == len(found)
    assert any(set(numbers(item.text)[1]) == {77} for item in found if item.what == "a number is 77")


def test_extremes_of_a_graph_are_long_and_one_is_a_path():
    growth = Growth(EDGES, seed=3)
    tops = {column: 2000 for column, counts in growth.columns.items() if counts}
    extremes = {item.what: item.text for item in growth.extremes(tops)}
    assert len(extremes) >= 3
    large = {what: numbers(text)[1:] for what, text in extremes.items() if "alone" not in what and "dense" not in what}
    assert all(len(edges) == 2000 for edges in large.values())
    assert any(all(b - a == 1 for a, b in edges[:1999]) for edges in large.values()), "one is a path"
    assert any(all(1 in edge for edge in edges[:1999]) for edges in large.values()), "one is a star"
    dense = next(numbers(text) for what, text in extremes.items() if "dense" in what)
    assert len(dense) - 1 == 2000 == len({tuple(sorted(edge)) for edge in dense[1:]})
    assert dense[0][0] < 500


@given(st.lists(st.text(max_size=40), min_size=1, max_size=3), st.integers(0, 5))
def test_any_text_can_be_learnt_from(inputs, seed):
    growth = Growth(inputs, seed)
    tops = dict.fromkeys(growth.columns, 20)
    assert isinstance(growth.grown(tops), str)
    list(growth.boundaries(tops))
    list(growth.extremes(tops))


def test_the_seed_decides():
    assert list(Growth(LIST, 4).extremes({0: 50})) == list(Growth(LIST, 4).extremes({0: 50}))
