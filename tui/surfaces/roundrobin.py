"""A round-robin or swiss tournament as a table: every cluster against every other one that it meets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.surfaces.bracket_layout import chosen_match
from tui.surfaces.match_words import sized
from tui.surfaces.text import Line, Row, frame
from tui.surfaces.words import match_state

if TYPE_CHECKING:
    from engine.projections.board import Board
    from engine.projections.pieces import Match
    from tui.surfaces.focus import Focus
    from tui.surfaces.text import Look

CELL = 5


def paint(board: Board, focus: Focus, width: int, height: int, look: Look) -> list[Line]:
    """A row per cluster: its wins, and its result against each other one."""
    assert board.bracket
    clusters = [cluster.name for cluster in board.bracket.drawn.clusters]
    pairs = {frozenset(_sides(match)): match for match in board.bracket.matches.values()}
    selected = board.bracket.matches.get(chosen_match(board, focus.match))
    left = _sides(selected)[0] if selected else ""
    at = clusters.index(left) if left in clusters else 0
    room = max(0, height - 1)
    top = max(0, min(at - room // 2, len(clusters) - room))
    head = Row(width, look).put(" cluster    wins  ", "dim")
    for name in clusters:
        head.put(f"{name:<{CELL}}", "dim")
    shown = clusters[top : top + room]
    rows = [_row(board, name, clusters, pairs, selected, width, look) for name in shown]
    return frame([head.line(), *rows], height)


def _sides(match: Match) -> tuple[str, str]:
    """Who meets; in a swiss tournament known only when the round before is played."""
    return (match.left, match.right) if match.left else (match.plan.left, match.plan.right)


def _row(
    board: Board,
    name: str,
    clusters: list[str],
    pairs: dict[frozenset[str], Match],
    selected: Match | None,
    width: int,
    look: Look,
) -> Line:
    assert board.bracket
    won = sum(1 for match in board.bracket.matches.values() if match.winner == name)
    row = Row(width, look).put(" ").put(sized(board.bracket, name, look), "strong").to(12).put(f"{won:>4}  ")
    for other in clusters:
        match = pairs.get(frozenset((name, other)))
        mark = "cursor " if match is not None and match is selected else ""
        sign, style = _cell(board, name, match, look) if name != other else ("", "")
        row.put(f"{sign:<2}", mark + style).to(row.used + CELL - 2)
    return row.line()


def _cell(board: Board, name: str, match: Match | None, look: Look) -> tuple[str, str]:
    if match is None:
        return "", ""
    if match.state == "won":
        return (look.glyphs.ok, "ok") if match.winner == name else (look.glyphs.bad, "loser")
    state = match_state(board, match, look.glyphs)
    return state.glyph, state.style
