"""A shrunk input is valid, still tells the two apart in the same way, and is never larger."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from msgspec import structs

from engine.events.samples import RevisionId
from engine.execution.scripted import Ended
from engine.inputs import size
from engine.problem.model import Program, SourceFile
from engine.steps.merit import Measure
from engine.steps.pool import Revision
from engine.steps.shrinking import _TRIES, shrink
from engine.testing import ToyRun, simulate
from engine.testing.toy import PROBLEM, PROGRAMS, SPAN, allowed

LEFT = Revision(RevisionId(1, 0), Program("python", (SourceFile("main.py", SPAN),)), ())
RIGHT = Revision(RevisionId(2, 0), Program("python", (SourceFile("main.py", "# other"),)), ())
span = PROGRAMS[SPAN]


def shrunk(text, other, problem=PROBLEM):
    toy = ToyRun(problem=problem, programs=PROGRAMS | {"# other": other})
    result = simulate(lambda: shrink(toy.run, text, LEFT, RIGHT, Measure(toy.run)))
    return result, toy


def wrong_when_long(text):
    return span(text) if int(text.split()[0]) < 3 else "0\n"


def crashing_when_large(text):
    if any(abs(int(word)) > 50 for word in text.split()[1:]):
        raise Ended("RE", exit_code=1)
    return span(text)


INPUTS = st.lists(st.integers(-100, 100), min_size=1, max_size=20).map(
    lambda xs: f"{len(xs)}\n{' '.join(map(str, xs))}\n"
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(INPUTS, st.sampled_from([wrong_when_long, crashing_when_large]))
def test_laws(text, other):
    def did(candidate):
        try:
            return other(candidate)
        except Ended as ended:
            return ended.ending

    assume(did(text) != span(text))  # only what distinguishes is shrunk
    result, toy = shrunk(text, other)
    assert allowed(result)
    assert size(result) <= size(text)
    assert did(result) != span(result)
    assert (did(result) == "RE") == (did(text) == "RE")
    ran = {(program, input_) for program, input_ in toy.executor.executed}
    assert len(ran) == len(toy.executor.executed), "nothing is executed twice"
    assert len(ran) <= 3 * (_TRIES + 1), "two programs and one validator on every candidate, at most"


def test_a_large_input_becomes_one_that_a_person_can_judge():
    text = f"20\n{' '.join(map(str, range(60, 80)))}\n"
    result, _ = shrunk(text, wrong_when_long)
    assert int(result.split()[0]) <= 5
    assert len(result) < len(text) / 2


def test_a_wrong_answer_does_not_shrink_into_a_crash():
    def other(text):
        if int(text.split()[0]) <= 2:
            raise Ended("RE", exit_code=1)
        return "-1\n"

    result, _ = shrunk("8\n1 2 3 4 5 6 7 8\n", other)
    assert int(result.split()[0]) == 3


def test_invalid_candidates_are_never_given_to_the_programs():
    """An input that the problem does not allow splits right programs as readily as wrong ones."""
    seen = []

    def other(text):
        seen.append(text)
        return "-1\n"

    shrunk("6\n1 2 3 4 5 6\n", other)
    assert len(seen) > 3
    assert all(allowed(text) for text in seen)


@pytest.mark.parametrize("text", ["1\n0\n"])
def test_the_smallest_input_stays(text):
    result, _ = shrunk(text, lambda _: "-1\n")
    assert result == text


def test_without_a_validator_it_shrinks_too():
    unchecked = structs.replace(PROBLEM, input_validators=())
    result, _ = shrunk("8\n10 20 30 40 50 60 70 80\n", lambda _: "-1\n", unchecked)
    assert size(result) < size("8\n10 20 30 40 50 60 70 80\n")
