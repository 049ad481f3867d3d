"""A comparison of strategies on one problem, as the application begins, watches and goes on with it.

A process of its own works on it (`engine/bench/__main__.py`), one strategy after the other, so that what one pays for
is there for all others. Leaving the screen does not end it; the same strategies with the same settings go on with it.
"""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import engine
from engine.bench.campaign import Campaign, Plan
from engine.bench.watching import Watch
from engine.errors import RunError
from tui.connection import FollowSource
from tui.session import Session
from tui.starting import plan_run

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Sequence
    from pathlib import Path

    from engine.bench.campaign import Group
    from engine.config import Loaded
    from engine.problem.model import Problem
    from tui.connection import Source


def plan_comparison(
    problem: str, configured: Loaded, strategies: Sequence[str], seeds: int = 1, *, unsafe: bool = False
) -> tuple[Plan, Problem]:
    """What would be compared; everything that can be wrong with it is said here, and nothing is written.

    Args:
        problem: name of a bundled one, or a package's folder.
        configured: the choices of the runs.
        strategies: which are compared.
        seeds: with how many seeds, from the configured one on.
        unsafe: programs may run open where they cannot be closed in.

    Raises:
        UsageError, ProblemError: what is wrong, and what to do.
    """
    started, package = plan_run(problem, configured)
    engine.check(started, package, unsafe=unsafe)
    first = configured.config.seed
    return Plan((started,), tuple(strategies), tuple(range(first, first + seeds))), package.problem


class Comparison:
    """A plan, its folder, and the process that works on it."""

    def __init__(self, plan: Plan, runs: Path, *, unsafe: bool = False) -> None:
        """Open the folder of a plan below the folder of runs. Raises UsageError when it cannot be written."""
        name = plan.problems[0].problem.name
        folder = runs / "comparisons" / f"{name}-{plan.digest[:8]}"
        Campaign(plan, folder)
        self.plan = plan
        self.title = plan.problems[0].problem.title
        self._directory = engine.RunDirectory(folder)
        self._watch = Watch(plan, folder)
        self._unsafe = unsafe
        self._worker: subprocess.Popen[bytes] | None = None

    @property
    def working(self) -> bool:
        """Whether a process is at it now, this one's or another's."""
        if self._worker is not None and self._worker.poll() is None:
            return True
        return self._directory.busy()

    @property
    def failure(self) -> str:
        """Why the process that was started here ended before its time; empty when it did not."""
        status = self._worker.poll() if self._worker else None
        if not status or status < 0:  # it was told to leave
            return ""
        return engine.last_words(self._directory) or f"It ended without a word; see {self._directory.path}."

    def start(self) -> None:
        """Have it worked on, unless that is so."""
        if not self.working:
            self._worker = engine.spawn_comparison(self._directory, unsafe=self._unsafe)

    def stop(self) -> bool:
        """Tell the process that was started here to leave; False when another one is at it."""
        if self._worker is None or self._worker.poll() is not None:
            return False
        self._worker.send_signal(signal.SIGTERM)
        return True

    def look(self) -> list[Group]:
        """How far it has come, by seed. Raises JournalError."""
        return self._watch.look()

    def session(self, strategy: str, seed: int) -> Session:
        """The run of a strategy with a seed, to be opened. Raises RunError while it has not begun."""
        directory = self._watch.directory(strategy, seed)
        if not directory.journal.exists():
            raise RunError(f"{strategy} has not begun: strategies are worked on one after the other.")
        return ComparedSession(directory, unsafe=self._unsafe)


class ComparedSession(Session):
    """A run of a comparison: who works on it serves no view, so its journal is followed."""

    async def live(self, since: int = 0) -> Source:
        """Follow the journal while it is worked on; an engine that was started for a decision is heard as usual."""
        if self.started_here:
            return await super().live(since)
        return FollowSource(self.directory.journal, finish_at_end=not self.directory.busy())
