"""What a program does on the public and custom tests, and the verdicts of that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.events.samples import TestFinished
from engine.problem.compare import first_difference, same_output
from engine.runtime.checking import Claim, given, printed
from engine.steps.doubting import doubt_custom_tests
from engine.steps.pool import TestResult

if TYPE_CHECKING:
    from engine.events.executions import Checked, Outcome, Verdict
    from engine.events.samples import RevisionId
    from engine.problem.model import OutputRules, Problem, Program, Test
    from engine.runtime.run import Run


async def run_tests(run: Run, revision: RevisionId, program: Program) -> tuple[TestResult, ...]:
    """Run a revision on all public and custom tests, all of them, and record each verdict as it is known.

    Returns:
        the results, in the order of the tests.

    Raises:
        ExecutorError: a fault of ours.
        BudgetError: time is up.
    """
    await doubt_custom_tests(run)
    tests = run.tests
    results: dict[int, TestResult] = {}

    def ran(at: int, outcome: Outcome) -> None:
        verdict = verdict_of(run.problem, tests[at], outcome)
        if verdict:
            compared = run.problem.checker is None
            results[at] = TestResult(tests[at], outcome, verdict, outcome.judge_message, compared)
            key = run.execution_key(program, tests[at].input)
            run.conclude(TestFinished(revision, tests[at].name, verdict, key))

    outcomes = await run.execute(program, [test.input for test in tests], each=ran)
    left = [at for at in range(len(tests)) if at not in results]
    claims = [Claim(tests[at].input, given(tests[at].expected), printed(program, outcomes[at])) for at in left]

    def judged(index: int, checked: Checked) -> None:
        at = left[index]
        compared = run.problem.checker is None
        results[at] = TestResult(tests[at], outcomes[at], checked.verdict, checked.message, compared)
        keys = run.execution_key(program, tests[at].input), run.check_key(claims[index])
        run.conclude(TestFinished(revision, tests[at].name, checked.verdict, *keys))

    if claims:
        await run.check(claims, each=judged)
    return tuple(results[at] for at in range(len(tests)))


def verdict_of(problem: Problem, test: Test, outcome: Outcome) -> Verdict | None:
    """The verdict of a test as far as the outcome says it; None where `Run.check` must be asked.

    That is so when a checker judges, and when the output is longer than what the outcome keeps.
    """
    if outcome.failure:
        return outcome.failure
    if problem.interactive:
        return outcome.judged or "IE"
    if problem.checker:
        return None
    if outcome.whole:
        return "AC" if same_output(test.expected, outcome.output, problem.output_rules) else "WA"
    return "WA" if _begins_otherwise(test.expected, outcome.output, problem.output_rules) else None


def _begins_otherwise(expected: str, beginning: str, rules: OutputRules) -> bool:
    """Whether an output that begins so is wrong however it goes on; its last token may have been cut."""
    found = first_difference(expected, beginning, rules)
    if found is None or found.got is None:
        return False
    return found.got_at + len(found.got) < len(beginning)
