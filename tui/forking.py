"""Forking a run to another method or other settings: what was asked in it is taken over, and not paid again."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msgspec import structs

import engine
from engine.config.schema import PERSONS
from engine.errors import ProblemError, RunError, UsageError
from engine.events.calls import CallFinished
from engine.projections.decision_words import words
from engine.projections.estimate import estimate_words
from engine.projections.wording import counted
from engine.steps.drawing import draws_of
from engine.strategies.outside import find_strategy
from tui.estimating import estimate_run
from tui.session import Session
from tui.starting import plan_run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from engine import Package, RunStarted
    from engine.config import Loaded
    from engine.config.checking import Path as Key
    from engine.projections.estimate import Estimate

_SHAPING = (
    "samples", "rounds", "context", "seed", "language", "inputs", "generators", "adaptive", "reader", "validator",
    "judged_feedback", "best_of", "judges", "tournament", "effort",
)  # fmt: skip
"""Settings that a fork has from its origin, unless a person says otherwise; budgets and speed it does not."""


@dataclass(frozen=True, slots=True)
class Forking:
    """A fork that can be made."""

    source: engine.Source
    started: RunStarted
    estimate: Estimate
    runs: Path
    unsafe: bool = False

    def lines(self) -> list[str]:
        """What it takes over, and what it will probably pay for."""
        origin = self.source.origin
        known = counted(sum(isinstance(entry.event, CallFinished) for entry in self.source.facts), "answer")
        more = "" if origin.finished else " It has not come to its end: what it asks from now on is asked here as well."
        return [
            f"{origin.run} ({origin.strategy}) is forked to {self.started.strategy}. It knows {known}.{more}",
            f"Estimate of the rest: {estimate_words(self.estimate)}.",
        ]

    @property
    def decided(self) -> list[str]:
        """What a person decided in the origin that holds in the fork, too."""
        return [words(made.override) for made in self.source.carried]

    def make(self, *, decisions: bool = True) -> Session:
        """Make the run; no engine is at it yet. Raises UsageError, RunError."""
        return Session(engine.fork_run(self.runs, self.started, self.source, decisions=decisions), unsafe=self.unsafe)


def plan_fork(
    directory: engine.RunDirectory,
    configured: Callable[[Mapping[Key, tuple[str, Any]]], Loaded],
    runs: Path,
    *,
    unsafe: bool = False,
    decisions: bool = True,
) -> Forking:
    """What a fork would be; everything that can be wrong with it is said here, and nothing is written.

    Args:
        directory: the run that is forked; it may be at work.
        configured: gives the configuration with the origin's choices in it, below what a person says now.
        runs: the folder of runs.
        unsafe: programs may run open where they cannot be closed in.
        decisions: what a person decided in it holds in the fork, too.

    Raises:
        JournalError, RunError: the run cannot be read, or its problem is not what it was.
        UsageError, ProblemError: what else is wrong, and what to do.
    """
    source = engine.read_source(directory)
    loaded = configured(said_by(source.started))
    planned, package = plan_run(_folder(source.started), loaded)
    _require_same_problem(source.started, package)
    started = engine.started_by(planned, planned.strategy)
    engine.check(started, package, unsafe=unsafe)
    if _does_the_same(source.started, started) and (decisions or not source.overrides.standing):
        raise UsageError(
            f"That would be {source.started.run} once more, with nothing to find out. Say what shall be otherwise: "
            "another method (--strategy NAME; `sstar strategies` lists them), another setting such as --inputs 200, "
            "or another judge (--judge MODEL)."
        )
    return Forking(source, started, estimate_run(started, package.problem, runs, source.answers(started)), runs, unsafe)


def said_by(started: RunStarted) -> dict[Key, tuple[str, Any]]:
    """The choices of a run, as a layer of the configuration."""
    settings, who = started.settings, started.run
    said: dict[Key, Any] = {(name,): getattr(settings, name) for name in _SHAPING}
    said["strategy",] = started.strategy
    said["jury",] = ", ".join(settings.jury) or None
    with contextlib.suppress(UsageError):  # a method of another distribution may be gone, and the run is there
        draws = draws_of(find_strategy(started.strategy))
        for name in ("samples", "rounds"):
            if getattr(draws, name) is not None:
                del said[name,]  # that was the method's choice, and no one else's
    for role, model in started.models.items():
        said["roles", role.replace(" ", "_")] = model
    said["model",] = started.models.get("judge") or started.models["solver"]
    if settings.judge in PERSONS:
        said["roles", "judge"] = settings.judge
    return {path: (who, value) for path, value in said.items()}


def _folder(started: RunStarted) -> str:
    """Where the problem of a run is; by its name, where the run is from another machine."""
    name, folder = started.problem.name, started.problem.folder
    try:
        engine.find(folder)
    except ProblemError:
        return name if name in engine.own() or name in engine.bundled() else folder
    return folder


def _require_same_problem(started: RunStarted, package: Package) -> None:
    if package.digest != started.problem.digest:
        raise RunError(
            f"The problem “{package.problem.title}” is not what it was when {started.run} began, so what was answered "
            "there says nothing about it. Restore the package, or start a new run."
        )


def _does_the_same(one: RunStarted, other: RunStarted) -> bool:
    """Whether two runs would do the same: budgets and speed change nothing that is found."""

    def shaped(started: RunStarted) -> object:
        settings = structs.replace(
            started.settings, budget_calls=None, budget_tokens=None, budget_dollars=None, budget_seconds=None,
            concurrency=1, pace=0.0,
        )  # fmt: skip
        return started.strategy, started.models, settings

    return shaped(one) == shaped(other)
