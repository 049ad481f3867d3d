"""Whether the elements of a list differ, where the statement speaks of different things: by their first two numbers."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from engine.inputs.survey import survey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.inputs.grammar import Grammar
    from engine.inputs.survey import Series


class Pairs:
    """The first two numbers of the elements of lists, by one grammar."""

    def __init__(self, grammar: Grammar) -> None:
        """Nothing is looked at yet."""
        self._grammar = grammar

    def doubles(self, series: Series) -> Iterator[str]:
        """What comes twice in a list of at least two columns: a pair, or a number in one that joins two things."""
        pairs, ordered = _pairs(series), self._are_ordered(series.columns()[:2])
        keys = pairs if ordered else [(min(pair), max(pair)) for pair in pairs]
        if len(set(keys)) < len(keys):
            yield f"{series.name}: a pair comes twice"
        if not ordered and any(a == b for a, b in pairs):
            yield f"{series.name}: a pair of equal numbers"

    def _are_ordered(self, columns: tuple[int, ...]) -> bool:
        """Whether it matters which number of a pair is which: their ranges differ, or public ones have equal numbers.

        The two ends of a road are of the same kind and differ; so are the coordinates of a point, and may be equal.
        """
        ranges, placed = self._grammar.binding.ranges, self._grammar.circles
        first, second = columns
        alike = first in ranges and second in ranges and ranges[first].highs == ranges[second].highs
        return not alike or columns in self._of_equals or (placed is not None and placed.places.issuperset(columns))

    @cached_property
    def _of_equals(self) -> set[tuple[int, ...]]:
        """The first two columns of the lists in which some public input has twice the same number."""
        documents = filter(None, map(self._grammar.read, self._grammar.examples))
        lists = [series for document in documents for series in survey(document).series if len(series.columns()) > 1]
        return {series.columns()[:2] for series in lists if any(a == b for a, b in _pairs(series))}


def _pairs(series: Series) -> list[tuple[str, str]]:
    """Give the tokens in the first two columns of a list, element by element."""
    rows = [series.rows(column) for column in series.columns()[:2]]
    return [(left[i], right[j]) for (left, i), (right, j) in zip(*rows, strict=True)]
