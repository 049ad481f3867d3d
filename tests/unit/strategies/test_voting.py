"""Votes, ratings and AlphaCode's list, each worked out by hand on scripted players."""

from __future__ import annotations

import json

from engine.events.methods import NoteWritten, RankingMade
from engine.events.run import NoticeGiven
from engine.events.samples import RevisionId
from engine.strategies.alphacode import in_turn
from engine.testing.toy import CROWDED, FROM_FIRST, PROGRAMS, SORTED, SPAN, SPAN_AGAIN
from tests.unit.strategies.players import run_of, the

RIGHT = "n, *xs = map(int, open(0).read().split())\nprint(abs(max(xs) - min(xs)))\n"


def standings(toy):
    (ranking,) = the(RankingMade, toy)
    return {tuple(map(str, item.members)): item.score for item in ranking.standings}


def test_copies_vote_and_crashes_do_not():
    """FROM_FIRST three times has 3 votes, SPAN with its copy 2, CROWDED crashes on some inputs and has none."""
    play = [(FROM_FIRST,), (SPAN,), (CROWDED,), (SPAN_AGAIN,), (FROM_FIRST,), (FROM_FIRST,)]
    toy = run_of("majority-vote", *play)
    assert standings(toy) == {("S01r0",): 3.0, ("S02r0",): 2.0, ("S03r0",): 0.0}
    assert toy.selection.revision == RevisionId(1, 0)
    assert "3 of 5 votes" in toy.selection.reason


def test_what_agrees_votes_together():
    toy = run_of("majority-vote", (FROM_FIRST,), (SPAN,), (SORTED,))
    assert standings(toy) == {("S02r0", "S03r0"): 2.0, ("S01r0",): 1.0}
    assert toy.selection.revision.sample in {2, 3}


def test_a_rating_can_turn_the_vote_and_is_announced():
    """S01 is rated 0.9, the other two 0.3 each, so one outvotes two: 0.9 to 0.6."""
    scores = {1: 0.9, 2: 0.3, 3: 0.3}

    def say(request):
        return json.dumps({"score": scores[request.path[1]], "reason": "so"}) if request.path[0] == "rate" else None

    toy = run_of("weighted-vote", (FROM_FIRST,), (SPAN,), (SORTED,), say=say)
    assert standings(toy) == {("S01r0",): 0.9, ("S02r0", "S03r0"): 0.6}
    assert toy.selection.revision.sample == 1
    (notice,) = the(NoticeGiven, toy)
    assert notice.text.startswith("scripted offers no score (the script has none): instead, the judge is asked")
    assert {note.stage for note in the(NoteWritten, toy)} == {"rate"}


def test_the_highest_rating_wins_and_no_answer_is_worth_nothing():
    def say(request):
        if request.path[0] != "rate":
            return None
        return "I cannot say" if request.path[1] == 1 else json.dumps({"score": 0.2 * request.path[1], "reason": ""})

    toy = run_of("reward-model", (FROM_FIRST,), (SPAN,), (SORTED,), say=say)
    assert standings(toy) == {("S03r0",): 0.6000000000000001, ("S02r0",): 0.4, ("S01r0",): 0.0}
    assert toy.selection.revision.sample == 3


def test_alphacode_submits_one_of_each_cluster_the_largest_first_and_again():
    """Clusters by hand: {SPAN ×2, SORTED, RIGHT} of 4, FROM_FIRST ×2, CROWDED; then the rest of the first."""
    play = [(FROM_FIRST,), (SPAN,), (SORTED,), (RIGHT,), (CROWDED,), (SPAN,), (FROM_FIRST,)]

    toy = run_of("alphacode", *play, programs={**PROGRAMS, RIGHT: PROGRAMS[SPAN]})
    (ranking,) = the(RankingMade, toy)
    assert [str(item.members[0]) for item in ranking.standings] == ["S02r0", "S01r0", "S05r0", "S03r0", "S04r0"]
    assert [item.score for item in ranking.standings] == [4.0, 2.0, 1.0, 4.0, 4.0]
    assert toy.selection.revision.sample == 2


def test_the_list_ends_at_ten():
    clusters = [[RevisionId(10 * a + b, 0) for b in range(3)] for a in range(4)]
    assert [name.sample for name in in_turn(clusters)] == [0, 10, 20, 30, 1, 11, 21, 31, 2, 12]
