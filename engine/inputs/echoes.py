"""Lists that begin or end with a token which stands elsewhere in the input, such as a way from s to t."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.inputs.laws import Column
    from engine.inputs.survey import Cell, Series, Survey


class Echo(Struct, frozen=True):
    """The first or last element of a list that repeats a token which stands outside of it.

    Attributes:
        column: of the list.
        source: the column of the token.
        place: 0 for the first element, -1 for the last.
    """

    column: int
    source: int
    place: int


def echoes(surveys: Sequence[Survey], described: Mapping[int, Column]) -> tuple[Echo, ...]:
    """Find the ends of lists that repeat a token in every document, with at least two different tokens."""
    found: list[Echo] = []
    counts = {series.count.column for survey in surveys for series in survey.series if series.count}
    lists = {column for survey in surveys for series in survey.series for column in series.columns()}
    for echo in (
        Echo(column, source, place)
        for column in sorted(lists)
        for source in described
        for place in (-1, 0)
        if source not in counts and source not in lists
    ):
        pairs = [pair for survey in surveys for series in survey.series if (pair := echo_in(echo, series))]
        tokens = {source.token for source, _ in pairs}
        if len(tokens) > 1 and all(source.token == holder[at] for source, (holder, at) in pairs):
            found.append(echo)
    return tuple(found)


def echo_in(echo: Echo, series: Series) -> tuple[Cell, tuple[list[str], int]] | None:
    """Give the token that a list repeats, and where; None if this list has nothing to do with it."""
    source = series.frame.find(echo.source)
    if source is None or echo.column not in series.columns() or not series.items:
        return None
    rows = series.rows(echo.column)
    return (source, rows[echo.place]) if rows else None
