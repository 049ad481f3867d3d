"""What happens to a run as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.events.run import (
    BudgetEnded,
    EngineStarted,
    EngineStopped,
    Graded,
    NoticeGiven,
    Paused,
    Resumed,
    RunFinished,
    RunStarted,
)
from engine.projections.pieces import Note

if TYPE_CHECKING:
    from engine.events.codec import Entry
    from engine.projections.board import Board


def take_in(board: Board, entry: Entry) -> None:
    """Change the board by an event of the run."""
    match entry.event:
        case RunStarted() as event:
            board.started, board.began_at = event, entry.at
        case EngineStarted() as event:
            board.engine, board.stopped = event, None
            board.paused = False  # a pause does not outlive its engine
        case EngineStopped() as event:
            board.stopped = event
        case Paused():
            board.paused = True
        case Resumed():
            board.paused = False
        case BudgetEnded() as event:
            board.budget_ended = event
        case RunFinished() as event:
            board.finished, board.finished_at = event, entry.at
        case Graded() as event:
            board.graded = event
        case NoticeGiven(text):
            board.notes.append(Note(text, entry.seq))
