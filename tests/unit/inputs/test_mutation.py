"""Laws of the stream of mutations."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.inputs import Mutation, mutations

ANY_TEXT = (
    st.text(max_size=40)
    | st.text(alphabet="0123 -.\n\r\tab#", max_size=40)
    | st.binary(max_size=40).map(lambda data: data.decode("latin-1"))
)


def first(inputs: list[str], count: int, seed: int = 1) -> list[Mutation]:
    return list(islice(mutations(inputs, seed), count))


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(st.lists(ANY_TEXT, max_size=3), st.integers(0, 1000))
def test_any_text_gives_distinct_new_inputs_determined_by_the_seed(texts: list[str], seed: int) -> None:
    found = first(texts, 25, seed)
    assert found == first(texts, 25, seed)
    assert len({mutation.text for mutation in found}) == len(found)
    assert not {mutation.text for mutation in found} & set(texts)
    assert all(mutation.what for mutation in found)
    assert all(mutation.parent is None or 0 <= mutation.parent < len(texts) for mutation in found)


def test_no_input_gives_no_mutation() -> None:
    assert first([], 5) == []


def test_copies_of_a_list_with_other_names_say_the_same_of_others() -> None:
    inputs = ["3\n3 +red +soy -blue\n3 +red -soy +blue\n3 -red +soy +blue\n", "1\n2 +corn -artichoke\n"]
    parts = [
        next(mutation for mutation in mutations(inputs, seed) if "with other names" in mutation.what)
        for seed in range(1, 9)
    ]
    assert {mutation.parent for mutation in parts} == {0, 1}
    for mutation in parts:
        _, *rows = (line.split() for line in mutation.text.splitlines())
        times, size = int(mutation.what.split()[0]), 1 if mutation.parent else 3
        blocks = [rows[at : at + size] for at in range(0, len(rows), size)]
        names = [{word[1:] for row in block for word in row[1:]} for block in blocks]
        signs = [[[word[0] for word in row[1:]] for row in block] for block in blocks]
        assert len(blocks) == times
        assert len(set().union(*names)) == sum(map(len, names))
        assert all(each == signs[0] for each in signs)


def test_another_seed_gives_another_stream() -> None:
    assert first(["3\n1 2 3\n"], 20, 1) != first(["3\n1 2 3\n"], 20, 2)


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(st.lists(st.lists(st.integers(-50, 50), min_size=3, max_size=8), min_size=2, max_size=4), st.integers(0, 99))
def test_count_and_list_change_together(lists: list[list[int]], seed: int) -> None:
    inputs = [f"{len(values)}\n{' '.join(map(str, values))}\n" for values in lists]
    found = first(inputs, 60, seed)
    lines = [mutation.text.split("\n") for mutation in found]
    kept = [len(line) == 3 and line[0] == str(len(line[1].split())) for line in lines]
    assert sum(kept) >= 0.7 * len(kept)


def test_a_permutation_mostly_stays_one() -> None:
    found = first(["4\n2 4 1 3\n", "6\n6 1 5 2 3 4\n"], 100)
    numbers = [[int(token) for token in mutation.text.split()] for mutation in found]
    kept = [
        values
        for values in numbers
        if sorted(values[1:]) == list(range(1, len(values))) and len(values) == values[0] + 1
    ]
    assert len(kept) >= 50


@pytest.mark.slow
def test_a_tree_mostly_stays_one() -> None:
    found = first(["5\n1 2\n1 3\n3 4\n3 5\n", "4\n1 2\n2 3\n2 4\n"], 100)
    numbers = [[int(token) for token in mutation.text.split()] for mutation in found]
    kept = [
        values
        for values in numbers
        if len(values) == 2 * values[0] - 1 and set(values[1:]) == {*range(1, values[0] + 1)}
    ]
    assert len(kept) >= 50


def test_a_square_matrix_stays_square() -> None:
    found = first(["2\n1 2\n3 4\n", "3\n1 2 3\n4 5 6\n7 8 9\n"], 80)
    shapes = [[len(line.split()) for line in mutation.text.splitlines()] for mutation in found]
    square = [shape for shape in shapes if shape and shape[1:] == [len(shape) - 1] * (len(shape) - 1)]
    assert len(square) >= 56


@pytest.mark.slow
@pytest.mark.parametrize(
    "wanted", ["1\n", "0\n", "all equal", "reverse", "new random", "sort", "drop", "duplicate", "swap"]
)
def test_breadth_comes_early(wanted: str) -> None:
    found = first(["4\n1 2 3 9\n", "6\n5 1 2 2 3 8\n"], 160)
    assert any(wanted in mutation.what or mutation.text.startswith(wanted) for mutation in found)


@pytest.mark.slow
def test_graphs_that_are_laid_out_edge_by_edge_stay_small():
    says = "## Input\n\n$n$ and $m$, then $m$ roads $a$ $b$ ($1 \\le a, b \\le n \\le 50000$, $1 \\le m \\le 60000$).\n"
    public = ["4 3\n1 2\n2 4\n1 4\n", "5 2\n1 2\n5 1\n"]
    made = [item.text for item, _ in zip(mutations(public, 1, says), range(150), strict=False)]
    assert any(int(text.split()[0]) > 3_000 for text in made)
    assert max(text.count("\n") for text in made) < 4_000


@pytest.mark.slow
def test_two_copies_of_a_graph_do_not_touch():
    public = ["4\n1 2\n2 3\n3 1\n4 1\n", "2\n1 2\n1 2\n"]
    made = [item for item, _ in zip(mutations(public, 3), range(400), strict=False) if "two copies" in item.what]
    assert made
    for item in made:
        nodes, *edges = ([int(word) for word in line.split()] for line in item.text.splitlines())
        half = nodes[0] // 2
        assert [[a + half, b + half] for a, b in edges[: len(edges) // 2]] == edges[len(edges) // 2 :]


@pytest.mark.slow
def test_lists_of_different_indices_are_no_longer_than_there_are_indices() -> None:
    sets = ("2 5\n5 1 2 3 4 5\n2 1 2\n", "3 3\n2 1 3\n2 1 2\n2 1 2\n")
    fresh = [item.text for item in first(list(sets), 160) if item.parent is None]
    rows = [line.split() for text in fresh for line in text.splitlines()[1:]]
    rooms = [int(text.split()[1]) for text in fresh for _ in text.splitlines()[1:]]
    kept = [len(row) == len(set(row[1:])) + 1 <= room + 1 for row, room in zip(rows, rooms, strict=True)]
    assert sum(kept) > 0.6 * len(kept)
