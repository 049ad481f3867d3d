r"""What the statement says differs: the values of a list, as in "All numbers $f_i$ are different", or single numbers.

Of lists only what names the variable of one counts: "$a_i$ and $b_i$ are different" says nothing of a list, nor does
"different from", "different kinds", or a sentence that denies it.
"""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

from engine.inputs.layout import Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.inputs.binding import Binding
    from engine.inputs.layout import Layout
    from engine.inputs.stated import Stated
    from engine.inputs.survey import Series, Survey

_ELEMENT = r"\$?\s*(?P<name>[A-Za-z])_\{?[ijk]\}?\s*\$?"
"""Any element of a list, as `$a_i$`."""
_DOTTED = r"\$?\s*(?P<name>[A-Za-z])_\{?[01]\}?\s*\$?\s*,[^.;]{0,40}(?:\\[lc]?dots|…|\.\.\.)[^.;]{0,8}_\{?\w+\}?\s*\$?"
"""All of them, as `$a_1, \\ldots, a_n$`."""
_MATH = r"\$[^$]*\$"
_END = r"(?=\s*(?:[.,;:!)]|$|and\b|och\b|for\b|för\b))"
_DIFFERENT = r"(?:distinct|different|unique|olika|distinkta|unika)"
_FILLER = r"(?:(?!not\b|inte\b|need|nödv)[\w-]+\s+){0,3}?"
_ARE = rf"\s*(?:are|is|will|must|shall|är|kommer|ska)\s+{_FILLER}{_DIFFERENT}{_END}"
_BESIDES = rf"\s*(?:\({_MATH}[^()]*\)|\([^()]*\)|{_MATH})?\s*[,(]?\s*(?:all|alla|pairwise|parvis)\s+{_DIFFERENT}{_END}"
_NUMBERS = r"(?:[\w-]+\s+)?(?:integers?|numbers?|values?|heltal|tal|ids?)\s*[,:]?\s*"
_SAME = r"\s*(?:are|have|is|är|kommer)\s+(?:[\w-]+\s+){0,3}?(?:equal|same|identical|lika|samma|likadana)\b"
_NO_TWO = r"(?:no two|inga två)\s+(?:[\w-]+\s+){0,4}?"
_SAYS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_ELEMENT}{_ARE}",
        rf"{_DOTTED}{_ARE}",
        rf"{_ELEMENT}{_BESIDES}",
        rf"{_DOTTED}{_BESIDES}",
        rf"{_NO_TWO}{_ELEMENT}{_SAME}",
        rf"\b{_DIFFERENT}\s+{_NUMBERS}{_DOTTED}",
        r"(?P<name>[A-Za-z])_\{?(?P<one>[a-z])\}?\s*(?:\\neq?|≠|!=)\s*(?P=name)_\{?(?!(?P=one))[a-z]\}?(?![\w+-])",
    )
]
_SENTENCE = re.compile(r"(?<=[.!?)])\s+(?=[A-ZÅÄÖ$(*])|\n\s*\n|\n(?=[-*|] )")
_JOINED = re.compile(r"(?:\$|\w_\{?\w+\}?)\s*(?:,|and|och|or|eller)\s*(?:[\w-]+\s+){0,2}$")
"""What stands before a name that is the second one of two."""


def lists_that_differ(section: str) -> frozenset[str]:
    """Name the lists of which a statement's input section says that no value comes twice."""
    return frozenset(name for sentence in _SENTENCE.split(section) for name in _named(" ".join(sentence.split())))


def _named(sentence: str) -> Iterator[str]:
    for pattern in _SAYS:
        for match in pattern.finditer(sentence):
            if not _JOINED.search(sentence[: match.start("name")].rstrip("$ ")):
                yield match["name"]


def columns_that_differ(said: frozenset[str], binding: Binding, surveys: Sequence[Survey]) -> frozenset[int]:
    """Name the columns of these lists; what a public input is against was misread."""
    named = {column for name in said for column in binding.names.get(name, ())}
    lists = [series for survey in surveys for series in survey.series]
    return frozenset(
        column
        for column in named
        if any(column in series.columns() for series in lists) and not any(repeats(column, series) for series in lists)
    )


def repeats(column: int, series: Series) -> bool:
    """Whether a value comes twice in a column of a list; no other list has it."""
    if column not in series.columns():
        return False
    tokens = [holder[at] for holder, at in series.rows(column)]
    return len(set(tokens)) < len(tokens)


def pairs_that_differ(
    layout: Layout, stated: Stated, binding: Binding, surveys: Sequence[Survey]
) -> Iterator[tuple[int, int]]:
    """Name the columns of single numbers that the statement wants to differ, and that do in all inputs.

    Which they are it says by `a != b`; where it only speaks of different values, those of one line and one range are.
    """
    found = [
        (low, high)
        for left, right in stated.unequal
        for low, high in zip(binding.names.get(left, ()), binding.names.get(right, ()), strict=False)
    ]
    if any(promise.about == "distinct" for promise in stated.promises):
        for line in _heads(layout):
            found += [
                (low, high)
                for low, high in combinations(line, 2)
                if low in binding.ranges
                and high in binding.ranges
                and binding.ranges[low].highs == binding.ranges[high].highs
            ]
    for low, high in dict.fromkeys(tuple(sorted(pair)) for pair in found):
        cells = [cell for survey in surveys for cell in survey.cells if cell.column == high]
        tokens = [(cell.token, other.token) for cell in cells if (other := cell.frame.find(low))]
        if tokens and all(token != other for token, other in tokens):
            yield low, high


def _heads(layout: Layout) -> Iterator[tuple[int, ...]]:
    for item in layout:
        if isinstance(item, Line):
            yield item.head
        else:
            yield from _heads(item.body)
