"""Replay of a run that has happened: its events by their times, its answers streaming again."""

from __future__ import annotations

import asyncio
import math
import time
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal

from engine.errors import UsageError
from engine.events.calls import CallFailed, CallFinished, CallInterrupted, CallStarted, Delta
from engine.events.codec import Entry
from engine.events.commands import Acknowledged, Refused
from engine.events.overrides import OverrideMade, OverrideRedone, OverrideUndone
from engine.events.run import BudgetEnded, Graded, Paused, Resumed, RunFinished
from engine.events.samples import RoundFailed, RoundFinished, SampleFinished
from engine.events.selection import (
    BracketDrawn,
    ClustersFormed,
    MatchDecided,
    MatchOpened,
    SelectionMade,
    SurvivorsFiltered,
)
from tui.mailbox import Batch, Mailbox
from tui.pace import FRAME_SECONDS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence

    from engine.events.calls import Part
    from engine.events.commands import Act
    from engine.events.overrides import By, Override

LONGEST_GAP_SECONDS: Final = 2.0
"""A longer stretch in which nothing happens is shortened to this."""
PIECES_PER_SECOND: Final = 20
"""Pieces of an answer whose times were not recorded."""
GRACE_SECONDS: Final = 1.0
"""While a replay plays, a mark that is no further back than this counts as where it is now."""

MarkKind = Literal["person", "round", "sample", "clusters", "match", "selection"]

