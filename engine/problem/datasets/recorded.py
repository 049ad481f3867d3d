"""Recorded samples: problems with programs and asserts that models once wrote, so that selecting costs no call.

The lines are those of HumanEval, with `generated_tests` (asserts), `generated_test_count`, and `solutions`, each with
`code` (what follows the prompt), `count` and, where they have been executed before, `passed` and `tests_passed` (a bit
for each assert).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from engine.problem.datasets.humaneval import HumanEvalLine, plain_pair
from engine.problem.function import completed
from engine.problem.model import Program, SourceFile
from engine.problem.package import Submission
from engine.problem.remote import Statements

if TYPE_CHECKING:
    from engine.problem.datasets.lines import Line

ASSERT_SECONDS = 0.1
ALL_SECONDS = 3.0
"""What all asserts of a program may take together; the rest is failed."""


class RecordedSample(Struct, frozen=True):
    """A program, how often it was sampled, and what it did when it was recorded."""

    code: str
    count: int = 1
    passed: bool | None = None
    """Whether it passes the official checks."""
    tests_passed: str = ""
    """`1` or `0` for each assert."""


class Recording(Struct, frozen=True):
    """What a model that plays recorded samples gives: each thing with how often it was recorded."""

    programs: tuple[tuple[str, int], ...]
    tests: tuple[tuple[tuple[str, str], int], ...]
    """Inputs with outputs: those asserts that are no more than that."""


class RecordedLine(HumanEvalLine, frozen=True, kw_only=True):
    """A problem with its samples and the asserts that a model wrote."""

    solutions: tuple[RecordedSample, ...]
    generated_tests: tuple[str, ...] = ()
    generated_test_count: tuple[int, ...] = ()

    def require_whole(self, line: Line) -> None:
        """Raise ProblemError where the asserts and their numbers do not fit."""
        asserts, counts = len(self.generated_tests), len(self.generated_test_count)
        if counts not in {0, asserts}:
            raise line.wrong(
                f"generated_test_count has {counts} numbers for {asserts} generated_tests",
                "Give one for each, or none",
            )

    @property
    def counts(self) -> tuple[int, ...]:
        """How often each assert was written."""
        return self.generated_test_count or (1,) * len(self.generated_tests)

    def program(self, sample: RecordedSample) -> Program:
        """Give the whole program of a sample."""
        return Program("python", (SourceFile("main.py", self.prompt + sample.code),))

    def recording(self, line: Line) -> Recording:
        """Give what a model would have answered. Raises ProblemError."""
        function = self.function(line)
        pairs = [plain_pair(text, function) for text in self.generated_tests]
        return Recording(
            tuple((self.program(sample).source, sample.count) for sample in self.solutions),
            tuple((pair, count) for pair, count in zip(pairs, self.counts, strict=True) if pair),
        )

    def submissions(self) -> tuple[Submission, ...]:
        """Give the programs whose worth is known, and the canonical one."""
        known = [sample for sample in self.solutions if sample.passed is not None]
        made = (
            Submission(f"sample-{number}", "accepted" if sample.passed else "wrong_answer", self.program(sample))
            for number, sample in enumerate(known, start=1)
        )
        return (*super().submissions(), *made)

    def asserts(self) -> Statements:
        """Give the written asserts, each with 0.1 s of CPU time, as in CodeT's released code (wall time there)."""
        return Statements(
            self.entry_point, self.generated_tests, ASSERT_SECONDS, ALL_SECONDS, helpers=completed(self.prompt)
        )
