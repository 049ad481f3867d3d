"""A validator that a model writes: tried on what is surely allowed and surely not, and believed only then."""

from __future__ import annotations

import pytest
from msgspec import structs

from engine.errors import ModelError
from engine.events.run import NoticeGiven
from engine.events.selection import InputSynthesized, ValidatorTried
from engine.execution.scripted import Ended
from engine.journal import MemoryJournal
from engine.problem.function import read_function
from engine.problem.model import Problem, Test
from engine.steps.validating import check_validity
from engine.steps.validator import written_validator
from engine.testing import ToyRun, simulate
from engine.testing.toy import PROBLEM, PROGRAMS, SETTINGS, VALIDATOR, allowed, script

VAGUE = structs.replace(
    PROBLEM,
    input_validators=(),
    statement="The first line holds n (1 to 20), the second n integers from -100 to 100, the sum of which is lucky.",
)
GOOD = f"```python\n{VALIDATOR}```"
BAD = "# takes everything\n"
CRASHING = "# refuses by crashing\n"
STUCK = "# never ends\n"


def ending(ends):
    def run(text):
        raise ends(text)

    return run


PLAYED = {
    **PROGRAMS,
    BAD: ending(lambda _: Ended("RE", exit_code=42)),
    CRASHING: ending(lambda text: Ended("RE", exit_code=42 if allowed(text) else 1)),
    STUCK: ending(lambda text: Ended("RE", exit_code=42) if len(text) < 40 and allowed(text) else Ended("TLE")),
}


def toy_of(*answers, problem=VAGUE, journal=None, programs=PLAYED, **settings):
    given = list(answers)

    def answer(request):
        if request.path[0] != "validator":
            return script(request)
        assert request.role == "input writer"
        return given[request.path[1] - 1]

    chosen = structs.replace(SETTINGS, reader=False, **settings)
    return ToyRun(chosen, problem=problem, script=answer, programs=programs, journal=journal)


def judged(toy, *texts):
    return simulate(lambda: check_validity(toy.run, texts))


def the(kind, toy):
    return [event for event in toy.events if isinstance(event, kind)]


def test_it_decides_what_the_statement_leaves_open_and_is_announced():
    toy = toy_of(GOOD)
    findings = judged(toy, "2\n5 9\n", "2\n5 900\n", "2 5 9\n")
    assert [finding.state for finding in findings] == ["valid", "invalid", "invalid"]
    assert findings[0].why == "the validator that scripted wrote"
    assert findings[0].by_model
    assert "lines do not follow" in findings[2].why, "what the reading by rule forbids stays forbidden"
    (tried,) = the(ValidatorTried, toy)
    assert tried.accepted
    assert tried.why.startswith("it takes all 3 public inputs and refuses ")
    assert any("decides which inputs count" in notice.text for notice in the(NoticeGiven, toy))


def test_it_is_asked_once_a_run_and_not_again_after_a_resume():
    toy = toy_of(GOOD)
    judged(toy, "2\n5 9\n")
    judged(toy, "2\n5 8\n")
    again = toy_of(GOOD, journal=MemoryJournal(toy.journal.entries, clock=lambda: 0.0))
    assert judged(again, "2\n5 9\n")[0].state == "valid"
    assert (len(toy.asked()), len(again.asked())) == (1, 0)
    assert len(the(ValidatorTried, again)) == 1


def test_one_that_takes_broken_inputs_is_told_so_and_asked_once_more():
    toy = toy_of(f"```python\n{BAD}```", GOOD)
    assert judged(toy, "2\n5 9\n")[0].state == "valid"
    assert [tried.accepted for tried in the(ValidatorTried, toy)] == [False, True]
    told = toy.model.asked[1].messages[-1].text
    assert "It does not refuse an input in which something is broken" in told
    assert "but ends with exit status 42:" in told


def test_one_that_forgets_its_exit_status_is_told_what_it_was():
    forgetful = "# says nothing\n"
    toy = toy_of(f"```python\n{forgetful}```", GOOD, programs={**PLAYED, forgetful: lambda _: "42"})
    assert judged(toy, "2\n5 9\n")[0].state == "valid"
    told = toy.model.asked[1].messages[-1].text
    assert "It does not take a public input, but ends with exit status 0:" in told


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        (["I have none."], "wrote none"),
        ([f"```python\n{BAD}```"] * 2, "does not refuse"),
        ([f"```python\n{STUCK}```"] * 2, "but does not end within 10 s of CPU time"),
        (["```python\nprint()\n```"] * 2, "does not take a public input"),
    ],
)
def test_what_fails_its_trial_is_not_used_and_the_reason_stands_there(answers, why):
    programs = {**PLAYED, "print()\n": ending(lambda _: Ended("RE", error="NameError", exit_code=1))}
    toy = toy_of(*answers, programs=programs)
    assert judged(toy, "2\n5 9\n")[0].state == "unchecked"
    assert why in the(ValidatorTried, toy)[-1].why


def test_one_that_crashes_on_what_is_broken_refuses_it():
    assert judged(toy_of(f"```python\n{CRASHING}```"), "2\n5 9\n", "2\n5 900\n")[1].state == "invalid"


def test_one_that_does_not_come_to_an_end_says_nothing():
    slow = "# slow on long ones\n"

    def play(text):
        raise Ended("TLE") if len(text) > 40 and allowed(text) else Ended("RE", exit_code=42 if allowed(text) else 43)

    toy = toy_of(f"```python\n{slow}```", programs={**PLAYED, slow: play})
    long = "20\n" + " ".join(["11"] * 20) + "\n"
    assert [finding.state for finding in judged(toy, long, "1\n5\n")] == ["unchecked", "valid"]


def test_nobody_is_asked_where_the_package_or_the_statement_decides_or_a_person_said_no():
    for toy in (toy_of(problem=PROBLEM), toy_of(problem=structs.replace(PROBLEM, input_validators=()))):
        assert judged(toy, "2\n5 9\n")[0].state == "valid"
        assert not toy.asked()
    off = toy_of(validator=False)
    assert judged(off, "2\n5 9\n")[0].state == "unchecked"
    assert not off.asked()


def test_without_an_answer_inputs_stay_unchecked():
    def answer(_):
        return ModelError("the server is down")

    toy = ToyRun(problem=VAGUE, script=answer)
    assert judged(toy, "2\n5 9\n")[0].state == "unchecked"
    assert judged(toy_of(GOOD, budget_calls=0), "2\n5 9\n")[0].state == "unchecked"


def test_a_validator_of_a_function_reads_its_arguments_alone():
    text = "# arguments\n"
    function = read_function("def f(xs: list[int], k: int) -> int:")
    problem = Problem("f", "F", "k is at most 9.", (Test("1", "[1, 2]\n3\n", "4\n"),), function=function)

    def play(given):
        lines = given.splitlines()
        good = len(lines) == 2 and lines[0].startswith("[") and lines[1].isdigit() and int(lines[1]) <= 9
        raise Ended("RE", exit_code=42 if good else 43)

    toy = toy_of(f"```python\n{text}```", problem=problem, programs={text: play})
    assert [finding.state for finding in judged(toy, "[1]\n2\n", "[1]\n20\n")] == ["valid", "invalid"]


def test_a_whole_run_says_of_each_input_who_allowed_it():
    toy = toy_of(GOOD)
    toy.play()
    made = the(InputSynthesized, toy)
    assert made
    assert {item.why for item in made if item.validity == "valid"} == {"the validator that scripted wrote"}
    assert simulate(lambda: written_validator(toy.run)) is not None
