"""What programs and checkers did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.events.executions import CheckFinished, ExecutionFinished
from engine.projections.pieces import Check, Execution

if TYPE_CHECKING:
    from engine.events.codec import Entry
    from engine.projections.board import Board


def take_in(board: Board, entry: Entry) -> None:
    """Change the board by an outcome."""
    match entry.event:
        case ExecutionFinished() as event:
            board.executions[event.key] = Execution(event, entry.seq)
            if (made := board.inputs_by_text.get(event.input)) is not None:
                made.executions += 1
        case CheckFinished() as event:
            board.checks[event.key] = Check(event, entry.seq)
