"""Circles that neither touch nor overlap, where the statement promises it of things with a centre (x, y) and radius r.

Decimals are compared as they are written, without rounding.
"""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.inputs.binding import Binding
    from engine.inputs.survey import Series, Survey

Circles: TypeAlias = tuple[int, int, int]
"""The columns of x, y and the radius, each in every line of a list."""

_APART = re.compile(
    r"(?:none of the|no two|no) \w+ (?:\w+ )?(?:touch|overlap|intersect)|"
    r"(?:inga två|inga av|ingen av) [^.]*(?:rör|överlapp)",
    re.IGNORECASE,
)
_TOUCH = re.compile(r"touch|rör", re.IGNORECASE)
_MOST = 400
"""Circles that are compared, each with each."""


def promises_apart(sentence: str) -> bool:
    """Whether a sentence says that things of one kind neither touch nor overlap."""
    return _APART.search(sentence) is not None and _TOUCH.search(sentence) is not None


def circles(sentences: Sequence[str], binding: Binding, surveys: Sequence[Survey]) -> Circles | None:
    """Find the columns of circles that are promised to be apart; none where public inputs are against it."""
    if not any(map(promises_apart, sentences)):
        return None
    places = [binding.names.get(name, ()) for name in ("x", "y", "r")]
    if any(len(each) != 1 for each in places):
        return None
    found = places[0][0], places[1][0], places[2][0]
    kept = all(are_apart(found, series) for survey in surveys for series in survey.series)
    return found if kept else None


def are_apart(columns: Circles, series: Series) -> bool:
    """Whether no two circles of a list touch; any other list has none."""
    if not set(columns) <= set(series.columns()):
        return True
    try:
        rows = [[Fraction(holder[at]) for holder, at in series.rows(column)] for column in columns]
    except ValueError:  # no numbers, which others say
        return True
    found = list(zip(*rows, strict=True))[:_MOST]
    return all((a - c) ** 2 + (b - d) ** 2 > (r + s) ** 2 for (a, b, r), (c, d, s) in combinations(found, 2))
