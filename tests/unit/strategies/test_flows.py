"""AlphaCodium, Archon, CodeMonkeys, tree search and s1: their turning points, on scripted players."""

from __future__ import annotations

import json

from msgspec import structs

from engine.events.calls import TextStored
from engine.events.methods import NodeScored, NoteWritten, RankingMade
from engine.events.run import NoticeGiven
from engine.testing.toy import CRASHING, CROWDED, ENDS, FROM_FIRST, PROBLEM, PROGRAMS, SORTED, SPAN
from tests.unit.strategies.players import conversations, run_of, the

FOUR = "print(4)\n"
"""Passes the first public test only."""
ALL = {**PROGRAMS, FOUR: lambda _: "4\n"}


def opinions(**by_path):
    """Answer paths that begin so with objects, or with what a function makes of the request."""

    def say(request):
        said = by_path.get(str(request.path[0]))
        said = said(request) if callable(said) else said
        return None if said is None else json.dumps(said)

    return say


# -------------------------------------------------------------------- AlphaCodium


def mending(toy):
    """What is said of tests and fixes."""
    texts = {event.digest: event.text for event in the(TextStored, toy)}
    return [texts[note.text] for note in the(NoteWritten, toy) if note.stage == "mend"]


def test_alphacodium_goes_through_its_stages_in_order():
    toy = run_of("alphacodium", (SPAN,))
    assert [note.stage for note in the(NoteWritten, toy)] == ["reflect", "plan", "choose", "mend", "mend"]
    assert [request.path[0] for request in toy.model.asked] == ["reflect", "plans", "plan", "tests", "sample"]
    assert "sort" in conversations(toy, "sample")[0][0].text


def test_alphacodium_writes_again_with_the_next_plan_and_keeps_the_closest():
    """ENDS passes one public test, CRASHING none; nine attempts, then fixes start from ENDS."""
    toy = run_of("alphacodium", (CRASHING, ENDS, *[CRASHING] * 7, SPAN))
    first, second, third = (messages[0].text for messages in conversations(toy, "sample")[:3])
    assert "The plan: sort" in first
    assert "The plan: sweep" in second
    assert "attempt 3" in third
    fix = conversations(toy, "sample")[9]
    assert ENDS in fix[1].text, "the closest of nine attempts is mended"
    assert str(toy.selection.revision) == "S01r9"


def test_a_fix_that_breaks_an_anchor_is_taken_back():
    """ENDS passes test 2 alone; FOUR mends test 1 but breaks test 2: three fixes for test 1, one for test 3."""
    toy = run_of("alphacodium", (*[ENDS] * 9, FOUR), programs=ALL, say=opinions(tests={"tests": []}))
    fixes = conversations(toy, "sample")[9:]
    assert len(fixes) == 4
    assert all(ENDS in messages[1].text for messages in fixes), "each fix starts from the program that was kept"
    assert toy.selection.revision.round == 0
    assert toy.selection.status == "best effort"
    assert mending(toy)[:3] == ["the fix for public test 1 fails public test 2, an anchor: it is taken back"] * 3
    assert mending(toy)[3].startswith("the fix for public test 3 ")


def test_an_only_public_test_is_mended_four_times():
    """Three times each where there are several, as in the released code; ENDS fails test 1, and nothing mends it."""
    alone = structs.replace(PROBLEM, tests=PROBLEM.tests[:1])
    toy = run_of("alphacodium", (*[ENDS] * 9, CRASHING), problem=alone, say=opinions(tests={"tests": []}))
    assert len(conversations(toy, "sample")[9:]) == 4


def test_a_wrong_written_test_cannot_spoil_the_program():
    """The written test says that the span of 1 9 is 5; ENDS does not mend it, and would break a public test."""
    wrong = {"tests": [{"input": "2\n1 9\n", "output": "5\n"}]}
    toy = run_of("alphacodium", (SPAN, ENDS), say=opinions(tests=wrong))
    assert str(toy.selection.revision) == "S01r0"
    assert "0 of 1 written ones" in toy.selection.reason
    (said,) = mending(toy)
    assert said.startswith("the fix for T01 fails public test")
    assert said.endswith("an anchor: it is taken back")


def test_a_written_test_that_is_right_mends_what_the_public_ones_miss():
    toy = run_of("alphacodium", (FROM_FIRST, SPAN))
    assert str(toy.selection.revision) == "S01r1"
    assert "2 of 2 written ones" in toy.selection.reason
    assert set(mending(toy)) <= {f"{name} passes, and is an anchor from now on" for name in ("T01", "T02")} | {
        f"the fix for {name} is kept" for name in ("T01", "T02")
    }
    assert "is kept" in " ".join(mending(toy))


# -------------------------------------------------------------------- Archon


def test_archon_takes_the_first_that_meets_all_criteria():
    """Two criteria; S01 meets one, S02 and S03 both."""
    holds = {1: [True, False], 2: [True, True], 3: [True, True]}
    say = opinions(evaluate=lambda request: {"holds": holds[request.path[1]]})
    toy = run_of("archon", (FROM_FIRST,), (SPAN,), (SORTED,), say=say)
    assert toy.selection.revision.sample == 2
    (ranking,) = the(RankingMade, toy)
    assert [(item.members[0].sample, item.score) for item in ranking.standings] == [(2, 2.0), (3, 2.0), (1, 1.0)]


def test_archon_without_criteria_asks_nobody_to_read_against_them():
    toy = run_of("archon", (FROM_FIRST,), (SPAN,), say=opinions(criteria={"criteria": []}))
    assert {request.path[0] for request in toy.model.asked} == {"criteria", "sample"}
    assert toy.selection.revision.sample == 1