MARKED: Final[dict[type, MarkKind]] = {
    Paused: "person",
    Resumed: "person",
    OverrideMade: "person",
    OverrideUndone: "person",
    OverrideRedone: "person",
    BudgetEnded: "person",
    RoundFinished: "round",
    RoundFailed: "round",
    SampleFinished: "sample",
    SurvivorsFiltered: "clusters",
    ClustersFormed: "clusters",
    BracketDrawn: "clusters",
    MatchOpened: "match",
    MatchDecided: "match",
    SelectionMade: "selection",
    RunFinished: "selection",
    Graded: "selection",
}
"""Events that a person steps to, and what they are about."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happens in a replay."""

    at: float
    """Seconds from the start of the replay, at speed 1."""
    what: Entry | Delta


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of the time line that a person steps to."""

    at: float
    seq: int
    kind: MarkKind


@dataclass(frozen=True, slots=True)
class _Answer:
    """A call that brought an answer: where it starts and ends among the entries."""

    start: int
    end: int
    finished: CallFinished


_Row = tuple[int, int, float, int, Entry | Delta]
"""Index of the entry that it is or follows, 0 for an entry and 1 for a delta, time, offset; then the moment."""


def timeline(entries: Sequence[Entry]) -> list[Moment]:
    """Lay a journal out in time: entries in their order, and between them the answers as they streamed.

    Marks of `CallFinished` say when which part of an answer had arrived; an answer without marks is spread
    evenly over its call. Gaps in which nothing happens are shortened to `LONGEST_GAP_SECONDS`; a clock that
    went back between two entries stands still.
    """
    clock = _steady(entry.at for entry in entries)
    answers = list(_answers(entries))
    rows: list[_Row] = [(i, 0, clock[i], 0, entry) for i, entry in enumerate(entries)]
    for answer in answers:
        pieces = _recorded(answer, clock[answer.start])
        rows += _placed(pieces, answer, clock)
    rows = _shortened(sorted(rows, key=_order))
    played = [at for _, kind, at, _, _ in rows if kind == 0]
    for answer in answers:
        if not answer.finished.marks:
            rows += _placed(_spread(answer, played), answer, played)
    return [Moment(at, what) for _, _, at, _, what in sorted(rows, key=_order)]


def _order(row: _Row) -> tuple[int, int, float, int]:
    return row[:4]


def _steady(ats: Iterable[float]) -> list[float]:
    latest, steady = -math.inf, []
    for at in ats:
        latest = max(latest, at)
        steady.append(latest)
    return steady


def _answers(entries: Sequence[Entry]) -> Iterator[_Answer]:
    started: dict[str, int] = {}
    for i, entry in enumerate(entries):
        match entry.event:
            case CallStarted(key):
                started[key] = i
            case CallFinished() as finished if finished.key in started:
                yield _Answer(started.pop(finished.key), i, finished)
            case CallFailed(key) | CallInterrupted(key):
                started.pop(key, None)


def _recorded(answer: _Answer, began: float) -> Iterator[tuple[float, Delta]]:
    """The pieces of an answer, and of its thinking, at the times that its marks say."""
    said = answer.finished
    yield from _marked(said.key, "thinking", said.thinking, said.thinking_marks, began)
    yield from _marked(said.key, "answer", said.text, said.marks, began)


def _marked(
    key: str, part: Part, text: str, marks: Sequence[tuple[int, int]], began: float
) -> Iterator[tuple[float, Delta]]:
    """The pieces of a part; marks that go back add nothing."""
    known, latest = 0, 0
    for characters, milliseconds in marks:
        upto, latest = min(characters, len(text)), max(latest, milliseconds)
        if upto > known:
            yield began + latest / 1000, Delta(key, known, text[known:upto], part)
            known = upto


def _spread(answer: _Answer, played: list[float]) -> Iterator[tuple[float, Delta]]:
    """The pieces of an answer evenly over its call."""
    text, began = answer.finished.text, played[answer.start]
    lasted = played[answer.end] - began
    count = min(len(text), math.ceil(lasted * PIECES_PER_SECOND))
    cuts = [len(text) * i // count for i in range(count + 1)] if count else []
    for i, (known, upto) in enumerate(pairwise(cuts), start=1):
        yield began + lasted * i / (count + 1), Delta(answer.finished.key, known, text[known:upto])


def _placed(pieces: Iterable[tuple[float, Delta]], answer: _Answer, clock: list[float]) -> Iterator[_Row]:
    """Put pieces between the entries, within their call: after its start and before its end."""
    for at, piece in pieces:
        within = min(max(at, clock[answer.start]), clock[answer.end])
        before = min(bisect_right(clock, within) - 1, answer.end - 1)
        yield before, 1, within, piece.offset, piece


def _shortened(rows: list[_Row]) -> list[_Row]:
    short: list[_Row] = []
    played, latest = 0.0, rows[0][2] if rows else 0.0
    for before, kind, at, number, what in rows:
        played += min(at - latest, LONGEST_GAP_SECONDS)
        latest = at
        short.append((before, kind, played, number, what))
    return short


class ReplaySource:
    """Plays a journal again, with controls."""

    live = False

    def __init__(
        self,
        entries: Sequence[Entry],
        speed: float = 1.0,
        *,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        hold_at_end: bool = False,
    ) -> None:
        """Prepare a replay.

        Args:
            entries: the whole journal, in order.
            speed: seconds of the run that pass in a second.
            now: a clock, in seconds.
            sleep: waits for some seconds of that clock.
            hold_at_end: stay at the end and wait for a step back, until `close`; else `batches` ends there.

        Raises:
            UsageError: the speed is not positive.
        """
        self._moments = timeline(entries)
        self._ats = [moment.at for moment in self._moments]
        self._seqs = _latest_numbers(self._moments)
        self._marks = [
            i + 1
            for i, moment in enumerate(self._moments)
            if isinstance(moment.what, Entry) and type(moment.what.event) in MARKED
        ]
        self._now, self._sleep, self._hold_at_end = now, sleep, hold_at_end
        self._speed = _positive(speed)
        self._mailbox = Mailbox()
        self._cursor = 0  # moments that have happened
        self._sent = 0  # moments that the view has got
        self._played = 0.0
        self._looked_at: float | None = None  # None until the replay begins to play
        self._paused = self._restart = self._closed = False

    # ---------------------------------------------------------------- as a source

    async def batches(self) -> AsyncIterator[Batch]:
        """Yield what happens, about 30 times a second; after a step back with `restart`."""
        self._looked_at = self._now()
        while not self._closed:
            if batch := self._due():
                yield batch
            if self._sent == self._cursor == len(self._moments) and not self._hold_at_end and not self._restart:
                return
            await self._sleep(FRAME_SECONDS)

    async def command(
        self, act: Act, override: Override | None = None, number: int = 0, by: By = "screen"
    ) -> Acknowledged | Refused:
        """Refuse: what is replayed has happened."""
        del override, number, by
        return Refused(0, f"Cannot {act}: this is a replay of what has happened.")

    async def close(self) -> None:
        """End at the next frame."""
        self._closed = True

    # ---------------------------------------------------------------- where it is

    @property
    def position(self) -> float:
        """Seconds played, of `total`."""
        return self._played

    @property
    def total(self) -> float:
        """Length in seconds, at speed 1."""
        return self._ats[-1] if self._ats else 0.0

    @property
    def seq(self) -> int:
        """Number of the latest event that has happened."""
        return self._seqs[self._cursor]

    @property
    def paused(self) -> bool:
        """Whether the replay stands still."""
        return self._paused

    @property
    def speed(self) -> float:
        """Seconds of the run that pass in a second."""
        return self._speed

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The points that a person steps to, in order."""
        kinds = (MARKED[type(self._moments[i - 1].what.event)] for i in self._marks)  # type: ignore[union-attr]
        return tuple(Mark(self._ats[i - 1], self._seqs[i], kind) for i, kind in zip(self._marks, kinds, strict=True))

    # ---------------------------------------------------------------- controls

    def pause(self) -> None:
        """Stand still; steps are still shown."""
        self._tick()
        self._paused = True

    def resume(self) -> None:
        """Play on."""
        self._tick()
        self._paused = False

    def set_speed(self, speed: float) -> None:
        """Play faster or slower from here on. Raises UsageError when the speed is not positive."""
        self._tick()
        self._speed = _positive(speed)

    def seek(self, seq: int) -> None:
        """Go to just after the event with this number (0: before the first).

        The next batch holds what lies between; after a step back it says `restart`, and holds everything
        from the first event on, with the answers that were still arriving then.
        """
        self._tick()
        known = self._seqs[bisect_right(self._seqs, max(0, seq)) - 1]
        self._go(bisect_left(self._seqs, known))

    def go(self, seconds: float) -> None:
        """Go to a moment, in seconds at speed 1 since the start."""
        self._tick()
        self._go(bisect_right(self._ats, seconds))

    def next_mark(self) -> None:
        """Go to the next mark, or to the end."""
        self._tick()
        i = bisect_right(self._marks, self._cursor)
        self._go(self._marks[i] if i < len(self._marks) else len(self._moments))

    def previous_mark(self) -> None:
        """Go to the previous mark, or to the start; while playing, a mark just passed is passed over."""
        self._tick()
        i = bisect_left(self._marks, self._cursor)
        latest = math.inf if self._paused else self._played - GRACE_SECONDS * self._speed
        while i > 0 and self._ats[self._marks[i - 1] - 1] > latest:
            i -= 1
        self._go(self._marks[i - 1] if i > 0 else 0)

    # ---------------------------------------------------------------- inside

    def _go(self, cursor: int) -> None:
        if cursor < self._sent:
            self._sent, self._restart = 0, True
        self._cursor = cursor
        self._played = self._ats[cursor - 1] if cursor else 0.0

    def _tick(self) -> None:
        """Let the time pass that has passed since the last look at the clock."""
        if self._looked_at is None:
            return
        now = self._now()
        if not self._paused:
            self._played = min(self.total, self._played + (now - self._looked_at) * self._speed)
            self._cursor = max(self._cursor, bisect_right(self._ats, self._played))
        self._looked_at = now

    def _due(self) -> Batch | None:
        self._tick()
        for moment in self._moments[self._sent : self._cursor]:
            self._mailbox.put(moment.what)
        batch = self._mailbox.take(restart=self._restart)
        self._sent, self._restart = self._cursor, False
        return batch


def _latest_numbers(moments: Sequence[Moment]) -> list[int]:
    """The number of the latest event, after so many moments."""
    numbers = [0]
    for moment in moments:
        numbers.append(moment.what.seq if isinstance(moment.what, Entry) else numbers[-1])
    return numbers


def _positive(speed: float) -> float:
    if not 0 < speed < math.inf:
        raise UsageError(f"A replay's speed is a positive number, not {speed:g}. 1 is as it was, 2 twice as fast.")
    return speed
