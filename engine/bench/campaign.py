"""Many runs that belong together: each strategy on each problem with each seed, in one folder, resumable."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct, structs

from engine.bench.sharing import Shared
from engine.bench.working import work
from engine.composition import started_by
from engine.errors import UsageError
from engine.events.executions import Verdict
from engine.events.run import RunStarted
from engine.grading import grade
from engine.journal import RunDirectory
from engine.journal.runs import create_run
from engine.problem.languages import SOURCE_LANGUAGES
from engine.problem.model import Program, SourceFile, digest
from engine.projections.board import Board
from engine.strategies import SAMPLING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from engine.execution.protocol import Executor
    from engine.problem.package import Package

    Done = Callable[[bool], None]
    """Told of each run that has come to its end whether anything had been left to do."""

_PLAN = "plan.json"
_VERDICTS = "verdicts.json"


class Plan(Struct, frozen=True):
    """What is compared with what."""

    problems: tuple[RunStarted, ...]
    """How a run on each problem starts, strategy and seed left open."""
    strategies: tuple[str, ...]
    seeds: tuple[int, ...]

    @property
    def digest(self) -> str:
        """The plan by content; the version of the program is no part of it."""
        parts = (msgspec.json.encode(structs.replace(item, version="")).decode() for item in self.problems)
        return digest(*parts, *self.strategies, *map(str, self.seeds))

    @property
    def size(self) -> int:
        """How many runs it takes."""
        return len(self.problems) * len(self.strategies) * len(self.seeds)


class Group(Struct, frozen=True):
    """All strategies on one problem with one seed, and what each sample of the pool is worth."""

    problem: str
    seed: int
    boards: dict[str, Board]
    """By strategy."""
    pool: tuple[tuple[bool, Verdict], ...]
    """For each sample whether it passes the public tests, and its verdict on the secret ones; empty where no
    strategy of the plan draws the common samples."""
    recalled: int
    """Calls that were needed again and not made again, as far as this process worked on it."""


class Campaign:
    """A plan and the folder that holds its runs."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        """Open a folder for a plan, a new one or one that began with the same plan.

        Raises:
            UsageError: the folder holds something else, or cannot be written.
        """
        self.plan = plan
        self.folder = folder
        place = folder / _PLAN
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if place.exists():
                self._require_same(msgspec.json.decode(place.read_bytes(), type=Plan))
            else:
                place.write_bytes(msgspec.json.format(msgspec.json.encode(plan)))
        except (OSError, msgspec.DecodeError) as error:
            raise UsageError(f"The comparison cannot be kept in {folder}: {error}. Choose another --into.") from error

    def _require_same(self, known: Plan) -> None:
        if known.digest != self.plan.digest:
            raise UsageError(
                f"{self.folder} holds another comparison: other problems, strategies, seeds or settings. Go on with "
                "the same command as then, or choose another --into."
            )

    async def work(
        self,
        packages: Sequence[Package],
        executor: Executor,
        at_once: int,
        done: Done = lambda _: None,
    ) -> list[Group]:
        """Do what is left of the plan; the result is in the order of problems and seeds.

        Args:
            packages: the problems, in the order of the plan.
            executor: runs programs.
            at_once: on how many problems and seeds runs are under way at the same time.
            done: told of each run, whether anything had been left to do.

        Raises:
            SStarError: the disk, or the executor; a fault of one run stays in its journal.
        """
        lanes = asyncio.Semaphore(at_once)

        async def one(at: int, seed: int) -> Group:
            async with lanes:
                return await self.group(at, packages[at], seed, executor, done)

        pairs = [(at, seed) for at in range(len(packages)) for seed in self.plan.seeds]
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(one(*pair)) for pair in pairs]
        except BaseExceptionGroup as errors:
            raise errors.exceptions[0] from None
        return [task.result() for task in tasks]

    async def group(
        self, at: int, package: Package, seed: int, executor: Executor, done: Done = lambda _: None
    ) -> Group:
        """Do what is left on one problem with one seed.

        Args:
            at: the problem's place in the plan.
            package: it.
            seed: one of the plan.
            executor: runs programs.
            done: as in `work`.

        Raises:
            SStarError: as `work`.
        """
        shared = Shared()
        boards: dict[str, Board] = {}
        started = self.plan.problems[at]
        # One after the other, so that what the first one pays for is there for all others.
        for strategy in self.plan.strategies:
            first = started_by(started, strategy)
            first = structs.replace(first, settings=structs.replace(first.settings, seed=seed))
            boards[strategy], fresh = await work(self._directory(first), package, executor, shared)
            done(fresh)
        pool = await self._verdicts(boards, package, seed, executor)
        return Group(package.problem.name, seed, boards, pool, shared.recalled)

    def _directory(self, started: RunStarted) -> RunDirectory:
        path = run_path(self.folder, started.problem.name, started.strategy, started.settings.seed)
        directory = RunDirectory(path)
        return directory if directory.journal.exists() else create_run(self.folder, started, directory.run)

    async def _verdicts(
        self, boards: dict[str, Board], package: Package, seed: int, executor: Executor
    ) -> tuple[tuple[bool, Verdict], ...]:
        """Grade what speaks for each sample; after all selections, and kept outside of every run."""
        board = next((boards[name] for name in SAMPLING if name in boards and boards[name].finished), None)
        if board is None:
            return ()
        path = verdicts_path(self.folder, package.problem.name, seed)
        known: dict[str, Verdict] = msgspec.json.decode(path.read_bytes()) if path.exists() else {}
        before = len(known)
        for sample in board.ordered_samples():
            made = board.revisions[sample.best] if sample.best else None
            if made and made.program not in known:
                name = SOURCE_LANGUAGES[made.language].main_file
                program = Program(made.language, (SourceFile(name, board.text(made.text)),))
                known[made.program] = (await grade(package, program, executor)).verdict
        if len(known) > before:  # all at once, so that nobody who is killed leaves half of it
            written = path.with_suffix(".new")
            written.write_bytes(msgspec.json.encode(known))
            written.replace(path)
        return pool_of(board, known)


_NONE: Verdict = "CE"
"""Of a sample that never yielded a program."""


def read_plan(folder: Path) -> Plan:
    """The plan that a folder holds. Raises UsageError when it holds none."""
    try:
        return msgspec.json.decode((folder / _PLAN).read_bytes(), type=Plan)
    except (OSError, msgspec.DecodeError) as error:
        raise UsageError(f"{folder} holds no comparison: {error}. Begin one with `sstar compare`.") from error


def run_path(folder: Path, problem: str, strategy: str, seed: int) -> Path:
    """Where a run of a comparison is kept."""
    return folder / f"{problem}--{strategy}--{seed}"


def verdicts_path(folder: Path, problem: str, seed: int) -> Path:
    """Where the verdicts of the common samples are kept, by program."""
    return folder / f"{problem}--{seed}--{_VERDICTS}"


def pool_of(board: Board, known: Mapping[str, Verdict]) -> tuple[tuple[bool, Verdict], ...]:
    """For each sample whether it passes the public tests, and its verdict; empty while one of them is not known."""
    pool: list[tuple[bool, Verdict]] = []
    for sample in board.ordered_samples():
        program = board.revisions[sample.best].program if sample.best else None
        if program is not None and program not in known:
            return ()
        pool.append((sample.state == "survivor", known[program] if program else _NONE))
    return tuple(pool)


def failure(board: Board) -> str:
    """Why a run came to no selection or no grade; empty when it came to both."""
    if board.stopped and board.stopped.failed:
        return board.stopped.reason
    if board.finished and board.finished.status == "failed":
        return board.finished.reason
    return "" if board.graded else "it did not come to its end"
