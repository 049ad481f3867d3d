"""Bounds in tables of subtasks, of which the widest is the problem's, and what all of them say of two variables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from engine.inputs.formulas import Name, evaluate, names_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.inputs.inequalities import Comparison

_ROW = re.compile(r"\n\s*\n|\n(?=\s*(?:\||[-*•]\s|[0-9]+[.)]\s))")
_NUMBERED = re.compile(r"[0-9]")


def rows_of(tables: str) -> list[str]:
    """Cut tables into subtasks: rows, items or paragraphs with a number, such as that of the points."""
    return [row for row in _ROW.split(tables) if _NUMBERED.search(row)]


def relations_of_tables(rows: Sequence[Sequence[Comparison]], found: Sequence[Comparison]) -> list[Comparison]:
    """Give the comparisons of variables with each other that every one of several subtasks makes.

    A single one may speak of some of the tests, and of variables that the input section bounds it says all.

    Args:
        rows: the comparisons of each subtask.
        found: the bounds of the input section.
    """
    bounded = {name for item in found for name, _ in _sides(item)}
    said = [item for row in rows for item in row if names_in(item.left) and names_in(item.right)]
    return [
        item
        for item in dict.fromkeys(said if len(rows) > 1 else ())
        if not bounded & (names_in(item.left) | names_in(item.right))
        and all(any(_implies(other, item) for other in row) for row in rows)
    ]


def _implies(item: Comparison, other: Comparison) -> bool:
    return (item.left, item.right) == (other.left, other.right) and item.strict >= other.strict


def bounds_of_tables(
    ranged: Sequence[Comparison], alone: Sequence[Comparison], found: Sequence[Comparison]
) -> list[Comparison]:
    """Give the bounds of tables for what the input section does not bound.

    Where that says only in words that a number is positive, the last subtask may go beyond the others without a bound
    of its own: such bounds are loose.

    Args:
        ranged: the bounds in the tables.
        alone: single values that subtasks set a name to; where no subtask gives it a bound, they are none either.
        found: the bounds of the input section.
    """
    bounded = {side for item in found for side in _sides(item)}
    worded = {name for item in found if item.loose for name, _ in _sides(item)}
    bounds = []
    for item in _widest([item for item in ranged if _sides(item)], [item for item in alone if _sides(item)]):
        name, above = _sides(item)[0]
        if not bounded.intersection({(name, True), (name, False)}):
            bounds.append(item)
        elif name in worded and (name, above) not in bounded:
            bounds.append(replace(item, loose=True))
    return bounds


def _sides(item: Comparison) -> list[tuple[str, bool]]:
    """The variables that a comparison bounds, and whether from above."""
    sides = ((item.left, True), (item.right, False))
    return [(side.name, above) for side, above in sides if isinstance(side, Name)]


def _subject(item: Comparison) -> str:
    side = item.left if isinstance(item.left, Name) else item.right
    return side.name if isinstance(side, Name) else ""


def _widest(found: Sequence[Comparison], alone: Sequence[Comparison]) -> list[Comparison]:
    """Keep the outermost of the constant bounds of each name."""
    ranged = {_subject(item) for item in found}
    tops: dict[tuple[str, bool], Comparison] = {}
    for item in (*found, *alone):
        name = _subject(item)
        other = item.right if isinstance(item.left, Name) else item.left
        key = name, isinstance(item.left, Name)
        if not name or names_in(other) or name not in ranged:
            continue
        if key not in tops or _wider(item, tops[key]):
            tops[key] = item
    return list(tops.values())


def _wider(item: Comparison, than: Comparison) -> bool:
    above = isinstance(item.left, Name)
    new = evaluate(item.right if above else item.left, {})
    old = evaluate(than.right if above else than.left, {})
    return new is not None and old is not None and (new > old if above else new < old)
