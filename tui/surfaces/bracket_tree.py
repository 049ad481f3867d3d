"""The bracket with connectors: a line per cluster, and the matches where the lines meet."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tui.surfaces.bracket_layout import (
    Layout,
    Place,
    chosen_match,
    fitting_round,
    last_round,
    layout,
    live_path,
)
from tui.surfaces.canvas import Canvas
from tui.surfaces.match_words import input_label, leaf_label, outputs, verdict_spans
from tui.surfaces.text import Line, cells

if TYPE_CHECKING:
    from engine.projections.board import Board
    from tui.surfaces.focus import Focus
    from tui.surfaces.text import Look

COLUMN_CELLS = 17
"""Narrowest column of a round."""
WIDEST = 42


class Plan(NamedTuple):
    """The layout with its measures in cells."""

    layout: Layout
    leaf: int
    """Cells of the leaf labels."""
    column: int
    """Cells of a round."""
    top: int
    """Rows that are scrolled away."""
    rows: int
    """Rows that are drawn."""

    def x(self, place: Place) -> int:
        """Where the vertical line of a match stands."""
        return self.leaf + place.column * self.column


def plan(board: Board, focus: Focus, width: int, height: int, look: Look) -> Plan:
    """Fold, space and scroll the bracket so that it fits."""
    assert board.bracket
    drawn = board.bracket.drawn
    last = last_round(drawn)
    fit = fitting_round(drawn, height, (width - 12) // COLUMN_CELLS)
    first = fit if focus.first_round is None else min(focus.first_round, last)
    spacing = 2 if 2 * len(layout(drawn, first, 1).leaves) - 1 <= height else 1
    found = layout(drawn, first, spacing)
    leaf = 3 + max(cells(leaf_label(board, board.bracket, item.key, first, look)[0]) for item in found.leaves)
    column = max(1, min(WIDEST, (width - leaf) // found.columns))
    place = found.place(chosen_match(board, focus.match))
    at = place.row if place else 0
    top = max(0, min(at - height // 2, found.rows - height))
    return Plan(found, leaf, column, top, min(height, found.rows))


def paint(board: Board, focus: Focus, width: int, height: int, look: Look) -> list[Line]:
    """As many lines as the bracket takes, at most `height`."""
    made = plan(board, focus, width, height, look)
    canvas = Canvas(width, made.rows, look)
    picture = _Picture(board, made, canvas, chosen_match(board, focus.match), look)
    picture.leaves()
    for place in made.layout.places:
        picture.match(place)
    return canvas.lines()


def hit(board: Board, focus: Focus, width: int, height: int, row: int, column: int, look: Look) -> str:
    """Name of the match at a row and column, for clicks."""
    made = plan(board, focus, width, height, look)
    for place in made.layout.places:
        if place.row == row + made.top and made.x(place) <= column < made.x(place) + made.column:
            return place.match
    return ""


class _Picture:
    """Draws onto one canvas; `ends` remembers where the text of each side ends."""

    def __init__(self, board: Board, made: Plan, canvas: Canvas, selected: str, look: Look) -> None:
        self.board, self.made, self.canvas, self.selected, self.look = board, made, canvas, selected, look
        self.heavy = live_path(board)
        self.ends: dict[str, int] = {}
        places = made.layout.places
        self.parents = {side: place for place in places for side in (place.left, place.right)}

    def leaves(self) -> None:
        assert self.board.bracket
        for leaf in self.made.layout.leaves:
            label, style = leaf_label(self.board, self.board.bracket, leaf.key, self.made.layout.first, self.look)
            self.ends[leaf.key] = self.canvas.put(1, leaf.row - self.made.top, label, style)

    def match(self, place: Place) -> None:
        x, top = self.made.x(place), self.made.top
        for side, row in ((place.left, place.top), (place.right, place.bottom)):
            self._line(side, row - top, x)
        self._joint(place, x)
        self.ends[place.match] = self._label(place, x + 2, place.row - top)

    def _style(self, side: str) -> str:
        """A heavy line is the champion's way when the side's match is decided, and live before that."""
        if side not in self.heavy:
            return "rule"
        parent = self.parents.get(side)
        assert self.board.bracket
        decided = parent is not None and self.board.bracket.matches[parent.match].decided
        return "winner" if decided else "live"

    def _line(self, side: str, row: int, x: int) -> None:
        start = self.ends.get(side, 0) + 1
        stroke = self.look.glyphs.heavy if side in self.heavy else self.look.glyphs.line
        self.canvas.put(start, row, stroke * (x - start), self._style(side))

    def _joint(self, place: Place, x: int) -> None:
        glyphs, top = self.look.glyphs, self.made.top
        upper, lower = place.left in self.heavy, place.right in self.heavy
        for row in range(place.top, place.bottom + 1):
            above = row < place.row or (row == place.row and row > place.top)
            heavy = upper if above or (row == place.top and upper) else lower
            style = self._style(place.left if above or row == place.top else place.right)
            if row == place.row:
                if row == place.top:
                    sign = glyphs.heavy_top_tee if upper or lower else glyphs.top_tee
                else:
                    sign = glyphs.heavy_tee if upper or lower else glyphs.tee
                style = self._style(place.left if upper else place.right)
            elif row == place.top:
                sign = glyphs.heavy_down if upper else glyphs.fold_down
            elif row == place.bottom:
                sign, style = (glyphs.heavy_up if lower else glyphs.fold_up), self._style(place.right)
            else:
                sign = glyphs.heavy_bar if heavy else glyphs.bar
            self.canvas.put(x, row - top, sign, style)

    def _label(self, place: Place, x: int, row: int) -> int:
        """State, winner, score, and then input and outputs as far as they fit."""
        assert self.board.bracket
        match = self.board.bracket.matches[place.match]
        mark = "cursor " if place.match == self.selected else ""
        room = self.made.column - 4
        end = x
        for text, style in verdict_spans(self.board, match, self.look):
            end = self.canvas.put(end, row, text, mark + style, x + room - end)
        if match.inputs and x + room - end >= 9:
            found = outputs(self.board, match.inputs[-1], min(14, x + room - end - 1), self.look)
            end = self.canvas.put(end, row, f" {found}" if found else "", mark + "dim", x + room - end)
        if x + room - end >= 9:
            shown = input_label(self.board, match, x + room - end - 1, self.look)
            end = self.canvas.put(end, row, f" {shown}" if shown else "", mark + "accent", x + room - end)
        return end
