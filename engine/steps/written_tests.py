"""Tests that a model writes, expected outputs included: weak evidence each, and strong where many agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from engine.events.methods import TestWritten
from engine.problem.model import Test
from engine.prompts import render
from engine.runtime.checking import Claim, given, printed
from engine.runtime.together import together
from engine.steps.asking import ask_for
from engine.steps.feedback import examples
from engine.steps.testing import verdict_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.events.calls import Path
    from engine.events.samples import RevisionId
    from engine.problem.model import Program
    from engine.runtime.run import Run
    from engine.steps.pool import Revision


class TestText(Struct, frozen=True, kw_only=True):
    """A test as a model writes it; a model that is held to this form works the output out in `steps`."""

    __test__ = False

    input: str
    steps: str = ""
    output: str


class TestTexts(Struct, frozen=True, kw_only=True):
    """What the writer of tests must answer."""

    __test__ = False

    plan: str = ""
    tests: tuple[TestText, ...]


class GuessedTest(Struct, frozen=True):
    """An input with an output that a model holds right; `count` is how often it was written."""

    name: str
    input: str
    expected: str
    count: int = 1


async def write_tests(
    run: Run, answers: int, each: int, path: Path = ("tests",), prefix: str = "T"
) -> tuple[GuessedTest, ...]:
    """Ask several times for tests, and count how often each was written; public tests are no news.

    An interactive problem has none: its programs read no input.

    Args:
        run: where it happens.
        answers: how often the model is asked.
        each: tests that are taken from one answer, at most: the first ones.
        path: where in the strategy this happens; begins with "tests".
        prefix: of the names of the tests.

    Raises:
        BudgetError: as `Run.complete`.
    """
    if run.problem.interactive:
        return ()
    how_many = "one test" if each == 1 else f"{each} tests"
    prompt = render("tests", statement=run.problem.statement, examples=examples(run.problem), count=how_many)
    written = await together(_ask(run, (*path, number), prompt) for number in range(1, answers + 1))
    public = {test.input for test in run.problem.tests}
    counts: dict[tuple[str, str], int] = {}
    calls: dict[tuple[str, str], str] = {}
    for texts, call in written:
        for text in texts[:each]:
            pair = _ended(text.input), _ended(text.output)
            if pair[0] not in public:
                counts[pair] = counts.get(pair, 0) + 1
                calls.setdefault(pair, call)
    tests = []
    for number, ((source, expected), count) in enumerate(counts.items(), start=1):
        name = f"{prefix}{number:02d}"
        call = calls[source, expected]
        run.conclude(TestWritten(name, run.store(source), run.store(expected), call, count))
        tests.append(GuessedTest(name, source, expected, count))
    return tuple(tests)


async def passed_tests(
    run: Run, revisions: Sequence[Revision], tests: Sequence[GuessedTest]
) -> Mapping[RevisionId, frozenset[str]]:
    """Run every revision on every test; the result names the tests that each one passes.

    Raises:
        ExecutorError, BudgetError: as `Run.execute`.
    """
    rows = await together(passes(run, revision.program, tests) for revision in revisions)
    return {
        revision.id: frozenset(test.name for test, passed in zip(tests, row, strict=True) if passed)
        for revision, row in zip(revisions, rows, strict=True)
    }


async def passes(run: Run, program: Program, tests: Sequence[GuessedTest]) -> list[bool]:
    """Which tests a program passes, by the checker of the problem or by its output rules."""
    outcomes = await run.execute(program, [test.input for test in tests])
    as_tests = [Test(test.name, test.input, test.expected) for test in tests]
    pairs = zip(as_tests, outcomes, strict=True)
    verdicts = [verdict_of(run.problem, test, outcome) for test, outcome in pairs]
    left = [at for at, verdict in enumerate(verdicts) if verdict is None]
    claims = [Claim(tests[at].input, given(tests[at].expected), printed(program, outcomes[at])) for at in left]
    for at, checked in zip(left, await run.check(claims) if claims else (), strict=True):
        verdicts[at] = checked.verdict
    return [verdict == "AC" for verdict in verdicts]


async def _ask(run: Run, path: Path, prompt: str) -> tuple[Sequence[TestText], str]:
    reply = await ask_for(run, TestTexts, path, "input writer", prompt)
    return (reply.value.tests, reply.call) if reply.value else ((), "")


def _ended(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"
