"""Builders of outcomes, revisions and clusters."""

from __future__ import annotations

import pytest

from engine.events.executions import Outcome
from engine.events.samples import RevisionId
from engine.events.selection import Cluster
from engine.execution.output import output_of
from engine.problem.model import Problem, Program, SourceFile, Test
from engine.steps.pool import Revision, TestResult
from engine.steps.testing import verdict_of

PROBLEM = Problem("p", "P", "", ())
TESTS = (Test("1", "1\n", "1 2 3 4\n"), Test("2", "2\n", "5\n"), Test("3", "3\n", "6\n"))


@pytest.fixture(scope="session")
def outcome():
    """An outcome by its output, or by how it ended."""

    def build(output="", ending="OK", **fields):
        shown = output_of(output)
        return Outcome(ending, shown.text, shown.digest, shown.length, **fields)

    return build


@pytest.fixture(scope="session")
def revision(outcome):
    """A revision by its outputs on the three tests; an ending such as "RE" stands for itself."""

    def build(sample, number=0, outputs=("1 2 3 4", "5", "6"), source=None, language="python"):
        def ran(text):
            return outcome(ending=text) if text.isupper() else outcome(text)

        outcomes = [text if isinstance(text, type(outcome())) else ran(text) for text in outputs]
        results = tuple(
            TestResult(test, item, verdict_of(PROBLEM, test, item)) for test, item in zip(TESTS, outcomes, strict=False)
        )
        program = Program(language, (SourceFile("main", source or f"print({sample}, {number})\n"),))
        return Revision(RevisionId(sample, number), program, results)

    return build


@pytest.fixture(scope="session")
def clusters():
    """Clusters by their sizes."""

    def build(*sizes):
        first = 1
        made = []
        for number, size in enumerate(sizes, start=1):
            made.append(Cluster(f"C{number:02d}", tuple(RevisionId(first + at, 0) for at in range(size))))
            first += size
        return made

    return build
