"""Matches: rules before the judge, verified inputs, an early end, and what happens to a draw."""

from __future__ import annotations

import json

import pytest
from msgspec import structs

from engine.events.executions import ExecutionFinished
from engine.events.overrides import AddInput
from engine.events.samples import RevisionId
from engine.events.selection import BracketDrawn, InputSynthesized, MatchDecided, MatchInput, VoteCast
from engine.execution.scripted import Ended
from engine.inputs import Finding
from engine.problem.model import Program, SourceFile
from engine.steps.clustering import execute_all, group
from engine.steps.merit import Measure
from engine.steps.pool import Revision
from engine.steps.synthesis import record_input
from engine.steps.tournament import Evidence, knockout
from engine.testing import ToyRun, simulate
from engine.testing.toy import PROBLEM, PROGRAMS, SETTINGS, script

UNCHECKED = structs.replace(PROBLEM, input_validators=())


def crash(_):
    raise Ended("RE", exit_code=1)


class Stage:
    """A tournament between programs given as callables, on given inputs."""

    def __init__(self, programs, inputs, *, problem=PROBLEM, judge=script, best_of=3, **settings):
        named = {f"# program {number}\n": program for number, program in enumerate(programs, start=1)}
        self.toy = ToyRun(
            structs.replace(SETTINGS, best_of=best_of, **settings),
            problem=problem,
            script=judge,
            programs=PROGRAMS | named,
        )
        self.survivors = [
            Revision(RevisionId(number, 0), Program("python", (SourceFile("main.py", text),)), ())
            for number, text in enumerate(named, start=1)
        ]
        self.inputs = inputs

    async def play(self):
        run = self.toy.run
        state = "valid" if run.problem.input_validators else "unchecked"
        inputs = [
            record_input(run, f"I{number:02d}", text, "mutation", "", Finding(state, ""))
            for number, text in enumerate(self.inputs, start=1)
        ]
        nothing = {survivor.id: [] for survivor in self.survivors}
        outcomes = await execute_all(run, self.survivors, inputs, nothing)
        measure = Measure(run)
        clusters = (await group(self.survivors, outcomes, self.inputs, measure)).clusters
        by_id = {survivor.id: survivor for survivor in self.survivors}
        evidence = Evidence(by_id, inputs, outcomes)
        self.champion, self.way = await knockout(run, clusters, evidence, measure)
        return [member.sample for member in self.champion.members]

    def champions(self):
        return simulate(self.play)

    def the(self, kind):
        return [event for event in self.toy.events if isinstance(event, kind)]


span = PROGRAMS["n, *xs = map(int, open(0).read().split())\nprint(max(xs) - min(xs))\n"]
INPUTS = ("3\n9 1 2\n", "4\n5 6 7 1\n", "2\n8 3\n", "5\n1 2 3 4 9\n")


def off_by_one(text):
    return f"{int(span(text)) + 1}\n"


def test_a_rule_comes_before_the_judge():
    stage = Stage([crash, crash, span], INPUTS)
    assert stage.champions() == [3], "two that crash lose to one that is clean"
    (decided,) = stage.the(MatchDecided)
    assert decided.by == "rule"
    assert decided.reason == "C01 crashes on a valid input"
    assert decided.score == (0.0, 4.0)
    assert not stage.toy.model.asked
    (shown,) = stage.the(MatchInput)
    assert (shown.rule, shown.winner) == (decided.reason, "C02")


def test_too_slow_is_a_rule_too():
    def slow(_):
        raise Ended("TLE")

    stage = Stage([span, slow], INPUTS[:1])
    assert stage.champions() == [1]
    assert stage.the(MatchDecided)[0].reason == "C02 is too slow on a valid input"


def test_a_crash_on_an_unchecked_input_proves_nothing():
    """Without a validator the input may be one that the problem does not allow."""

    def crashing_once(text):
        return crash(text) if text == INPUTS[0] else off_by_one(text)

    stage = Stage([crashing_once, span], INPUTS, problem=UNCHECKED)
    assert stage.champions() == [2]
    assert stage.the(MatchDecided)[0].by == "judge"
    rows = {shown.left_execution for shown in stage.the(MatchInput)}
    assert not [e for e in stage.the(ExecutionFinished) if e.key in rows and not e.outcome.clean]


def test_only_crashes_told_apart_on_unchecked_inputs_go_by_size():
    def crashing_once(text):
        return crash(text) if text == INPUTS[0] else span(text)

    stage = Stage([crashing_once, span, span], INPUTS, problem=UNCHECKED)
    assert stage.champions() == [2, 3]
    (decided,) = stage.the(MatchDecided)
    assert decided.by == "size"
    assert not stage.toy.model.asked


def test_equally_many_failures_are_left_to_the_judge():
    def crash_a(text):
        return crash(text) if text == INPUTS[0] else span(text)

    def crash_b(text):
        return crash(text) if text == INPUTS[1] else off_by_one(text)

    stage = Stage([crash_b, crash_a], INPUTS)
    assert stage.champions() == [2]
    assert stage.the(MatchDecided)[0].by == "judge"


def test_inputs_that_are_judged_were_seen_to_distinguish_and_are_valid():
    """The published code takes a model's word for both."""
    stage = Stage([span, off_by_one], INPUTS)
    stage.champions()
    outcomes = {event.key: event.outcome for event in stage.the(ExecutionFinished)}
    shown = stage.the(MatchInput)
    made = {event.input: event for event in stage.the(InputSynthesized)}
    assert shown
    for item in shown:
        assert outcomes[item.left_execution].output != outcomes[item.right_execution].output
        assert made[item.input].validity == "valid"


