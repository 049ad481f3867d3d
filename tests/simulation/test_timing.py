"""Results do not depend on timing: any interleaving, any latency, the same conclusions."""

from __future__ import annotations

import pytest

from engine.events.calls import CallFinished
from engine.events.samples import RevisionId
from engine.events.selection import ClustersFormed, MatchDecided, SurvivorsFiltered
from engine.testing import ToyRun

CORE = ("best-of-n", "codet", "lats", "s-star", "s-star-paper")
"""Methods of each kind; `test_methods.py` holds all of them to the same, on fewer seeds."""


def the(kind, toy):
    return [event for event in toy.events if isinstance(event, kind)]


def test_the_play_has_every_fate():
    toy = ToyRun()
    selection = toy.play()
    assert selection.revision in {RevisionId(1, 1), RevisionId(4, 0)}
    (filtered,) = the(SurvivorsFiltered, toy)
    assert list(map(str, filtered.survivors)) == ["S01r1", "S02r0", "S03r0", "S04r0"]
    assert filtered.duplicates == ((RevisionId(5, 2), RevisionId(1, 1)),)
    groups = [tuple(map(str, cluster.members)) for cluster in the(ClustersFormed, toy)[-1].clusters]
    assert groups == [("S01r1", "S04r0"), ("S02r0",), ("S03r0",)]
    assert {(decided.loser, decided.by) for decided in the(MatchDecided, toy)} == {("C03", "rule"), ("C02", "judge")}


@pytest.mark.parametrize("seeds", [range(20), pytest.param(range(20, 60), marks=pytest.mark.exhaustive)])
@pytest.mark.parametrize("strategy", CORE)
def test_every_interleaving_comes_to_the_same_conclusions(strategy, seeds, conclusions, picture):
    straight = ToyRun()
    selection, concluded, shown = straight.play(strategy), conclusions(straight), picture(straight)
    orders = set()
    for seed in seeds:
        toy = ToyRun(latency=seed if seed % 5 else None)
        assert toy.play(strategy, seed) == selection
        assert conclusions(toy) == concluded
        assert picture(toy) == shown
        orders.add(tuple(toy.asked()))
    assert len(orders) > 10, "the seeds must interleave"


def test_few_lanes_come_to_the_same_conclusions(conclusions):
    from msgspec import structs

    from engine.testing.toy import SETTINGS

    straight = ToyRun()
    straight.play()
    for lanes in (1, 2, 3):
        toy = ToyRun(structs.replace(SETTINGS, concurrency=lanes), latency=lanes)
        toy.play(seed=lanes)
        assert conclusions(toy) == conclusions(straight)


def test_pieces_that_are_published_make_up_the_answers():
    toy = ToyRun(latency=1)
    toy.play(seed=1)
    arrived = {}
    for delta in toy.deltas:
        assert delta.offset == len(arrived.get(delta.key, ""))
        arrived[delta.key] = arrived.get(delta.key, "") + delta.text
    assert arrived == {event.key: event.text for event in the(CallFinished, toy)}
    assert len(toy.deltas) > 3 * len(arrived), "answers must come in pieces"
