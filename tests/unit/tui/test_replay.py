"""Replay: a run by its times, without any real time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import UsageError
from engine.events.calls import CallFinished, CallStarted, Delta, TextStored
from engine.events.codec import Entry
from engine.events.commands import Refused
from engine.events.samples import RoundFinished
from engine.projections.board import Board, fold
from tui.mailbox import Batch, take_in
from tui.pace import FRAME_SECONDS
from tui.replay import ReplaySource, timeline

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TEXT = "abcdefghij" * 3


class Clock:
    """A clock that passes when somebody sleeps; `at` holds what a person does meanwhile."""

    def __init__(self) -> None:
        self.time = 50.0
        self.acts: list[tuple[float, Callable[[], object]]] = []

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.time += seconds
        while self.acts and self.acts[0][0] <= self.time - 50.0:
            done = self.acts.pop(0)[1]()
            if isinstance(done, Awaitable):
                await done


def played(source: ReplaySource) -> list[Batch]:
    async def collect() -> list[Batch]:
        return [batch async for batch in source.batches()]

    return asyncio.run(collect())


def replay(entries: Sequence[Entry], speed: float = 1.0, **more: Any) -> tuple[ReplaySource, Clock]:
    clock = Clock()
    return ReplaySource(entries, speed, now=clock.now, sleep=clock.sleep, **more), clock


def one_call(marks: tuple[tuple[int, int], ...] = (), seconds: float = 1.5) -> list[Entry]:
    return [
        Entry(1, 10.0, CallStarted("k", ("sample", 1), "solver", "m", ())),
        Entry(2, 10.0 + seconds, CallFinished("k", TEXT, marks=marks)),
    ]


def board_of(batches: list[Batch]) -> Board:
    board = Board()
    for batch in batches:
        board = take_in(board, batch)
    return board


MARKS = st.lists(st.tuples(st.integers(-5, 60), st.integers(-100, 5000)), max_size=12).map(tuple)
CALLS = st.lists(st.tuples(st.floats(-3, 9), st.floats(0, 9), MARKS, st.text(max_size=40)), max_size=5)


@given(CALLS, st.floats(0.1, 50))
def test_any_marks(calls: list[tuple[float, float, Any, str]], speed: float) -> None:
    happenings = []
    for i, (start, seconds, marks, text) in enumerate(calls):
        happenings.append((start, 0, CallStarted(f"k{i}", ("sample", i), "solver", "m", ())))
        happenings.append((start + seconds, 1, CallFinished(f"k{i}", text, marks=marks)))
    happenings.sort(key=lambda item: item[:2])
    entries = [Entry(i, at, event) for i, (at, _, event) in enumerate(happenings, start=1)]
    moments = timeline(entries)
    assert [moment.what for moment in moments if isinstance(moment.what, Entry)] == entries
    assert [moment.at for moment in moments] == sorted(moment.at for moment in moments)
    board = Board()
    for moment in moments:
        if isinstance(moment.what, Entry):
            board.apply(moment.what)
        else:
            before = board.calls[moment.what.key]
            assert before.state == "open"
            assert moment.what.offset == len(before.text)
            board.stream(moment.what)
    source, _ = replay(entries, speed)
    batches = played(source)
    assert [entry for batch in batches for entry in batch.entries] == entries
    assert board_of(batches).calls == fold(entries).calls
    assert source.position == pytest.approx(source.total)


def test_pieces_arrive_when_their_marks_say() -> None:
    moments = timeline(one_call(marks=((5, 100), (5, 200), (3, 300), (30, 1000))))
    assert [(round(m.at, 3), m.what) for m in moments[1:3]] == [
        (0.1, Delta("k", 0, TEXT[:5])),
        (1.0, Delta("k", 5, TEXT[5:])),
    ]
    assert moments[-1].at == 1.5


def test_an_answer_without_marks_is_spread_evenly() -> None:
    moments = timeline(one_call())
    pieces = [moment for moment in moments if isinstance(moment.what, Delta)]
    assert "".join(piece.what.text for piece in pieces if isinstance(piece.what, Delta)) == TEXT
    assert len(pieces) == 30
    gaps = {round(b.at - a.at, 6) for a, b in pairwise(moments)}
    assert len(gaps) == 1


def test_gaps_in_which_nothing_happens_are_shortened() -> None:
    entries = [Entry(i, at, TextStored(str(i), "")) for i, at in enumerate((0.0, 1.0, 500.0, 499.0), start=1)]
    assert [moment.at for moment in timeline(entries)] == [0.0, 1.0, 3.0, 3.0]
    assert timeline(one_call(seconds=60))[-1].at == 2.0
    marks = tuple((n, n * 1000) for n in range(1, 31))
    assert timeline(one_call(marks, seconds=30))[-1].at == 30.0


def test_the_speed_is_kept_and_can_be_changed(scripted: Any) -> None:
    entries = scripted.story().entries
    for speed in (1.0, 4.0):
        source, clock = replay(entries, speed)
        played(source)
        assert clock.time - 50 == pytest.approx(source.total / speed, abs=2 * FRAME_SECONDS)
    source, clock = replay(entries)
    clock.acts.append((5.0, lambda: source.set_speed(10)))
    played(source)
    assert clock.time - 50 == pytest.approx(5 + (source.total - 5) / 10, abs=0.2)
    assert source.speed == 10


def test_a_pause_stands_still(scripted: Any) -> None:
    source, clock = replay(scripted.story().entries)
    clock.acts += [(5.0, source.pause), (6.0, lambda: positions.append(source.position))]
    clock.acts += [(99.0, lambda: positions.append(source.position)), (100.0, source.resume)]
    positions: list[float] = []
    batches = played(source)
    assert positions[0] == positions[1] == pytest.approx(5.0, abs=0.1)
    assert clock.time - 50 == pytest.approx(source.total + 95, abs=0.2)
    assert not source.paused
    assert sum(len(batch.entries) for batch in batches) == len(scripted.story().entries)


def test_steps_go_from_mark_to_mark(scripted: Any) -> None:
    entries = scripted.story().entries
    source, _ = replay(entries)
    source.pause()
    numbers = []
    while source.seq < len(entries):
        source.next_mark()
        numbers.append(source.seq)
    assert numbers == [mark.seq for mark in source.marks]
    assert isinstance(entries[numbers[0] - 1].event, RoundFinished)
    kinds = {mark.kind for mark in source.marks}
    assert kinds >= {"round", "sample", "clusters", "match", "selection"}
    for number in reversed(numbers[:-1]):
        source.previous_mark()
        assert source.seq == number
    source.previous_mark()
    assert (source.seq, source.position) == (0, 0.0)


def test_while_it_plays_a_mark_just_passed_is_passed_over(scripted: Any) -> None:
    source, clock = replay(scripted.story().entries, hold_at_end=True)
    first, second = source.marks[:2]
    clock.acts += [(second.at + 0.2, source.previous_mark), (second.at + 0.3, source.pause)]
    clock.acts.append((second.at + 1, lambda: seen.append(source.seq)))
    clock.acts.append((second.at + 2, source.close))
    seen: list[int] = []

    played(source)
    assert first.seq <= seen[0] < second.seq


def test_a_step_back_begins_again_with_what_was_then() -> None:
    entries = one_call(marks=tuple((n, n * 40) for n in range(1, 31)))
    entries += [Entry(3, 11.5, TextStored("a", "b")), Entry(4, 12.0, TextStored("c", "d"))]
    source, clock = replay(entries)
    clock.acts.append((1.7, lambda: source.seek(1)))
    batches = played(source)
    again = [i for i, batch in enumerate(batches) if batch.restart]
    assert len(again) == 1
    assert batches[again[0]].entries == (entries[0],)
    assert [entry for batch in batches[again[0] :] for entry in batch.entries] == entries
    assert board_of(batches).texts == {"a": "b", "c": "d"}


@given(st.lists(st.integers(-1, 200), max_size=6))
def test_wherever_one_goes_the_board_is_that_of_the_event(scripted: Any, numbers: list[int]) -> None:
    entries = scripted.story().entries
    source, clock = replay(entries, hold_at_end=True)
    source.pause()

    async def walk() -> None:
        board, batches = Board(), source.batches()
        for number in numbers:
            source.seek(number)
            reached = source.seq
            if reached != board.seq:
                board = take_in(board, await anext(batches))
            assert reached == min(max(0, number), len(entries))
            expected = fold(entries[:reached])
            assert scripted.without_version(board) == scripted.without_version(expected)
        await batches.aclose()  # type: ignore[attr-defined]

    asyncio.run(walk())
    assert clock.time >= 50


def test_a_step_into_a_call_shows_what_had_arrived() -> None:
    entries = one_call(marks=tuple((n, n * 40) for n in range(1, 31)))
    entries.insert(1, Entry(2, 10.81, TextStored("a", "b")))
    entries[2] = Entry(3, 11.5, entries[2].event)
    source, _ = replay(entries, hold_at_end=True)
    source.pause()

    async def look() -> Batch:
        batches = source.batches()
        source.seek(3)
        await anext(batches)
        source.seek(2)
        batch = await anext(batches)
        await batches.aclose()  # type: ignore[attr-defined]
        return batch

    batch = asyncio.run(look())
    assert batch == Batch(tuple(entries[:2]), (Delta("k", 0, TEXT[:20]),), restart=True)


def test_after_its_end_a_replay_can_be_taken_up_again(scripted: Any) -> None:
    entries = scripted.story().entries
    source, _ = replay(entries, 100)
    played(source)
    assert played(source) == []
    source.seek(len(entries) - 1)
    again = played(source)
    assert again[0].restart
    assert board_of(again).finished


def test_an_empty_journal_ends_at_once() -> None:
    source, _ = replay([])
    assert played(source) == []
    assert (source.total, source.seq, source.marks) == (0.0, 0, ())


def test_speeds_are_positive_and_commands_refused() -> None:
    for speed in (0, -1, float("inf"), float("nan")):
        with pytest.raises(UsageError):
            ReplaySource([], speed)
    source, _ = replay([])
    assert isinstance(asyncio.run(source.command("pause")), Refused)
    assert not source.live
