"""What a model is told about its program's tests, and how the problem is put to it."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from engine.problem.compare import first_difference
from engine.problem.languages import SOURCE_LANGUAGES
from engine.problem.model import MEBIBYTE
from engine.prompts import debug_steps, render

if TYPE_CHECKING:
    from engine.events.executions import Outcome
    from engine.problem.model import Limits, OutputRules, Problem
    from engine.steps.pool import Revision, TestResult

_LONGEST_TEXT = 1500
"""Characters of an input or output that a prompt shows."""

_MANY = (
    "Several outputs may be right for one input: a checker judges each by the statement. The examples show one right "
    "output each."
)
_INTERACTIVE = (
    "This problem is interactive: the program does not read the whole input, it talks with a judge through standard "
    "input and standard output. It must flush its output each time before it waits for an answer. In a recorded "
    "interaction `> ` begins what the program writes, and `< ` what it is told; neither mark is part of a message."
)
_HIDDEN = (
    "An input is what the judge itself reads before it talks with the program; the program is told of it in the talk "
    "alone. These are inputs:"
)

_VERDICT_WORDS = {
    "WA": "wrong answer",
    "TLE": "time limit exceeded",
    "MLE": "memory limit exceeded",
    "RE": "run-time error",
    "OLE": "output limit exceeded",
    "CE": "compile error",
    "IE": "could not be judged (a fault of the judge, not of the program)",
}


def examples(problem: Problem) -> str:
    """The public tests, or the sample interactions, as a prompt shows them."""
    if problem.interactive:
        return _interactions(problem)
    shown = "\n\n".join(
        f"Input {number}:\n{block(test.input)}\n\nOutput {number}:\n{block(test.expected)}"
        for number, test in enumerate(problem.tests, start=1)
    )
    return f"{_MANY}\n\n{shown}" if problem.many_answers else shown


def examples_with_inputs(problem: Problem) -> str:
    """The same for whoever writes or judges inputs: in an interactive problem, programs are not shown them."""
    if not problem.interactive or not problem.tests:
        return examples(problem)
    shown = "\n\n".join(f"Input {at}:\n{block(test.input)}" for at, test in enumerate(problem.tests, start=1))
    return f"{examples(problem)}\n\n{_HIDDEN}\n\n{shown}"


def _interactions(problem: Problem) -> str:
    shown = [f"Interaction {at}:\n{block(item.text)}" for at, item in enumerate(problem.interactions, start=1)]
    return "\n\n".join([_INTERACTIVE, *shown])


def limits_for_prompt(limits: Limits) -> dict[str, object]:
    """The limits, in the units that prompts use."""
    return {
        "cpu_seconds": f"{limits.cpu_seconds:g}",
        "memory_mebibytes": limits.memory_bytes // MEBIBYTE,
    }


def execution_feedback(revision: Revision, problem: Problem) -> str:
    """Say what happened on each test that a model is told of: failing ones in full, passing ones in one line."""
    told = told_of(revision)
    if told and told[0].verdict == "CE":
        return f"The program does not compile, so it was not run:\n{block(told[0].outcome.error)}"
    parts = [_failure(result, problem) for result in told if result.verdict != "AC"]
    passing = [result.test.name for result in told if result.verdict == "AC"]
    if passing:
        parts.append(f"Passed: test {', '.join(passing)}.")
    return "\n\n".join(parts)


def debug_request(revision: Revision, problem: Problem, further: str = "") -> str:
    """Ask for a corrected program, in words for what went wrong: what does not compile or end cannot be traced.

    Args:
        revision: the program, and its tests.
        problem: what it is for.
        further: what else is known of it.
    """
    told = told_of(revision)
    language = SOURCE_LANGUAGES[revision.program.language].title
    function = problem.function
    what = (f"the class {function.owner} with its method" if function.owner else "the function") if function else ""
    asked = {"language": language, "defining": f", which defines {what} {function.name}," if function else ""}
    failing = {result.verdict for result in told if result.verdict != "AC"}
    if "CE" in failing:
        return render("debug_compile", feedback=block(told[0].outcome.error), **asked)
    steps = debug_steps(failing.pop() if len(failing) == 1 else "WA")
    return render(
        "debug",
        passed=sum(result.verdict == "AC" for result in told),
        total=len(told),
        feedback="\n\n".join(filter(None, [execution_feedback(revision, problem), further])),
        steps="\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1)),
        **asked,
    )


def what_happened(outcome: Outcome) -> str:
    """Say what a program did on an input for which nobody has given the right output."""
    if outcome.failure is None:
        return block(outcome.output) if outcome.output.strip() else "It printed nothing."
    said = _tail(outcome.error) or outcome.judge_message.strip()
    return f"It failed: {_VERDICT_WORDS[outcome.failure]}." + (f"\n{block(said)}" if said else "")


def told_of(revision: Revision) -> list[TestResult]:
    """The results that a model is told of: the public tests; once they pass, the first custom one that fails, too.

    One at a time, so that another custom test changes no question that has been asked and paid already.
    """
    public = [result for result in revision.results if result.test.kind == "public"]
    if any(result.verdict != "AC" for result in public):
        return public
    custom = (result for result in revision.results if result.test.kind != "public" and result.verdict != "AC")
    return [*public, *islice(custom, 1)]


def fenced(text: str, language: str) -> str:
    """A program in a fence that it cannot close, as a model would have written it."""
    return _fenced(text.rstrip("\n"), language)


def block(text: str) -> str:
    """A text in a fence that it cannot close, cut in the middle when it is long."""
    return _fenced(cut(text.rstrip("\n")))


def _fenced(shown: str, language: str = "") -> str:
    fence = "```"
    while fence in shown:
        fence += "`"
    return f"{fence}{language}\n{shown}\n{fence}"


def cut(text: str, longest: int = _LONGEST_TEXT) -> str:
    """Keep the beginning and the end of a long text, with a mark between that says how much is missing."""
    if len(text) <= longest:
        return text
    half = longest // 2
    return f"{text[:half]}\n[... {len(text) - 2 * half} characters left out ...]\n{text[-half:]}"


def _failure(result: TestResult, problem: Problem) -> str:
    test, outcome, limits = result.test, result.outcome, problem.limits
    head = f"Test {test.name}: {_VERDICT_WORDS[result.verdict]}"
    lines = [f"{head} ({outcome.cpu_seconds:.2f} s of CPU time, limit {limits.cpu_seconds:g} s)."]
    lines += _talk(result) if problem.interactive else _expected_and_got(result, problem)
    if result.verdict == "TLE" and outcome.error and outcome.cpu_seconds <= limits.cpu_seconds:
        lines.append(outcome.error.rstrip().splitlines()[-1])  # why, as the time that is shown says nothing
    if outcome.error and result.verdict in {"RE", "MLE"}:
        lines.append(f"End of standard error:\n{block(_tail(outcome.error))}")
    return "\n".join(lines)


def _talk(result: TestResult) -> list[str]:
    lines = [f"What was said (`> ` by your program, `< ` by the judge):\n{block(result.outcome.transcript)}"]
    return [*lines, f"The judge says:\n{block(result.message)}"] if result.message.strip() else lines


def _expected_and_got(result: TestResult, problem: Problem) -> list[str]:
    test, output = result.test, result.outcome.output
    lines = [f"Input:\n{block(test.input)}", f"{_expected_title(problem)}:\n{block(test.expected)}"]
    if result.verdict in {"WA", "RE", "OLE"}:
        printed = f"Your program's output:\n{block(output)}"
        lines.append(printed if output.strip() else "Your program printed nothing.")
    if result.message.strip():
        lines.append(f"The checker says:\n{block(result.message)}")
    if result.verdict == "WA" and result.compared:
        lines.append(_where(test.expected, output, problem.output_rules))
    return lines


def _expected_title(problem: Problem) -> str:
    return "One right output (others may be right, too)" if problem.many_answers else "Expected output"


def _where(expected: str, got: str, rules: OutputRules) -> str:
    difference = first_difference(expected, got, rules)
    if difference is None:
        return ""
    wanted = f"“{cut(difference.expected, 80)}”" if difference.expected is not None else "the end"
    found = f"“{cut(difference.got, 80)}”" if difference.got is not None else "the output ends"
    return f"First difference: token {difference.token + 1} should be {wanted}, got {found}."


def _tail(text: str) -> str:
    return "\n".join(text.rstrip().splitlines()[-12:])
