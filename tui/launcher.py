"""What the home screen can start and open: the one place where screens meet the engine's public API."""

from __future__ import annotations

import contextlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import engine
from engine.errors import ProblemError, UsageError
from tui.choosing import ModelChoice

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import Any

    from engine.config import Loaded
    from engine.config.checking import Path as Key
    from engine.problem.model import Problem
    from engine.problem.pasted import Pasted
    from engine.projections.summary import RunSummary
    from tui.comparing import Comparison
    from tui.forking import Forking
    from tui.listing import RunList
    from tui.session import Session


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chooses for a new run."""

    strategy: str
    samples: int
    rounds: int
    seed: int
    language: str = ""
    """Of the programs; empty for what the problem wants, or is configured."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person wants compared."""

    strategies: tuple[str, ...]
    seeds: int = 1
    """With how many, from the configured one on."""


class Launcher:
    """Problems, runs, and how to start them.

    What reads problems and journals is imported when it is used: the home screen is drawn before that.
    """

    def __init__(
        self, runs_folder: Path, configured: Loaded, show: Callable[[Session], None], *, unsafe: bool = False
    ) -> None:
        """Launch into a folder of runs.

        Args:
            runs_folder: where runs are kept.
            configured: what holds where a person chooses nothing else.
            show: opens the screen of a run.
            unsafe: as in `new_run`.
        """
        self._runs_folder = runs_folder
        self._runs: RunList | None = None
        self.choice = ModelChoice(configured)
        self._unsafe = unsafe
        self.show = show
        """Opens the screen of a run."""

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
        from tui.listing import RunList

        self._runs = self._runs or RunList(self._runs_folder)
        return tuple(item for item in self._runs.read() if isinstance(item, RunSummary))

    def offered(self) -> tuple[list[str], list[str]]:
        """Names of the strategies, and of the languages that runs may use."""
        return engine.strategy_names(), list(engine.LANGUAGES)

    def titles(self) -> dict[str, str]:
        """What each strategy does, in a line."""
        return engine.strategy_titles()

    def page(self, strategy: str) -> engine.Page:
        """A strategy, explained. Raises UsageError when it cannot be loaded."""
        return engine.strategy_page(strategy)

    def languages(self) -> list[str]:
        """Names of the languages in which a problem can want programs."""
        return [name for name in engine.LANGUAGES if name != "pypy"]

    def choices(self) -> Choices:
        """What is chosen for a run unless a person says otherwise."""
        from tui.starting import usual_samples

        config = self.choice.configured.config
        samples = config.samples or usual_samples(config.strategy)
        return Choices(config.strategy, samples, config.rounds, config.seed)

    def store_key(self, provider: str, key: str) -> str:
        """Keep the key of a provider; gives the place. Raises UsageError."""
        from engine.keys import store_key

        return store_key(provider, key)

    def notices(self) -> tuple[str, ...]:
        """What a person should know before starting; trying the protection out takes a moment."""
        tier = engine.choose_tier().tier
        open_ = "programs run unisolated: solve only problems that you trust"
        return (
            self.choice.words() + self._key_words(),
            open_ if tier == "unisolated" else f"programs are closed in (tier {tier})",
        )

    def estimate(self, problem: str, choices: Choices) -> tuple[str, str]:
        """What a run will probably cost, and why a person must agree to that first; empty when nobody need be asked.

        Raises SStarError when it cannot be started.
        """
        from engine.projections.estimate import estimate_words
        from tui.estimating import estimate_run, question_about
        from tui.starting import plan_run

        configured = self._chosen(choices)
        planned, package = plan_run(problem, configured)
        started = engine.started_by(planned, planned.strategy)
        made = estimate_run(started, package.problem, self._runs_folder)
        return estimate_words(made), question_about(made, started, configured.config.confirm_above)

    def comparison(self, problem: str, wanted: Wanted) -> tuple[Comparison, str, str]:
        """A comparison that can be begun or gone on with, what it will probably cost, and the question about that.

        Raises SStarError when it cannot be started.
        """
        from engine.projections.estimate import estimate_words
        from tui.comparing import Comparison, plan_comparison
        from tui.estimating import estimate_run, question_about, summed

        configured = self.choice.configured
        plan, read = plan_comparison(problem, configured, wanted.strategies, wanted.seeds, unsafe=self._unsafe)
        (started,) = plan.problems
        runs = [engine.started_by(started, name) for name in plan.strategies]
        made = summed([estimate_run(run, read, self._runs_folder) for run in runs], len(plan.seeds))
        question = question_about(made, started, configured.config.confirm_above)
        return Comparison(plan, self._runs_folder, unsafe=self._unsafe), estimate_words(made), question

    def solve(self, problem: str, choices: Choices) -> None:
        """Start a run. Raises SStarError when it cannot be started."""
        from tui.starting import new_run

        self.start(new_run(problem, self._chosen(choices), self._runs_folder, unsafe=self._unsafe))

    def start(self, session: Session) -> None:
        """Start an engine at a new run, and show it."""
        session.start()
        self.show(session)

    def strategy_of(self, directory: engine.RunDirectory) -> str:
        """The method of a run. Raises JournalError."""
        return engine.read_started(directory.journal).strategy

    def forking(self, directory: engine.RunDirectory, strategy: str) -> Forking:
        """What a run would be by another method, on what it knows. Raises SStarError when that cannot be."""
        from tui.forking import plan_fork

        def configured(under: Mapping[Key, tuple[str, Any]]) -> Loaded:
            return self.choice.configured.over(under).over({("strategy",): ("here", strategy)})

        return plan_fork(directory, configured, self._runs_folder, unsafe=self._unsafe)

    def first_time(self) -> bool:
        """Whether nobody has closed the tour here yet, and no run was made."""
        return not _tour_mark().exists() and not engine.list_runs(self._runs_folder)

    def tour_was_seen(self) -> None:
        """Do not show it by itself again; where that cannot be written, it will be."""
        with contextlib.suppress(OSError):
            _tour_mark().parent.mkdir(parents=True, exist_ok=True)
            _tour_mark().touch()

    def delete_run(self, run: str) -> None:
        """Remove a run for good. Raises SStarError when an engine is at it, or it cannot be removed."""
        engine.delete_run(engine.find_run(self._runs_folder, run))

    def import_run(self, file: Path) -> str:
        """Unpack a run that was exported; gives its name. Raises SStarError."""
        return engine.import_run(self._runs_folder, file.expanduser()).run

    def open_run(self, run: str) -> None:
        """Open a run that exists. Raises SStarError when it cannot be read."""
        self.show(self.session(run))

    def session(self, run: str) -> Session:
        """A run that exists. Raises RunError when there is none of that name."""
        from tui.session import Session

        return Session(engine.find_run(self._runs_folder, run), unsafe=self._unsafe)

    def _key_words(self) -> str:
        """Where the keys of the chosen models come from, if they need any."""
        models = dict.fromkeys(self.choice.configured.models().values())
        try:
            providers = engine.providers_here()
            names = [name for model in models if (name := model.partition("/")[0]) in providers.table]
            found = {name: providers.key(name) for name in names}
        except UsageError as error:
            return f". {error}"
        sources = dict.fromkeys(key.source for key in found.values() if key)
        missing = [name for name, key in found.items() if key is None and providers[name].needs_key]
        if missing:
            return f", no key of {missing[0]}: m asks for one"
        return f", key from {' and '.join(sources)}" if sources else ""

    def _chosen(self, choices: Choices) -> Loaded:
        return self.choice.configured.over(
            {(name,): ("here", value) for name, value in asdict(choices).items() if value != ""}
        )


def _tour_mark() -> Path:
    return engine.data_folder() / "tour-was-seen"
