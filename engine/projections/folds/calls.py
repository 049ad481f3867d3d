"""Calls from the first attempt to the answer, and the texts that events name by their digests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.events.calls import (
    CallDelayed,
    CallFailed,
    CallFinished,
    CallInterrupted,
    CallStarted,
    TextStored,
)
from engine.events.growing import Growing
from engine.projections.folds.selection import show_judging
from engine.projections.pieces import Call

if TYPE_CHECKING:
    from engine.events.codec import Entry
    from engine.projections.board import Board


def take_in(board: Board, entry: Entry) -> None:
    """Change the board by an event of a call."""
    match entry.event:
        case TextStored(digest, text):
            board.texts[digest] = text
        case CallStarted() as event:
            board.calls[event.key] = Call(event, entry.at, entry.seq)
            board.delayed.pop(event.key, None)
            board.calls_sent += not event.taken
            show_judging(board, event)
        case CallDelayed(key) as event:
            if call := board.calls.get(key):
                call.state, call.problem, call.ended_at = "open", event.reason, None
                call.waiting_until = entry.at + event.seconds if event.seconds else None
                board.delayed[key] = entry.at + event.seconds
        case CallFinished(key) | CallFailed(key) | CallInterrupted(key) as event:
            if call := board.calls.get(key):
                call.ended_at, call.waiting_until = entry.at, None
                board.delayed.pop(key, None)
                _end(board, call, event)


def _end(board: Board, call: Call, event: CallFinished | CallFailed | CallInterrupted) -> None:
    match event:
        case CallFinished():
            call.answer, call.thought = Growing(event.text), Growing(event.thinking)
            call.state = "finished"
            call.output_tokens = event.usage.output_tokens
            if not call.started.taken:
                board.output_tokens += event.usage.output_tokens or 0
        case CallInterrupted():
            call.answer, call.thought = Growing(event.text), Growing(event.thinking)
            call.state, call.problem = "failed", "interrupted"
        case CallFailed():
            # What had streamed is in no journal, so no board keeps it.
            call.answer, call.state, call.problem = Growing(), "failed", event.reason
