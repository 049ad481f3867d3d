"""Inputs that a model writes for programs which agree: checked, run, and told what came of them."""

import json

from msgspec import structs

from engine.events.samples import RevisionId
from engine.events.selection import ClustersFormed, InputSynthesized
from engine.execution.scripted import Ended
from engine.problem.model import Program, SourceFile
from engine.steps.clustering import refine_clusters
from engine.steps.merit import Measure
from engine.steps.pool import Revision
from engine.steps.synthesis import InputStream
from engine.testing import ToyRun, simulate
from engine.testing.toy import PROBLEM, PROGRAMS, SETTINGS, SPAN

ODD = "# wrong where 77 is the largest\n"
HOLDS = "3\n1 77 5\n"


def odd(text):
    wrong = max(map(int, text.split()[1:])) == 77
    return "0\n" if wrong else PROGRAMS[SPAN](text)


def refined(*answers, programs=(SPAN, ODD), problem=PROBLEM, extra=(), **settings):
    """Refine the clusters of programs with a model that answers so, one after the other."""
    given = iter(answers)
    toy = ToyRun(
        structs.replace(SETTINGS, **{"generators": 0, **settings}),
        problem=problem,
        script=lambda _: json.dumps({"inputs": next(given)}),
        programs={**PROGRAMS, ODD: odd, **dict(extra)},
    )
    survivors = [
        Revision(RevisionId(number, 0), Program("python", (SourceFile("main.py", text),)), ())
        for number, text in enumerate(programs, start=1)
    ]

    async def play():
        return await refine_clusters(toy.run, survivors, InputStream(toy.run), Measure(toy.run))

    toy.refined = simulate(play)
    return toy


def the(kind, toy):
    return [event for event in toy.events if isinstance(event, kind)]


def test_an_input_of_the_model_splits_what_no_other_does():
    toy = refined([HOLDS])
    assert len(toy.refined.clusters) == 2
    (made,) = [event for event in the(InputSynthesized, toy) if event.source == "model"]
    assert (made.input, made.validity, made.why) == ("A1.01", "valid", "the package's input validator")
    assert len(toy.model.asked) == 1, "nothing is asked once they stand apart"


def test_what_failed_is_told_in_the_next_attempt():
    toy = refined(["2\n77 5 5\n", "2\n5 9\n"], [HOLDS])
    assert len(toy.refined.clusters) == 2
    first, second = (request.messages[0].text for request in toy.model.asked)
    assert "Tried before" not in first
    assert "It is refused as an input: the package's input validator" in second
    assert "Both programs give:\n\n```\n4\n```" in second
    assert {event.validity for event in the(InputSynthesized, toy) if event.source == "model"} == {"valid", "invalid"}


def test_attempts_are_bounded_and_can_be_none():
    assert len(refined(["2\n1 2\n"], ["2\n1 3\n"], ["2\n1 4\n"]).model.asked) == 2
    assert not refined(adaptive=0).model.asked


def test_the_end_of_the_budget_ends_only_the_asking():
    toy = refined(budget_calls=0)
    assert not toy.model.asked
    assert len(toy.refined.clusters) == 1


def test_an_unchecked_input_on_which_most_programs_fail_is_suspect():
    def picky(text):
        if max(map(int, text.split()[1:])) > 8:
            raise Ended("RE", exit_code=1)
        return PROGRAMS[SPAN](text)

    names = [f"# picky {number}\n" for number in range(2)]
    vague = structs.replace(PROBLEM, input_validators=(), statement="Print the largest minus the smallest.")
    extra = [(name, picky) for name in names]
    toy = refined(
        ["3\n1 9 5\n"], [], programs=(SPAN, *names), problem=vague, extra=extra, inputs=0, reader=False, validator=False
    )
    formed = the(ClustersFormed, toy)[-1]
    assert formed.suspect == ("A1.01",)
    assert (len(formed.clusters), formed.inputs) == (1, 0)
