"""Pause, drain and cancellation: nothing starts that should not, and nothing that was paid is lost."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from engine.events.calls import CallFinished, CallInterrupted, CallStarted
from engine.events.run import Paused, Resumed
from engine.execution import ScriptedExecutor
from engine.journal import MemoryJournal
from engine.models.protocol import Chunk
from engine.models.scripted import ScriptedModel
from engine.testing import ToyRun, simulate

CORE = ("best-of-n", "codet", "lats", "s-star", "s-star-paper")
"""Methods of each kind; `test_methods.py` holds all of them to the same, on fewer seeds."""


def the(kind, toy):
    return [event for event in toy.events if isinstance(event, kind)]


def watched(toy):
    """Note when jobs start, as (time)."""
    starts = []
    run = toy.executor.run

    def noting(job):
        starts.append(asyncio.get_running_loop().time())
        return run(job)

    toy.executor.run = noting
    return starts


# ---------------------------------------------------------------- pause


async def paused_for_a_while(toy, strategy, at, seconds):
    loop = asyncio.get_running_loop()
    control = toy.run.control
    loop.call_later(at, control.pause)
    loop.call_later(at + seconds, control.resume)
    return await toy.work(strategy)


@pytest.mark.parametrize("first", [0, pytest.param(1, marks=pytest.mark.exhaustive)])
@pytest.mark.parametrize("strategy", ["s-star", "best-of-n"])
def test_nothing_starts_while_paused(strategy, first, conclusions):
    straight = ToyRun()
    selection, concluded = straight.play(strategy), conclusions(straight)
    for tick in range(first, 25, 2):
        toy = ToyRun(latency=tick)
        starts = watched(toy)
        at, seconds = tick * 0.0011, 5.0
        assert simulate(lambda toy=toy, at=at: paused_for_a_while(toy, strategy, at, 5.0), tick) == selection
        assert conclusions(toy) == concluded
        if not the(Resumed, toy):
            continue
        first, last = (toy.events.index(the(kind, toy)[0]) for kind in (Paused, Resumed))
        assert not [event for event in toy.events[first:last] if isinstance(event, CallStarted)]
        assert not [time for time in starts if at < time < at + seconds]


def test_a_pause_at_any_step_holds_at_once():
    """Even between the moment a call is admitted and the moment it leaves."""
    for step in range(1, 120, 3):
        toy = ToyRun()

        async def pausing(toy=toy, step=step):
            work = asyncio.create_task(toy.work("best-of-n"))
            for _ in range(step):
                await asyncio.sleep(0)
            toy.run.control.pause()
            held = len(toy.events)
            for _ in range(200):
                await asyncio.sleep(0)
            started = [event for event in toy.events[held:] if isinstance(event, CallStarted)]
            toy.run.control.resume()
            await work
            return started

        assert simulate(pausing, step) == []


def test_a_pause_after_a_short_resume_still_holds():
    """A waiter that a resume woke must not slip through the pause that follows at once."""
    toy = ToyRun()

    async def flicker():
        control = toy.run.control
        control.pause()
        work = asyncio.create_task(toy.work())
        await asyncio.sleep(1)
        control.resume()
        control.pause()
        await asyncio.sleep(1)
        started = the(CallStarted, toy)
        control.resume()
        await work
        return started

    assert simulate(flicker) == []


def test_pausing_twice_is_one_pause():
    toy = ToyRun()

    async def twice():
        for act in (toy.run.control.pause, toy.run.control.pause, toy.run.control.resume, toy.run.control.resume):
            act()

    simulate(twice)
    assert toy.events == [Paused(), Resumed()]


# ---------------------------------------------------------------- cancellation


class Finishing(ScriptedExecutor):
    """Remembers the executions whose outcome it gave away."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.given = 0

    async def run(self, job):
        async for outcome in super().run(job):
            self.given += 1
            yield outcome


class Lingering(ScriptedModel):
    """Takes its time after the last piece, as a connection does that is being closed."""

    async def stream(self, request):
        async for chunk in super().stream(request):
            yield chunk
        await asyncio.sleep(0.002)


async def cancelled_after(toy, strategy, steps):
    work = asyncio.create_task(toy.work(strategy))
    for _ in range(steps):
        if toy.lively and not work.done():
            await asyncio.sleep(0.0003)
        else:
            await asyncio.sleep(0)
    work.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await work
    return work.cancelled()


@pytest.mark.parametrize("strategy", ["s-star", "best-of-n"])
@pytest.mark.parametrize("lively", [True, False])
@pytest.mark.parametrize("lingering", [True, False])
@pytest.mark.parametrize("first", [0, pytest.param(2, marks=pytest.mark.exhaustive)])
def test_no_finished_answer_is_lost_wherever_the_work_is_cut_off(strategy, lively, lingering, first):
    cut_off = 0
    for steps in range(first, 90, 4):
        toy = ToyRun(latency=steps if lively else None)
        toy.lively = lively
        if lingering:
            toy.model.__class__ = Lingering
        cut_off += simulate(lambda toy=toy, steps=steps: cancelled_after(toy, strategy, steps), steps)
        finished = {event.key for event in the(CallFinished, toy)}
        assert set(toy.answered()) <= finished, "an answer that arrived whole is not in the journal"
        ends = finished | {event.key for event in the(CallInterrupted, toy)}
        assert ends == {event.key for event in the(CallStarted, toy)}, "a call without an end"
    assert cut_off > 5


