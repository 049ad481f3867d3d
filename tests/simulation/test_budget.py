"""A budget that ends anywhere ends the run in good order: with a stated result, the same one after a resume."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from msgspec import structs

from engine.events.calls import CallFailed, CallFinished, CallInterrupted, CallStarted
from engine.events.run import BudgetEnded
from engine.events.samples import RevisionMade
from engine.events.selection import SelectionMade
from engine.journal import MemoryJournal
from engine.testing import ToyRun, simulate
from engine.testing.toy import SETTINGS

CORE = ("best-of-n", "codet", "lats", "s-star", "s-star-paper")
"""Methods of each kind; `test_methods.py` holds all of them to the same, on fewer seeds."""


CLOSER = pytest.param(1, marks=pytest.mark.exhaustive)
"""Ends that lie closer together."""

ENDS = (CallFinished, CallFailed, CallInterrupted)


def the(kind, toy):
    return [event for event in toy.events if isinstance(event, kind)]


def check_that_every_call_has_an_end(toy):
    ends = Counter(event.key for event in the(ENDS, toy))
    assert ends == Counter(event.key for event in the(CallStarted, toy))


def check_resumes(toy, settings, strategy, step):
    """Whatever is on disk once the budget has ended leads to the same selection, without a call that is new."""
    selected = [(event.revision, event.status) for event in the(SelectionMade, toy)][-1:]
    ended = toy.events.index(the(BudgetEnded, toy)[0]) + 1
    for cut in range(ended, len(toy.events) + 1, step):
        before = toy.journal.entries[:cut]
        again = ToyRun(settings, journal=MemoryJournal(before, clock=lambda: 0.0), latency=cut)
        again.play(strategy, cut)
        assert [(event.revision, event.status) for event in the(SelectionMade, again)][-1:] == selected
        started = {entry.event.key for entry in before if isinstance(entry.event, CallStarted)}
        assert set(again.asked()) <= started
        assert len(the(BudgetEnded, again)) == 1


@pytest.mark.parametrize("step", [5, CLOSER])
@pytest.mark.parametrize("strategy", CORE)
def test_any_budget_of_calls(strategy, step):
    free = ToyRun()
    best = free.play(strategy)
    calls = len(the(CallStarted, free))
    for budget in (0, 1, *range(2, calls, step), calls):
        settings = structs.replace(SETTINGS, budget_calls=budget)
        toy = ToyRun(settings, latency=budget)
        selection = toy.play(strategy, budget)
        assert len(the(CallStarted, toy)) <= budget, "more calls than the budget allows"
        check_that_every_call_has_an_end(toy)
        if budget == calls:
            assert selection == best
            assert not the(BudgetEnded, toy)
            continue
        (ended,) = the(BudgetEnded, toy)
        assert ended.what == "calls"
        assert str(budget) in ended.reason
        assert (selection is None) == (not the(RevisionMade, toy))
        check_resumes(toy, settings, strategy, step=23)


@pytest.mark.parametrize("step", [4, CLOSER])
@pytest.mark.parametrize("strategy", CORE)
@pytest.mark.parametrize("what", ["seconds", "person"])
def test_an_end_at_any_time(strategy, what, step):
    whole = ToyRun(latency=5)
    best = whole.play(strategy, 5)

    async def until(toy, seconds):
        loop = asyncio.get_running_loop()
        timer = loop.call_later(seconds, toy.run.control.end, BudgetEnded(what, "it is over"))
        try:
            return await toy.work(strategy)
        finally:
            timer.cancel()

    selections = []
    for tick in range(0, 60, step):
        toy = ToyRun(latency=5)
        selections.append(simulate(lambda toy=toy, tick=tick: until(toy, tick * 0.0011), 5))
        check_that_every_call_has_an_end(toy)
        ended = the(BudgetEnded, toy)
        if not ended:
            break
        later = toy.events[toy.events.index(ended[0]) :]
        assert not [event for event in later if isinstance(event, CallStarted)], "a call after the end"
        check_resumes(toy, SETTINGS, strategy, step=29)
    assert selections[0] is None
    assert selections[-1] == best
    assert len(selections) > 2, "no end in between"


def test_samples_in_hand_are_enough_for_a_selection():
    """The budget ends when one sample has its program and the others are in flight."""
    settings = structs.replace(SETTINGS, budget_calls=2, concurrency=1)
    toy = ToyRun(settings)
    selection = toy.play()
    assert selection
    assert selection.status == "selected"


@pytest.mark.parametrize(("strategy", "budget"), [("s-star", 3), ("s-star", 10), ("s-star-paper", 12)])
def test_calls_in_flight_are_waited_for_when_the_calls_are_used_up(strategy, budget):
    """10: the second vote of a match is refused while the first is on its way."""
    settings = structs.replace(SETTINGS, budget_calls=budget)
    for seed in range(10):
        toy = ToyRun(settings, latency=seed)
        toy.play(strategy, seed=seed)
        assert len(the(CallFinished, toy)) == len(the(CallStarted, toy)) == budget
        assert sorted(toy.answered()) == sorted(event.key for event in the(CallFinished, toy))


def test_a_lost_call_is_sent_again_though_the_budget_has_ended():
    """The journal shows three calls started, one of them without an answer; its engine died."""
    settings = structs.replace(SETTINGS, budget_calls=3)
    whole = ToyRun(settings, latency=1)
    whole.play(seed=1)
    lost = the(CallFinished, whole)[-1]
    cut = whole.events.index(lost)
    assert any(isinstance(event, BudgetEnded) for event in whole.events[:cut])
    again = ToyRun(settings, journal=MemoryJournal(whole.journal.entries[:cut]))
    again.play()
    assert again.asked() == [lost.key]
    assert [event.attempt for event in the(CallStarted, again) if event.key == lost.key] == [1, 2]
