"""The only place that chooses concrete models, executors and strategies."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, get_args

from msgspec import structs

from engine.config import load_config
from engine.errors import UnknownNameError, UsageError
from engine.events.calls import Role
from engine.execution import SubprocessExecutor
from engine.execution.languages import LANGUAGES, can_run
from engine.execution.protocol import Case, CheckJob, Job
from engine.execution.sandbox import SandboxExecutor, choose_tier
from engine.keys import key_stores
from engine.models.prices import prices_of
from engine.models.providers import Providers
from engine.models.recorded import RecordedModel
from engine.models.rehearsal import RehearsalModel, Submission
from engine.problem.datasets.files import LinePackage
from engine.problem.function import LANGUAGES as FUNCTION_LANGUAGES
from engine.steps.drawing import as_drawn
from engine.strategies.outside import find_strategy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.events.prices import Price
    from engine.events.run import RunStarted
    from engine.events.settings import Settings
    from engine.execution.protocol import Executor
    from engine.models.prices import PriceRule
    from engine.models.protocol import Model
    from engine.models.rehearsal import Acceptance, Oracle
    from engine.problem.package import Package
    from engine.strategies import Strategy

MODELS = {
    "rehearsal": "plays the package's own submissions; offline, no language model, no key",
    "recorded": "gives the samples of a file that holds them; offline, and asks no model",
}
"""Names that `--model` takes, and what they are."""

ROLES: tuple[Role, ...] = get_args(Role)


def choose_executor(*, unsafe: bool = False, workers: int | None = None) -> Executor:
    """The most closed executor that this machine offers.

    Args:
        unsafe: take an open one where no closed one can be had.
        workers: of a closed one; by default one for each core.

    Raises:
        UsageError: only an open one is left, and nobody agreed to that; says what is missing and what to do.
    """
    require_protection(unsafe=unsafe)
    tier = choose_tier().tier
    return SubprocessExecutor() if tier == "unisolated" else SandboxExecutor(tier, workers)


def require_protection(*, unsafe: bool) -> None:
    """Raise UsageError when programs cannot be closed in here and nobody agreed to run them open."""
    choice = choose_tier()
    if choice.tier != "unisolated" or unsafe:
        return
    missing = " ".join(f"{item.tier}: {item.why}. {item.remedy}." for item in choice.obstacles)
    raise UsageError(
        f"Programs cannot be closed in on this machine. {missing} Or run them open, with your rights, by "
        "--unsafe-execution: do that only for programs that you trust."
    )


def choose_strategy(name: str) -> Strategy:
    """Find a strategy, ours or another distribution's. Raises UnknownNameError, UsageError."""
    return find_strategy(name)


def started_by(started: RunStarted, name: str) -> RunStarted:
    """The same beginning for a strategy, with the samples and rounds that this one draws.

    Raises:
        UnknownNameError, UsageError: as `choose_strategy`.
    """
    settings = as_drawn(choose_strategy(name), started.settings)
    return structs.replace(started, strategy=name, settings=settings)


def choose_models(
    names: Mapping[str, str],
    settings: Settings,
    package: Package,
    oracle: Oracle,
    acceptance: Acceptance | None = None,
) -> dict[Role, Model]:
    """Make the model of each role; roles with the same name share one.

    `oracle` and `acceptance` are for the offline model's judge.

    Raises:
        UnknownNameError: there is no such model, or no such provider of models.
        UsageError: the model cannot work on this package, or its key or address is not known.
    """
    made: dict[str, Model] = {}
    for name in names.values():
        if name not in made:
            made[name] = open_model(name, settings, package, oracle, acceptance)
    # A run of a version that knew no scorer names none.
    return {role: made[names.get(role, names["solver"])] for role in ROLES}


def check(started: RunStarted, package: Package, *, unsafe: bool = False) -> None:
    """Raise UsageError when a run that starts like this could not work here."""
    require_protection(unsafe=unsafe)
    choose_strategy(started.strategy)
    language = started.settings.language
    if not can_run(language):
        # To ask every compiler takes a while: Java's alone starts a virtual machine.
        known = list(filter(can_run, LANGUAGES))
        raise UnknownNameError("language that can be run here", language, known)
    if package.problem.function and language not in FUNCTION_LANGUAGES:
        raise UsageError(
            f"“{package.problem.title}” asks for a function, which can be written in "
            f"{' or '.join(FUNCTION_LANGUAGES)} here, not in {language}. Choose one by --language."
        )
    choose_models(started.models, started.settings, package, _silent)
    for name in started.settings.jury:
        open_model(name, started.settings, package, _silent, None)
    require_prices(started)


