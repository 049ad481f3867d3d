"""Packages with labelled submissions: which of these are right, which are wrong though they pass every sample."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from engine.errors import ProblemError
from engine.events.samples import RevisionId
from engine.grading import grade
from engine.problem.kattis import read_package
from engine.problem.model import digest
from engine.problem.package import Package
from engine.steps.pool import Revision
from engine.steps.testing import run_tests

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from remembering import Memory

    from engine.execution.protocol import Executor
    from engine.problem.package import Submission
    from engine.runtime.run import Run

_TOLD_APART = 60.0
"""CPU seconds: an accepted submission shall not fail for its time while the limit is still looked for."""
_SLACK = 3.0
"""How much slower than on the secret tests an accepted submission may be on an input of ours."""
_LEAST, _MOST = 1.0, 10.0
"""CPU seconds."""
_MOST_SIDES = 4
"""Accepted submissions besides the reference, at most: more of them cost much and tell little more."""


class Grade(Struct, frozen=True):
    """What the secret tests say of a submission."""

    verdict: str
    seconds: float
    """CPU time on the slowest of them."""


class Side(Struct, frozen=True):
    """A submission that passes every sample."""

    name: str
    label: str
    revision: Revision
    secret: Grade


class Labelled(Struct, frozen=True):
    """A package with what there is to tell apart in it: `right[0]` is what all others are compared with."""

    package: Package
    right: tuple[Side, ...]
    wrong: tuple[Side, ...]


def packages_below(folders: list[Path]) -> Iterator[Package]:
    """Read every package in these folders that can be read and has submissions of both kinds."""
    for folder in folders:
        for path in sorted(folder.rglob("problem.yaml")):
            if "testdata_tools" in path.parts:  # examples of another project
                continue
            try:
                package = read_package(path.parent)
            except ProblemError:
                continue
            labels = {submission.label for submission in package.submissions}
            if (
                "accepted" in labels
                and labels - {"accepted", "compile_error"}
                and package.problem.judge != "interactor"
            ):
                yield package


class Labelling:
    """Grades the submissions of packages; verdicts are remembered, since secret tests do not change."""

    def __init__(self, executor: Executor, memory: Memory) -> None:
        """Grade by this executor."""
        self._executor = executor
        self._memory = memory

    async def label(self, package: Package) -> tuple[Package, list[tuple[Submission, Grade]]]:
        """Grade all submissions, the accepted ones first.

        Packages rarely state their time limit: it would be measured. Here it is three times what the slowest
        accepted submission needs, between 1 and 10 s; whoever is accepted and still fails is left out.
        """
        loose = structs.replace(package.problem.limits, cpu_seconds=_TOLD_APART)
        known = [item for item in package.submissions if self._executor.can_run(item.program.language)]
        right = [item for item in known if item.label == "accepted"]
        grades = [(item, await self._grade(package, item, loose.cpu_seconds)) for item in right]
        grades = [(item, graded) for item, graded in grades if graded.verdict == "AC" and graded.seconds < _MOST]
        slowest = max((graded.seconds for _, graded in grades), default=0.0)
        seconds = float(math.ceil(min(_MOST, max(_LEAST, _SLACK * slowest))))
        package = _limited(package, seconds)
        others = [item for item in known if item.label not in {"accepted", "compile_error"}]
        return package, grades + [(item, await self._grade(package, item, seconds)) for item in others]

    async def _grade(self, package: Package, item: Submission, seconds: float) -> Grade:
        key = digest("grade", package.digest, item.program.digest, str(seconds))
        known = self._memory.get(key, Grade)
        if known is None:
            graded = await grade(_limited(package, seconds), item.program, self._executor)
            slowest = max(test.cpu_seconds for test in graded.tests)
            known = Grade(graded.verdict, slowest)
            self._memory.put(key, known)
        return known


async def sides(run: Run, graded: list[tuple[Submission, Grade]]) -> tuple[list[Side], list[Side]]:
    """Run all submissions on the samples; those that pass, the right ones first, each program once."""
    right: list[Side] = []
    wrong: list[Side] = []
    seen = set()
    for number, (item, secret) in enumerate(graded, start=1):
        if item.program.digest in seen or (item.label == "accepted" and len(right) > _MOST_SIDES):
            continue
        seen.add(item.program.digest)
        identity = RevisionId(number, 0)
        revision = Revision(identity, item.program, await run_tests(run, identity, item.program))
        if revision.survives:
            side = Side(item.name, item.label, revision, secret)
            (right if item.label == "accepted" else wrong).append(side)
    return right, wrong


def _limited(package: Package, seconds: float) -> Package:
    limits = structs.replace(package.problem.limits, cpu_seconds=seconds)
    return structs.replace(package, problem=structs.replace(package.problem, limits=limits))
