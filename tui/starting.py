"""Starting a new run: everything that can be wrong is said before anything is written."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import engine
from tui.session import Session

if TYPE_CHECKING:
    from pathlib import Path

    from engine.events.settings import Settings


def start_run(
    problem: str, settings: Settings, strategy: str, model: str, runs: Path, *, unsafe: bool = False
) -> Session:
    """Read the problem, check the choices, make the run's directory and start an engine at it.

    Args:
        problem: name of a bundled one, or a package's folder.
        settings: the choices that shape the result.
        strategy: its name.
        model: its name, for all roles.
        runs: the folder of runs.
        unsafe: programs may run open where they cannot be closed in.

    Raises:
        UsageError, ProblemError, RunError: what is wrong, and what to do.
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
    )
    engine.check(started, package, unsafe=unsafe)
    session = Session(engine.create_run(runs, started), unsafe=unsafe)
    session.start()
    return session


def program_version() -> str:
    """This program's version; "unknown" when it runs from a checkout that was never installed."""
    try:
        return version("sstar")
    except PackageNotFoundError:
        return "unknown"
