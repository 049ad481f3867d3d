"""Methods on a model that continues its own answers, tells likelihoods and gives scores: s1, PG-TD, REBASE, rewards."""

from __future__ import annotations

import json
import math

import pytest

from engine.events.calls import CallStarted
from engine.events.capabilities import CapabilityAsked
from engine.events.methods import NodeScored, NoteWritten, RankingMade
from engine.events.run import NoticeGiven
from engine.models.scripted import Spoken
from engine.projections.board import fold
from engine.projections.lineage import lines, why
from engine.testing.toy import CRASHING, ENDS, FROM_FIRST, SORTED, SPAN
from tests.unit.strategies.players import conversations, run_of, the

FORCING = ("prefix", "stop strings", "thinking budget")
TOKENS = ("prefix", "stop strings", "log-probabilities")


# -------------------------------------------------------------------- s1: budget forcing


def thinker(*thoughts):
    """Think these, step by step; then the play answers."""

    def say(request):
        return thoughts[request.path[2]] if request.path[0] == "think" else None

    return say


def test_the_end_of_thinking_is_suppressed_once_by_wait_and_then_written():
    """By hand: <think> + thought 1 + Wait + thought 2 + </think>, and the answer goes on from there."""
    toy = run_of("s1", (SPAN,), say=thinker("Take the ends.", ", no: the extremes."), abilities=FORCING)
    thinking = [messages[-1].text for messages in conversations(toy, "think")]
    assert thinking == ["<think>\n", "<think>\nTake the ends.Wait"]
    ((_, begun),) = conversations(toy, "sample")
    assert begun.author == "assistant"
    assert begun.text == "<think>\nTake the ends.Wait, no: the extremes.\n</think>\n\n"
    assert not the(NoticeGiven, toy), "nothing is missing, so nothing is announced"
    assert {event.capability for event in the(CapabilityAsked, toy)} == set(FORCING)
    assert toy.selection.status == "selected"


def test_thinking_stops_at_the_tag_and_no_wait_follows_the_cap():
    """At the cap the end of thinking is forced, with "Final Answer:" behind it."""
    say = thinker(Spoken("on and on", "length"))
    toy = run_of("s1", (SPAN,), say=say, abilities=FORCING)
    (asked,) = [request for request in toy.model.asked if request.path[0] == "think"]
    assert asked.wish.stop == ("</think>",)
    assert asked.wish.tokens == 32_000
    ((_, begun),) = conversations(toy, "sample")
    assert begun.text == "<think>\non and on\n</think>\n\nFinal Answer:\n"


def test_what_was_thought_counts_against_the_cap():
    toy = run_of("s1", (SPAN,), say=thinker("three little words", "and two"), abilities=FORCING)
    first, second = [request.wish.tokens for request in toy.model.asked if request.path[0] == "think"]
    assert first - second == 3


def test_a_program_in_the_thoughts_is_no_answer():
    thought = f"Perhaps\n```python\n{SPAN}```\n"
    toy = run_of("s1", ("I cannot decide.",), say=thinker(thought, ""), abilities=FORCING)
    assert toy.selection is None or toy.selection.status == "best effort"
    assert "I cannot decide." not in [event.text for event in the(NoteWritten, toy)]


def test_samples_of_s1_vote_and_their_thoughts_can_be_read():
    toy = run_of("s1", (FROM_FIRST,), (SPAN,), (SORTED,), say=thinker("a", "b"), abilities=FORCING)
    (ranking,) = the(RankingMade, toy)
    assert [str(name) for name in ranking.standings[0].members] == ["S02r0", "S03r0"]
    assert [note.note for note in the(NoteWritten, toy)] == ["thinking 1", "thinking 2", "thinking 3"]
    assert any("think: <think>" in line for line in lines(why(fold(toy.journal.entries))))
    assert {event.wish for event in the(CallStarted, toy) if event.role == "solver"} == {"continuation"}


def test_with_one_thing_missing_the_fallback_is_announced_before_the_first_call():
    toy = run_of("s1", (SPAN,), abilities=("prefix",))
    kinds = [type(event) for event in toy.events]
    assert kinds.index(NoticeGiven) < kinds.index(CallStarted)
    assert any(messages[-1].text.startswith("Wait.") for messages in conversations(toy, "sample"))


# -------------------------------------------------------------------- PG-TD

HEAD = "n, *xs = map(int, open(0).read().split())\n"
TREE = {
    "": ((HEAD, math.log(0.9)), ("oops", math.log(0.05))),
    HEAD: (("print(xs[", math.log(0.6)), ("print(max", math.log(0.3)), ("xs.sort()\n", math.log(0.1))),
}
"""What can come next behind each beginning, worked out by hand below."""


def token_play(request):
    """Complete a beginning greedily: by default to ENDS, behind `print(max` to SPAN; behind `oops` nothing is right."""
    if request.path[0] != "sample":
        return None
    begun = request.messages[-1].text.removeprefix("```python\n")
    whole = SPAN if begun.startswith(f"{HEAD}print(max") else CRASHING if begun == "oops" else ENDS
    rest = whole.removeprefix(begun) if whole.startswith(begun) else f"\n{whole}"
    return Spoken(rest, likely=TREE.get(begun, ()))


