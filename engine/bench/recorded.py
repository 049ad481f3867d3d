"""Recorded samples executed and ranked: what each program does on the written asserts, and which comes first.

Programs are executed as `engine.problem.remote` has it: asserts and official checks run in another process than the
program, to which plain values pass, so that no program can vouch for itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, structs

from engine.errors import ProblemError
from engine.execution.judging import IDLE
from engine.execution.protocol import Job
from engine.problem.datasets.files import read_line, read_recorded_line
from engine.problem.datasets.lines import lines
from engine.problem.datasets.recorded import ALL_SECONDS, RecordedLine
from engine.problem.model import MEBIBYTE, Limits, Program, SourceFile
from engine.problem.remote import answering, asserting
from engine.steps.agreement import agreements, ranks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from engine.execution.protocol import Executor
    from engine.problem.remote import Statements
    from engine.steps.agreement import Formula

    Ranking = Callable[["Known"], list[tuple[int, ...]]]
    """From what is known of a problem to its samples, rank by rank, the best first."""

_LIMITS = Limits(cpu_seconds=2 * ALL_SECONDS, memory_bytes=1024 * MEBIBYTE, output_bytes=64 * MEBIBYTE)
"""Of one execution: what keeps its own time ends before; what does not, such as a huge power, ends here."""
_AT_ONCE = 1000
"""Statements of one execution: the interactor's message has room for so many."""


class Known(Struct, frozen=True):
    """What was executed: for each distinct sample its copies, whether it is right, and which asserts it passes."""

    task: str
    copies: tuple[int, ...]
    right: tuple[bool, ...]
    passed: tuple[frozenset[int], ...]
    counts: tuple[int, ...]
    """How often each assert was written."""

    def in_ranks(self, ranking: Ranking) -> list[tuple[int, int]]:
        """Members and right ones of each rank, copies counted."""
        made = []
        for members in ranking(self):
            right = sum(self.copies[at] for at in members if self.right[at])
            made.append((sum(self.copies[at] for at in members), right))
        return made


def read_recorded(path: Path) -> list[RecordedLine]:
    """Read a file of recorded samples, `.gz` or not.

    Raises:
        ProblemError: names the file, the line, what is wrong and what to do.
    """
    return [read_recorded_line(line) for line in lines(path)]


def holds_recorded(path: Path) -> bool:
    """Whether a file of problems is one of recorded samples, by its first line.

    Raises:
        ProblemError: it cannot be read, or holds nothing.
    """
    first = next(lines(path), None)
    if first is None:
        raise ProblemError(path, "there is no problem in it", "Name a file with a problem on each line")
    return isinstance(read_line(first), RecordedLine)


def as_recorded(problem: RecordedLine) -> Known | None:
    """What the file says of a problem; None where its samples were not executed."""
    asserts = len(problem.generated_tests)
    rows = problem.solutions
    if any(row.passed is None or len(row.tests_passed) != asserts for row in rows):
        return None
    return _known(problem, [bool(row.passed) for row in rows], [row.tests_passed for row in rows])


async def executed(problem: RecordedLine, executor: Executor, sample: Callable[[], None] = lambda: None) -> Known:
    """Execute every sample on every assert and on the official checks.

    Args:
        problem: with its samples.
        executor: runs them, as closed in as any program.
        sample: told when a sample is done.

    Raises:
        ExecutorError: a fault of ours.
    """
    right, bits = [], []
    for row in problem.solutions:
        source = answering(problem.entry_point, problem.program(row).source)
        program = Program("python", (SourceFile("main.py", source),))
        check, asserts = await held(program, (problem.checks(), problem.asserts()), executor)
        right.append(check == "1")
        bits.append(asserts)
        sample()
    return _known(problem, right, bits)


