"""One run of a comparison, from its journal to its grade, in this process and without a view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bench.sharing import SharingExecutor, SharingModel
from engine.composition import accepted_oracle, checker_acceptance, choose_models, choose_strategy
from engine.errors import JournalError, SStarError
from engine.events.run import EngineStarted, EngineStopped, Graded, RunFinished, RunStarted
from engine.grading import grade
from engine.journal import FileJournal, RunLock
from engine.projections.board import fold
from engine.runtime.run import Run
from engine.service import ending, selected_program

if TYPE_CHECKING:
    from engine.bench.sharing import Shared
    from engine.execution.protocol import Executor
    from engine.journal import RunDirectory
    from engine.problem.package import Package
    from engine.projections.board import Board


async def work(directory: RunDirectory, package: Package, executor: Executor, shared: Shared) -> tuple[Board, bool]:
    """Solve and grade a run from where its journal stands; what it learns is shared, whatever happens.

    An error that a person can mend is written into the journal, and ends this run alone.

    Args:
        directory: the run; nobody else may be at it.
        package: its problem.
        executor: runs programs.
        shared: what other runs on the problem know.

    Returns:
        the state that the run ends in, and whether anything was left to do.

    Raises:
        RunBusyError, JournalError: the run cannot be worked on at all.
    """
    lock = RunLock(directory)
    try:
        journal = FileJournal(directory.journal)
        fresh = not _graded(journal)
        try:
            if fresh:
                await _work(directory, journal, package, SharingExecutor(executor, shared), shared)
        except JournalError:
            raise
        except SStarError as error:
            journal.append(EngineStopped(str(error), failed=True))
        finally:
            shared.learn(journal.entries)
            journal.close()
        return fold(journal.entries), fresh
    finally:
        lock.release()


def _graded(journal: FileJournal) -> bool:
    """Whether nothing is left to do: it is graded, or it ended with nothing to grade."""
    board = fold(journal.entries)
    return board.graded is not None or (board.finished is not None and board.selection is None)


async def _work(
    directory: RunDirectory, journal: FileJournal, package: Package, executor: SharingExecutor, shared: Shared
) -> None:
    started = journal.entries[0].event
    assert isinstance(started, RunStarted)
    judges = accepted_oracle(package, executor), checker_acceptance(package, executor)
    bare = choose_models(started.models, started.settings, package, *judges)
    doubles = {id(model): SharingModel(model, shared) for model in bare.values()}
    try:
        if not any(isinstance(entry.event, RunFinished) for entry in journal.entries):
            notice = next((model.notice for model in doubles.values() if model.notice), "")
            journal.append(EngineStarted(executor.tier, notice))
            models = {role: doubles[id(model)] for role, model in bare.items()}
            run = Run(package.problem, started.settings, models, executor, journal)
            selection = await choose_strategy(started.strategy)(run)
            run.conclude(ending(journal.entries, selection))
        if fold(journal.entries).selection:
            journal.append(await _grade(directory, journal, package, executor))
    finally:
        for model in doubles.values():
            await model.close()


async def _grade(directory: RunDirectory, journal: FileJournal, package: Package, executor: SharingExecutor) -> Graded:
    return await grade(package, selected_program(directory, journal.entries), executor)
