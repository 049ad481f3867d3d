"""Starting a new run: everything that can be wrong is said before anything is written."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import engine
from tui.estimating import estimate_run
from tui.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from engine import Package, PriceRule, RunStarted
    from engine.events.settings import Settings
    from engine.projections.estimate import Estimate


def new_run(
    problem: str,
    settings: Settings,
    strategy: str,
    model: str,
    runs: Path,
    *,
    unsafe: bool = False,
    prices: Sequence[PriceRule] = (),
    agree: Callable[[Estimate, RunStarted], None] = lambda *_: None,
) -> Session:
    """Read the problem, check the choices and make the run's directory; no engine is at it yet.

    Args:
        problem: name of a bundled one, or a package's folder.
        settings: the choices that shape the result.
        strategy: its name.
        model: its name, for all roles.
        runs: the folder of runs.
        unsafe: programs may run open where they cannot be closed in.
        prices: what a person says that models cost.
        agree: told what the run will probably cost, before anything is written; raises to prevent it.

    Raises:
        UsageError, ProblemError, RunError: what is wrong, and what to do.
    """
    started, package = plan_run(problem, settings, strategy, model, prices)
    engine.check(started, package, unsafe=unsafe)
    agree(estimate_run(started, package.problem, runs), started)
    return Session(engine.create_run(runs, started), unsafe=unsafe)


def plan_run(
    problem: str, settings: Settings, strategy: str, model: str, prices: Sequence[PriceRule] = ()
) -> tuple[RunStarted, Package]:
    """Put together what a run would start with; nothing is checked, written or sent.

    Raises:
        UsageError, ProblemError: the problem cannot be read, or a model's address is not known.
    """
    folder = engine.find(problem).resolve()
    package = engine.read_package(folder)
    started = engine.RunStarted(
        run="",
        problem=engine.ProblemReference(
            package.problem.name, package.problem.title, str(folder), package.digest, package.problem.judge
        ),
        strategy=strategy,
        settings=settings,
        models=dict.fromkeys(engine.ROLES, model),
        version=program_version(),
        prices=engine.find_prices([model], prices),
    )
    return started, package


def program_version() -> str:
    """This program's version; "unknown" when it runs from a checkout that was never installed."""
    try:
        return version("sstar")
    except PackageNotFoundError:
        return "unknown"
