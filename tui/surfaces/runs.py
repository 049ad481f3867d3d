"""Two runs beside each other: what was chosen and what came of it, then sample by sample."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.surfaces.text import Line, Row, clip, frame, line, rule

if TYPE_CHECKING:
    from engine.projections.run_comparison import RunPair
    from tui.surfaces.text import Look

_NAME = 14
"""Cells of the first column."""
_SHARED = 18
"""Cells of the last one, where there is room."""
_WIDE = 90
"""Cells from which on there is."""


def paint(pair: RunPair, at: int, width: int, height: int, look: Look) -> list[Line]:
    """Paint exactly `height` lines, the sample at place `at` among them under the cursor."""
    lines = _lines(pair, at, width, look)
    head, body = lines[:2], lines[2:]
    room = height - len(head)
    cursor = len(body) - len(pair.samples) + at
    return [*head, *frame(body, room, max(0, min(cursor - room + 1, len(body) - room)) if pair.samples else 0)]


def _lines(pair: RunPair, at: int, width: int, look: Look) -> list[Line]:
    head = Row(width, look).put(" Runs ", "strong").to(_NAME)
    lines = [
        _columns(head, pair.left, pair.right, "", width, look, "accent"),
        line(width, look, (f" {pair.note or pair.sharing}", "warn" if pair.note else "dim")),
    ]
    for fact in pair.facts:
        row = Row(width, look).put(f" {fact.name}", "dim").to(_NAME)
        lines.append(_columns(row, fact.left, fact.right, "", width, look, "strong" if fact.differs else ""))
    lines.append(rule(width, look, "samples"))
    for place, item in enumerate(pair.samples):
        here = place == at
        row = Row(width, look, "cursor" if here else "").put(f" {look.glyphs.cursor if here else ' '} {item.name}")
        row = row.to(_NAME)
        lines.append(_columns(row, item.left, item.right, item.shared, width, look, "" if item.shared else "strong"))
    return lines


def _columns(row: Row, left: str, right: str, shared: str, width: int, look: Look, style: str) -> Line:
    last = _SHARED if width >= _WIDE else 0
    room = (width - _NAME - last) // 2
    row.put(clip(left, room - 1, look), style).to(_NAME + room).put(clip(right, room - 1, look), style)
    if last:
        row.to(width - last).put(clip(shared, last, look), "dim")
    elif shared == "the same":
        row.to(width - 1).put("=", "dim")
    return row.line()