def providers_here() -> Providers:
    """All providers of this person: by the environment, config.toml, and the keys that are kept.

    Raises:
        ConfigError: the configuration is wrong.
    """
    return Providers(os.environ, load_config().config.providers, key_stores())


def find_prices(models: Iterable[str], rules: Sequence[PriceRule] = ()) -> tuple[Price, ...]:
    """The price of each of these models, to be written down at the start of a run.

    Args:
        models: their names.
        rules: what a person says that they cost; the first one that fits counts, and before any table.

    Raises:
        UsageError: a model's address is not known.
    """
    return prices_of(models, rules, providers_here())


def require_prices(started: RunStarted) -> None:
    """Raise UsageError when a budget of dollars could not be kept, because nobody knows what a model costs."""
    if started.settings.budget_dollars is None:
        return
    unknown = [price.model for price in started.prices if price.kind == "unknown"]
    if unknown:
        raise UsageError(
            f"What {unknown[0]} costs is not known, so a budget of dollars cannot be kept. Say what it costs by "
            f"--price {unknown[0]}=IN,OUT (dollars per million tokens), or set a budget of tokens=N or calls=N."
        )


def accepted_oracle(package: Package, executor: Executor) -> Oracle:
    """Tell what an accepted submission prints on an input: the judge of the offline model asks this."""
    accepted = [item.program for item in package.submissions if item.label == "accepted"]
    runnable = next((program for program in accepted if executor.can_run(program.language)), None)
    known: dict[str, asyncio.Task[str | None]] = {}

    async def run_once(text: str) -> str | None:
        if package.problem.interactive or runnable is None:
            return None  # what an interactive one says depends on what it is told
        async for outcome in executor.run(Job(package.problem.runnable(runnable), (text,), package.problem.limits)):
            return outcome.output if outcome.clean else None
        return None

    async def oracle(text: str) -> str | None:
        # Both orders of a question are asked at once: one execution serves them.
        if text not in known:
            known[text] = asyncio.create_task(run_once(text))
        return await asyncio.shield(known[text])

    return oracle


def checker_acceptance(package: Package, executor: Executor) -> Acceptance | None:
    """Ask the package's checker about an output, measured by an accepted one; None where outputs are compared."""
    checker = package.problem.checker
    if checker is None or checker.interactive:
        return None

    async def accepts(text: str, accepted: str, output: str) -> bool | None:
        job = CheckJob(checker, (Case(text, accepted, output),))
        (said,) = [one async for one in executor.check(job)]
        return None if said.verdict == "IE" else said.verdict == "AC"

    return accepts


async def _silent(_: str) -> None:
    return None


def open_model(name: str, settings: Settings, package: Package, oracle: Oracle, acceptance: Acceptance | None) -> Model:
    """Make a model by its name, `rehearsal` or `provider/model`; no SDK is imported before it is asked.

    Raises:
        UnknownNameError, UsageError: as `choose_models`.
    """
    if name == RehearsalModel.name:
        return _rehearsal(settings, package, oracle, acceptance)
    if name == RecordedModel.name:
        return _recorded(settings, package)
    if "/" not in name:
        known = [*MODELS, *(f"{provider}/MODEL" for provider in providers_here().table)]
        raise UnknownNameError("model", name, known)
    return providers_here().open_served(name)


def _recorded(settings: Settings, package: Package) -> RecordedModel:
    recording = package.recording() if isinstance(package, LinePackage) else None
    if recording is None:
        raise UsageError(
            f"No samples of “{package.problem.title}” were recorded, and the model “recorded” gives nothing else. "
            "Name a file of recorded samples (`sstar bench FILE`), or another model."
        )
    return RecordedModel(recording, settings.seed, settings.language)


def _rehearsal(settings: Settings, package: Package, oracle: Oracle, acceptance: Acceptance | None) -> RehearsalModel:
    submissions = [Submission(item.program, item.label == "accepted") for item in package.submissions]
    return RehearsalModel(package.problem, submissions, oracle, settings.language, settings.pace, acceptance=acceptance)
