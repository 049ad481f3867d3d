"""The final grade: the selected program against the secret tests, after the selection and never before."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING

from msgspec import structs

from engine.events.run import Graded, TestGrade
from engine.execution.protocol import Case, CheckJob, Job
from engine.problem.compare import same_output
from engine.problem.remote import answering_program, asserting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.events.executions import Outcome, Verdict
    from engine.execution.protocol import Executor
    from engine.problem.model import Checker, Problem, Program
    from engine.problem.package import Package, SecretTest


async def grade(package: Package, program: Program, executor: Executor) -> Graded:
    """Run a program on the secret tests in order, up to the first that it fails.

    Raises:
        ProblemError: the secret tests cannot be read.
        ExecutorError: a fault of ours.
    """
    tests = package.secret_tests()
    grades: list[TestGrade] = []
    for batch in _batches(package.problem, tests):
        grades += await _grade(package.problem, batch, program, executor)
        if grades[-1].verdict != "AC":
            break
    return Graded(program.digest, grades[-1].verdict, tuple(grades))


def _batches(problem: Problem, tests: Sequence[SecretTest]) -> list[list[SecretTest]]:
    """Split tests, in order, where the interactor or its arguments change; a job has one interactor."""
    batches: list[list[SecretTest]] = []
    for test in tests:
        same = bool(batches) and batches[-1][-1].asserts == test.asserts
        if same and (not problem.interactive or batches[-1][-1].arguments == test.arguments):
            batches[-1].append(test)
        else:
            batches.append([test])
    return batches


async def _grade(
    problem: Problem, tests: Sequence[SecretTest], program: Program, executor: Executor
) -> list[TestGrade]:
    grades: list[TestGrade] = []
    talking = problem.interactive or tests[0].asserts
    calls = problem.function if tests[0].asserts else None
    job = Job(
        answering_program(calls, program) if calls else problem.runnable(program),
        tuple(test.input for test in tests),
        problem.limits,
        interactor=asserting() if calls else _checker(problem, tests[0]) if talking else None,
        answers=tuple(test.expected for test in tests) if talking else (),
        output_kept=problem.limits.output_bytes,  # no character is shorter than a byte
    )
    async with aclosing(executor.run(job)) as outcomes:  # type: ignore[type-var]
        async for outcome in outcomes:
            test = tests[len(grades)]
            verdict = outcome.failure or await _judged(problem, test, outcome, executor)
            grades.append(TestGrade(test.name, verdict, outcome.cpu_seconds))
            if verdict != "AC":
                break
    return grades


async def _judged(problem: Problem, test: SecretTest, outcome: Outcome, executor: Executor) -> Verdict:
    """The verdict of an execution that ended cleanly."""
    if problem.interactive or test.asserts:
        return outcome.judged or "IE"
    if not outcome.whole:
        return "IE"  # an executor that kept less than it was asked to; the program is not to blame
    checker = _checker(problem, test)
    if checker is None:
        return "AC" if same_output(test.expected, outcome.output, problem.output_rules) else "WA"
    (said,) = [
        one async for one in executor.check(CheckJob(checker, (Case(test.input, test.expected, outcome.output),)))
    ]
    return said.verdict


def _checker(problem: Problem, test: SecretTest) -> Checker | None:
    return structs.replace(problem.checker, arguments=test.arguments) if problem.checker else None