def test_pg_td_tries_the_tokens_that_likelihood_and_value_lead_to():
    """By hand, with e(N) = ln((N + 11) / 10) + 4 and P-UCB = value + e(N) · p · √(ln N) / (1 + n):

    1. The root, greedily: 1/3 of the tests.
    2. At the root N = 1, so √(ln 1) = 0 and both children are worth 0: the first one, HEAD. 1/3.
    3. N = 2, e = 4.262, √(ln 2) = 0.833: HEAD 1/3 + 4.262 · 0.9 · 0.833 / 2 = 1.93, `oops` 0.18. Below HEAD N = 1: the
       first child, `print(xs[`. 1/3.
    4. Below HEAD N = 2: `print(xs[` 1/3 + 4.262 · 0.6 · 0.833 / 2 = 1.40, `print(max` 4.262 · 0.3 · 0.833 = 1.06. The
       first one again, which has no children: its value is counted once more, and nothing is asked.
    5. Below HEAD N = 3, e = 4.336, √(ln 3) = 1.048: `print(xs[` 1/3 + 4.336 · 0.6 · 1.048 / 3 = 1.24, `print(max` 1.36.
       All tests pass.
    """
    toy = run_of("pg-td", (SPAN,), say=token_play, abilities=TOKENS, samples=5)
    begun = [messages[-1].text.removeprefix("```python\n") for messages in conversations(toy, "sample")]
    assert begun == ["", HEAD, f"{HEAD}print(xs[", f"{HEAD}print(max"]
    assert toy.model.asked[0].wish.likely == 3
    assert toy.model.asked[0].wish.greedy
    assert toy.selection.status == "selected"
    best = {event.node: event for event in the(NodeScored, toy)}
    assert best["S01"].value == 1.0, "a value is the highest below"
    assert best["S02"].value == 1.0
    assert best["S03"].value == pytest.approx(1 / 3, abs=1e-6)
    assert best["S03"].visits == 2
    assert "each completed from another token" in toy.selection.reason


def test_pg_td_without_likelihoods_is_announced_as_a_tree_of_programs():
    toy = run_of("pg-td", (ENDS,), (SPAN,), abilities=("prefix", "stop strings"))
    (notice,) = the(NoticeGiven, toy)
    assert "offers no log-probabilities" in notice.text
    assert "whole programs, as in lats" in notice.text
    assert toy.selection.revision.sample == 2
    explained = lines(why(fold(toy.journal.entries)))
    assert any("announced: scripted offers no log-probabilities" in line for line in explained)
    assert any("node S02 below S01 of the tree, value 1" in line for line in explained)


# -------------------------------------------------------------------- rewards


def scorer(values):
    def say(request):
        if request.role == "scorer":
            return values[request.path[1]]
        return json.dumps({"score": 0.5}) if request.path[0] == "rate" else None

    return say


def test_a_reward_model_decides_where_one_is_offered():
    """Scores 0.2, 0.7, 0.4: S02, and no model was asked for a rating in words."""
    say = scorer({1: "0.2", 2: "0.7", 3: "0.4"})
    toy = run_of("reward-model", (FROM_FIRST,), (SPAN,), (SORTED,), say=say, abilities=("score",))
    (ranking,) = the(RankingMade, toy)
    assert ranking.by == "reward model"
    assert [(item.members[0].sample, item.score) for item in ranking.standings] == [(2, 0.7), (3, 0.4), (1, 0.2)]
    assert toy.selection.revision.sample == 2
    assert not conversations(toy, "rate")
    assert not the(NoticeGiven, toy)


def test_votes_are_worth_their_scores():
    """0.9 of one outvotes 0.3 + 0.3 of two that agree; by number of votes the two would win."""
    say = scorer({1: "0.9", 2: "0.3", 3: "0.3"})
    toy = run_of("weighted-vote", (FROM_FIRST,), (SPAN,), (SORTED,), say=say, abilities=("score",))
    assert toy.selection.revision.sample == 1
    assert run_of("majority-vote", (FROM_FIRST,), (SPAN,), (SORTED,)).selection.revision.sample != 1


def test_a_score_that_is_no_number_is_worth_nothing_and_said():
    toy = run_of("reward-model", (SPAN,), (SORTED,), say=scorer({1: "n/a", 2: "0.1"}), abilities=("score",))
    assert toy.selection.revision.sample == 2
    assert any(note.note == "score S01r0" for note in the(NoteWritten, toy))


def test_rebase_allots_by_reward_and_the_finished_vote_with_theirs():
    """By hand: width 4 of 12 with T = 0.2; rewards 0.5, 0.9, 0.5, 0.5 of programs that fail. Weights e^0 for 0.9 and
    e^-2 = 0.135 for the others: ceil(4 · 1/1.406) = 3 children for S02, ceil(1 · 0.333) = 1 for S01, none for the rest.
    In the vote FROM_FIRST of S05 has 0.8, SPAN of S06 and S07 0.3 each.
    """
    rewards = {1: "0.5", 2: "0.9", 3: "0.5", 4: "0.5", 5: "0.8", 6: "0.3", 7: "0.3", 8: "0.1", 9: "0.1"}
    play = [*[(ENDS,)] * 4, (FROM_FIRST,), (SPAN,), (SPAN,), (CRASHING,)]
    toy = run_of("rebase", *play, say=scorer(rewards), abilities=("score",), samples=12, rounds=2)
    parents = {event.node: event.parent for event in the(NodeScored, toy)}
    assert sorted(parents[f"S{number:02d}"] for number in range(5, 9)) == ["S01", "S02", "S02", "S02"]
    assert toy.selection.revision.sample == 5
    (ranking,) = the(RankingMade, toy)
    assert ranking.by == "weighted votes"
    assert [round(item.score, 6) for item in ranking.standings] == [0.8, 0.6]
