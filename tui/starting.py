"""Starting a new run: everything that can be wrong is said before anything is written."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import engine
from engine.config.loading import DEFAULT
from engine.errors import UnknownNameError
from tui.estimating import estimate_run
from tui.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine import Package, RunStarted
    from engine.config import Config, Loaded
    from engine.events.settings import Settings
    from engine.projections.estimate import Estimate


def new_run(
    problem: str,
    configured: Loaded,
    runs: Path,
    *,
    unsafe: bool = False,
    agree: Callable[[Estimate, RunStarted], None] = lambda *_: None,
) -> Session:
    """Read the problem, check the choices and make the run's directory; no engine is at it yet.

    Args:
        problem: name of a bundled one, or a package's folder.
        configured: the choices: strategy, models, settings, prices.
        runs: the folder of runs.
        unsafe: programs may run open where they cannot be closed in.
        agree: told what the run will probably cost, before anything is written; raises to prevent it.

    Raises:
        UsageError, ProblemError, RunError: what is wrong, and what to do.
    """
    _check_names(configured)
    planned, package = plan_run(problem, configured)
    engine.check(planned, package, unsafe=unsafe)
    started = engine.started_by(planned, planned.strategy)
    agree(estimate_run(started, package.problem, runs), started)
    return Session(engine.create_run(runs, started), unsafe=unsafe)


def plan_run(problem: str, configured: Loaded) -> tuple[RunStarted, Package]:
    """Put together what a run would start with; nothing is checked, written or sent.

    Samples and rounds are those that were chosen, whatever the strategy will draw of them: `engine.started_by`.

    Raises:
        UsageError, ProblemError: the problem cannot be read, or a model's address is not known.
    """
    folder = engine.find(problem).resolve()
    package = engine.read_package(folder)
    config = configured.config
    models = configured.models()
    rules = [engine.price_rule(pattern, dollars) for pattern, dollars in config.prices.items()]
    started = engine.RunStarted(
        run="",
        problem=engine.ProblemReference(
            package.problem.name, package.problem.title, str(folder), package.digest, package.problem.judge
        ),
        strategy=config.strategy,
        settings=settings_of(config, language_of(package, configured)),
        models=models,
        version=program_version(),
        prices=engine.find_prices([*models.values(), *jury_of(config)], rules),
    )
    return started, package


def _check_names(configured: Loaded) -> None:
    """Raise UnknownNameError for a name that no option brought, and say what did; of options a person knows."""
    for name, known in (("strategy", engine.strategy_names()), ("language", engine.LANGUAGES)):
        value, source = getattr(configured.config, name), configured.source(name)
        if value not in known and not source.startswith("--"):
            raise UnknownNameError(f"{name} (set by {source})", value, known)


def language_of(package: Package, configured: Loaded) -> str:
    """The language of the programs: what a person said, else the first that the package wants, else the usual one."""
    usual = configured.config.language
    wanted = [name for name in package.languages if name in engine.LANGUAGES]
    if configured.source("language") != DEFAULT or not wanted or usual in wanted:
        return usual
    return wanted[0]


def settings_of(config: Config, language: str = "") -> Settings:
    """The choices that shape a run's result, as its journal keeps them; `language` goes before the configured one."""
    return engine.Settings(
        samples=config.samples or usual_samples(config.strategy),
        rounds=config.rounds,
        context=config.context,
        seed=config.seed,
        language=language or config.language,
        inputs=config.inputs,
        generators=config.generators,
        adaptive=config.adaptive,
        reader=config.reader,
        validator=config.validator,
        judged_feedback=config.judged_feedback,
        best_of=config.best_of,
        judges=config.judges,
        jury=jury_of(config),
        tournament=config.tournament,
        judge=config.roles.who_judges,
        budget_calls=config.budget.calls,
        budget_tokens=config.budget.tokens,
        budget_dollars=config.budget.dollars,
        budget_seconds=config.budget.seconds,
        concurrency=config.concurrency,
        effort=config.effort,
        pace=config.pace,
    )


def jury_of(config: Config) -> tuple[str, ...]:
    """The models that judge beside the judge, each once."""
    return tuple(dict.fromkeys(name.strip() for name in (config.jury or "").split(",") if name.strip()))


def usual_samples(strategy: str) -> int:
    """Samples where nobody says how many."""
    return 16 if strategy == "s-star-paper" else 12


def program_version() -> str:
    """This program's version; "unknown" when it runs from a checkout that was never installed."""
    try:
        return version("sstar")
    except PackageNotFoundError:
        return "unknown"
