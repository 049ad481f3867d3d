"""A page on which pieces of text are put at coordinates, for pictures such as the bracket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.surfaces.text import EMPTY, Line, Look, Span, cells, clip, skip, take

if TYPE_CHECKING:
    from collections.abc import Iterable


class Canvas:
    """`height` rows of `width` cells. Where two pieces meet, the one that begins further right is on top."""

    def __init__(self, width: int, height: int, look: Look) -> None:
        self.width, self.height, self.look = width, height, look
        self._rows: list[list[tuple[int, str, str]]] = [[] for _ in range(height)]

    def put(self, x: int, y: int, text: str, style: str = "", room: int | None = None) -> int:
        """Put a text, cut to `room` cells, and return the column after it. Outside of the page is nothing."""
        if not (0 <= y < self.height and 0 <= x < self.width):
            return x
        limit = self.width - x if room is None else min(room, self.width - x)
        shown = clip(text, limit, self.look)
        if shown:
            self._rows[y].append((x, shown, style))
        return x + cells(shown)

    def paste(self, x: int, y: int, lines: Iterable[Line]) -> None:
        """Put finished lines, the first one at (x, y)."""
        for offset, line in enumerate(lines):
            column = x
            for text, style in line.spans:
                column = self.put(column, y + offset, text, style)

    def lines(self) -> list[Line]:
        """The page as lines."""
        return [_flatten(row) if row else EMPTY for row in self._rows]


def _flatten(row: list[tuple[int, str, str]]) -> Line:
    row.sort(key=lambda piece: piece[0])
    spans: list[Span] = []
    column = 0
    for index, (x, text, style) in enumerate(row):
        if index + 1 < len(row):
            text = take(text, row[index + 1][0] - x)  # noqa: PLW2901 - cut to what stays visible
        if x > column:
            spans.append(Span(" " * (x - column)))
        elif x < column:
            text = skip(text, column - x)  # noqa: PLW2901 - the same
        spans.append(Span(text, style))
        column = max(column, x) + cells(text)
    return Line(tuple(spans))
