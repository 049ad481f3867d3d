"""The one status line of a terminal that is too small for anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.surfaces.text import Line, Row, frame
from tui.surfaces.words import count

if TYPE_CHECKING:
    from engine.projections.board import Board
    from tui.surfaces.focus import Focus
    from tui.surfaces.text import Look

SMALLEST = (40, 12)
"""Cells and lines below which only the status line is shown."""


def paint(board: Board, focus: Focus, width: int, height: int, look: Look) -> list[Line]:
    """Paint what matters most, in the order of weight."""
    del focus
    row = Row(width, look)
    if board.selection:
        chosen = board.selection
        row.put(f"{look.glyphs.ok} S{chosen.revision.sample:02d}", "winner")
        row.put(f" {chosen.confidence:.2f}", "strong")
    else:
        row.put(_doing(board), "live")
    if board.paused:
        row.put(" paused", "warn")
    if board.engine and board.engine.tier == "unisolated":
        row.put(" unisolated", "bad")
    if board.engine and board.engine.notice:
        notice = board.engine.notice
        row.put(f" {notice if len(notice) < row.room else notice.partition(',')[0]}", "warn")
    return frame([row.line()], height)


def _doing(board: Board) -> str:
    if board.finished:
        return board.finished.status
    match board.stage:
        case "tournament":
            assert board.bracket
            matches = board.bracket.matches.values()
            return f"match {sum(1 for match in matches if match.decided)}/{len(matches)}"
        case "inputs":
            return count(len(board.inputs), "input")
        case _:
            alive = sum(1 for sample in board.samples.values() if sample.state == "survivor")
            return f"{alive}/{len(board.samples)} pass"
