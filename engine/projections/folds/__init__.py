"""What each event changes on a board, one file a topic, as in `engine/events/`."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from engine.events.calls import CallEvent
from engine.events.executions import ExecutionEvent
from engine.events.overrides import OverrideEvent
from engine.events.run import RunEvent
from engine.events.samples import SampleEvent
from engine.events.selection import SelectionEvent
from engine.projections.folds import calls, executions, overrides, run, samples, selection

if TYPE_CHECKING:
    from engine.events.codec import Entry
    from engine.projections.board import Board

_TOPICS = (
    (RunEvent, run.take_in),
    (OverrideEvent, overrides.take_in),
    (CallEvent, calls.take_in),
    (ExecutionEvent, executions.take_in),
    (SampleEvent, samples.take_in),
    (SelectionEvent, selection.take_in),
)
_BY_KIND = {kind: fold for topic, fold in _TOPICS for kind in get_args(topic)}


def take_in(board: Board, entry: Entry) -> None:
    """Change the board by an event; events that it does not show are passed over."""
    if fold := _BY_KIND.get(type(entry.event)):
        fold(board, entry)