async def held(program: Program, asked: Sequence[Statements], executor: Executor, *, again: bool = True) -> list[str]:
    """Which statements hold, `1` or `0` for each, as a text for each of `asked`.

    One job holds all of them, and one of its executions many. Those of an execution that the program ended before its
    time are asked again by halves, so that only the statements fail at which it does that. A single one that was ended
    by the clock with CPU time left is asked once more: it may only have been crowded out.

    Args:
        program: answers calls (`answering`).
        asked: the statements.
        executor: runs both sides.
        again: whether what may have been crowded out is asked once more.

    Raises:
        ExecutorError: a fault of ours.
    """
    parts = [(at, part) for at, one in enumerate(asked) for part in _parts(one, _AT_ONCE)]
    longest = max((1.0 + 2 * len(part.statements) * part.seconds for _, part in parts), default=1.0)
    limits = structs.replace(_LIMITS, cpu_seconds=min(_LIMITS.cpu_seconds, longest))
    texts = tuple(part.encode() for _, part in parts)
    job = Job(program, texts, limits, asserting(), ("",) * len(parts))
    outcomes = [outcome async for outcome in executor.run(job)]
    said = [""] * len(asked)
    for (at, part), outcome in zip(parts, outcomes, strict=True):
        count = len(part.statements)
        if len(outcome.judge_message) == count:
            said[at] += outcome.judge_message
        elif count > 1:
            said[at] += "".join(await held(program, _parts(part, -(-count // 2)), executor))
        elif again and outcome.ending == "TLE" and outcome.error != IDLE and outcome.cpu_seconds < limits.cpu_seconds:
            said[at] += "".join(await held(program, [part], executor, again=False))
        else:
            said[at] += "0"
    return said


def _parts(asked: Statements, size: int) -> list[Statements]:
    rows = asked.statements
    return [structs.replace(asked, statements=rows[at : at + size]) for at in range(0, len(rows), size)]


def _known(problem: RecordedLine, right: Sequence[bool], bits: Sequence[str]) -> Known:
    return Known(
        task=problem.task_id,
        copies=tuple(row.count for row in problem.solutions),
        right=tuple(right),
        passed=tuple(frozenset(at for at, bit in enumerate(row) if bit == "1") for row in bits),
        counts=problem.counts,
    )


# -------------------------------------------------------------------- rankings


def by_chance(known: Known) -> list[tuple[int, ...]]:
    """All samples in one rank."""
    return [tuple(range(len(known.copies)))]


def by_agreement(known: Known, formula: Formula = "sqrt") -> list[tuple[int, ...]]:
    """CodeT; by chance where no sample passes any assert."""
    groups = agreements(
        dict(enumerate(known.passed)), dict(enumerate(known.copies)), dict(enumerate(known.counts)), formula
    )
    return ranks(groups) or by_chance(known)


def by_agreement_product(known: Known) -> list[tuple[int, ...]]:
    """CodeT with the product that the paper's text states."""
    return by_agreement(known, "product")


def by_asserts(known: Known) -> list[tuple[int, ...]]:
    """Most asserts passed, each counted as often as it was written."""
    return _ranked([sum(known.counts[test] for test in tests) for tests in known.passed])


def by_cluster(known: Known) -> list[tuple[int, ...]]:
    """The largest group of samples that pass the same asserts, of those that pass any."""
    sizes: dict[frozenset[int], int] = {}
    for tests, copies in zip(known.passed, known.copies, strict=True):
        sizes[tests] = sizes.get(tests, 0) + (copies if tests else 0)
    return _ranked([sizes[tests] for tests in known.passed])


def _ranked(scores: Sequence[int]) -> list[tuple[int, ...]]:
    ordered: dict[int, list[int]] = {}
    for at, score in enumerate(scores):
        ordered.setdefault(score, []).append(at)
    return [tuple(ordered[score]) for score in sorted(ordered, reverse=True)]


RANKINGS: dict[str, Ranking] = {
    "random": by_chance,
    "most asserts passed": by_asserts,
    "largest cluster": by_cluster,
    "codet": by_agreement,
    "codet-product": by_agreement_product,
}
