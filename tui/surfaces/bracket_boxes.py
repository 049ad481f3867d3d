"""The bracket as two-line boxes, for large terminals; the opened match goes where the picture leaves room."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tui.surfaces.bracket_layout import Layout, Place, box_layout, chosen_match, last_round, live_path
from tui.surfaces.canvas import Canvas
from tui.surfaces.match_words import input_label, outputs, score, side_label
from tui.surfaces.text import Line, cells
from tui.surfaces.words import match_state

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.events.selection import BracketDrawn
    from engine.projections.board import Board
    from tui.surfaces.focus import Focus
    from tui.surfaces.text import Look

NARROWEST, WIDEST = 30, 40
"""Cells of a round: a box, and the connector after it."""
BOX_LINES = 3
"""Lines from one box to the next at least."""
CARD = (48, 14)
"""Least cells and lines of the card beside the picture."""
CARD_WIDEST = 110


class Area(NamedTuple):
    """A free rectangle."""

    x: int
    y: int
    width: int
    height: int


class Plan(NamedTuple):
    """The layout, and the cells of a round."""

    layout: Layout
    box: int


def fits(drawn: BracketDrawn, first: int, width: int, height: int) -> bool:
    """Whether all boxes and a card find room."""
    made = plan(drawn, first, width, height)
    return made.layout.rows + 1 <= height and free_area(made, width, height) is not None


def plan(drawn: BracketDrawn, first: int | None, width: int, height: int) -> Plan:
    """Lay the boxes out, wider and further apart where there is room to spare."""
    first = min(first or 0, last_round(drawn))
    tight = box_layout(drawn, first, BOX_LINES)
    boxes = 1 + (tight.rows - 1) // BOX_LINES
    found = box_layout(drawn, first, max(BOX_LINES, min(4, (height - 2) // boxes)))
    spare = (width - 80) // found.columns
    return Plan(found, max(NARROWEST, min(WIDEST, spare)))


def free_area(made: Plan, width: int, height: int) -> Area | None:
    """The best rectangle for the card: right of the picture, or in the triangle above its later rounds."""
    areas, found = [], made.layout
    for column in range(1, found.columns + 1):
        x = column * made.box + 1
        rows = [place.row for place in found.places if place.column >= column]
        areas.append(Area(x, 0, width - x, (min(rows) - 1) if rows else height))
        areas.append(Area(x, max(rows) + 3, width - x, height - max(rows) - 3) if rows else areas[-1])
    large = [area for area in areas if area.width >= CARD[0] and area.height >= CARD[1]]
    # More than about 80 cells or 40 lines help nobody to read.
    return max(large, key=lambda area: min(area.width, 80) * min(area.height, 40), default=None)


def paint(
    board: Board,
    focus: Focus,
    width: int,
    height: int,
    look: Look,
    card: Callable[[int, int], list[Line]],
) -> list[Line]:
    """Exactly `height` lines; `card` paints the opened match at a given size."""
    assert board.bracket
    made = plan(board.bracket.drawn, focus.first_round, width, height)
    canvas = Canvas(width, height, look)
    area = free_area(made, width, height)
    picture = _Picture(board, made, canvas, chosen_match(board, focus.match), look)
    for place in made.layout.places:
        picture.match(place)
    if area:
        canvas.paste(area.x, area.y, card(min(area.width, CARD_WIDEST), area.height))
    return canvas.lines()


def hit(board: Board, focus: Focus, width: int, height: int, row: int, column: int) -> str:
    """Name of the match at a row and column, for clicks."""
    assert board.bracket
    found, box = plan(board.bracket.drawn, focus.first_round, width, height)
    for place in found.places:
        if place.row <= row <= place.row + 1 and place.column * box <= column < (place.column + 1) * box - 3:
            return place.match
    return ""


class _Picture:
    def __init__(self, board: Board, made: Plan, canvas: Canvas, selected: str, look: Look) -> None:
        self.board, self.canvas, self.selected, self.look = board, canvas, selected, look
        self.found, self.box = made
        self.heavy = live_path(board)
        self.ends: dict[str, int] = {}

    def match(self, place: Place) -> None:
        x = place.column * self.box
        inner = [side for side in (place.left, place.right) if self.found.place(side)]
        for side in inner:
            self._connect(side, place, x)
        self.ends[place.match] = self._first_line(place, x)
        self._second_line(place, x)

    def _first_line(self, place: Place, x: int) -> int:
        """`▌M10 ✓ C04 ×17 ─ C05 ×14`."""
        assert self.board.bracket
        match, glyphs = self.board.bracket.matches[place.match], self.look.glyphs
        chosen = place.match == self.selected
        mark, limit = ("cursor " if chosen else ""), x + self.box - 4
        state = match_state(self.board, match, glyphs)
        end = self.canvas.put(x, place.row, glyphs.cursor if chosen else " ", mark + "accent")
        end = self.canvas.put(end, place.row, f"{place.match:<3}", mark + "dim")
        end = self.canvas.put(end, place.row, f" {state.glyph} ", mark + state.style)
        for which in ("left", "right"):
            label, style = side_label(self.board.bracket, match, which, self.look)
            label = label.removeprefix("winner of ")
            joint = f" {glyphs.line} " if which == "right" else ""
            end = self.canvas.put(end, place.row, joint, mark + "rule", max(0, limit - end))
            end = self.canvas.put(end, place.row, label, mark + style, max(0, limit - end))
        return end

    def _second_line(self, place: Place, x: int) -> None:
        """`you 2:1 «5⏎1 1 1 2 9» 18≠17`."""
        assert self.board.bracket
        match = self.board.bracket.matches[place.match]
        state = match_state(self.board, match, self.look.glyphs)
        start, limit = x + 5, x + self.box - 4
        head = f"{state.word} {score(match, self.look)}".rstrip()
        end = self.canvas.put(start, place.row + 1, head, state.style, limit - start) + 1
        if not match.inputs:
            return
        found = outputs(self.board, match.inputs[-1], 9, self.look)
        room = limit - end - cells(found) - 1
        if (shown := input_label(self.board, match, room, self.look)) and room >= 5:
            end = self.canvas.put(end, place.row + 1, shown, "accent", room) + 1
        self.canvas.put(end, place.row + 1, found, "dim", max(0, limit - end))

    def _connect(self, side: str, place: Place, x: int) -> None:
        """From a box to the joint before the next one: across, along, and into it."""
        child = self.found.place(side)
        assert child
        assert self.board.bracket
        glyphs, heavy = self.look.glyphs, side in self.heavy
        decided = self.board.bracket.matches[place.match].decided
        style = ("winner" if decided else "live") if heavy else "rule"
        stroke, bar = (glyphs.heavy, glyphs.heavy_bar) if heavy else (glyphs.line, glyphs.bar)
        joint, start = x - 2, self.ends[side] + 1
        if child.row == place.row:
            self.canvas.put(start, child.row, stroke * (x - start), style)
            return
        self.canvas.put(start, child.row, stroke * (joint - start), style)
        down = child.row < place.row
        corner = (
            (glyphs.heavy_down if heavy else glyphs.fold_down)
            if down
            else (glyphs.heavy_up if heavy else glyphs.fold_up)
        )
        self.canvas.put(joint, child.row, corner, style)
        step = 1 if down else -1
        for row in range(child.row + step, place.row, step):
            self.canvas.put(joint, row, bar, style)
        # The lower side is drawn last; it must not hide a heavy joint of the upper one.
        if heavy or place.left not in self.heavy:
            tee = glyphs.heavy_tee if heavy else glyphs.tee
            self.canvas.put(joint, place.row, tee, style)
            self.canvas.put(joint + 1, place.row, stroke, style)
