"""CodeT on scripted players, with agreement scores that can be worked out by hand."""

from __future__ import annotations

import json

from msgspec import structs

from engine.events.methods import RankingMade, TestWritten
from engine.events.samples import RevisionId
from engine.testing import ToyRun
from engine.testing.toy import CROWDED, FROM_FIRST, SETTINGS, SORTED, SPAN, SPAN_AGAIN, TESTED, script

PLAY = {1: (FROM_FIRST,), 2: (SPAN,), 3: (SORTED,), 4: (CROWDED,), 5: (SPAN_AGAIN,)}
"""On 9 1 2 FROM_FIRST is wrong; on 5 5 and on five numbers CROWDED crashes; S05 is a copy of S02."""


def codet_run(strategy="codet", tests=script, **settings):
    def answers(request):
        return tests(request) if request.role == "input writer" else script(request, PLAY)

    toy = ToyRun(structs.replace(SETTINGS, samples=5, **settings), script=answers)
    toy.selection = toy.play(strategy)
    return toy


def the(kind, toy):
    return [event for event in toy.events if isinstance(event, kind)]


def test_tests_are_counted_as_often_as_they_were_written():
    """Odd answers hold tests 1 and 3 of the play, even ones 1 and 2; ten answers were asked for."""
    toy = codet_run()
    texts = {event.digest: event.text for event in toy.events if type(event).__name__ == "TextStored"}
    written = {texts[event.input]: event.count for event in the(TestWritten, toy)}
    shared = TESTED[0][0]
    assert written == {shared: 10, TESTED[0][1]: 5, TESTED[1][1]: 5}


def test_scores_are_as_worked_out_by_hand():
    """SPAN twice and SORTED pass all 20 (√3 each); FROM_FIRST passes 10 of 20, and CROWDED the other 10."""
    (ranking,) = the(RankingMade, codet_run())
    score = {standing.members: standing.score for standing in ranking.standings}
    assert score == {
        (RevisionId(2, 0), RevisionId(3, 0)): round(20 * 3**0.5, 6),
        (RevisionId(1, 0),): 10.0,
        (RevisionId(4, 0),): 10.0,
    }
    assert ranking.of == 3


def test_a_member_of_the_best_group_is_selected():
    toy = codet_run()
    assert toy.selection.revision.sample in {2, 3}
    assert "one of 2 programs of the best group, which agree on 3 of 3 written tests" in toy.selection.reason


def test_without_a_test_the_first_survivor_is_taken_and_that_is_said():
    toy = codet_run(tests=lambda _: "I have no idea")
    assert toy.selection.revision.sample == 1
    assert "no tests were written" in toy.selection.reason


def test_tests_that_nobody_passes_say_nothing():
    wrong = json.dumps({"tests": [{"input": "2\n1 2\n", "output": "no number\n"}]})
    toy = codet_run(tests=lambda _: wrong)
    assert "no survivor passes any of 1 written tests" in toy.selection.reason


def test_the_end_of_the_budget_takes_the_first_survivor():
    toy = codet_run(budget_calls=7)
    assert toy.selection.revision.sample == 1
    assert "budget" in toy.selection.reason
