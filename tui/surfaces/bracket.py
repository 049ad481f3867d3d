"""The tournament, or what another method shows: first the inputs stage, then a list, a tree or boxes and a match."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tui.surfaces import bracket_boxes, bracket_list, bracket_tree, card, inputs, method, roundrobin
from tui.surfaces.bracket_layout import Direction, chosen_match, current_match, move, shift
from tui.surfaces.match_words import sized, speaker_of
from tui.surfaces.text import Line, Row, frame
from tui.surfaces.words import count

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.projections.board import Board
    from tui.surfaces.focus import BracketSize, Focus
    from tui.surfaces.text import Look

TREE_FROM = 100
BOXES_FROM = 150
CARD_LINES = 7
"""Lines that the opened match gets at least, below a list or a tree."""

__all__ = ["Direction", "chosen_match", "current_match", "hit", "move", "paint", "shift", "size_for"]


def paint(
    board: Board,
    focus: Focus,
    width: int,
    height: int,
    look: Look,
    opened: Callable[[int, int], list[Line]] | None = None,
) -> list[Line]:
    """Paint the tournament as large as there is room for, or as `focus.bracket_size` asks.

    `opened` paints the match that is opened, in so many columns and lines; the card unless given.
    """
    opened = opened or partial(_card, board, focus, look)
    if board.bracket is None:
        if board.method.empty:
            return inputs.paint(board, focus, width, height, look)
        return method.paint(board, focus, width, height, look)
    title = _title(board, width, look)
    if not board.bracket.matches or height < 2:
        return frame([title], height)
    room = height - 1
    if size_for(board, focus, width, height) == "boxes":
        return frame([title, *bracket_boxes.paint(board, focus, width, room, look, opened)], height)
    above = _above(board, focus, width, room, look)
    rest = room - len(above)
    below = opened(width, rest) if rest > 1 else []
    return frame([title, *above, *below], height)


def last_card_top(board: Board, focus: Focus, width: int, height: int, look: Look) -> int:
    """How far the opened match can be scrolled; the arguments are those of `paint`."""
    furthest = 0

    def measure(columns: int, lines: int) -> list[Line]:
        nonlocal furthest
        furthest = card.last_top(board, focus, columns, lines, look)
        return frame([], lines)

    paint(board, focus, width, height, look, measure)
    return furthest


def size_for(board: Board, focus: Focus, width: int, height: int) -> BracketSize:
    """The size in which the bracket is painted."""
    if focus.bracket_size:
        return focus.bracket_size
    if board.bracket is None or board.bracket.drawn.format != "knockout":
        return "list"
    first = focus.first_round or 0
    if width >= BOXES_FROM and bracket_boxes.fits(board.bracket.drawn, first, width, height - 1):
        return "boxes"
    return "tree" if width >= TREE_FROM and height >= 16 else "list"


def hit(board: Board, focus: Focus, width: int, height: int, look: Look, row: int, column: int) -> str:
    """Name of the match at a row and column, or nothing: for clicks."""
    if board.bracket is None or not board.bracket.matches or board.bracket.drawn.format != "knockout":
        return ""
    match size_for(board, focus, width, height):
        case "boxes":
            return bracket_boxes.hit(board, focus, width, height - 1, row - 1, column)
        case "tree":
            room = max(1, height - 1 - CARD_LINES)
            return bracket_tree.hit(board, focus, width, room, row - 1, column, look) if row <= room else ""
        case "list":
            above = _list_lines(board, focus, height - 1)
            return bracket_list.hit(board, focus, above, row - 1) if 0 < row <= above else ""


def _card(board: Board, focus: Focus, look: Look, width: int, height: int) -> list[Line]:
    return card.paint(board, focus, width, height, look)


def _above(board: Board, focus: Focus, width: int, room: int, look: Look) -> list[Line]:
    """What stands above the card."""
    assert board.bracket
    if board.bracket.drawn.format != "knockout":
        lines = min(len(board.bracket.clusters) + 1, max(2, room - CARD_LINES))
        return roundrobin.paint(board, focus, width, min(room, lines), look)
    if size_for(board, focus, width, room + 1) == "tree":
        return bracket_tree.paint(board, focus, width, max(1, room - CARD_LINES), look)
    return bracket_list.paint(board, focus, width, _list_lines(board, focus, room), look)


def _list_lines(board: Board, focus: Focus, room: int) -> int:
    assert board.bracket
    played = board.bracket.matches[chosen_match(board, focus.match)].plan.round
    matches = sum(1 for match in board.bracket.matches.values() if match.plan.round == played)
    return max(0, min(room, matches + 1, max(2, room - max(CARD_LINES, room // 2))))


def _title(board: Board, width: int, look: Look) -> Line:
    assert board.bracket
    drawn, matches = board.bracket.drawn, board.bracket.matches.values()
    programs = sum(len(cluster.members) for cluster in drawn.clusters)
    done = sum(1 for match in matches if match.decided)
    live = sum(1 for match in matches if match.state in {"running", "judging", "asking"})
    row = Row(width, look).put(" Tournament", "strong")
    row.put(f"  {count(len(drawn.clusters), 'cluster')}, {count(programs, 'program')}", "dim")
    if matches:
        row.put(f"  {done} of {len(matches)} decided", "ok" if done == len(matches) else "")
    if live:
        row.put(f"  {live} live", "live")
    if matches and done == len(matches) and drawn.format == "knockout":
        champion = max(matches, key=lambda match: match.plan.round).winner
        row.put("  champion ", "dim").put(sized(board.bracket, champion, look), "winner")
        if speaks := speaker_of(board, champion):
            row.put(f" by {speaks}", "dim")
    elif not matches:
        row.put("  one cluster: nothing to decide", "ok")
    return row.line()
