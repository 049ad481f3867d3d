"""Watching a run without a screen: plain sentences, JSON lines, or nothing."""

from __future__ import annotations

import asyncio
import signal
import sys
from typing import TYPE_CHECKING, Protocol

from engine.errors import RunError
from engine.projections.board import Board
from tui.connection import take_in
from tui.displays.jsonlines import entry_line, selection_line
from tui.displays.plain import PlainDisplay

if TYPE_CHECKING:
    from engine.events.codec import Entry
    from engine.problem.model import Problem
    from tui.connection import Source
    from tui.mailbox import Batch
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
        for sentence in self._plain.sentences(board, entry):
            _say(sentence)

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


async def watch_session(session: Session, display: Display, since: int = 0) -> Board:
    """Watch a run until its engine leaves; Ctrl-C asks it to, and a second Ctrl-C leaves at once.

    Raises:
        RunError: the engine ended without finishing and without a word in the journal.
        KeyboardInterrupt: Ctrl-C was pressed twice; the engine goes on draining.
    """
    source = await session.live()
    board = session.board() if since else Board()
    loop = asyncio.get_running_loop()
    asked: list[asyncio.Task[object]] = []
    watching = asyncio.ensure_future(_watch(source, display, board))

    def leave() -> None:
        if asked:
            watching.cancel()
        else:
            sys.stderr.write("Leaving: answers that are arriving are waited for; Ctrl-C again leaves at once.\n")
            asked.append(loop.create_task(source.command("drain")))

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, leave)
    try:
        board = await watching
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None
    finally:
        await source.close()
    await session.ended()
    if not (board.finished or board.stopped):
        raise RunError(f"{session.failure()} Go on with `sstar resume {session.directory.run}`.")
    return board


async def watch(source: Source, display: Display) -> Board:
    """Watch a source to its end: a replay, or a journal that is complete."""
    try:
        return await _watch(source, display, Board())
    finally:
        await source.close()


async def _watch(source: Source, display: Display, board: Board) -> Board:
    async for batch in source.batches():
        board = _tell(display, board, batch)
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
