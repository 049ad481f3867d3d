"""Programs that differ only beside a value at which an output changes are told apart there."""

from __future__ import annotations

from msgspec import structs

from engine.events.samples import RevisionId
from engine.events.selection import InputSynthesized
from engine.problem.model import Program, SourceFile
from engine.problem.model import Test as PublicTest
from engine.steps.clustering import refine_clusters
from engine.steps.merit import Measure
from engine.steps.pool import Revision
from engine.steps.synthesis import InputStream
from engine.testing import ToyRun, simulate
from engine.testing.toy import PROBLEM, SETTINGS

STATEMENT = """
Say whether the sum is larger than the limit.

Input

The first line has n (1 ≤ n ≤ 9), the second line n integers a (0 ≤ a ≤ 1000000) and the third a limit k
(0 ≤ k ≤ 1000000).
"""
LIMIT = 271_828
"""A number that no input shows, beyond which the program does something else."""


def adds(more):
    def play(text):
        rows = [list(map(int, line.split())) for line in text.splitlines()]
        return "large\n" if sum(rows[1]) + more > LIMIT else "small\n"

    return play


PROGRAMS = {"# adds up\n": adds(0), "# adds up, one too many\n": adds(1), "# adds up, too\n": adds(0)}


def refined(names=tuple(PROGRAMS), problem=None, **settings):
    tests = tuple(
        PublicTest(f"sample-{number}", text, adds(0)(text))
        for number, text in enumerate(("2\n3 4\n6\n", "3\n10 20 30\n90\n"), start=1)
    )
    problem = problem or structs.replace(PROBLEM, statement=STATEMENT, tests=tests, input_validators=())
    toy = ToyRun(structs.replace(SETTINGS, **settings), problem=problem, programs=PROGRAMS)
    survivors = [
        Revision(RevisionId(number, 0), Program("python", (SourceFile("main.py", name),)), ())
        for number, name in enumerate(names, start=1)
    ]
    toy.refined = simulate(lambda: refine_clusters(toy.run, survivors, InputStream(toy.run), Measure(toy.run)))
    return toy


def test_one_too_many_is_seen_at_the_edge_alone():
    toy = refined()
    assert [len(cluster.members) for cluster in toy.refined.clusters] == [2, 1]
    made = [event for event in toy.events if isinstance(event, InputSynthesized) and event.input.startswith("E")]
    assert made
    assert all(event.source == "bisection" and "at the edge between" in event.detail for event in made)
    sums = [sum(map(int, item.text.splitlines()[1].split())) for item in toy.refined.inputs if item.name[0] == "E"]
    assert set(sums) == {LIMIT}, "only what tells them apart is kept"


def test_equal_programs_keep_no_input_of_the_search():
    toy = refined(("# adds up\n", "# adds up, too\n"))
    assert len(toy.refined.clusters) == 1
    assert not [item for item in toy.refined.inputs if item.name[0] == "E"]


def test_the_same_seed_finds_the_same_edges():
    first, second = ([item.text for item in refined(seed=7).refined.inputs] for _ in range(2))
    assert first == second


def test_nothing_is_searched_where_no_inputs_are_wanted():
    toy = refined(inputs=0)
    assert len(toy.refined.clusters) == 1
    assert not toy.refined.inputs
