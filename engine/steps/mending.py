"""Mending a program test by test without losing what it passes (AlphaCodium's anchors)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import BudgetError
from engine.events.methods import NoteWritten
from engine.models.protocol import Message
from engine.prompts import render
from engine.steps.feedback import block, execution_feedback, fenced, what_happened
from engine.steps.pool import best_revision
from engine.steps.writing import Chain, solve_prompt
from engine.steps.written_tests import passes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.runtime.run import Run
    from engine.steps.pool import Revision
    from engine.steps.written_tests import GuessedTest

_FIXES_EACH = 3
_FIXES_ALONE = 4
"""Of a public test that is the only one."""
FIXES = 4
"""Of all public tests together, and of all written ones."""


class Mending:
    """The program as it stands, and the tests that it must not lose.

    A test once passed is an anchor: a fix that breaks one, or that does not mend its own test, is taken back.
    """

    def __init__(self, run: Run, hint: str) -> None:
        """Begin without a program; the hint is shown beside the sample."""
        self.run = run
        self.chain = Chain(run, 1, hint)
        self.current: Revision | None = None
        self.written: list[GuessedTest] = []
        """Written tests that the current program passes."""
        self._prompt: Message | None = None

    async def begin(self, notes: str, plans: Sequence[str], attempts: int) -> None:
        """Write a first program until one passes the public tests; else the closest is the current one."""
        for attempt in range(attempts):
            known = f"{notes}\n\nThe plan: {plans[attempt % len(plans)]}"
            again = "" if attempt < len(plans) else f"\n\nThis is attempt {attempt + 1}; the earlier ones failed."
            self._prompt = solve_prompt(self.run, "solve_plan", notes=known + again)
            made = await self.chain.write([self._prompt])
            if made is None or made.survives:
                break
        self.current = best_revision(self.chain.revisions)

    async def mend_public(self) -> None:
        """Mend each public test that fails, one after the other."""
        fixes = 0
        tests = range(len(self.run.problem.tests))
        for at in tests:
            for _ in range(_FIXES_EACH if len(tests) > 1 else _FIXES_ALONE):
                assert self.current
                if self.current.results[at].verdict == "AC" or fixes == FIXES:
                    break
                fixes += 1
                test = self.current.results[at].test
                feedback = execution_feedback(self.current, self.run.problem)
                made = await self._write(test.input, test.expected, feedback)
                if made is None:
                    return
                self._take(made, f"public test {test.name}", mends=made.results[at].verdict == "AC")

    async def mend_written(self, tests: Sequence[GuessedTest]) -> None:
        """Take each written test that passes as an anchor; mend one that fails once, or let it be."""
        fixes = 0
        for test in tests:
            assert self.current
            try:
                (passed,) = await passes(self.run, self.current.program, [test])
                if passed:
                    self._tell(f"test {test.name}", f"{test.name} passes, and is an anchor from now on")
                elif fixes < FIXES:
                    fixes += 1
                    passed = await self._fix_written(test)
                else:
                    self._tell(f"test {test.name}", f"{test.name} fails, and no fix is left for it")
            except BudgetError:
                return
            if passed:
                self.written.append(test)

    async def _fix_written(self, test: GuessedTest) -> bool:
        assert self.current
        (outcome,) = await self.run.execute(self.current.program, [test.input])
        trust = ", which was written by a model. If the test is what is wrong, give the program again unchanged"
        made = await self._write(test.input, test.expected, what_happened(outcome), trust)
        if made is None:
            return False
        mends, *kept = await passes(self.run, made.program, [test, *self.written])
        lost = [anchor.name for anchor, holds in zip(self.written, kept, strict=True) if not holds]
        return self._take(made, test.name, mends=mends, lost=lost)

    async def _write(self, source: str, expected: str, did: str, trust: str = "") -> Revision | None:
        assert self.current
        assert self._prompt
        shown = {"input": block(source), "expected": block(expected), "feedback": did, "trust": trust}
        answer = fenced(self.current.program.source, self.run.settings.language)
        fix = Message("user", render("fix_test", **shown))
        return await self.chain.write([self._prompt, Message("assistant", answer), fix])

    def _take(self, made: Revision, test: str, *, mends: bool, lost: Sequence[str] = ()) -> bool:
        """Take a fix over, unless it leaves its test as it was, or loses an anchor; and say so.

        Args:
            made: the fixed program.
            test: what it was to mend.
            mends: whether it does.
            lost: written tests that it fails, and the current program passes.
        """
        assert self.current
        pairs = zip(self.current.results, made.results, strict=True)
        public = [f"public test {old.test.name}" for old, new in pairs if old.verdict == "AC" and new.verdict != "AC"]
        broken = ", ".join([*public, *lost])
        fault = f"fails {broken}, an anchor" if broken else "" if mends else "fails it, too"
        if not fault:
            self.current = made
        what = f"the fix for {test} {fault}: it is taken back" if fault else f"the fix for {test} is kept"
        self._tell(f"fix {made.id}", what, made)
        return not fault

    def _tell(self, note: str, words: str, about: Revision | None = None) -> None:
        """Put down what became of a test or a fix."""
        assert self.current
        self.run.conclude(NoteWritten(note, "mend", self.run.store(words), revision=(about or self.current).id))
