"""A program that loses a match is told of it, if that is wanted: as a judgement, in a round that is marked so."""

from __future__ import annotations

import pytest
from msgspec import structs

from engine.events.calls import CallFinished, CallInterrupted, CallStarted
from engine.events.run import BudgetEnded
from engine.events.samples import RoundStarted, SampleFinished
from engine.events.selection import BracketDrawn, SurvivorsFiltered
from engine.journal import MemoryJournal
from engine.projections.board import fold
from engine.projections.lineage import lines, why
from engine.testing import ToyRun
from engine.testing.toy import FROM_FIRST, SETTINGS, SORTED, SPAN, script

PLAY = {1: (SPAN,), 2: (FROM_FIRST, SORTED), 3: (SPAN,)}


def toy_of(journal=None, *, play=PLAY, **settings):
    chosen = structs.replace(SETTINGS, samples=len(play), rounds=0, **{"judged_feedback": True, **settings})
    return ToyRun(chosen, script=lambda request: script(request, play), journal=journal)


def the(kind, toy):
    return [event for event in toy.events if isinstance(event, kind)]


def test_nobody_is_told_unless_it_is_wanted():
    toy = toy_of(judged_feedback=False)
    toy.play()
    assert not [event for event in the(RoundStarted, toy) if event.judged]
    assert len(the(BracketDrawn, toy)) == 1


def test_a_loser_gets_one_round_that_says_what_it_rests_on():
    toy = toy_of()
    toy.play()
    (told,) = [event for event in the(RoundStarted, toy) if event.judged]
    assert (told.sample, told.round) == (2, 1)
    (request,) = [item for item in toy.model.asked if item.path == ("sample", 2, "round", 1)]
    prompt = request.messages[-1].text
    assert "A judge, who may be wrong, holds the other program right" in prompt
    assert "not the truth" in prompt
    assert "Expected" not in prompt
    assert FROM_FIRST.strip() in request.messages[-2].text
    (filtered,) = the(SurvivorsFiltered, toy)
    assert [str(name) for name in filtered.survivors] == ["S01r0", "S02r0", "S02r1"]
    assert [event.rounds for event in the(SampleFinished, toy)] == [1, 2, 1]


@pytest.mark.slow
def test_nothing_is_concluded_or_paid_twice_when_it_goes_on_after_a_kill():
    whole = toy_of()
    result = whole.play()
    for cut in range(20, len(whole.events), 37):
        kept = whole.journal.entries[:cut]
        again = toy_of(MemoryJournal(kept, clock=lambda: 0.0))
        assert again.play() == result
        # A call that was in flight is sent again; nothing else stands there twice.
        assert written(again) == written(whole)
        assert not {entry.event.key for entry in kept if isinstance(entry.event, CallFinished)} & set(again.answered())


def written(toy):
    return sum(not isinstance(event, CallStarted | CallInterrupted) for event in toy.events)


def test_the_explanation_says_so():
    toy = toy_of()
    toy.play()
    said = "\n".join(lines(why(fold(toy.journal.entries), 2)))
    assert "round 1, told of an input on which a judge holds another output right" in said


def test_one_that_breaks_the_public_tests_is_left_behind():
    toy = toy_of(play={1: (SPAN,), 2: (FROM_FIRST, "print(0)\n"), 3: (SPAN,)})
    toy.play()
    (filtered,) = the(SurvivorsFiltered, toy)
    assert [str(name) for name in filtered.survivors] == ["S01r0", "S02r0"]


def test_the_end_of_the_budget_ends_it():
    toy = toy_of(budget_calls=3)
    toy.play()
    assert not [event for event in the(RoundStarted, toy) if event.judged]
    assert the(BudgetEnded, toy)
