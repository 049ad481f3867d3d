"""Every method resumes exactly: cut off anywhere, in any order of events, it selects the same and asks no more."""

from __future__ import annotations

import pytest
from msgspec import structs

from engine.events.calls import CallFinished
from engine.events.methods import NodeScored, NoteWritten, RankingMade, TestWritten
from engine.journal.writer import MemoryJournal
from engine.projections.board import fold
from engine.strategies import STRATEGIES
from engine.testing import ToyRun
from engine.testing.toy import SETTINGS

CUTS = (0.05, 0.2, 0.4, 0.6, 0.8, 0.95)
SMALL = structs.replace(SETTINGS, inputs=4)
METHODS = pytest.mark.parametrize("strategy", sorted(STRATEGIES))


def shown(entries):
    """What a method says of itself, whatever the order of events."""
    method = fold(entries).method
    return dict(method.notes), dict(method.tests), method.ranking, dict(method.nodes)


@METHODS
def test_a_run_that_was_cut_off_selects_the_same_and_asks_nothing_twice(strategy):
    whole = ToyRun(SMALL)
    selection = whole.play(strategy)
    for cut in CUTS:
        entries = whole.journal.entries[: int(cut * len(whole.journal.entries))]
        known = {entry.event.key for entry in entries if isinstance(entry.event, CallFinished)}
        again = ToyRun(SMALL, journal=MemoryJournal(entries, clock=lambda: 0.0))
        assert again.play(strategy) == selection
        assert not known & set(again.asked())
        assert shown(again.journal.entries) == shown(whole.journal.entries)


@METHODS
def test_no_order_of_events_changes_what_is_selected(strategy):
    wanted = ToyRun(SMALL)
    selection = wanted.play(strategy)
    for seed in range(4):
        toy = ToyRun(SMALL, latency=seed)
        assert toy.play(strategy, seed=seed) == selection
        assert shown(toy.journal.entries) == shown(wanted.journal.entries)


@METHODS
def test_a_finished_run_concludes_nothing_anew(strategy):
    toy = ToyRun(SMALL)
    toy.play(strategy)
    before = len(toy.journal.entries)
    again = ToyRun(SMALL, journal=toy.journal)
    again.play(strategy)
    fresh = [type(entry.event) for entry in again.journal.entries[before:]]
    assert not {NoteWritten, TestWritten, RankingMade, NodeScored} & set(fresh)
    assert not again.model.asked
