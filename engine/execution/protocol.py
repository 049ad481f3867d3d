"""The seam to everything that runs a program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from engine.events.executions import OUTPUT_KEPT
from engine.problem.model import Checker, Limits, Program

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from engine.events.executions import Checked, Outcome


class Job(Struct, frozen=True):
    """One program with all the inputs it shall run on; frozen and serializable, so that it may travel."""

    program: Program
    inputs: tuple[str, ...]
    limits: Limits
    interactor: Checker | None = None
    """Talks with the program in each run, which then reads nothing else; says `Outcome.judged`."""
    answers: tuple[str, ...] = ()
    """What the interactor is given as the judge's answer, one for each input; unused without one."""
    arguments: tuple[str, ...] = ()
    """What the program is called with; only validators of packages are called with anything."""
    output_kept: int = OUTPUT_KEPT
    """Characters of each output that its outcome keeps."""


class Case(Struct, frozen=True):
    """What a checker is asked about; all three are whole texts."""

    input: str
    answer: str
    """The expected output, or another program's output that this one is measured by."""
    output: str


class CheckJob(Struct, frozen=True):
    """One checker with all that it is asked; frozen and serializable as well."""

    checker: Checker
    cases: tuple[Case, ...]


class Executor(Protocol):
    """Runs jobs.

    An implementation bounds its own concurrency, so that any number of jobs may be offered at once.
    """

    tier: str
    """How closed it is: full, no-namespace or unisolated; shown wherever results are."""

    def run(self, job: Job) -> AsyncIterator[Outcome]:
        """Yield the outcome of each input, in the order of the job's inputs, as it comes.

        A program that cannot be compiled yields CE for every input. Raises ExecutorError for a fault of ours
        that no retry can mend, such as a missing compiler.
        """
        ...

    def check(self, job: CheckJob) -> AsyncIterator[Checked]:
        """Yield what a checker says of each case, in order; it is as closed in as any program.

        A checker that misbehaves yields IE, which blames no program. Raises ExecutorError as `run` does.
        """
        ...

    def can_run(self, language: str) -> bool:
        """Tell whether programs in a language, by its name, can be run here; may start its compiler once."""
        ...

    async def close(self) -> None:
        """End every process that is still running and remove scratch files."""
        ...
