"""The run that is explained, and what the parts of an explanation look up in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.problem.model import OutputRules
from engine.projections.statements import ProgramText

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.events.executions import Outcome
    from engine.events.samples import RevisionId, TestFinished
    from engine.problem.model import Problem, Test
    from engine.projections.board import Board
    from engine.projections.pieces import Round


@dataclass(frozen=True)
class Case:
    """A run to be explained; the problem brings the expected outputs, which are not in the journal."""

    board: Board
    problem: Problem | None = None

    @property
    def rules(self) -> OutputRules:
        """How outputs are compared."""
        return self.problem.output_rules if self.problem else OutputRules()

    @property
    def judged(self) -> bool:
        """Whether a program of the package judges, so that where two outputs part says nothing."""
        return bool(self.board.judge)

    def test(self, name: str) -> Test | None:
        """Find a test of the problem."""
        tests = self.problem.tests if self.problem else ()
        return next((test for test in tests if test.name == name), None)

    def outcome(self, key: str) -> Outcome | None:
        """Look up what an execution did."""
        execution = self.board.executions.get(key)
        return execution.outcome if execution else None

    def execution_seq(self, key: str) -> int:
        """Number of the event that an execution's outcome stands in."""
        execution = self.board.executions.get(key)
        return execution.seq if execution else 0

    def failures(self, round_: Round) -> list[TestFinished]:
        """The tests that a round fails, in the problem's order (in the journal's without the problem)."""
        return self.in_order(test for test in round_.tests.values() if test.verdict != "AC")

    def in_order(self, tests: Iterable[TestFinished]) -> list[TestFinished]:
        """Put results of tests into the problem's order; into the journal's without the problem."""
        order = {test.name: number for number, test in enumerate(self.problem.tests if self.problem else ())}
        return sorted(tests, key=lambda test: order.get(test.test, len(order)))


def program(case: Case, revision: RevisionId) -> ProgramText | None:
    """Fetch a revision's program."""
    made = case.board.revisions.get(revision)
    return ProgramText(revision, made.language, case.board.text(made.text)) if made else None
