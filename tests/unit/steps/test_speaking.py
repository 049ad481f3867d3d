"""Who speaks for the cluster that won."""

from __future__ import annotations

import pytest
from msgspec import structs

from engine.events.executions import Outcome
from engine.events.samples import RevisionId
from engine.events.selection import Cluster, InputSynthesized, SpeakerChosen
from engine.execution.scripted import Ended
from engine.problem.model import Program, SourceFile, Test
from engine.projections.board import fold
from engine.projections.speaking import speaker
from engine.steps.merit import Measure
from engine.steps.pool import Revision
from engine.steps.speaking import choose_speaker
from engine.steps.synthesis import InputStream
from engine.steps.tournament import Evidence
from engine.testing import ToyRun, simulate
from engine.testing.toy import PROBLEM, PROGRAMS, SETTINGS

pytestmark = pytest.mark.slow

LONG = structs.replace(
    PROBLEM,
    statement="## Input\n\nThe first line holds $n$ ($1 \\le n \\le 100000$), the second $n$ integers $a_i$ "
    "($0 \\le a_i \\le 10^9$).\n",
    tests=(Test("1", "3\n1 5 2\n", "4\n"), Test("2", "1\n7\n", "0\n")),
    input_validators=(),
)
SMALL = 400_000
"""Characters of the largest input that the clusters rest on."""


def right(text):
    return f"{len(text)}\n"


def slow(text):
    if len(text) > SMALL:
        raise Ended("TLE")
    return right(text)


def wrong(text):
    return "0\n" if len(text) > SMALL else right(text)


class Stage:
    """Members of one cluster, given as callables, in the order of samples."""

    def __init__(self, *calls, problem=LONG):
        named = {f"# {number}\n": call for number, call in enumerate(calls, start=1)}
        self.toy = ToyRun(SETTINGS, problem=problem, programs=PROGRAMS | named)
        members = [
            Revision(RevisionId(number, 0), Program("python", (SourceFile("main.py", text),)), ())
            for number, text in enumerate(named, start=1)
        ]
        rows = {item.id: [Outcome("OK", cpu_seconds=0.01)] for item in members}
        self.evidence = Evidence({item.id: item for item in members}, (), rows)
        self.cluster = Cluster("C01", tuple(rows))

    async def chosen(self):
        stream = InputStream(self.toy.run)
        await stream.near_limits()
        measure = Measure(self.toy.run)
        return (await choose_speaker(self.toy.run, self.cluster, self.evidence, stream, measure)).id.sample

    def the(self, kind):
        return [entry.event for entry in self.toy.journal.entries if isinstance(entry.event, kind)]


def test_a_member_that_is_too_slow_at_full_size_does_not_speak():
    stage = Stage(slow, right)
    assert simulate(stage.chosen) == 2
    (event,) = stage.the(SpeakerChosen)
    assert [one.failures for one in event.contenders] == [len(event.inputs), 0]
    made = {item.input: item for item in stage.the(InputSynthesized)}
    assert event.inputs
    assert all("of full size" in made[name].detail for name in event.inputs)


def test_a_member_that_stands_alone_with_what_it_says_at_full_size_does_not_speak():
    assert simulate(Stage(wrong, right, right).chosen) == 2


def test_the_first_of_equals_speaks():
    assert simulate(Stage(right, right).chosen) == 1


def test_a_lone_member_is_run_on_nothing():
    stage = Stage(right)
    assert simulate(stage.chosen) == 1
    assert not stage.the(SpeakerChosen)


def test_where_the_limits_are_small_nothing_larger_is_made():
    stage = Stage(slow, right, problem=PROBLEM)
    assert simulate(stage.chosen) == 1
    (event,) = stage.the(SpeakerChosen)
    assert event.inputs == ()


def test_why_says_what_each_member_did():
    stage = Stage(slow, right)
    simulate(stage.chosen)
    (said,) = speaker(fold(stage.toy.journal.entries), RevisionId(2, 0))
    assert "speaks for C01: the best of 2 members on F1" in said.text
    assert "was stopped" in said.children[0].text
    assert "always ended cleanly" in said.children[1].text
    assert speaker(fold(stage.toy.journal.entries), RevisionId(1, 0)) == ()
