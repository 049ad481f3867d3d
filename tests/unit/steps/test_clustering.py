"""Who did the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from engine.events.executions import Outcome
from engine.events.samples import RevisionId
from engine.execution.output import output_of
from engine.execution.scripted import Ended
from engine.problem.model import OutputRules, Program, SourceFile
from engine.steps.clustering import execute_while_standing, group
from engine.steps.merit import Measure, same_outcome
from engine.steps.pool import Revision
from engine.steps.synthesis import SynthesizedInput
from engine.testing import ToyRun, simulate
from engine.testing.toy import PROBLEM, PROGRAMS

RULES = OutputRules()


def ran(output="", ending="OK"):
    shown = output_of(output)
    return Outcome(ending, shown.text, shown.digest, shown.length)


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (ran("1 2"), ran("1  2\n"), True),
        (ran("1 2"), ran("1 3"), False),
        (ran("0.1"), ran("0.10000001"), True),
        (ran("0.1"), ran("0.2"), False),
        (ran("YES"), ran("yes"), True),
        (ran("1", "RE"), ran("1"), False),
        (ran("1", "RE"), ran("2", "RE"), True),
        (ran("", "TLE"), ran("half", "TLE"), True),
        (ran("", "TLE"), ran("", "MLE"), False),
    ],
)
def test_outcomes(left, right, same):
    assert same_outcome(left, right, RULES) is same
    assert same_outcome(right, left, RULES) is same


def test_spaces_count_where_the_rules_say_so():
    strict = structs.replace(RULES, space_sensitive=True)
    assert same_outcome(ran("1 2"), ran("1 2"), strict)
    assert not same_outcome(ran("1 2"), ran("1  2"), strict)


def test_outputs_longer_than_what_is_kept_are_told_apart_by_their_digest():
    long = "7 " * 50_000
    assert same_outcome(ran(long + "1"), ran(long + " 1\n"), RULES)
    assert not same_outcome(ran(long + "1"), ran(long + "2"), RULES)


def group_by_outcomes(pool, outcomes, rules):
    problem = structs.replace(PROBLEM, output_rules=rules)
    texts = [""] * max(len(row) for row in outcomes.values())
    return simulate(lambda: group(pool, outcomes, texts, Measure(ToyRun(problem=problem).run))).clusters


def survivors(count):
    program = Program("python", (SourceFile("main.py", ""),))
    return [Revision(RevisionId(number, 0), program, ()) for number in range(1, count + 1)]


@given(st.lists(st.lists(st.sampled_from(["1", "2", "RE", "TLE"]), min_size=2, max_size=2), min_size=1, max_size=12))
def test_clusters_are_a_partition_by_outcomes_largest_first(rows):
    pool = survivors(len(rows))
    outcomes = {
        item.id: [ran("", text) if text.isupper() else ran(text) for text in row]
        for item, row in zip(pool, rows, strict=True)
    }
    clusters = group_by_outcomes(pool, outcomes, RULES)
    members = [member for cluster in clusters for member in cluster.members]
    assert sorted(members) == [item.id for item in pool]
    sizes = [len(cluster.members) for cluster in clusters]
    assert sizes == sorted(sizes, reverse=True)
    assert len(clusters) == len({str(row) for row in rows})
    for cluster in clusters:
        assert len({str(rows[member.sample - 1]) for member in cluster.members}) == 1
    assert [cluster.name for cluster in clusters] == [f"C{n:02d}" for n in range(1, len(clusters) + 1)]


def test_nobody_tried_is_one_cluster():
    pool = survivors(3)
    (only,) = group_by_outcomes(pool, {item.id: [] for item in pool}, RULES)
    assert only.members == tuple(item.id for item in pool)


def test_a_cluster_is_known_by_its_first_member_as_tolerance_is_not_transitive():
    rules = structs.replace(RULES, absolute_tolerance=0.15, relative_tolerance=None)
    pool = survivors(3)
    outputs = dict(zip((item.id for item in pool), ([ran("0.1")], [ran("0.2")], [ran("0.3")]), strict=True))
    first, second = group_by_outcomes(pool, outputs, rules)
    assert [member.sample for member in first.members] == [1, 2]
    assert [member.sample for member in second.members] == [3]


def test_a_survivor_that_failed_on_three_valid_inputs_is_spared_the_rest():
    def crashing(_text):
        raise Ended("RE", exit_code=1)

    toy = ToyRun(programs=PROGRAMS | {"# crashing": crashing})
    revision = Revision(RevisionId(1, 0), Program("python", (SourceFile("main.py", "# crashing"),)), ())
    inputs = [SynthesizedInput(f"I{number}", f"1\n{number}\n", checked=True) for number in range(12)]
    row = simulate(lambda: execute_while_standing(toy.run, revision, inputs))
    assert len(row) == 4
    assert not simulate(lambda: execute_while_standing(toy.run, revision, inputs, row))
    unchecked = [structs.replace(made, checked=False) for made in inputs]
    assert len(simulate(lambda: execute_while_standing(toy.run, revision, unchecked))) == len(inputs)
