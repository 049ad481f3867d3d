"""Every method resumes exactly: cut off anywhere, in any order of events, it selects the same and asks no more."""

from __future__ import annotations

import pytest
from msgspec import structs

from engine.events.calls import CallFinished
from engine.events.capabilities import CapabilityAsked
from engine.events.methods import NodeScored, NoteWritten, RankingMade, TestWritten
from engine.journal.writer import MemoryJournal
from engine.models.scripted import Spoken
from engine.projections.board import fold
from engine.strategies import STRATEGIES
from engine.testing import ToyRun
from engine.testing.toy import SETTINGS, SPAN, script

CUTS = (0.05, 0.2, 0.4, 0.6, 0.8, 0.95)
FEW_OR_ALL_CUTS = pytest.mark.parametrize(
    "cuts", [pytest.param(CUTS[1::2], id="few"), pytest.param(CUTS[::2], id="the others", marks=pytest.mark.exhaustive)]
)
SMALL = structs.replace(SETTINGS, inputs=4)
METHODS = pytest.mark.parametrize("strategy", sorted(STRATEGIES))
WISHES = ("prefix", "stop strings", "thinking budget", "log-probabilities", "score")
WISHING = pytest.mark.parametrize("strategy", ["s1", "pg-td", "reward-model", "weighted-vote", "rebase"])


def wishes(request):
    """Think, score, and tell what could come next."""
    if request.path[0] == "think":
        return "The extremes."
    if request.role == "scorer":
        return f"{int(request.path[1]) / 10:g}"
    if request.path[0] == "sample" and request.wish and request.wish.likely:
        return Spoken(SPAN.partition("(")[2], likely=((f"{SPAN.partition('(')[0]}(", -0.5), ("x", -1.0)))
    return script(request)


def shown(entries):
    """What a method says of itself, whatever the order of events."""
    method = fold(entries).method
    return dict(method.notes), dict(method.tests), method.ranking, dict(method.nodes)


@FEW_OR_ALL_CUTS
@METHODS
def test_a_run_that_was_cut_off_selects_the_same_and_asks_nothing_twice(strategy, cuts):
    whole = ToyRun(SMALL)
    selection, told = whole.play(strategy), shown(whole.journal.entries)
    for cut in cuts:
        entries = whole.journal.entries[: int(cut * len(whole.journal.entries))]
        known = {entry.event.key for entry in entries if isinstance(entry.event, CallFinished)}
        again = ToyRun(SMALL, journal=MemoryJournal(entries, clock=lambda: 0.0))
        assert again.play(strategy) == selection
        assert not known & set(again.asked())
        assert shown(again.journal.entries) == told


@FEW_OR_ALL_CUTS
@WISHING
def test_a_run_that_was_cut_off_goes_on_by_what_the_model_offered_then(strategy, cuts):
    """The second engine meets a server that offers nothing any more; what was asked once is not asked again."""
    whole = ToyRun(SMALL, script=wishes, abilities=WISHES)
    selection, told = whole.play(strategy), shown(whole.journal.entries)
    for cut in cuts:
        entries = whole.journal.entries[: int(cut * len(whole.journal.entries))]
        asked = {entry.event.capability for entry in entries if isinstance(entry.event, CapabilityAsked)}
        lost = {event.capability for event in whole.events if isinstance(event, CapabilityAsked)} - asked
        again = ToyRun(
            SMALL, script=wishes, journal=MemoryJournal(entries, clock=lambda: 0.0), abilities=lost or ("score",)
        )
        assert again.play(strategy) == selection
        assert shown(again.journal.entries) == told


@pytest.mark.parametrize("seeds", [range(2), pytest.param(range(2, 6), marks=pytest.mark.exhaustive)])
@METHODS
def test_no_order_of_events_changes_what_is_selected(strategy, seeds):
    wanted = ToyRun(SMALL)
    selection, told = wanted.play(strategy), shown(wanted.journal.entries)
    for seed in seeds:
        toy = ToyRun(SMALL, latency=seed)
        assert toy.play(strategy, seed=seed) == selection
        assert shown(toy.journal.entries) == told


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
