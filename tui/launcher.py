"""What the home screen can start and open: the one place where screens meet the engine's public API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import engine
from engine.errors import ProblemError
from tui.options import CONFIRM_ABOVE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine.events.settings import Settings
    from engine.problem.model import Problem
    from engine.problem.pasted import Pasted
    from engine.projections.summary import RunSummary
    from tui.session import Session


REHEARSAL = "offline rehearsal, no language model"
"""What the model of runs that are started from home is; said from the first frame on."""


MODEL = "rehearsal"
"""Asked in the runs that are started from home."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chooses for a new run."""

    strategy: str = "s-star"
    samples: int = 12
    rounds: int = 2
    seed: int = 1


class Launcher:
    """Problems, runs, and how to start them.

    What reads problems and journals is imported when it is used: the home screen is drawn before that.
    """

    def __init__(self, runs_folder: Path, show: Callable[[Session], None], *, unsafe: bool = False) -> None:
        """Launch into a folder of runs; `show` opens the screen of a run; `unsafe` as in `new_run`."""
        self._runs_folder = runs_folder
        self._unsafe = unsafe
        self._show = show

    def problems(self) -> tuple[Problem, ...]:
        """The person's own problems, then the bundled ones; one that cannot be read is left out.

        `sstar solve` says why.
        """
        found = []
        for folder in (*engine.own().values(), *engine.bundled().values()):
            try:
                found.append(engine.read_package(folder).problem)
            except ProblemError:
                continue
        return tuple(found)

    def own_problems(self) -> frozenset[str]:
        """Names of the person's own problems."""
        return frozenset(engine.own())

    def pasted(self, problem: str) -> Pasted:
        """What can be changed of one of the person's own problems. Raises ProblemError."""
        return engine.pasted_of(engine.read_package(engine.own()[problem]))

    def save_problem(self, pasted: Pasted, name: str, *, changing: bool) -> str:
        """Write a new problem, or change the one of this name; gives the name. Raises ProblemError."""
        if not changing:
            return engine.write_package(pasted, engine.problems_folder(), name).name
        engine.change_package(engine.read_package(engine.own()[name]), pasted)
        return name

    def runs(self) -> tuple[RunSummary, ...]:
        """Every run that can be read, the newest first."""
        from engine.projections.summary import RunSummary
        from tui.reports import summaries

        return tuple(item for item in summaries(self._runs_folder) if isinstance(item, RunSummary))

    def strategies(self) -> list[str]:
        """Names of the strategies."""
        return list(engine.STRATEGIES)

    def notices(self) -> tuple[str, ...]:
        """What a person should know before starting; trying the protection out takes a moment."""
        tier = engine.choose_tier().tier
        open_ = "programs run unisolated: solve only problems that you trust"
        return (REHEARSAL, open_ if tier == "unisolated" else f"programs are closed in (tier {tier})")

    def estimate(self, problem: str, choices: Choices) -> tuple[str, str]:
        """What a run will probably cost, and why a person must agree to that first; empty when nobody need be asked.

        Raises SStarError when it cannot be started.
        """
        from engine.projections.estimate import estimate_words
        from tui.estimating import estimate_run, question_about
        from tui.starting import plan_run

        started, package = plan_run(problem, _settings(choices), choices.strategy, MODEL)
        made = estimate_run(started, package.problem, self._runs_folder)
        return estimate_words(made), question_about(made, started, CONFIRM_ABOVE)

    def solve(self, problem: str, choices: Choices) -> None:
        """Start a run. Raises SStarError when it cannot be started."""
        from tui.starting import new_run

        session = new_run(problem, _settings(choices), choices.strategy, MODEL, self._runs_folder, unsafe=self._unsafe)
        session.start()
        self._show(session)

    def open_run(self, run: str) -> None:
        """Open a run that exists. Raises SStarError when it cannot be read."""
        from tui.session import Session

        self._show(Session(engine.find_run(self._runs_folder, run), unsafe=self._unsafe))


def _settings(choices: Choices) -> Settings:
    return engine.Settings(samples=choices.samples, rounds=choices.rounds, seed=choices.seed)
