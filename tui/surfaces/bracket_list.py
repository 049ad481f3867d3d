"""The bracket as a list: the matches of one round. For narrow terminals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.surfaces.bracket_layout import chosen_match, last_round, layout
from tui.surfaces.match_words import input_label, outputs, short_round, side_label, verdict_spans
from tui.surfaces.text import Line, Row, frame

if TYPE_CHECKING:
    from engine.projections.board import Board
    from engine.projections.pieces import Bracket, Match
    from tui.surfaces.focus import Focus
    from tui.surfaces.text import Look

SIDES_CELLS = 21
VERDICT_CELLS = 15


def paint(board: Board, focus: Focus, width: int, height: int, look: Look) -> list[Line]:
    """The tabs of the rounds, and below them the matches of the selected match's round."""
    assert board.bracket
    selected = chosen_match(board, focus.match)
    current = board.bracket.matches[selected].plan.round
    shown = round_matches(board.bracket, current)
    at = next(index for index, match in enumerate(shown) if match.plan.match == selected)
    room = max(0, height - 1)
    top = max(0, min(at - room // 2, len(shown) - room))
    rows = [_match(board, match, match.plan.match == selected, width, look) for match in shown[top : top + room]]
    return frame([tabs(board, current, width, look), *rows], height)


def hit(board: Board, focus: Focus, height: int, row: int) -> str:
    """Name of the match in a row, for clicks."""
    assert board.bracket
    selected = chosen_match(board, focus.match)
    shown = round_matches(board.bracket, board.bracket.matches[selected].plan.round)
    at = next(index for index, match in enumerate(shown) if match.plan.match == selected)
    room = max(0, height - 1)
    index = max(0, min(at - room // 2, len(shown) - room)) + row - 1
    return shown[index].plan.match if row > 0 and index < len(shown) else ""


def round_matches(bracket: Bracket, number: int) -> list[Match]:
    """The matches of a round, from the top of the picture."""
    places = layout(bracket.drawn).places
    return [bracket.matches[place.match] for place in places if bracket.matches[place.match].plan.round == number]


def tabs(board: Board, current: int, width: int, look: Look) -> Line:
    """`R16 ✓ 8/8  ▸ QF 1/4  SF 0/2  final 0/1`."""
    assert board.bracket
    row = Row(width, look).put(" ")
    for number in range(last_round(board.bracket.drawn) + 1):
        matches = [match for match in board.bracket.matches.values() if match.plan.round == number]
        done = sum(1 for match in matches if match.decided)
        live = any(match.state in {"running", "judging", "asking"} for match in matches)
        sign = look.glyphs.ok if done == len(matches) else look.glyphs.run if live else look.glyphs.wait
        style = "cursor strong" if number == current else "ok" if done == len(matches) else "dim"
        row.put(f" {sign} {short_round(board, number)} {done}/{len(matches)} ", style).put(" ")
    return row.line()


def _match(board: Board, match: Match, chosen: bool, width: int, look: Look) -> Line:
    assert board.bracket
    row = Row(width, look, "cursor" if chosen else "")
    row.put(look.glyphs.cursor if chosen else " ", "accent").put(
        f"{match.plan.match:<4}", "strong" if chosen else "dim"
    )
    begin = row.used
    for which in ("left", "right"):
        label, style = side_label(board.bracket, match, which, look)
        row.put(f" {look.glyphs.line} " if which == "right" else "", "rule").put(label, style)
    row.to(begin + SIDES_CELLS).put(" ")
    begin = row.used
    row.extend(verdict_spans(board, match, look)).to(begin + VERDICT_CELLS).put(" ")
    if match.inputs and row.room > 12:
        begin, share = row.used, row.room * 3 // 5
        row.put(input_label(board, match, share, look), "accent").to(begin + share).put(" ")
        row.put(outputs(board, match.inputs[-1], row.room, look))
    return row.line()
