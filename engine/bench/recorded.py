"""Recorded samples: problems with programs and asserts that models once wrote, so that selecting costs no call.

One problem a line, as JSON: `task_id`, `prompt` (what each program begins with), `entry_point`, `test` (official
checks that call `check`), `generated_tests` (asserts) with `generated_test_count`, and `solutions`, each with `code`,
`count` and, where they have been executed before, `passed` and `tests_passed` (a bit for each assert).
"""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from engine.errors import UsageError
from engine.execution.protocol import Job
from engine.problem.model import MEBIBYTE, Limits, Program, SourceFile
from engine.steps.agreement import agreements, ranks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from engine.execution.protocol import Executor
    from engine.steps.agreement import Formula

    Ranking = Callable[["Known"], list[tuple[int, ...]]]
    """From what is known of a problem to its samples, rank by rank, the best first."""

_ASSERT_SECONDS = 0.1
_CHECK_SECONDS = 3.0
_ALL_SECONDS = 3.0
"""What all asserts of a program may take together; the rest is failed."""
_LIMITS = Limits(cpu_seconds=4 * _ALL_SECONDS, memory_bytes=1024 * MEBIBYTE, output_bytes=MEBIBYTE)


class RecordedSample(Struct, frozen=True):
    """A program, how often it was sampled, and what it did when it was recorded."""

    code: str
    count: int = 1
    passed: bool | None = None
    """Whether it passes the official checks."""
    tests_passed: str = ""
    """`1` or `0` for each assert."""


class RecordedProblem(Struct, frozen=True):
    """A problem with its samples and the asserts that a model wrote."""

    task_id: str
    prompt: str
    entry_point: str
    test: str
    solutions: tuple[RecordedSample, ...]
    generated_tests: tuple[str, ...] = ()
    generated_test_count: tuple[int, ...] = ()


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


def read_recorded(path: Path) -> list[RecordedProblem]:
    """Read a file of recorded samples, `.gz` or not.

    Raises:
        UsageError: names the file, the line, what is wrong and what to do.
    """
    decoder = msgspec.json.Decoder(RecordedProblem)
    problems = []
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    problems.append(_checked(decoder.decode(line), path, number))
    except (OSError, EOFError) as error:
        raise UsageError(f"{path} cannot be read: {error}. Check the path.") from error
    except msgspec.DecodeError as error:
        raise UsageError(
            f"{path}, line {len(problems) + 1}, holds no recorded samples: {error}. Each line must be a JSON object "
            "with task_id, prompt, entry_point, test and solutions (code, count)."
        ) from error
    return problems


def _checked(problem: RecordedProblem, path: Path, line: int) -> RecordedProblem:
    asserts = len(problem.generated_tests)
    if len(problem.generated_test_count) not in {0, asserts}:
        raise UsageError(
            f"{path}, line {line}: generated_test_count has {len(problem.generated_test_count)} numbers for {asserts} "
            "generated_tests. Give one for each, or none."
        )
    return problem


def as_recorded(problem: RecordedProblem) -> Known | None:
    """What the file says of a problem; None where its samples were not executed."""
    asserts = len(problem.generated_tests)
    rows = problem.solutions
    if any(row.passed is None or len(row.tests_passed) != asserts for row in rows):
        return None
    return _known(problem, [bool(row.passed) for row in rows], [row.tests_passed for row in rows])


async def executed(problem: RecordedProblem, executor: Executor, sample: Callable[[], None] = lambda: None) -> Known:
    """Execute every sample on every assert and on the official checks.

    One execution holds all asserts of a program, 0.1 s of CPU time each, as in the released code of CodeT (there: of
    wall time). So a program could deceive about itself, as it could there; it reaches nobody else.

    Args:
        problem: with its samples.
        executor: runs them, as closed in as any program.
        sample: told when a sample is done.

    Raises:
        ExecutorError: a fault of ours.
    """
    official = _question((f"{problem.test}\ncheck({problem.entry_point})",), _CHECK_SECONDS)
    inputs = (official, _question(problem.generated_tests, _ASSERT_SECONDS))
    right, bits = [], []
    for row in problem.solutions:
        program = Program("python", (SourceFile("main.py", _program(problem.prompt + row.code)),))
        check, asserts = [item async for item in executor.run(Job(program, inputs, _LIMITS))]
        right.append(check.output == "1")
        bits.append(asserts.output)
        sample()
    return _known(problem, right, bits)


def _known(problem: RecordedProblem, right: Sequence[bool], bits: Sequence[str]) -> Known:
    return Known(
        task=problem.task_id,
        copies=tuple(row.count for row in problem.solutions),
        right=tuple(right),
        passed=tuple(frozenset(at for at, bit in enumerate(row) if bit == "1") for row in bits),
        counts=problem.generated_test_count or (1,) * len(problem.generated_tests),
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


# -------------------------------------------------------------------- the program that is run


def _question(statements: Sequence[str], seconds: float) -> str:
    return msgspec.json.encode({"seconds": seconds, "all": _ALL_SECONDS, "statements": statements}).decode()


def _program(source: str) -> str:
    return f"{_HARNESS}\n_main({source!r})\n"


_HARNESS = """
import json, os, signal, sys, time


class _Late(BaseException):
    pass


def _late(*_):
    raise _Late


def _holds(source, names, seconds):
    signal.setitimer(signal.ITIMER_PROF, seconds, seconds)
    try:
        exec(source, names)
        return True
    except BaseException:
        return False
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _main(source):
    asked = json.loads(sys.stdin.read())
    channel = os.dup(1)
    os.dup2(2, 1)
    signal.signal(signal.SIGPROF, _late)
    names = {"__name__": "solution"}
    going = _holds(source, names, asked["all"])
    for statement in asked["statements"]:
        os.write(channel, b"1" if going and _holds(statement, names, asked["seconds"]) else b"0")
        going = going and time.process_time() < asked["all"]
    os._exit(0)
"""
