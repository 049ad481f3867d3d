"""Whether outputs are right: each question is put to the checker once, and what it said is remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from engine.events.executions import Checked, CheckFinished, Outcome
from engine.execution.protocol import Case, CheckJob, Job
from engine.problem.compare import same_output
from engine.problem.model import Program, digest
from engine.runtime.facts import check_key

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from engine.events.codec import Event
    from engine.execution.protocol import Executor
    from engine.problem.model import Problem
    from engine.runtime.facts import Facts

_AT_ONCE = 16
"""Claims whose texts are held at the same time."""


class Text(Struct, frozen=True):
    """A text that a checker reads: an expected output, or what a program printed."""

    text: str
    name: str
    """Stands for the whole text in keys."""
    program: Program | None = None
    """Prints the whole again, where `text` is only the beginning of it."""


def given(text: str) -> Text:
    """A text that is at hand."""
    return Text(text, digest(text))


def printed(program: Program, outcome: Outcome) -> Text:
    """What a program printed, as far as its outcome keeps it."""
    if outcome.whole:
        return given(outcome.output)
    length = str(outcome.output_bytes)
    return Text(outcome.output, digest("long", outcome.output_digest, length, outcome.output), program)


class Claim(Struct, frozen=True):
    """That an output is right for an input, measured by an answer."""

    input: str
    answer: Text
    output: Text


class Checking:
    """Puts claims to the checker of a problem, or to its output rules where it has none."""

    def __init__(self, problem: Problem, executor: Executor, facts: Facts, record: Callable[[Event], None]) -> None:
        """Prepare to ask.

        Args:
            problem: whose checker, or output rules, judge.
            executor: runs the checker, and programs whose outputs are not at hand as a whole.
            facts: what is known already.
            record: takes events.
        """
        self._problem = problem
        self._executor = executor
        self._facts = facts
        self._record = record
        rules = msgspec.json.encode(problem.output_rules).decode()
        self._name = problem.checker.digest if problem.checker else digest("output rules", rules)

    def key(self, claim: Claim) -> str:
        """Key of what is said of a claim."""
        return check_key(self._name, digest(claim.input), claim.answer.name, claim.output.name)

    async def ask(self, fresh: Mapping[str, Claim], each: Callable[[], None]) -> None:
        """Have claims judged, by key, each of which becomes a fact; `each` is called after every one.

        Raises ExecutorError for a fault of ours.
        """
        keys = list(fresh)
        for start in range(0, len(keys), _AT_ONCE):
            await self._ask_some({key: fresh[key] for key in keys[start : start + _AT_ONCE]}, each)

    async def _ask_some(self, fresh: Mapping[str, Claim], each: Callable[[], None]) -> None:
        cases = {}
        whole: dict[tuple[str, str], str | Checked] = {}
        for key, claim in fresh.items():
            texts = []
            for text in (claim.answer, claim.output):
                place = claim.input, text.name
                if place not in whole:
                    whole[place] = await self._whole(claim.input, text)
                texts.append(whole[place])
            missing = next((text for text in texts if isinstance(text, Checked)), None)
            if missing:
                self._finish(key, claim, missing, each)
            else:
                cases[key] = Case(claim.input, *(text for text in texts if isinstance(text, str)))
        keys = iter(cases)
        async for checked in self._said(tuple(cases.values())):
            key = next(keys)
            self._finish(key, fresh[key], checked, each)

    async def _said(self, cases: tuple[Case, ...]) -> AsyncIterator[Checked]:
        problem = self._problem
        if problem.checker is None:
            for case in cases:
                yield Checked("AC" if same_output(case.answer, case.output, problem.output_rules) else "WA")
        elif cases:
            async for checked in self._executor.check(CheckJob(problem.checker, cases)):
                yield checked

    async def _whole(self, text: str, wanted: Text) -> str | Checked:
        """Fetch a text; one that the journal cut is printed again, and what that fails with is a fault."""
        if wanted.program is None:
            return wanted.text
        limits = self._problem.limits
        job = Job(self._problem.runnable(wanted.program), (text,), limits, output_kept=limits.output_bytes)
        (outcome,) = [one async for one in self._executor.run(job)]
        if outcome.ending == "OK" and outcome.whole:
            return outcome.output
        return Checked("IE", f"the program did not print its long output a second time ({outcome.ending})")

    def _finish(self, key: str, claim: Claim, checked: Checked, each: Callable[[], None]) -> None:
        if key not in self._facts.checks:  # else another job asked the same meanwhile
            names = digest(claim.input), claim.answer.name, claim.output.name
            self._record(CheckFinished(key, self._name, *names, checked))
        each()