def test_archon_executes_no_criterion():
    """Beyond the public tests nothing is run."""
    toy = run_of("archon", (FROM_FIRST,), (SPAN,))
    assert len(toy.executor.executed) == 2 * 3


def test_archon_fusion_shows_the_best_with_their_critiques_and_verifies():
    say = opinions(verify=lambda request: {"passed": request.path[1] == 3, "reason": ""}, rank={"order": [2, 1]})
    toy = run_of("archon-fusion", (FROM_FIRST,), (SPAN,), (SORTED,), say=say, samples=2)
    fused = conversations(toy, "sample")[-1][0].text
    assert fused.index(SPAN.strip()) < fused.index(FROM_FIRST.strip()), "ranked"
    assert "Take care of the order." in fused
    assert toy.selection.revision.sample == 3


# -------------------------------------------------------------------- CodeMonkeys


def test_codemonkeys_lets_the_model_choose_what_to_revise():
    """S01 writes another test, then another program, then is content; each decision sees what happened."""
    actions = ["test", "code", "done"]
    say = opinions(decide=lambda request: {"action": actions[request.path[2] - 1], "reason": ""}, choose={"choice": 1})
    toy = run_of("codemonkeys", (FROM_FIRST, SPAN), say=say, rounds=3)
    assert [request.path for request in toy.model.asked if request.path[0] == "tests"] == [
        ("tests", 1, 0, 1),
        ("tests", 1, 1, 1),
    ]
    assert str(toy.selection.revision) == "S01r0", "both pass; the first speaks for the sample"
    assert len(conversations(toy, "sample")) == 2
    assert all("On its input it did:\n```\n" in asked[0].text for asked in conversations(toy, "decide"))


def test_codemonkeys_votes_and_tells_the_best_apart():
    """The test of 9 1 2 votes for SPAN; the dialogue runs an input, sees both outputs, and chooses number 1."""
    turns = [{"choice": 0, "input": "3\n5 1 9"}, {"choice": 1}]
    say = opinions(decide={"action": "done"}, choose=lambda request: turns[request.path[1]])
    toy = run_of("codemonkeys", (FROM_FIRST,), (SPAN,), say=say)
    (ranking,) = the(RankingMade, toy)
    assert [item.members[0].sample for item in ranking.standings] == [2, 1]
    seen = conversations(toy, "choose")[1][0].text
    assert "Program 1:\n```\n8\n```" in seen
    assert "Program 2:\n```\n4\n```" in seen
    assert "Nothing was run yet" not in seen
    assert toy.selection.revision.sample == 2
    assert "chosen among 2" in toy.selection.reason


def test_without_a_choice_the_votes_decide():
    say = opinions(decide={"action": "done"}, choose={"choice": 0, "input": "1\n1\n"})
    toy = run_of("codemonkeys", (CROWDED,), (SPAN,), say=say)
    assert toy.selection.revision.sample == 2
    assert "none was chosen" in toy.selection.reason


# -------------------------------------------------------------------- trees and s1


def test_lats_expands_below_the_best_and_stops_when_one_passes():
    """The root passes 1 of 3; of five children S04 passes all."""
    toy = run_of("lats", (ENDS,), (CRASHING,), (ENDS,), (SPAN,), (CRASHING,), (ENDS,), (SPAN,))
    assert toy.selection.revision.sample == 4
    assert len(conversations(toy, "sample")) == 6
    last = {event.node: event for event in the(NodeScored, toy)}
    assert last["S01"].visits == 6
    assert last["S01"].value == last["S04"].value == 1.0
    assert {event.parent for event in last.values()} == {"", "S01"}
    child = conversations(toy, "sample")[1]
    assert "Take care of the order." in child[-2].text


def test_rebase_gives_the_better_node_more_children():
    """Width 4 of 12 programs: 1 of 3 tests twice, none twice; the two get 2 children each, the others none."""
    toy = run_of("rebase", (ENDS,), (CRASHING,), (CRASHING,), (ENDS,), *[(ENDS,)] * 4, (SPAN,), *[(ENDS,)] * 3)
    parents = {event.node: event.parent for event in the(NodeScored, toy)}
    assert [parents[f"S{n:02d}"] for n in range(5, 9)] == ["S01", "S01", "S04", "S04"]
    assert toy.selection.revision.sample == 9


def test_rethink_writes_a_thought_again_that_failed():
    toy = run_of("rethink", (ENDS, ENDS, SPAN), (SPAN,))
    assert [note.stage for note in the(NoteWritten, toy)][:3] == ["think", "rethink", "rethink"]
    scored = [event for event in the(NodeScored, toy) if event.node == "S01"]
    assert scored[0].value == 0.8, "all pass; a rating of 0.5 is nothing for and nothing against"
    assert toy.selection.revision.sample == 1


def test_s1_waits_once_says_what_it_lacks_and_votes_on_the_last_programs():
    toy = run_of("s1", (SPAN, FROM_FIRST), (FROM_FIRST, SPAN), (ENDS, SORTED))
    said = [notice.text for notice in the(NoticeGiven, toy)]
    assert [text.partition(" (")[0] for text in said] == [
        "scripted offers no prefix", "scripted offers no stop strings", "scripted offers no thinking budget",
    ]  # fmt: skip
    assert "asked in a turn of its own to wait" in said[0]
    asked = conversations(toy, "sample")
    assert len(asked) == 6
    assert sum(messages[-1].text.startswith("Wait.") for messages in asked) == 3
    (ranking,) = the(RankingMade, toy)
    assert [str(name) for name in ranking.standings[0].members] == ["S02r1", "S03r1"]