@pytest.mark.parametrize("first", [0, *(pytest.param(at, marks=pytest.mark.exhaustive) for at in (1, 2))])
def test_a_cancellation_at_every_piece_loses_no_answer(first):
    """The hardest moment is while the last piece is handed on: nothing may come between it and the record."""
    whole = ToyRun()
    whole.play()
    for number in range(first, len(whole.deltas), 3):
        toy = ToyRun()

        async def cut(toy=toy, number=number):
            work = asyncio.create_task(toy.work())

            def publish(delta):
                toy.deltas.append(delta)
                if len(toy.deltas) == number + 1:
                    work.cancel()

            toy.run._publish = publish
            with contextlib.suppress(asyncio.CancelledError):
                await work

        simulate(cut, number)
        assert set(toy.answered()) <= {event.key for event in the(CallFinished, toy)}


# ---------------------------------------------------------------- drain


async def drained(toy, strategy, at, grace):
    """Leave as the service does: drain, then cancel."""
    work = asyncio.create_task(toy.work(strategy))
    await asyncio.sleep(at)
    before = len(toy.events)
    await toy.run.control.drain(grace)
    started = [event for event in toy.events[before:] if isinstance(event, CallStarted)]
    work.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await work
    return started, [event for event in toy.events[before:] if isinstance(event, CallStarted)]


@pytest.mark.parametrize("first", [0, pytest.param(2, marks=pytest.mark.exhaustive)])
@pytest.mark.parametrize("strategy", CORE)
def test_a_drain_starts_nothing_loses_nothing_and_resumes(strategy, first, conclusions):
    whole = ToyRun()
    selection, concluded = whole.play(strategy), conclusions(whole)
    for tick in range(first, 30, 4):
        toy = ToyRun(latency=tick)
        during, after = simulate(lambda toy=toy, tick=tick: drained(toy, strategy, tick * 0.0011, 8.0), tick)
        assert during == after == []
        assert not the(CallInterrupted, toy), "there was time enough for every answer"
        assert len(the(CallFinished, toy)) == len(the(CallStarted, toy))
        again = ToyRun(journal=MemoryJournal(toy.journal.entries, clock=lambda: 0.0), latency=tick)
        assert again.play(strategy, tick) == selection
        assert conclusions(again) == concluded
        assert len(again.asked()) + len(toy.asked()) == len(whole.asked()), "a call was paid twice"


def test_a_drain_waits_no_longer_than_its_grace():
    toy = ToyRun()
    toy.model._seconds = lambda _: 100.0

    async def leave():
        await drained(toy, "s-star", 1.0, grace=8.0)
        return asyncio.get_running_loop().time()

    assert simulate(leave) == pytest.approx(9.0)
    assert len(the(CallInterrupted, toy)) == len(the(CallStarted, toy)) == 6


# ---------------------------------------------------------------- durability


class SlowDisk(MemoryJournal):
    """Knows how many entries are on disk; the rest would be lost at a power cut."""

    on_disk = 0

    async def durable(self):
        wanted = len(self.entries)
        await asyncio.sleep(0.003)
        self.on_disk = max(self.on_disk, wanted)


def test_a_call_is_on_disk_before_its_request_leaves():
    journal = SlowDisk(clock=lambda: 0.0)
    toy = ToyRun(journal=journal, latency=1)
    script = toy.model.script
    seen = []

    def checking(request):
        path = request.path
        kept = [entry.event for entry in journal.entries[: journal.on_disk]]
        assert path in [event.path for event in kept if isinstance(event, CallStarted)]
        texts = {event.digest for event in kept if type(event).__name__ == "TextStored"}
        (started,) = [event for event in kept if isinstance(event, CallStarted) and event.path == path]
        assert {name for _, name in started.messages} <= texts
        seen.append(path)
        return script(request)

    toy.model.script = checking
    toy.play(seed=1)
    assert len(seen) == len(the(CallStarted, toy))


def test_a_cancellation_while_the_disk_is_slow_leaves_no_open_call():
    toy = ToyRun(journal=SlowDisk(clock=lambda: 0.0))
    toy.lively = True
    simulate(lambda: cancelled_after(toy, "s-star", 3))
    assert the(CallStarted, toy)
    assert not toy.asked()
    assert len(the(CallInterrupted, toy)) == len(the(CallStarted, toy))


def test_a_stream_without_an_end_is_truncated():
    class Broken(ScriptedModel):
        async def stream(self, request):  # noqa: ARG002
            yield Chunk("```python\nprint(1)\n```")

    toy = ToyRun()
    toy.model.__class__ = Broken
    assert toy.play() is None
    assert {event.finish_reason for event in the(CallFinished, toy)} == {"truncated"}
