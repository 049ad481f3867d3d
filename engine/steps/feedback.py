"""What a model is told about its program's tests, and how the problem is put to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.problem.compare import first_difference
from engine.problem.model import MEBIBYTE

if TYPE_CHECKING:
    from engine.problem.model import Limits, OutputRules, Problem
    from engine.steps.pool import Revision, TestResult

_LONGEST_TEXT = 1500
"""Characters of an input or output that a prompt shows."""

_VERDICT_WORDS = {
    "WA": "wrong answer",
    "TLE": "time limit exceeded",
    "MLE": "memory limit exceeded",
    "RE": "run-time error",
    "OLE": "output limit exceeded",
    "IE": "could not be judged (a fault of the judge, not of the program)",
}


def examples(problem: Problem) -> str:
    """The public tests, as a prompt shows them."""
    return "\n\n".join(
        f"Input {number}:\n{block(test.input)}\n\nOutput {number}:\n{block(test.expected)}"
        for number, test in enumerate(problem.tests, start=1)
    )


def limits_for_prompt(limits: Limits) -> dict[str, object]:
    """The limits, in the units that prompts use."""
    return {
        "cpu_seconds": f"{limits.cpu_seconds:g}",
        "memory_mebibytes": limits.memory_bytes // MEBIBYTE,
    }


def execution_feedback(revision: Revision, limits: Limits, rules: OutputRules) -> str:
    """Say what happened on each test: failing ones in full, passing ones in one line."""
    if revision.results and revision.results[0].verdict == "CE":
        return f"The program does not compile:\n{block(revision.results[0].outcome.error)}"
    parts = [_failure(result, limits, rules) for result in revision.results if result.verdict != "AC"]
    passing = [result.test.name for result in revision.results if result.verdict == "AC"]
    if passing:
        parts.append(f"Passed: test {', '.join(passing)}.")
    return "\n\n".join(parts)


def block(text: str) -> str:
    """A text in a fence that it cannot close, cut in the middle when it is long."""
    shown = cut(text.rstrip("\n"))
    fence = "```"
    while fence in shown:
        fence += "`"
    return f"{fence}\n{shown}\n{fence}"


def cut(text: str, longest: int = _LONGEST_TEXT) -> str:
    """Keep the beginning and the end of a long text, with a mark between that says how much is missing."""
    if len(text) <= longest:
        return text
    half = longest // 2
    return f"{text[:half]}\n[... {len(text) - 2 * half} characters left out ...]\n{text[-half:]}"


def _failure(result: TestResult, limits: Limits, rules: OutputRules) -> str:
    test, outcome = result.test, result.outcome
    head = f"Test {test.name}: {_VERDICT_WORDS[result.verdict]}"
    lines = [
        f"{head} ({outcome.cpu_seconds:.2f} s of CPU time, limit {limits.cpu_seconds:g} s).",
        f"Input:\n{block(test.input)}",
        f"Expected output:\n{block(test.expected)}",
    ]
    if result.verdict in {"WA", "RE", "OLE"}:
        lines.append(f"Your program's output:\n{block(outcome.output)}")
    if result.verdict == "WA":
        lines.append(_where(test.expected, outcome.output, rules))
    if outcome.error and result.verdict in {"RE", "MLE"}:
        lines.append(f"End of standard error:\n{block(_tail(outcome.error))}")
    return "\n".join(lines)


def _where(expected: str, got: str, rules: OutputRules) -> str:
    difference = first_difference(expected, got, rules)
    if difference is None:
        return ""
    wanted = f"“{cut(difference.expected, 80)}”" if difference.expected is not None else "the end"
    found = f"“{cut(difference.got, 80)}”" if difference.got is not None else "the output ends"
    return f"First difference: token {difference.token + 1} should be {wanted}, got {found}."


def _tail(text: str) -> str:
    return "\n".join(text.rstrip().splitlines()[-12:])
