"""The seam to everything that runs a program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from engine.problem.model import Limits, Program

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from engine.events.executions import Outcome


class Job(Struct, frozen=True):
    """One program with all the inputs it shall run on; frozen and serializable, so that it may travel."""

    program: Program
    inputs: tuple[str, ...]
    limits: Limits


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

    def languages(self) -> dict[str, str]:
        """Name every language that can be run here, with the version of its toolchain."""
        ...

    async def close(self) -> None:
        """End every process that is still running and remove scratch files."""
        ...
