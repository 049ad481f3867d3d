"""Two runs beside each other: what was chosen and what came of it, then sample by sample; or both tournaments."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from tui.surfaces import bracket
from tui.surfaces.bracket_layout import chosen_match
from tui.surfaces.focus import Focus
from tui.surfaces.text import Line, Row, clip, frame, line, rule

if TYPE_CHECKING:
    from engine.projections.board import Board
    from engine.projections.run_comparison import RunPair
    from tui.surfaces.text import Look

_NAME = 14
"""Cells of the first column."""
_SHARED = 18
"""Cells of the last one, where there is room."""
_WIDE = 90
"""Cells from which on there is."""

_HEAD = 2
"""Lines that stay while the others scroll."""

_BESIDE = 120
"""Cells from which on two tournaments stand beside each other, and not one above the other."""


@dataclass(frozen=True, slots=True)
class Brackets:
    """What is looked at of two tournaments: a match of each, and the one in which the arrows move."""

    side: int = 0
    matches: tuple[str, str] = ("", "")
    """Empty for the final, or the match that is being played."""
    card_top: int = 0
    """First line of the opened match, of the one in which the arrows move."""

    def turned(self) -> Brackets:
        """Move in the other one."""
        return replace(self, side=1 - self.side, card_top=0)

    def scrolled(self, top: int) -> Brackets:
        """Show the match from another line on."""
        return replace(self, card_top=top)

    def moved(self, pair: RunPair, by: int) -> Brackets:
        """Some matches on; where the same programs met in the other run, that match is looked at there as well."""
        here = pair.matches[self.side]
        names = [match.match for match in here]
        if not names:
            return self
        now = self.matches[self.side]
        at = max(0, min((names.index(now) if now in names else len(names) - 1) + by, len(names) - 1))
        return self.at(pair, self.side, names[at])

    def at(self, pair: RunPair, side: int, name: str) -> Brackets:
        """Look at a match of one side, and at the one of the other side in which the same programs met."""
        there = next((match.counterpart for match in pair.matches[side] if match.match == name), "")
        there = there or self.matches[1 - side]
        return Brackets(side, (name, there) if side == 0 else (there, name))


def paint_brackets(
    pair: RunPair, boards: tuple[Board, Board], looked: Brackets, width: int, height: int, look: Look
) -> list[Line]:
    """Paint exactly `height` lines: both tournaments, and what the match under the cursor has in common with the other.

    They stand beside each other, or one above the other where the terminal is narrow.
    """
    head = Row(width, look).put(" Tournaments  ", "strong").put(_said(pair, boards, looked), "dim").line()
    left, right = _places(width, height)
    sides = [_side(pair, boards, looked, side, place, look) for side, place in enumerate((left, right))]
    if right.x:
        rows = [_joined(one, other, left.width, width, look) for one, other in zip(*sides, strict=True)]
        return frame([head, *rows], height)
    return frame([head, *sides[0], *sides[1]], height)


def hit_bracket(
    boards: tuple[Board, Board], looked: Brackets, width: int, height: int, look: Look, row: int, column: int
) -> tuple[int, str] | None:
    """For clicks: which of the two tournaments is at a row and a column, and the match there, or nothing."""
    for side, place in enumerate(_places(width, height)):
        y, x = row - place.y, column - place.x
        if 0 <= y < place.height and 0 <= x < place.width:
            focus = _focus(looked, side)
            return side, bracket.hit(boards[side], focus, place.width, place.height - 1, look, y - 1, x) if y else ""
    return None


def last_card_top(boards: tuple[Board, Board], looked: Brackets, width: int, height: int, look: Look) -> int:
    """How far the match can be scrolled in which the arrows move; the arguments are those of `paint_brackets`."""
    place, side = _places(width, height)[looked.side], looked.side
    return bracket.last_card_top(boards[side], _focus(looked, side), place.width, place.height - 1, look)


class _Place(NamedTuple):
    """Where one of the two stands, its title included."""

    x: int
    y: int
    width: int
    height: int


def _places(width: int, height: int) -> tuple[_Place, _Place]:
    room = height - 1
    if width >= _BESIDE:
        half = (width - 1) // 2
        return _Place(0, 1, half, room), _Place(half + 1, 1, width - half - 1, room)
    upper = room // 2
    return _Place(0, 1, width, upper), _Place(0, 1 + upper, width, room - upper)


def _focus(looked: Brackets, side: int) -> Focus:
    return Focus(match=looked.matches[side], card_top=looked.card_top if looked.side == side else 0)


def _side(
    pair: RunPair, boards: tuple[Board, Board], looked: Brackets, side: int, place: _Place, look: Look
) -> list[Line]:
    """One run's name, and its tournament."""
    width, height = place.width, place.height
    name = (pair.left, pair.right)[side]
    style = "accent strong" if looked.side == side else "dim"
    here = looked.side == side
    title = rule(width, look, f"{look.glyphs.cursor} {name}" if here else name, style, "" if here else "tab")
    board = boards[side]
    if board.bracket is None:
        return frame([title, line(width, look, (" This run has drawn no tournament.", "dim"))], height)
    return frame([title, *bracket.paint(board, _focus(looked, side), width, height - 1, look)], height)


def _joined(left: Line, right: Line, half: int, width: int, look: Look) -> Line:
    row = Row(width, look).extend(left.spans).to(half).put(look.glyphs.bar, "rule")
    return row.extend(right.spans).line()


def _said(pair: RunPair, boards: tuple[Board, Board], looked: Brackets) -> str:
    """What the match under the cursor has in common with one of the other run."""
    name = chosen_match(boards[looked.side], looked.matches[looked.side])
    match = next((match for match in pair.matches[looked.side] if match.match == name), None)
    if match is None:
        return ""
    return match.words if match.counterpart else f"{match.words}; not met there"


def paint(pair: RunPair, at: int, width: int, height: int, look: Look) -> list[Line]:
    """Paint exactly `height` lines, the sample at place `at` among them under the cursor."""
    lines = _lines(pair, at, width, look)
    head, body = lines[:_HEAD], lines[_HEAD:]
    return [*head, *frame(body, height - _HEAD, _top(pair, at, height - _HEAD))]


def hit(pair: RunPair, at: int, height: int, row: int) -> int | None:
    """For clicks: the place of the sample in a row; the arguments are those of `paint`."""
    place = row - _HEAD + _top(pair, at, height - _HEAD) - len(pair.facts) - 1
    return place if row >= _HEAD and 0 <= place < len(pair.samples) else None


def _top(pair: RunPair, at: int, room: int) -> int:
    """How much of the facts is left out, so that the sample at the cursor is seen."""
    before = len(pair.facts) + 1
    return max(0, min(before + at - room + 1, before + len(pair.samples) - room)) if pair.samples else 0


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