def test_no_question_is_asked_twice():
    """The published code judges the same pair again for every test."""
    stage = Stage([span, off_by_one], INPUTS, best_of=9)
    stage.champions()
    asked = [request.messages for request in stage.toy.model.asked]
    assert len(asked) == len(set(asked))
    assert len(stage.the(VoteCast)) == 2 * len({vote.input for vote in stage.the(VoteCast)})


@pytest.mark.parametrize(("best_of", "judged"), [(1, 1), (2, 2), (3, 2), (4, 3)])
def test_a_match_stops_when_one_side_cannot_be_caught(best_of, judged):
    inputs = ("2\n0 7\n", "3\n1 5 50\n", "2\n-9 9\n", "1\n0\n")

    def kept(text):  # each input stays as it is: another one would not distinguish
        return span(text) if text not in inputs else off_by_one(text)

    stage = Stage([span, kept], inputs, best_of=best_of)
    assert stage.champions() == [1]
    assert len(stage.the(MatchInput)) == judged
    assert len(stage.toy.model.asked) == 2 * judged
    assert stage.the(MatchDecided)[0].score == (float(judged), 0.0)


def test_a_split_vote_does_not_end_a_match_early():
    inputs = ("2\n0 7\n", "3\n1 5 50\n", "2\n-9 9\n", "1\n0\n")

    def kept(text):
        return span(text) if text not in inputs else off_by_one(text)

    def place(_):
        return json.dumps({"choice": "A"})

    stage = Stage([span, kept], inputs, best_of=3, judge=place)
    stage.champions()
    (decided,) = stage.the(MatchDecided)
    assert decided.by == "size"
    assert decided.score == (1.5, 1.5)
    assert len(stage.the(MatchInput)) == 3


def test_a_draw_goes_to_the_larger_cluster():
    def neither(_):
        return json.dumps({"choice": "neither"})

    stage = Stage([span, off_by_one, off_by_one], INPUTS, judge=neither)
    assert stage.champions() == [2, 3]
    (decided,) = stage.the(MatchDecided)
    assert (decided.by, decided.score) == ("size", (0.0, 0.0))
    assert "votes are even" in decided.reason


def test_a_draw_between_equals_goes_to_the_higher_seed_not_to_the_order_of_samples_alone():
    def neither(_):
        return json.dumps({"choice": "neither"})

    stage = Stage([off_by_one, span], INPUTS, judge=neither)
    assert stage.champions() == [1]
    assert "of one size" in stage.the(MatchDecided)[0].reason


def test_a_judge_convinced_of_the_smaller_cluster_wins_against_size():
    stage = Stage([off_by_one, off_by_one, span], INPUTS)
    assert stage.champions() == [3]
    assert stage.the(MatchDecided)[0].by == "judge"


def test_clusters_meet_not_samples():
    """Two clusters of eight are one match, where the published code makes 64 pairs."""
    stage = Stage([span] * 8 + [off_by_one] * 8, INPUTS)
    stage.champions()
    (drawn,) = stage.the(BracketDrawn)
    assert len(drawn.matches) == 1
    assert len(stage.toy.model.asked) <= 2 * SETTINGS.best_of


def test_one_cluster_needs_no_match():
    stage = Stage([span, span], INPUTS)
    assert stage.champions() == [1, 2]
    assert stage.way == []
    assert not stage.toy.model.asked


def test_all_matches_are_told_in_the_order_of_the_bracket_with_the_judge_s_points():
    programs = [lambda text, add=add: f"{int(span(text)) + add}\n" for add in range(5)]
    stage = Stage(programs, INPUTS)
    assert stage.champions() == [1]
    assert [fought.decided.match for fought in stage.way] == [plan.match for plan in stage.the(BracketDrawn)[0].matches]
    final = stage.way[-1]
    assert final.winner is stage.champion
    assert [sum(side) for side in zip(*final.points, strict=True)] == list(final.decided.score)
    assert len(stage.the(MatchDecided)) == 4


def test_the_representative_is_clean_then_fast_then_first(revision, outcome, clusters):
    def took(seconds):
        return (outcome("1 2 3 4", cpu_seconds=seconds), "5", "6")

    slow, fast = revision(1, outputs=took(2.0)), revision(2, outputs=took(0.3))
    nearly, short = revision(3, outputs=took(0.35), source="print(3)#"), revision(4, outputs=took(0.33), source="p")
    (cluster,) = clusters(4)
    survivors = {item.id: item for item in (slow, fast, nearly, short)}
    evidence = Evidence(survivors, [], {name: [] for name in survivors})
    assert evidence.representative(cluster) is fast
    unclean = {**{name: [] for name in survivors}, fast.id: [outcome(ending="TLE")]}
    left = Evidence(survivors, [], unclean).representative(cluster)
    assert left is nearly, "hundredths of a second are noise, and length is no merit"


def test_a_budget_that_ends_in_a_match_lets_the_larger_cluster_go_on():
    stage = Stage([span, off_by_one, off_by_one], INPUTS, budget_calls=1)
    assert stage.champions() == [2, 3]
    (decided,) = stage.the(MatchDecided)
    assert decided.by == "size"
    assert "could not be asked any more (1 model calls" in decided.reason


def test_an_input_of_the_person_is_looked_at_before_smaller_ones():
    """Somebody who gives a match an input wants to see what both sides say on it."""
    stage = Stage([span, off_by_one], INPUTS, best_of=1)
    stage.toy.run.override(AddInput(INPUTS[3]), "screen")
    stage.champions()
    (met,) = stage.the(MatchInput)
    assert (met.shrunk_from or met.input) == "I04"
