"""Grids that somebody walks through from the upper left corner, as the statement says.

Where arrows tell the way and are promised never to lead out, they are followed here. Where something else stands on
the first square, nobody says which letters may: the public inputs show it, and another one there is a doubt.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.inputs.text import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.inputs.laws import Column
    from engine.inputs.survey import Series, Survey

_CORNER = (
    r"(?:upper|top)[ -]?left|northwest|first (?:square|cell|tile) (?:of|in) the first row|\(\s*([01])\s*,\s*\1\s*\)|"
    r"(?:högst upp|längst upp|överst|övre)(?: \w+)?(?: till)? vänst\w+|första rutan (?:på|i) (?:den )?första raden"
)
_BEGINS = r"\b(?:starts?|begins?|enters?|börjar?|startar?|kommer (?:\w+ )?in)\b"
_FROM_CORNER = re.compile(rf"{_BEGINS}[^.!?]{{0,200}}?(?:{_CORNER})", re.IGNORECASE)
_STAYS = re.compile(
    r"\b(?:never|aldrig)\b[^.!?]{0,200}\b(?:leaves?|(?:leads?|goes|gets?|steps?|walks?|falls?|is) (?:out|off|outside)|"
    r"lämnar?|(?:leder?|går?|kommer|hamnar?|är) (?:ut|utanför))\b",
    re.IGNORECASE,
)
_ARROWS = {"<": (0, -1), ">": (0, 1), "^": (-1, 0), "v": (1, 0), "V": (1, 0)}
_ENOUGH = 3
"""Public grids that begin with the same letter, so that another one there is doubted."""


class Walk(Struct, frozen=True):
    """A walk through the grids of a column, from the upper left corner.

    Attributes:
        column: the column of their rows.
        start: the letter on the first square; empty where several were seen there, or too few grids.
        stays: whether arrows tell the way and never lead out.
    """

    column: int
    start: str
    stays: bool


def begins_at_corner(statement: str) -> bool:
    """Whether it says that something begins in the upper left corner."""
    return _FROM_CORNER.search(statement) is not None


def never_leaves(sentence: str) -> bool:
    """Whether it promises that something never leaves where it is."""
    return _STAYS.search(sentence) is not None


def walk_in(promised: bool, columns: Mapping[int, Column], surveys: Sequence[Survey]) -> Walk | None:
    """Find the walk in a grammar with one list of words of letters; for statements that say where it begins.

    Args:
        promised: whether it is said never to leave the grid; a promise that a public input is against was misread.
        columns: what is known of the columns.
        surveys: those of the public inputs.
    """
    words = [column for column in columns.values() if column.kind is Kind.WORD and not column.names]
    if len(words) != 1:
        return None
    (column,) = words
    grids = [rows for found in surveys for series in found.series if (rows := _rows(series, column.column))]
    if not grids:
        return None
    arrows = len(_ARROWS.keys() & set(column.alphabet)) > 1
    if promised and arrows and not any(leads_out(rows) for rows in grids):
        return Walk(column.column, "", stays=True)
    starts = {rows[0][0] for rows in grids}
    start = starts.pop() if len(starts) == 1 and len(grids) >= _ENOUGH else ""
    return None if arrows or not start or start.isalnum() else Walk(column.column, start, stays=False)


def is_left(walk: Walk, series: Series) -> bool:
    """Whether arrows that should never lead out of a grid do so."""
    return walk.stays and leads_out(_rows(series, walk.column))


def begins_strangely(walk: Walk, series: Series) -> str:
    """The letter on the first square of a grid, if no public one begins so; else empty."""
    rows = _rows(series, walk.column)
    return rows[0][0] if walk.start and rows and rows[0][0] != walk.start else ""


def leads_out(rows: Sequence[str]) -> bool:
    """Whether the arrows of a grid, followed from its upper left corner, lead out of it."""
    row, column = 0, 0
    seen = set[tuple[int, int]]()
    while (row, column) not in seen:
        if not 0 <= row < len(rows) or not 0 <= column < len(rows[row]):
            return bool(rows)
        seen.add((row, column))
        down, right = _ARROWS.get(rows[row][column], (0, 0))
        row, column = row + down, column + right
    return False


def _rows(series: Series, column: int) -> list[str]:
    """Read the rows of a grid; of any other list none."""
    if series.columns() != (column,):
        return []
    return [holder[at] for holder, at in series.rows(column)]
