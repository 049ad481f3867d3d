"""Circles that neither touch nor overlap, and points inside them, where the statement promises it.

They are things with a centre (x, y) and a radius r, and other things at (x, y). Decimals are compared as they are
written, without rounding.
"""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import combinations, product
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.inputs.layout import Block

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.inputs.binding import Binding
    from engine.inputs.layout import Layout
    from engine.inputs.survey import Series, Survey

_APART = re.compile(
    r"(?:none of the|no two|no) (\w+) (?:\w+ )?(?:touch|overlap|intersect)|"
    r"(?:inga två|inga av|ingen av) ([^.]*?)(?:rör|överlapp)",
    re.IGNORECASE,
)
_TOUCH = re.compile(r"touch|intersect|rör", re.IGNORECASE)
_INSIDE = re.compile(r"\b(?:each|every|all)\b[^.]*\binside (?:an?|one of the|some) (\w+)", re.IGNORECASE)
_MOST = 400
"""Circles that are compared, each with each."""


class Circles(Struct, frozen=True):
    """The columns of x, y and the radius, each in every line of a list; and those of points that lie inside one."""

    x: int
    y: int
    radius: int
    points: tuple[int, int] | None = None

    @property
    def columns(self) -> tuple[int, int, int]:
        """The three of the circles."""
        return self.x, self.y, self.radius

    @property
    def places(self) -> frozenset[int]:
        """All columns that say where something is: what holds of one of them alone is a coincidence."""
        return frozenset((*self.columns, *(self.points or ())))


def promises_apart(sentence: str) -> bool:
    """Whether a sentence says that things of one kind neither touch nor overlap."""
    return _APART.search(sentence) is not None and _TOUCH.search(sentence) is not None


def promises_inside(sentence: str, things: str = "") -> bool:
    """Whether a sentence says that each of some things lies inside one of others, which `things` may name."""
    found = _INSIDE.search(sentence)
    return found is not None and things.lower().startswith(found[1].lower().rstrip("s") if things else "")


def circles(sentences: Sequence[str], binding: Binding, layout: Layout, surveys: Sequence[Survey]) -> Circles | None:
    """Find the columns of circles that are promised to be apart; none where public inputs are against it."""
    apart = [sentence for sentence in sentences if promises_apart(sentence)]
    if not apart:
        return None
    xs, ys, radii = (binding.names.get(name, ()) for name in ("x", "y", "r"))
    lists = list(_lists(layout))
    places = [place for place in product(xs, ys, radii) if any(set(place) <= columns for columns in lists)]
    if len(places) != 1:
        return None
    found = Circles(*places[0])
    match = _APART.search(apart[0])
    things = (match[1] or "") if match else ""
    if any(promises_inside(sentence, things) for sentence in sentences):
        others = [pair for pair in product(xs, ys) if any(set(pair) <= columns for columns in lists)]
        others = [pair for pair in others if found.radius not in pair and pair != (found.x, found.y)]
        inside = Circles(*found.columns, others[0]) if len(others) == 1 else found
        found = inside if not any(map(any, (strays(inside, survey) for survey in surveys))) else found
    return found if all(are_apart(found, series) for survey in surveys for series in survey.series) else None


def are_apart(circles: Circles, series: Series) -> bool:
    """Whether no two circles of a list touch; any other list has none."""
    found = (_rows(circles.columns, series) or [])[:_MOST]
    return all((a - c) ** 2 + (b - d) ** 2 > (r + s) ** 2 for (a, b, r), (c, d, s) in combinations(found, 2))


def strays(circles: Circles, found: Survey) -> Iterator[str]:
    """Where points lie inside none of the circles before them, though they should."""
    before: list[tuple[Fraction | int, ...]] = []
    for series in found.series:
        before = _rows(circles.columns, series) or before
        points = (_rows(circles.points, series) if circles.points else None) or []
        for a, b in points[:_MOST] if len(before) <= _MOST else ():
            if not any((a - x) ** 2 + (b - y) ** 2 < r**2 for x, y, r in before):
                yield f"{series.name}: {a} {b} lies inside none of the circles, which it promises"


def _rows(columns: tuple[int, ...], series: Series) -> list[tuple[Fraction | int, ...]] | None:
    """Give the numbers of some columns of a list; None where it has no such columns, or no numbers, as others say."""
    if not set(columns) <= set(series.columns()):
        return None
    try:
        rows = [[_number(holder[at]) for holder, at in series.rows(column)] for column in columns]
    except ValueError:
        return None
    return list(zip(*rows, strict=True))


def _number(token: str) -> Fraction | int:
    return Fraction(token) if "." in token else int(token)


def _lists(layout: Layout) -> Iterator[set[int]]:
    """Give the columns that every element of a list has, list by list."""
    for item in layout:
        if isinstance(item, Block):
            yield {column for line in item.body if not isinstance(line, Block) for column in line.head}
            yield from _lists(item.body)
        else:
            yield set(item.group)
