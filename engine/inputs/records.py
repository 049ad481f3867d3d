"""Lists whose elements differ as a whole, though their columns have doubles: cards of a deck, points of a plane."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING, TypeAlias

from engine.inputs.rearranging import rearrange
from engine.inputs.text import show_units

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from engine.inputs.content import Maker
    from engine.inputs.laws import Column
    from engine.inputs.survey import Frame, Series, Survey

Elements: TypeAlias = "list[tuple[str, ...]]"
"""The tokens of each element."""

_MOST = 10_000  # elements that are listed, to choose among those that are not there yet
_CHANCE = 3.0  # equal elements that chance would have given, before a list is believed to have none
_TRIES = 8  # draws for an element that is not there yet


def records(surveys: Sequence[Survey], described: Mapping[int, Column], told: Collection[int]) -> frozenset[int]:
    """Find the lists whose elements differ as a whole in all documents, by their first column.

    Args:
        surveys: the documents.
        described: their columns.
        told: columns that have a law of their own, such as the ends of edges or values that differ.
    """
    lists: dict[int, list[Series]] = {}
    for series in (series for survey in surveys for series in survey.series if len(series.columns()) > 1):
        lists.setdefault(series.columns()[0], []).append(series)
    return frozenset(
        first
        for first, found in lists.items()
        if all(column in described and column not in told for column in found[0].columns())
        and _differ([_elements(series) for series in found], [described[column] for column in found[0].columns()])
    )


def _differ(lists: Sequence[Sequence[tuple[str, ...]]], columns: Sequence[Column]) -> bool:
    """Whether no element comes twice, and more than chance speaks for that."""
    pairs = sum(len(found) * (len(found) - 1) / 2 for found in lists)
    ways = prod(column.high - column.low + 1 if column.numeric else len(column.words) for column in columns)
    return pairs / ways >= _CHANCE and all(len(set(found)) == len(found) for found in lists)


def _elements(series: Series) -> list[tuple[str, ...]]:
    rows = [series.rows(column) for column in series.columns()]
    return [tuple(holder[at] for holder, at in places) for places in zip(*rows, strict=True)]


def unused(maker: Maker, columns: Sequence[int], frame: Frame, taken: Collection[tuple[str, ...]]) -> Elements:
    """Give the elements that are not there yet, shuffled, where there are few; a deck of cards has none to spare."""
    known = [maker.grammar.columns.get(number) for number in columns]
    choices = [_choices(column, maker, frame) for column in known if column]
    if len(choices) < len(columns) or not all(choices) or prod(map(len, choices)) > _MOST:
        return []
    free = [element for element in product(*choices) if element not in taken]
    maker.random.shuffle(free)
    return free


def _choices(column: Column, maker: Maker, frame: Frame) -> Sequence[str]:
    """The tokens that a column may hold; none where these are too many to tell."""
    if not column.numeric:
        single = all(len(word) == 1 for word in column.words)
        return column.words if column.names else maker.letters(column) if single else ()
    low, high = maker.span(column, frame)
    low, high = (low, high) if maker.scale.values else maker.bounds.of(column, frame)
    return [show_units(value, column.decimals) for value in range(low, high + 1)] if high - low < _MOST else ()


def set_apart(found: Survey, series: Series, maker: Maker) -> None:
    """Draw the elements anew that were there before, in place; what stays a double is dropped."""
    rows = [series.rows(column) for column in series.columns()]
    apart = different(_elements(series), series.columns(), series.frame, maker)
    keep: list[int | None] = []
    for index, (element, places) in enumerate(zip(apart, zip(*rows, strict=True), strict=True)):
        for token, (holder, at) in zip(element or (), places, strict=False):
            holder[at] = token
        keep += [index] if element else []
    if len(keep) < len(series.items):
        rearrange(found, series, keep, maker.element, maker.grammar.columns)


def different(elements: Elements, columns: Sequence[int], frame: Frame, maker: Maker) -> list[tuple[str, ...] | None]:
    """Draw the elements anew that were there before; None for one that stays a double."""
    seen: set[tuple[str, ...]] = set()
    spare = unused(maker, columns, frame, set(elements)) if len(set(elements)) < len(elements) else []
    apart: list[tuple[str, ...] | None] = []
    for element in elements:
        new = element
        for _ in range(_TRIES):
            if new not in seen:
                break
            new = spare.pop() if spare else tuple(maker.token(column, frame) for column in columns)
        apart.append(None if new in seen else new)
        seen.add(new)
    return apart


def comes_twice(series: Series) -> bool:
    """Whether an element of a list is there twice."""
    elements = _elements(series)
    return len(set(elements)) < len(elements)
