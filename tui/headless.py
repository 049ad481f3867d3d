"""Watching a run without a screen: plain sentences, JSON lines, or nothing."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Protocol

import engine
from engine.errors import JournalError, RunError, UsageError
from engine.events.commands import Command, Refused
from engine.projections.board import Board, fold
from engine.projections.wording import sentence
from tui.connection import take_in
from tui.displays.jsonlines import entry_line, selection_line
from tui.displays.plain import PlainDisplay
from tui.displays.prompts import Prompter, wanted
from tui.interrupts import Interrupts

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.events.codec import Entry
    from engine.problem.model import Problem
    from tui.connection import Source
    from tui.mailbox import Batch
    from tui.orders import Order
    from tui.session import Session


class Display(Protocol):
    """Says what happens."""

    def show(self, board: Board, entry: Entry) -> None:
        """Take one event, and the state after it."""

    def close(self, board: Board) -> None:
        """Say what it came to."""


class PlainLines:
    """Sentences on standard output."""

    def __init__(self, problem: Problem | None) -> None:
        """Prepare; the problem brings the expected outputs of its public tests."""
        self._plain = PlainDisplay(problem)

    def show(self, board: Board, entry: Entry) -> None:
        """Say what is worth a sentence."""
        for said in self._plain.sentences(board, entry):
            _say(said)

    def close(self, board: Board) -> None:
        """Nothing is left to say."""


class JsonLines:
    """Events as JSON lines on standard output, and the selection last."""

    def show(self, board: Board, entry: Entry) -> None:
        """Print the event."""
        del board
        _say(entry_line(entry))

    def close(self, board: Board) -> None:
        """Print the selection."""
        _say(selection_line(board))


class Silence:
    """Nothing at all; the exit status and `--output` tell."""

    def show(self, board: Board, entry: Entry) -> None:
        """Say nothing."""

    def close(self, board: Board) -> None:
        """Say nothing."""


def display_of(name: str, problem: Problem | None) -> Display:
    """The display of that name: plain, json or none."""
    match name:
        case "plain":
            return PlainLines(problem)
        case "json":
            return JsonLines()
        case _:
            return Silence()


def watch_session(
    session: Session, display: Display, since: int = 0, *, begin: Callable[[], None] | None = None
) -> Board:
    """Watch a run until its engine leaves.

    Ctrl-C asks an engine that this command started to leave in good order, and a second one leaves at once; a
    run that somebody else started goes on without this view.

    Args:
        session: the run.
        display: what says what happens.
        since: number of the last event that was told already.
        begin: starts an engine, from when on Ctrl-C is its to know.

    Raises:
        RunError: the engine ended without finishing and without a word in the journal.
        KeyboardInterrupt: Ctrl-C left at once.
    """
    interrupts = Interrupts()
    with interrupts.held():
        if begin:
            begin()
        return asyncio.run(_watch_session(session, display, since, interrupts))


async def _watch_session(session: Session, display: Display, since: int, interrupts: Interrupts) -> Board:
    leaving = asyncio.Event()
    watching = asyncio.ensure_future(_watch_live(session, display, since, leaving))

    def leave() -> None:
        if leaving.is_set() or not session.started_here:
            watching.cancel()
        else:
            sys.stderr.write("Leaving: answers that are arriving are waited for; Ctrl-C again leaves at once.\n")
            leaving.set()

    with interrupts.taken_by(leave):
        try:
            board = await watching
        except asyncio.CancelledError:
            sys.stderr.write(f"The view is closed. Come back with `sstar attach {session.directory.run}`.\n")
            raise KeyboardInterrupt from None
        status = await session.ended()
    if status and not (board.finished or board.stopped):
        fault = JournalError if session.disk_failed else RunError
        raise fault(f"{session.failure()} Go on with `sstar resume {session.directory.run}`.")
    return board


async def _watch_live(session: Session, display: Display, since: int, leaving: asyncio.Event) -> Board:
    source = await session.live(since)
    draining = asyncio.create_task(_drain_when(leaving, source))
    before = fold(entry for entry in engine.read_journal(session.directory.journal) if entry.seq <= since)
    try:
        if isinstance(display, PlainLines) and source.live and wanted(session.started):
            return await _watch_and_ask(source, display, before, session.problem())
        return await _watch(source, display, before)
    except BrokenPipeError:
        # Whoever read has left, and nobody is there to be told of an engine that goes on calling models.
        if session.started_here:
            await source.command("drain")
        raise
    finally:
        draining.cancel()
        await source.close()


async def carry_out(session: Session, order: Order, since: int) -> None:
    """Give an engine an order, and hear its answer; a finished run is opened again for a decision.

    Args:
        session: the run.
        order: what is asked.
        since: number of the last event that was told already.

    Raises:
        UsageError: it was not obeyed; says why not.
        RunError: no engine answers.
    """
    answer = await session.decide(Command(0, order.act, order.override, order.number, "command line"), since)
    if isinstance(answer, Refused):
        raise UsageError(sentence(f"not done: {answer.reason}"))


async def _drain_when(leaving: asyncio.Event, source: Source) -> None:
    await leaving.wait()
    await source.command("drain")


async def watch(source: Source, display: Display) -> Board:
    """Watch a source to its end: a replay, or a journal that is complete."""
    try:
        return await _watch(source, display, Board())
    finally:
        await source.close()


async def _watch_and_ask(source: Source, display: Display, board: Board, problem: Problem | None) -> Board:
    """Watch, and let the person who listens decide."""
    prompter = Prompter(source, _say, problem)
    prompter.hear(sys.stdin)
    answering = asyncio.create_task(prompter.answer())
    try:
        return await _watch(source, display, board, prompter.look)
    finally:
        answering.cancel()
        await asyncio.wait([answering])
        if not answering.cancelled():
            answering.result()


async def _watch(
    source: Source, display: Display, board: Board, told: Callable[[Board], None] = lambda _: None
) -> Board:
    async for batch in source.batches():
        board = _tell(display, board, batch)
        told(board)
    display.close(board)
    return board


def _tell(display: Display, board: Board, batch: Batch) -> Board:
    fresh = [entry for entry in batch.entries if entry.seq > board.seq]
    for entry in fresh:
        board.apply(entry)
        display.show(board, entry)
    return take_in(board, batch)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
