"""The pool of revisions: what each one did on the tests, which one speaks for its sample, who survives."""

from __future__ import annotations

import ast
from collections import Counter
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.events.executions import Outcome, Verdict
from engine.events.samples import RevisionId
from engine.events.selection import SurvivorsFiltered
from engine.problem.model import Program, Test

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.runtime.run import Run


class TestResult(Struct, frozen=True):
    """What a revision did on one test."""

    __test__ = False

    test: Test
    outcome: Outcome
    verdict: Verdict
    message: str = ""
    """What the checker or interactor said to that."""
    compared: bool = True
    """Whether the output was compared with the expected one, and not judged by a program of the package."""


class Revision(Struct, frozen=True):
    """One program of a sample, with its results on all public and custom tests."""

    id: RevisionId
    program: Program
    results: tuple[TestResult, ...]
    mark: bool | None = None
    """Whether a person accepted (True) or rejected (False) it."""

    @property
    def passed(self) -> int:
        """How many tests it passes."""
        return sum(result.verdict == "AC" for result in self.results)

    @property
    def passes(self) -> bool:
        """Whether it passes all of them."""
        return self.passed == len(self.results)

    @property
    def survives(self) -> bool:
        """Whether it takes part in the selection: it passes all tests, unless a person decided about it."""
        return self.passes if self.mark is None else self.mark

    @property
    def distance(self) -> float:
        """How far its outputs are from the expected ones: the sum over the tests of 0 (right) to 1."""
        return sum(_distance(result) for result in self.results)


def best_revision(revisions: Iterable[Revision]) -> Revision | None:
    """The revision that speaks for its sample: most tests passed, then closest outputs, then the earliest.

    Not the last one: taking the last lets a debug round that breaks a program cost the sample. One that a person
    accepted comes first, one that was rejected never speaks.
    """
    ranked = sorted((item for item in revisions if item.mark is not False), key=_rank)
    return ranked[0] if ranked else None


def speakers(samples: Iterable[Iterable[Revision]]) -> list[Revision]:
    """The revision that speaks for each sample, in the order of samples; one without any program has none."""
    return [best for sample in samples if (best := best_revision(sample))]


def filter_survivors(run: Run, pool: Sequence[Revision]) -> tuple[Revision, ...]:
    """Keep one revision for each distinct program that passes every public and custom test.

    When there is none, the closest revision is kept alone, and the event says that it is a best effort.
    The pool is in the order of samples, and so is the result.
    """
    passing = [revision for revision in pool if revision.survives]
    if not passing:
        closest = sorted(pool, key=_rank)[:1]
        run.conclude(SurvivorsFiltered(tuple(item.id for item in closest), best_effort=True))
        return tuple(closest)
    first: dict[str, Revision] = {}
    duplicates = []
    for revision in passing:
        kept = first.setdefault(normalized(revision.program), revision)
        if kept is not revision:
            duplicates.append((revision.id, kept.id))
    survivors = tuple(first.values())
    run.conclude(SurvivorsFiltered(tuple(item.id for item in survivors), tuple(duplicates)))
    return survivors


def copies_of(survivors: Sequence[Revision], pool: Sequence[Revision]) -> dict[RevisionId, int]:
    """How many revisions of the pool have each survivor's program, itself included."""
    texts = Counter(normalized(revision.program) for revision in pool)
    return {survivor.id: texts[normalized(survivor.program)] for survivor in survivors}


@lru_cache(maxsize=4096)
def normalized(program: Program) -> str:
    """The program's text without what cannot change its behaviour: blank lines, comments, trailing spaces."""
    if program.language == "python":
        try:
            return ast.unparse(ast.parse(program.source))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            pass
    lines = (line.rstrip() for line in program.source.splitlines())
    return "\n".join(line for line in lines if line and not line.lstrip().startswith("//"))


def _rank(revision: Revision) -> tuple[bool, float, float, RevisionId]:
    return (not revision.mark, -revision.passed, revision.distance, revision.id)


def _distance(result: TestResult) -> float:
    if result.verdict == "AC":
        return 0.0
    if result.verdict != "WA" or not result.compared:
        return 1.0
    pairs = list(zip_longest(result.test.expected.split(), result.outcome.output.split()))
    wrong = sum(1 for left, right in pairs if left != right)
    return wrong / max(1, len(pairs))
