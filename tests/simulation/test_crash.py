"""Killed anywhere, a run goes on: the same conclusions, and nothing that was finished happens again."""

from __future__ import annotations

from collections import Counter

import pytest

from engine.events.calls import CallFinished, CallStarted
from engine.events.codec import decode_entry, encode
from engine.events.executions import CheckFinished, ExecutionFinished
from engine.journal import MemoryJournal
from engine.testing import ToyRun
from engine.testing.judged import checked_run, talking_run

CORE = ("best-of-n", "codet", "lats", "s-star", "s-star-paper")
"""Methods of each kind; `test_methods.py` holds all of them to the same, on fewer seeds."""


PLAYS = {"compared": ToyRun, "checked": checked_run, "talking": talking_run}
"""How a run of each kind of problem is made."""

CLOSER = (
    ("s-star", 3, "compared"),
    ("s-star-paper", 5, "compared"),
    ("best-of-n", 1, "compared"),
    ("s-star", 7, "checked"),
    ("s-star-paper", 11, "checked"),
    ("s-star", 7, "talking"),
    ("s-star-paper", 11, "talking"),
)
"""Crashes that lie closer together: method, events between two of them, kind of problem."""


def resumed(entries, latency, play=ToyRun):
    """A run that goes on from these entries, as read from a disk."""
    kept = [decode_entry(encode(entry)) for entry in entries]
    return play(journal=MemoryJournal(kept, clock=lambda: 0.0), latency=latency)


def finished_calls(entries):
    return {entry.event.key for entry in entries if isinstance(entry.event, CallFinished)}


def finished_executions(entries):
    return {(entry.event.program, entry.event.input) for entry in entries if isinstance(entry.event, ExecutionFinished)}


def check_that_nothing_is_repeated(toy, before):
    assert not set(toy.asked()) & finished_calls(before)
    assert not set(toy.executor.executed) & finished_executions(before)
    checked = {event.event.key for event in before if isinstance(event.event, CheckFinished)}
    facts = [event.key for event in toy.events if isinstance(event, CheckFinished)]
    assert len(facts) == len(set(facts)), "a claim is judged twice"
    assert len(toy.executor.checked) == len(set(facts) - checked), "what is known is asked again"
    assert max(Counter(toy.asked()).values(), default=0) <= 1, "asked twice within one engine"
    attempts = Counter()
    for event in toy.events:
        if isinstance(event, CallStarted):
            attempts[event.key] += 1
            assert event.attempt == attempts[event.key]
    texts = [entry.event for entry in toy.journal.entries if type(entry.event).__name__ == "TextStored"]
    assert len(texts) == len(set(texts)), "a text is stored twice"


@pytest.mark.parametrize(
    ("strategy", "step", "kind"),
    [
        ("s-star", 23, "compared"),
        ("s-star-paper", 11, "compared"),
        ("best-of-n", 3, "compared"),
        ("s-star", 37, "checked"),
        ("s-star-paper", 23, "checked"),
        ("s-star", 29, "talking"),
        ("s-star-paper", 23, "talking"),
        *(pytest.param(*each, marks=pytest.mark.exhaustive) for each in CLOSER),
    ],
)
def test_a_crash_after_every_event(strategy, step, kind, conclusions, picture):
    whole = PLAYS[kind](latency=3)
    selection = whole.play(strategy, 3)
    concluded, shown = conclusions(whole), picture(whole)
    sent_again = 0
    for cut in range(0, len(whole.events) + 1, step):
        before = whole.journal.entries[:cut]
        toy = resumed(before, 1000 + cut, PLAYS[kind])
        assert toy.play(strategy, cut) == selection
        assert conclusions(toy) == concluded
        assert picture(toy) == shown
        check_that_nothing_is_repeated(toy, before)
        sent_again += len(toy.events) - len(whole.events)
    assert sent_again > 0, "no crash hit a call in flight"


@pytest.mark.parametrize("crashes", [5, pytest.param(10, marks=pytest.mark.exhaustive)])
@pytest.mark.parametrize("strategy", CORE)
def test_two_crashes(strategy, crashes, conclusions, picture):
    whole = ToyRun(latency=3)
    selection = whole.play(strategy, 3)
    concluded, shown = conclusions(whole), picture(whole)
    step = max(1, len(whole.events) // crashes)
    for first in range(0, len(whole.events), step):
        middle = resumed(whole.journal.entries[:first], latency=first)
        middle.play(strategy, first)
        for second in range(first, len(middle.events), 2 * step):
            before = middle.journal.entries[:second]
            toy = resumed(before, latency=second)
            assert toy.play(strategy, second) == selection
            assert conclusions(toy) == concluded
            assert picture(toy) == shown
            check_that_nothing_is_repeated(toy, before)


def test_a_finished_run_asks_and_runs_nothing():
    whole = ToyRun()
    selection = whole.play()
    toy = resumed(whole.journal.entries, latency=1)
    assert toy.play() == selection
    assert not toy.model.asked
    assert not toy.executor.executed
    assert len(toy.events) == len(whole.events)
