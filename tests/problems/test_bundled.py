"""Every bundled package is what it says: its labels are true, its validator takes its inputs, its traps are set."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from engine import bundled, read_package
from engine.composition import choose_executor
from engine.execution.protocol import Case, CheckJob, Job
from engine.grading import grade
from engine.problem import Limits, same_output

if TYPE_CHECKING:
    from engine.execution.protocol import Executor
    from engine.problem import Package, Program

VERDICTS = {"accepted": "AC", "wrong_answer": "WA", "time_limit_exceeded": "TLE", "run_time_error": "RE"}

pytestmark = pytest.mark.slow


def judged_by(judge: str) -> list[str]:
    """Names of the bundled problems that are judged so; there is at least one."""
    found = [name for name, folder in bundled().items() if read_package(folder).problem.judge == judge]
    assert found, judge
    return found


JUDGED = ("canallamps", "glass-ladder", "jam-carousel", "quiet-stretch")
"""One problem of each kind: by comparison, interactive, by a checker, a function."""


@pytest.fixture(
    params=[name if name in JUDGED else pytest.param(name, marks=pytest.mark.exhaustive) for name in sorted(bundled())],
    name="package",
)
def fixture_package(request: pytest.FixtureRequest) -> Package:
    return read_package(bundled()[request.param])


async def passes_public(executor: Executor, package: Package, program: Program) -> bool:
    problem, tests = package.problem, package.problem.tests
    inputs, answers = tuple(test.input for test in tests), tuple(test.expected for test in tests)
    interactor = problem.checker if problem.interactive else None
    outcomes = [
        item async for item in executor.run(Job(problem.runnable(program), inputs, problem.limits, interactor, answers))
    ]
    if problem.many_answers:
        verdicts = await said(
            executor,
            package,
            [(test.input, test.expected, item.output) for test, item in zip(tests, outcomes, strict=True)],
        )
        return all(item.clean for item in outcomes) and set(verdicts) == {"AC"}
    return all(
        outcome.clean and (problem.interactive or same_output(test.expected, outcome.output, problem.output_rules))
        for test, outcome in zip(tests, outcomes, strict=True)
    )


async def said(executor: Executor, package: Package, cases: list[tuple[str, str, str]]) -> list[str]:
    """What the checker of a package says of outputs: triples of input, answer, output."""
    assert package.problem.checker
    job = CheckJob(package.problem.checker, tuple(Case(*case) for case in cases))
    return [checked.verdict async for checked in executor.check(job)]


def test_every_submission_gets_the_verdict_of_its_label(package: Package) -> None:
    async def verdicts() -> dict[str, tuple[str, str]]:
        executor = choose_executor()
        found = {}
        for submission in package.submissions:
            if executor.can_run(submission.program.language):
                graded = await grade(package, submission.program, executor)
                found[f"{submission.label}/{submission.name}"] = (graded.verdict, VERDICTS[submission.label])
        await executor.close()
        return found

    found = asyncio.run(verdicts())
    assert {name: pair for name, pair in found.items() if pair[0] != pair[1]} == {}


def test_there_are_enough_of_each_kind_and_some_pass_every_public_test(package: Package) -> None:
    async def misleading() -> int:
        executor = choose_executor()
        wrong = [item for item in package.submissions if item.label == "wrong_answer"]
        passing = [
            await passes_public(executor, package, item.program) for item in wrong if item.program.language == "python"
        ]
        await executor.close()
        return sum(passing)

    labels = [submission.label for submission in package.submissions]
    assert labels.count("accepted") >= 2
    assert labels.count("wrong_answer") >= 4
    assert labels.count("time_limit_exceeded") >= 1
    assert labels.count("run_time_error") >= 1
    wanted = {"python"} if package.problem.function else {"python", "cpp"}
    assert {item.program.language for item in package.submissions if item.label == "accepted"} >= wanted
    assert 2 <= len(package.problem.tests) <= 3
    assert len(package.secret_tests()) >= 15
    assert asyncio.run(misleading()) >= 2


@pytest.mark.parametrize("name", judged_by("checker"))
def test_a_checker_takes_its_own_answers_and_no_broken_ones(name: str) -> None:
    package = read_package(bundled()[name])
    tests = [(test.input, test.expected) for test in (*package.problem.tests, *package.secret_tests())]

    async def judged() -> tuple[list[str], list[str]]:
        executor = choose_executor()
        right = await said(executor, package, [(text, answer, answer) for text, answer in tests])
        broken = [
            (text, answer, output)
            for text, answer in tests[:12]
            for output in ("", "\n", "x\n", answer + "1\n", answer.rstrip("\n") + " 0\n", "9" * 5000, "\ufffd", "-1\n")
        ]
        wrong = await said(executor, package, broken)
        await executor.close()
        return right, wrong

    right, wrong = asyncio.run(judged())
    assert set(right) == {"AC"}
    assert set(wrong) == {"WA"}


@pytest.mark.parametrize("name", judged_by("interactor"))
def test_an_interactive_problem_shows_how_it_goes(name: str) -> None:
    package = read_package(bundled()[name])
    spoken = {item.name: item.text for item in package.problem.interactions}
    assert set(spoken) == {test.name for test in package.problem.tests}
    assert all(line[:2] in {"> ", "< "} for text in spoken.values() for line in text.splitlines())


def test_the_validator_takes_every_input_and_refuses_broken_ones(package: Package) -> None:
    texts = [test.input for test in package.problem.tests] + [test.input for test in package.secret_tests()]
    sample = package.problem.tests[0].input
    broken = [
        "",
        "\n",
        sample + "1\n",
        sample.rstrip("\n"),
        " " + sample,
        sample.replace("\n", " \n", 1),
        "x\n",
        "-1\n",
    ]

    async def exits(inputs: list[str]) -> list[int | None]:
        executor = choose_executor()
        job = Job(package.problem.input_validators[0], tuple(inputs), Limits(cpu_seconds=10.0))
        codes = [outcome.exit_code async for outcome in executor.run(job)]
        await executor.close()
        return codes

    assert set(asyncio.run(exits(texts))) == {42}
    assert set(asyncio.run(exits(broken))) == {43}
