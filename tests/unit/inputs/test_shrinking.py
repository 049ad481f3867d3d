"""Shrinking goes down a total order and finds known minima."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.inputs import size, smaller

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ANY_TEXT = st.text(max_size=30) | st.text(alphabet="0123 -.\n\r\tab#", max_size=30)


def shrink(text: str, holds: Callable[[str], bool], like: Sequence[str] = ()) -> str:
    """Take the first candidate that still holds, start again."""
    assert holds(text)
    while found := next((candidate for candidate in smaller(text, like) if holds(candidate)), None):
        assert size(found) < size(text)
        text = found
    return text


@given(ANY_TEXT)
def test_candidates_are_smaller_and_distinct(text: str) -> None:
    found = list(smaller(text))
    assert len(set(found)) == len(found)
    assert all(size(candidate) < size(text) for candidate in found)
    assert found == list(smaller(text))


@settings(max_examples=20, deadline=None)
@given(ANY_TEXT)
def test_shrinking_without_a_condition_ends(text: str) -> None:
    assert size(shrink(text, lambda _: True)) <= size(text)


def listed(text: str) -> list[int] | None:
    """Read a count and so many numbers, or None where the text is not valid."""
    lines = text.split("\n")
    if len(lines) != 3 or not lines[0].isdigit() or not lines[1]:
        return None
    values = [int(token) for token in lines[1].split()]
    return values if len(values) == int(lines[0]) else None


def edges_of(text: str) -> tuple[int, list[tuple[int, int]]] | None:
    numbers = [int(token) for token in text.split()]
    if len(numbers) < 2 or len(numbers) != 2 + 2 * numbers[1] or text.count("\n") != 1 + numbers[1]:
        return None
    pairs = list(zip(numbers[2::2], numbers[3::2], strict=True))
    return (numbers[0], pairs) if all(1 <= v <= numbers[0] for pair in pairs for v in pair) else None


def has_triangle(text: str) -> bool:
    graph = edges_of(text)
    found = {frozenset(pair) for pair in graph[1]} if graph else set()
    nodes = sorted({node for pair in found for node in pair})
    return any(
        {frozenset((a, b)), frozenset((b, c)), frozenset((a, c))} <= found
        for a in nodes
        for b in nodes
        for c in nodes
        if a < b < c
    )


def has_a_hash_between_dots(text: str) -> bool:
    lines = text.splitlines()
    if not lines or len(lines[0].split()) != 2:
        return False
    rows, columns = map(int, lines[0].split())
    grid = lines[1:]
    return len(grid) == rows and all(len(row) == columns for row in grid) and any(".#." in row for row in grid)


def has_a_falling_case(text: str) -> bool:
    lines = text.splitlines()
    if len(lines) < 3 or not all(line.isdigit() for line in lines[:2]) or len(lines) != 1 + 2 * int(lines[0]):
        return False
    cases = [[int(token) for token in line.split()] for line in lines[2::2]]
    if any(head != str(len(case)) for head, case in zip(lines[1::2], cases, strict=True)):
        return False
    return any(a > b >= 0 for case in cases for a, b in pairwise(case))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "holds", "like", "minimum"),
    [
        ("6\n5 1 9 4 9 2\n", lambda t: len(v := listed(t) or []) > len(set(v)), ["3\n1 2 3\n"], "2\n0 0\n"),
        ("6\n5 1 99 4 -7 2\n", lambda t: max(listed(t) or [0]) > 12, ["3\n1 2 3\n"], "1\n13\n"),
        ("6\n5 1 9 4 -7 2\n", lambda t: min(listed(t) or [0]) < 0, ["3\n1 2 3\n"], "1\n-1\n"),
        (
            "7 7\n1 2\n2 3\n3 4\n4 5\n5 6\n6 7\n5 7\n",
            has_triangle,
            ["4 3\n1 2\n2 3\n3 4\n", "3 2\n1 2\n2 3\n"],
            "3 3\n1 2\n2 3\n1 3\n",
        ),
        ("3 5\n#...#\n..#..\n#####\n", has_a_hash_between_dots, ["2 3\n#..\n.#.\n"], "1 3\n.#.\n"),
        ("zebra\n", lambda t: "b" in t, ["hello\n", "abc\n"], "b\n"),
        ("xyzxyz\n", lambda t: len(w := t.strip()) > len(set(w)), ["hello\n", "abc\n"], "aa\n"),
        (
            "3\n2\n1 5\n4\n1 8 3 9\n1\n7\n",
            has_a_falling_case,
            ["2\n3\n1 2 3\n2\n5 6\n"],
            "1\n2\n1 0\n",
        ),
    ],
    ids=["double", "large", "negative", "triangle", "grid", "letter", "two letters", "test cases"],
)
def test_greedy_shrinking_finds_the_minimum(
    text: str, holds: Callable[[str], bool], like: list[str], minimum: str
) -> None:
    assert size(shrink(text, holds, like))[:3] == size(minimum)[:3]


def test_a_long_list_is_first_cut_to_its_first_few_elements():
    public = ["3\n4 1 2\n", "2\n7 7\n"]
    text = f"1000\n{' '.join(map(str, range(1000)))}\n"
    first = [int(candidate.split()[0]) for candidate, _ in zip(smaller(text, public), range(6), strict=False)]
    assert first == [1, 2, 3, 5, 8, 13]


@pytest.mark.parametrize("least", [0, 1, 2, 3, 16, 256])
def test_a_number_that_must_only_be_large_enough_comes_down_in_a_few_tries(least: int) -> None:
    """A run has 24 tries for an input that can be read already; to come down to 2 by halves alone takes hundreds."""
    tries = 0

    def large_enough(text: str) -> bool:
        nonlocal tries
        tries += 1
        return text.strip().isdigit() and int(text) >= least

    shrunk = shrink("999999993\n", large_enough)
    assert int(shrunk) == least
    assert tries <= 24
