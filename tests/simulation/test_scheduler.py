"""Attempts, waits and ends of calls, on a clock that tests own."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from msgspec import structs

from engine.errors import BudgetError, FatalModelError, ModelError, ProviderError
from engine.events.calls import CallDelayed, CallFailed, CallFinished, CallInterrupted, CallStarted
from engine.events.codec import decode_entry, encode
from engine.events.run import BudgetEnded, RunFinished
from engine.journal import MemoryJournal
from engine.models.protocol import Message, Terms
from engine.models.scheduler import Patience, Scheduler, Trial
from engine.models.scripted import Breaks
from engine.projections.board import fold
from engine.runtime.together import together
from engine.testing import ToyRun, simulate
from engine.testing.toy import SETTINGS, script

ASK = [Message("user", "hello")]
ONE_FIRST = Terms(one_first=True)


def the(kind, toy):
    return [event for event in toy.events if isinstance(event, kind)]


def faulty(*faults, then="fine"):
    """Answer each path with these faults in turn, and with `then` after them."""
    seen = Counter()

    def answer(request):
        seen[request.path] += 1
        return faults[seen[request.path] - 1] if seen[request.path] <= len(faults) else then

    return answer


def timed(toy, *paths):
    """Ask at all paths at the same time; the result is when each attempt was sent, in virtual seconds."""
    sent = []
    real = toy.model.script

    def noting(request):
        sent.append((asyncio.get_running_loop().time(), *request.path))
        return real(request)

    toy.model.script = noting
    simulate(lambda: together(toy.run.complete((path,), "solver", ASK) for path in paths))
    return sent


def crowded(seconds=None):
    return ProviderError("slow down.", "crowded", seconds)


BROKEN = ProviderError("broke off.", "broken")


# -------------------------------------------------------------------- one call


def test_a_fault_is_retried_and_all_of_it_is_told():
    toy = ToyRun(script=faulty(Breaks("half an ans", BROKEN), crowded(4.0)))
    times = [at for at, _ in timed(toy, "a")]
    kinds = [type(event).__name__ for event in toy.events if type(event).__name__ != "TextStored"]
    again = ["CallStarted", "CallInterrupted", "CallDelayed"]
    assert kinds == [*again, *again, "CallStarted", "CallFinished"]
    assert [event.attempt for event in the(CallStarted, toy)] == [1, 2, 3]
    assert [event.text for event in the(CallInterrupted, toy)] == ["half an ans", ""]
    first, second = the(CallDelayed, toy)
    assert (first.attempt, first.reason) == (1, "broke off.")
    assert (second.attempt, second.reason) == (2, "slow down.")
    assert times[1] - times[0] == pytest.approx(first.seconds, abs=0.001)
    assert times[2] - times[1] == pytest.approx(second.seconds, abs=0.001)
    assert 0 <= first.seconds <= 2
    assert 4 <= second.seconds <= 5


def test_the_waits_depend_on_the_request_alone():
    def waits():
        toy = ToyRun(script=faulty(BROKEN, BROKEN, BROKEN))
        timed(toy, "a")
        return [event.seconds for event in the(CallDelayed, toy)]

    assert waits() == waits()
    assert len(set(waits())) == 3


def test_backoff_grows_to_its_limit_and_is_full_of_jitter():
    async def main():
        scheduler = Scheduler(Terms(), 4, Patience(attempts=99, first_seconds=1.0, longest_seconds=20.0))
        rows = []
        for seed in range(300):
            toy_request = structs.replace(ToyRun().run._request(("a",), "solver", ASK, None, None), seed=seed)
            trial = Trial(toy_request, 0)
            rows.append([scheduler.after(BROKEN, trial) for _ in range(8)])
        return list(zip(*rows, strict=True))

    for number, column in enumerate(simulate(main), start=1):
        top = min(20.0, 2.0**number)
        assert 0.9 * top < max(column) <= top
        assert min(column) < 0.1 * top
        assert sum(column) / len(column) == pytest.approx(top / 2, rel=0.15)


def test_a_call_that_always_breaks_ends_alone_when_others_are_answered():
    def answer(request):
        return BROKEN if request.path == ("bad",) else "fine"

    toy = ToyRun(structs.replace(SETTINGS, concurrency=2), script=answer)
    toy.model._seconds = lambda _: 0.5

    async def main():
        async def others():
            for number in range(60):
                await toy.run.complete(("good", number), "solver", ASK)

        async def bad():
            with pytest.raises(ModelError, match="attempt 5"):
                await toy.run.complete(("bad",), "solver", ASK)

        await together([others(), bad()])

    simulate(main)
    assert len(the(CallFailed, toy)) == 1


def test_a_provider_that_answers_nobody_stops_the_run_and_fails_no_call():
    toy = ToyRun(script=lambda _: BROKEN)
    with pytest.raises(FatalModelError, match=r"5 attempts.*resume it"):
        simulate(lambda: toy.run.complete(("a",), "solver", ASK))
    assert not the(CallFailed, toy)
    again = ToyRun(journal=MemoryJournal(toy.journal.entries), script=lambda _: "fine")
    assert simulate(lambda: again.run.complete(("a",), "solver", ASK)).text == "fine"
    assert the(CallStarted, again)[-1].attempt == 6


def test_a_call_that_breaks_in_every_engine_ends_alone():
    toy = ToyRun(script=lambda _: BROKEN)
    with pytest.raises(FatalModelError):
        simulate(lambda: toy.run.complete(("a",), "solver", ASK))
    again = ToyRun(journal=MemoryJournal(toy.journal.entries), script=lambda _: BROKEN)
    with pytest.raises(ModelError, match="attempt 10"):
        simulate(lambda: again.run.complete(("a",), "solver", ASK))
    assert len(the(CallFailed, again)) == 1


def test_a_wrong_address_shows_soon_and_a_lost_network_is_waited_for():
    away = ProviderError("cannot be reached.", "unreachable")
    with pytest.raises(FatalModelError, match="3 attempts"):
        simulate(lambda: ToyRun(script=lambda _: away).run.complete(("a",), "solver", ASK))
    toy = ToyRun(script=lambda request: "fine" if request.path == ("first",) else away)

    async def main():
        await toy.run.complete(("first",), "solver", ASK)
        with pytest.raises(FatalModelError):
            await toy.run.complete(("a",), "solver", ASK)
        return asyncio.get_running_loop().time()

    assert simulate(main) >= 900


def test_a_crowd_fails_no_call_however_often_it_turns_one_away():
    toy = ToyRun(script=faulty(*[crowded(2.0)] * 30))
    timed(toy, "a")
    assert len(the(CallDelayed, toy)) == 30
    assert len(the(CallFinished, toy)) == 1


def test_a_wait_that_nobody_waits_for_stops_the_run():
    with pytest.raises(FatalModelError, match="longer than a run waits"):
        simulate(lambda: ToyRun(script=lambda _: crowded(7200.0)).run.complete(("a",), "solver", ASK))


def test_a_rejected_request_ends_itself_or_the_run():
    odd = ProviderError("400: odd.", "rejected")
    with pytest.raises(FatalModelError, match="odd"):
        simulate(lambda: ToyRun(script=lambda _: odd).run.complete(("a",), "solver", ASK))
    toy = ToyRun(script=lambda request: "fine" if request.path == ("first",) else odd)

    async def main():
        await toy.run.complete(("first",), "solver", ASK)
        with pytest.raises(ModelError, match="odd"):
            await toy.run.complete(("a",), "solver", ASK)

    simulate(main)
    assert [event.reason for event in the(CallFailed, toy)] == ["400: odd."]


def test_what_a_server_lacks_costs_no_time_and_no_patience():
    toy = ToyRun(script=faulty(*[ProviderError("it goes without.", "adjusted")] * 9))
    assert {at for at, _ in timed(toy, "a")} == {0.0}
    assert {event.seconds for event in the(CallDelayed, toy)} == {0.0}


def test_a_fault_after_the_end_changes_nothing():
    class Late(type(ToyRun().model)):
        async def stream(self, request):
            async for chunk in super().stream(request):
                yield chunk
            raise BROKEN

    toy = ToyRun(script=lambda _: "fine")
    toy.model.__class__ = Late
    assert simulate(lambda: toy.run.complete(("a",), "solver", ASK)).text == "fine"
    assert not the(CallDelayed, toy)


# -------------------------------------------------------------------- all lanes together


def test_when_one_is_told_to_wait_all_wait():
    seen = []

    def answer(request):
        seen.append(request.path)
        return crowded(10.0) if len(seen) == 1 else "fine"

    toy = ToyRun(structs.replace(SETTINGS, concurrency=2), script=answer)
    toy.model._seconds = lambda _: 1.0
    sent = timed(toy, *"abcdef")
    assert [at for at, _ in sent[:2]] == [0.0, 0.0]
    # The first fault comes after a quarter of a second; what was sent before it goes on.
    assert all(at >= 10.25 for at, _ in sent[2:])
    assert len(the(CallFinished, toy)) == 6


def test_a_crowd_halves_the_lanes_and_answers_give_them_back():
    async def main():
        scheduler = Scheduler(Terms(), 8)
        request = ToyRun().run._request(("a",), "solver", ASK, None, None)
        trials = [Trial(structs.replace(request, seed=seed), 0) for seed in range(8)]
        for trial in trials:
            assert scheduler.may_start(trial)
            scheduler.start(trial)
        assert not scheduler.may_start(trials[0])
        for trial in trials:
            scheduler.end(trial)
            scheduler.after(crowded(5.0), trial)
        assert not scheduler.may_start(trials[0])
        await asyncio.sleep(5.0)
        widths = []
        for _ in range(6):
            started = 0
            while scheduler.may_start(trials[0]):
                scheduler.start(trials[0])
                started += 1
            widths.append(started)
            for _ in range(started):
                scheduler.end(trials[0])
            scheduler.answered()
        return widths

    assert simulate(main) == [4, 5, 6, 7, 8, 8]


def test_a_provider_may_want_fewer_lanes_than_the_run_allows():
    toy = ToyRun(script=lambda _: "fine")
    toy.model.terms = Terms(lanes=2)
    toy.model._seconds = lambda _: 1.0
    assert [at for at, _ in timed(toy, *"abcdef")] == [0.0, 0.0, 1.0, 1.0, 2.0, 2.0]


def test_one_goes_first_until_its_answer_begins():
    toy = ToyRun(script=lambda _: "four pieces of text")
    toy.model.terms = ONE_FIRST
    toy.model._seconds = lambda _: 4.0
    assert [at for at, _ in timed(toy, *"abcd")] == [0.0, 1.0, 1.0, 1.0]


def test_calls_that_begin_with_another_text_have_their_own_first():
    toy = ToyRun(script=lambda _: "four pieces of text")
    toy.model.terms = ONE_FIRST
    toy.model._seconds = lambda _: 4.0
    sent = []
    real = toy.model.script
    toy.model.script = lambda r: sent.append((asyncio.get_running_loop().time(), r.path[0])) or real(r)

    async def main():
        await toy.run.complete(("warm",), "solver", ASK)
        calls = [("a", "other X", 6), ("a", "other Y", 6), ("b", "third", 0)]
        await together(
            toy.run.complete((family, number), "solver", [Message("user", text, shared)])
            for number, (family, text, shared) in enumerate(calls)
        )

    simulate(main)
    assert sent == [(0.0, "warm"), (4.0, "a"), (4.0, "b"), (5.0, "a")]


def test_a_first_that_fails_makes_way_for_another():
    toy = ToyRun(script=lambda request: ModelError("no") if request.path == ("a",) else "fine")
    toy.model.terms = ONE_FIRST
    toy.model._seconds = lambda _: 4.0

    async def main():
        async def failing():
            with pytest.raises(ModelError):
                await toy.run.complete(("a",), "solver", ASK)

        await together([failing(), toy.run.complete(("b",), "solver", ASK)])

    simulate(main)


@pytest.mark.parametrize("seeds", [range(6), pytest.param(range(6, 20), marks=pytest.mark.exhaustive)])
def test_what_is_wrong_with_all_calls_is_asked_once(seeds):
    """A wrong key: one request, no sample that failed, and a run that goes on when the key is mended."""
    for seed in seeds:
        toy = ToyRun(script=lambda _: FatalModelError("The key is not valid."), latency=seed)
        toy.model.terms = ONE_FIRST
        with pytest.raises(FatalModelError, match="not valid"):
            toy.play("s-star", seed)
        assert len(the(CallStarted, toy)) == 1
        assert not the(CallFailed, toy)
        assert not the(RunFinished, toy)
        again = ToyRun(journal=MemoryJournal(toy.journal.entries), latency=seed)
        assert again.play("s-star", seed) == ToyRun(latency=seed).play("s-star", seed)


# -------------------------------------------------------------------- a person, a budget, a crash


def test_a_pause_holds_the_next_attempt_back():
    toy = ToyRun(script=faulty(crowded(2.0)))

    async def main():
        call = asyncio.create_task(toy.run.complete(("a",), "solver", ASK))
        await asyncio.sleep(1)
        toy.run.control.pause()
        await asyncio.sleep(100)
        assert len(toy.model.asked) == 1
        toy.run.control.resume()
        return (await call).text

    assert simulate(main) == "fine"


@pytest.mark.parametrize("seconds", [2.0, 500.0])
def test_a_person_s_stop_cuts_the_wait_off(seconds):
    toy = ToyRun(script=faulty(*[crowded(seconds)] * 99))

    async def main():
        call = asyncio.create_task(toy.run.complete(("a",), "solver", ASK))
        await asyncio.sleep(1)
        toy.run.control.end(BudgetEnded("person", "a person said stop"))
        with pytest.raises(BudgetError):
            await call
        return asyncio.get_running_loop().time()

    assert simulate(main) == 1.0
    assert not the(CallFailed, toy)


def test_a_drain_does_not_wait_for_a_wait():
    toy = ToyRun(script=faulty(crowded(500.0)))

    async def main():
        call = asyncio.create_task(toy.run.complete(("a",), "solver", ASK))
        await asyncio.sleep(1)
        await toy.run.control.drain(8.0)
        call.cancel()
        await asyncio.wait([call])
        return asyncio.get_running_loop().time()

    assert simulate(main) == 1.0


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.exhaustive) for seed in range(1, 12))])
def test_faults_anywhere_change_no_result(conclusions, picture, seed):
    """Whatever breaks on the way, the run concludes what it concludes without faults, and so does every resume."""
    calm = ToyRun(latency=1)
    selection, concluded = calm.play("s-star", 1), conclusions(calm)

    def stormy():
        seen = Counter()
        faults = (BROKEN, crowded(1.5), Breaks("half", BROKEN), ProviderError("x", "adjusted"), crowded())

        def answer(request):
            seen[request.path] += 1
            number = (seed + len(str(request.path)) + request.seed) % 7
            return faults[number] if number < 5 and seen[request.path] == 1 else script(request)

        return answer

    toy = ToyRun(script=stormy(), latency=seed)
    assert toy.play("s-star", seed) == selection
    assert conclusions(toy) == concluded
    assert picture(toy) == picture(calm)
    assert the(CallDelayed, toy)
    for cut in range(0, len(toy.events), 17):
        kept = [decode_entry(encode(entry)) for entry in toy.journal.entries[:cut]]
        resumed = ToyRun(journal=MemoryJournal(kept, clock=lambda: 0.0), script=stormy(), latency=cut)
        assert resumed.play("s-star", cut) == selection
        assert conclusions(resumed) == concluded


# -------------------------------------------------------------------- what a view sees


def test_the_board_counts_down():
    clock = [100.0]
    toy = ToyRun(journal=MemoryJournal(clock=lambda: clock[0]), script=faulty(Breaks("half", crowded(30.0))))
    boards = []

    async def main():
        call = asyncio.create_task(toy.run.complete(("a",), "solver", ASK))
        await asyncio.sleep(1)
        boards.append(fold(toy.journal.entries))
        clock[0] = 131.0
        await call

    simulate(main)
    (waiting,) = boards[0].calls.values()
    delay = the(CallDelayed, toy)[0]
    assert waiting.state == "open"
    assert waiting.waiting_until == pytest.approx(100.0 + delay.seconds)
    assert (waiting.problem, waiting.text, waiting.attempts) == ("slow down.", "half", 1)
    (done,) = fold(toy.journal.entries).calls.values()
    assert (done.state, done.waiting_until, done.attempts, done.text) == ("finished", None, 2, "fine")
