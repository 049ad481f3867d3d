"""An answer that still arrives, as rows: prose wrapped and dim, code inside of fences highlighted.

A stream can be long, and it is drawn anew in every frame. So its end, which a person follows, is laid out at the cost
of the rows that are visible; and where a person has scrolled back, the lines that were laid out before are kept.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from typing import TYPE_CHECKING, Final, NamedTuple

from tui.surfaces.code import highlight
from tui.surfaces.text import Span, clean, wrap, wrap_growing

if TYPE_CHECKING:
    from tui.surfaces.text import Look

_FENCE: Final = re.compile(r"^[ \t]*```", re.MULTILINE)
_KEPT: Final = 4
"""Streams whose rows are remembered: thinking and answer of the one that is read, and of the one before."""


class Row(NamedTuple):
    """One row of a stream; a row of code is highlighted only when it is drawn."""

    text: str
    style: str

    def spans(self, language: str) -> tuple[Span, ...]:
        """What is drawn."""
        return highlight(self.text, language) if self.style == "code" else (Span(self.text, self.style),)


def latest(text: str, width: int, count: int, look: Look, *, fences: bool) -> list[Row]:
    """The last `count` rows, or all there are; `fences` says whether there can be code in it."""
    start = len(text)
    for _ in range(count):
        if (start := text.rfind("\n", 0, start)) < 0:
            break
    start += 1
    fenced = fences and sum(1 for _ in _FENCE.finditer(text, 0, start)) % 2 == 1
    *lines, growing = text[start:].split("\n")
    rows: list[Row] = []
    for line in lines:
        made, fenced = _line(line, width, look, fenced=fenced, fences=fences)
        rows += made
    # A line without an end, such as JSON, is not looked at from its beginning.
    return [*rows, *_growing(growing[-count * width :], width, look, fenced=fenced)][-count:]


def everything(text: str, width: int, look: Look, *, fences: bool) -> list[Row]:
    """All rows. What was laid out in the frame before is not laid out again."""
    place = width, look, fences, text[:80]
    kept = _laid.pop(place, None)
    if kept is None or not text.startswith(kept.text):
        kept = _Laid()
    _laid[place] = kept
    if len(_laid) > _KEPT:
        _laid.popitem(last=False)
    end = text.rfind("\n") + 1
    for line in text[len(kept.text) : end].split("\n")[:-1]:
        made, kept.fenced = _line(line, width, look, fenced=kept.fenced, fences=fences)
        kept.rows += made
    kept.text = text[:end]
    return [*kept.rows, *_growing(text[end:], width, look, fenced=kept.fenced)]


class _Laid:
    """The lines of a stream that are complete, laid out."""

    def __init__(self) -> None:
        self.text = ""
        self.rows: list[Row] = []
        self.fenced = False


_laid: OrderedDict[tuple[int, Look, bool, str], _Laid] = OrderedDict()


def _line(line: str, width: int, look: Look, *, fenced: bool, fences: bool) -> tuple[list[Row], bool]:
    """The rows of a line that is complete, and whether those after it are code."""
    if fences and _FENCE.match(line):
        return [Row(line, "rule")], not fenced
    if fenced:
        return [Row(line, "code")], True
    return [Row(part, "dim") for part in wrap(clean(line.rstrip(), look), width)], False


def _growing(line: str, width: int, look: Look, *, fenced: bool) -> list[Row]:
    """The rows of the last line. To highlight it would fill the highlighter's cache with its beginnings."""
    if fenced:
        return [Row(line, "")]
    return [Row(part, "dim") for part in wrap_growing(clean(line.rstrip(), look), width)]
