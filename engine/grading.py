"""The final grade: the selected program against the secret tests, after the selection and never before."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING

from engine.events.run import Graded, TestGrade
from engine.execution.protocol import Job
from engine.problem.compare import same_output

if TYPE_CHECKING:
    from engine.events.executions import Verdict
    from engine.execution.protocol import Executor
    from engine.problem.model import Program
    from engine.problem.package import Package


async def grade(package: Package, program: Program, executor: Executor) -> Graded:
    """Run a program on the secret tests in order, up to the first that it fails.

    Raises:
        ProblemError: the secret tests cannot be read.
        ExecutorError: a fault of ours.
    """
    problem = package.problem
    tests = package.secret_tests()
    grades: list[TestGrade] = []
    job = Job(program, tuple(test.input for test in tests), problem.limits)
    async with aclosing(executor.run(job)) as outcomes:  # type: ignore[type-var]
        async for outcome in outcomes:
            test = tests[len(grades)]
            verdict: Verdict = "AC"
            if outcome.ending != "OK":
                verdict = outcome.ending
            elif not (outcome.whole and same_output(test.expected, outcome.output, problem.output_rules)):
                verdict = "WA"
            grades.append(TestGrade(test.name, verdict, outcome.cpu_seconds))
            if verdict != "AC":
                break
    return Graded(program.digest, grades[-1].verdict, tuple(grades))
