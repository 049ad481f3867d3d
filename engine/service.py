"""Serves one run: opens its journal, lets the strategy work, shows it to views, leaves in good order."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from pathlib import Path
from typing import TYPE_CHECKING

from engine.composition import (
    accepted_oracle,
    checker_acceptance,
    choose_executor,
    choose_models,
    choose_strategy,
    find_prices,
    open_model,
)
from engine.errors import JournalError, RunError, SStarError
from engine.events.commands import LEAVING
from engine.events.overrides import Fork, JudgeAgain
from engine.events.run import BudgetEnded, EngineStarted, EngineStopped, RunFinished, RunStarted
from engine.forking import known_of
from engine.grading import grade
from engine.journal import FileJournal, RunLock
from engine.problem import Program, SourceFile, read_package
from engine.problem.languages import SOURCE_LANGUAGES
from engine.projections.board import fold
from engine.projections.deciding import why_not
from engine.runtime.passes import Passes
from engine.runtime.run import Run
from engine.runtime.server import Server

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.events.codec import Entry
    from engine.events.commands import Command
    from engine.events.selection import SelectionMade
    from engine.execution.protocol import Executor
    from engine.journal import RunDirectory
    from engine.models.protocol import Model
    from engine.problem.package import Package
    from engine.projections.board import Board
    from engine.projections.overrides import Overrides
    from engine.runtime.taking import Known

_log = logging.getLogger(__name__)
_GRACE_SECONDS = 8.0
"""How long a drain waits for answers that are still arriving."""
_PATIENCE_SECONDS = 20.0
"""How long a finished run that was opened for a decision waits for it."""


class Service:
    """One engine at one run, from lock to unlock."""

    def __init__(
        self,
        directory: RunDirectory,
        journal: FileJournal,
        package: Package,
        executor: Executor,
        known: Known | None = None,
    ) -> None:
        """Put the parts together; `serve_run` and `grade_run` do it."""
        started = journal.entries[0].event
        assert isinstance(started, RunStarted)
        self.started = started
        self._directory = directory
        self._journal = journal
        self._package = package
        self._executor = executor
        self._server = Server(journal.entries, self._obey)
        self._judges = accepted_oracle(package, executor), checker_acceptance(package, executor)
        self._models = models = choose_models(started.models, started.settings, package, *self._judges)
        self._others: dict[str, Model] = {}
        """Models that a person named in decisions, by name."""
        self._notice = next((model.notice for model in models.values() if model.notice), "")
        publish = self._server.publish
        problem, settings = package.problem, started.settings
        self._run = Run(problem, settings, models, executor, self._journal, publish, self._other, known)
        self._passes = Passes(self._run, choose_strategy(started.strategy))
        self._decided = asyncio.Event()
        """A person has decided something."""
        self._over = False
        """The run has come to its end; what is decided now needs another engine."""
        self._work: asyncio.Task[None] | None = None
        self._leaving: asyncio.Task[None] | None = None

    async def solve(self) -> None:
        """Work until the run is finished, or until somebody says leave.

        A run that is finished already waits a while for a decision of the person, and is worked out anew by that.
        """
        await self._server.listen(self._directory.socket)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._leave)
        clock = asyncio.create_task(self._watch_the_clock())
        try:
            self._work = asyncio.create_task(self._strategy_to_the_end())
            with contextlib.suppress(asyncio.CancelledError):
                await self._work
            if self._leaving:
                await self._leaving
            if self._work.cancelled():  # unless the strategy came to its end while the engine drained
                self._journal.append(EngineStopped("asked to leave; everything that was finished is kept"))
        except JournalError:
            raise
        except SStarError as error:
            self._journal.append(EngineStopped(str(error), failed=True))
            raise
        except BaseException as error:
            fault = f"a fault of this program ({type(error).__name__}); `sstar locate crashes` has a report of it"
            self._journal.append(EngineStopped(fault, failed=True))
            raise
        finally:
            clock.cancel()
            await self._server.close()
            models = (*self._models.values(), *self._others.values())
            for model in {id(model): model for model in models}.values():
                await model.close()

    async def grade(self) -> None:
        """Run the selected program on the secret tests and record the verdict."""
        await self._server.listen(self._directory.socket)
        try:
            program = selected_program(self._directory, self._journal.entries)
            self._journal.append(await grade(self._package, program, self._executor))
        finally:
            await self._server.close()

    async def _strategy_to_the_end(self) -> None:
        if fold(self._journal.entries).finished and not await self._somebody_decides():
            return
        self._journal.append(EngineStarted(self._executor.tier, self._notice))
        _log.info(
            "at work on %s by %s, tier %s, models %s",
            self._directory.run, self.started.strategy, self._executor.tier, sorted(set(self.started.models.values())),
        )  # fmt: skip
        selection = await self._passes.play()
        # Nothing is awaited between the last pass and this.
        self._run.conclude(ending(self._journal.entries, selection))
        self._over = True
        if selection:
            _write_solution(self._directory, fold(self._journal.entries))

    async def _somebody_decides(self) -> bool:
        try:
            await asyncio.wait_for(self._decided.wait(), _PATIENCE_SECONDS)
        except TimeoutError:
            self._over = True
        return not self._over

    # ---------------------------------------------------------------- commands and clocks

    async def _obey(self, command: Command) -> str | None:
        control = self._run.control
        _log.info("told to %s, from the %s", command.act, command.by)
        match command.act:
            case "pause":
                control.pause()
            case "resume":
                control.resume()
            case "stop":
                control.end(BudgetEnded("person", "a person said stop"))
            case "drain":
                self._leave()
            case "override" | "undo" | "redo":
                return self._decide(command)
        return None

    def _decide(self, command: Command) -> str | None:
        """Take a decision, or take one back; the reason why not, or None."""
        if self._over or self._leaving:
            return LEAVING
        board = fold(self._journal.entries)
        match command.act:
            case "undo":
                reason = self._undo(board.overrides, command)
            case "redo":
                reason = self._redo(board.overrides, command)
            case _:
                reason = self._override(board, command)
        if not reason:
            self._decided.set()
        return reason or None

    def _undo(self, overrides: Overrides, command: Command) -> str:
        number = command.number or (overrides.latest.number if overrides.latest else 0)
        if number not in overrides.standing:
            return f"decision {number} does not stand" if number else "there is no decision to take back"
        self._passes.undo(number, command.by)
        return ""

    def _redo(self, overrides: Overrides, command: Command) -> str:
        number = command.number or (overrides.to_redo.number if overrides.to_redo else 0)
        if number in overrides.standing:
            return f"decision {number} stands"
        if number not in overrides.made:
            return f"there was no decision {number}" if number else "no decision was taken back"
        self._passes.redo(number, command.by)
        return ""

    def _override(self, board: Board, command: Command) -> str:
        override = command.override
        if override is None:
            return "the command names no decision"
        reason = why_not(board, self._package.problem, override)
        if not reason and isinstance(override, Fork | JudgeAgain) and override.model:
            reason = self._why_not_ask(override.model)
        if not reason:
            self._passes.override(override, command.by)
        return reason

    # ---------------------------------------------------------------- models that a person names

    def _other(self, name: str) -> Model:
        """The model of this name, opened when it is first wanted. Raises SStarError when it cannot be."""
        known = next((model for model in self._models.values() if model.name == name), self._others.get(name))
        if known is None:
            known = open_model(name, self.started.settings, self._package, *self._judges)
            self._others[name] = known
        return known

    def _why_not_ask(self, name: str) -> str:
        """The reason why a model cannot be asked; when it can, what it costs is written down."""
        try:
            self._other(name)
            (price,) = find_prices([name])
        except SStarError as error:
            return str(error)
        if any(known.model == name for known in fold(self._journal.entries).ledger.prices):
            return ""
        if price.kind == "unknown" and self.started.settings.budget_dollars is not None:
            return f"what {name} costs is not known, so the budget of dollars could not be kept"
        self._run.price(price)
        return ""

    def _leave(self) -> None:
        """Drain, then stop; asked twice, stop at once."""
        if self._work is None:
            return
        if self._leaving:
            self._work.cancel()
        else:
            self._leaving = asyncio.create_task(self._drain())

    async def _drain(self) -> None:
        await self._run.control.drain(_GRACE_SECONDS)
        if self._work:
            self._work.cancel()

    async def _watch_the_clock(self) -> None:
        limit = self.started.settings.budget_seconds
        if limit is None:
            return
        left = limit - _seconds_at_work(self._journal.entries)
        await asyncio.sleep(max(0.0, left))
        self._run.control.end(BudgetEnded("seconds", f"{limit:g} seconds are over"))


def ending(entries: Sequence[Entry], selection: SelectionMade | None) -> RunFinished:
    """How a run ended, by its journal and by what its strategy selected."""
    ended = fold(entries).budget_ended
    if ended:
        nothing = "" if selection else "; no sample had yielded a program by then"
        return RunFinished("budget ended", ended.reason + nothing)
    if selection is None:
        return RunFinished("failed", "no sample yielded a program")
    return RunFinished(selection.status, selection.reason)


async def serve_run(
    directory: RunDirectory, *, grading: bool = False, deciding: bool = False, unsafe: bool = False
) -> None:
    """Solve a run from where its journal stands, or grade what it selected.

    Args:
        directory: the run.
        grading: grade instead of solving.
        deciding: a finished run is opened again, for a person who is about to decide something.
        unsafe: run programs open where they cannot be closed in.

    Raises:
        RunBusyError: another engine is at it.
        RunError: it is finished already (solving), or nothing was selected yet (grading).
        SStarError: whatever else a person can mend.
    """
    lock = RunLock(directory)
    try:
        journal = FileJournal(directory.journal)
        try:
            started = _started(directory, journal.entries)
            if fold(journal.entries).finished and not (grading or deciding):
                raise RunError(f"The run {directory.run} is finished. Look at it with `sstar replay {directory.run}`.")
            package = read_package(Path(started.problem.folder))
            if package.digest != started.problem.digest:
                raise RunError(
                    f"The problem in {started.problem.folder} is not what it was when the run began, so it cannot go "
                    "on. Restore the package, or start a new run."
                )
            known = None if grading else known_of(directory, started)
            executor = choose_executor(unsafe=unsafe)
            try:
                service = Service(directory, journal, package, executor, known)
                await (service.grade() if grading else service.solve())
            finally:
                await executor.close()
        finally:
            journal.close()
    finally:
        lock.release()


def _started(directory: RunDirectory, entries: Sequence[Entry]) -> RunStarted:
    first = entries[0].event if entries else None
    if not isinstance(first, RunStarted):
        raise RunError(f"{directory.journal} does not begin with run_started, so it is no run of this program.")
    return first


def selected_program(directory: RunDirectory, entries: Sequence[Entry]) -> Program:
    """The program that a run selected. Raises RunError when it has selected none."""
    board = fold(entries)
    if board.selection is None:
        raise RunError(f"The run {directory.run} has selected no program yet, so there is nothing to grade.")
    language = board.revisions[board.selection.revision].language
    return Program(language, (SourceFile(SOURCE_LANGUAGES[language].main_file, board.text(board.selection.text)),))


def _write_solution(directory: RunDirectory, board: Board) -> None:
    """Put the selected program into the run's directory; the journal has it, this is a convenience."""
    assert board.selection is not None
    language = board.revisions[board.selection.revision].language
    text = board.text(board.selection.text)
    (directory.path / f"solution{SOURCE_LANGUAGES[language].extensions[0]}").write_text(text, encoding="utf-8")


def _seconds_at_work(entries: Sequence[Entry]) -> float:
    """How long engines have worked on this run, the time between them left out."""
    worked, began, last = 0.0, None, 0.0
    for entry in entries:
        if isinstance(entry.event, EngineStarted):
            worked += last - began if began is not None else 0.0
            began = entry.at
        last = entry.at
    return worked + (last - began if began is not None else 0.0)
