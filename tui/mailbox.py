"""What a view receives, gathered into batches: every event, and the pieces of answers coalesced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from engine.events.calls import (
    CallFailed,
    CallFinished,
    CallInterrupted,
    CallStarted,
    Delta,
    Part,
)
from engine.projections.board import Board

if TYPE_CHECKING:
    from engine.events.codec import Entry

_NEW_ANSWER = (CallStarted, CallFinished, CallFailed, CallInterrupted)


@dataclass(frozen=True, slots=True)
class Batch:
    """What arrived since the last batch. Entries are taken in first, then deltas."""

    entries: tuple[Entry, ...] = ()
    deltas: tuple[Delta, ...] = ()
    """At most one a part of a call; none of a call that ends in this batch or ended before."""
    restart: bool = False
    """A replay went back: begin with a new board; this batch holds everything up to its position."""


def take_in(board: Board, batch: Batch) -> Board:
    """Fold a batch into a board. Returns the board to go on with: a new one when a replay went back."""
    if batch.restart:
        board = Board()
    for entry in batch.entries:
        board.apply(entry)
    for delta in batch.deltas:
        board.stream(delta)
    return board


class Mailbox:
    """Gathers entries and deltas; never blocks a sender, never loses an entry."""

    def __init__(self) -> None:
        """Make an empty mailbox."""
        self._entries: list[Entry] = []
        self._deltas: dict[tuple[str, Part], Delta] = {}

    def put(self, message: Entry | Delta) -> None:
        """Add an event or a piece of an answer."""
        if isinstance(message, Delta):
            place = message.key, message.part
            waiting = self._deltas.get(place)
            self._deltas[place] = joined(waiting, message) if waiting else message
            return
        self._entries.append(message)
        if isinstance(message.event, _NEW_ANSWER):
            for part in get_args(Part):
                self._deltas.pop((message.event.key, part), None)

    def take(self, *, restart: bool = False, most: int | None = None) -> Batch | None:
        """Empty the mailbox; None when nothing is in it and no restart has to be told.

        Args:
            restart: whether the board is to begin anew.
            most: take no more events than these; pieces of answers then wait for the last of the events.
        """
        if not (self._entries or self._deltas or restart):
            return None
        entries = self._entries[:most]
        self._entries = self._entries[len(entries) :]
        if self._entries:
            return Batch(tuple(entries), (), restart)
        deltas, self._deltas = self._deltas, {}
        return Batch(tuple(entries), tuple(deltas.values()), restart)

    @property
    def behind(self) -> bool:
        """Whether there are events that were not taken."""
        return bool(self._entries)


def joined(first: Delta, second: Delta) -> Delta:
    """The one delta that does to a board what these two do, both of the same part, one after the other."""
    if second.offset < first.offset:
        return second
    if second.offset > first.offset + len(first.text):
        return first  # a piece between them is missing, and a board passes over what hangs in the air
    text = first.text[: second.offset - first.offset] + second.text
    return Delta(first.key, first.offset, text, first.part)
