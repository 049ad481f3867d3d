"""How a view finds the engine of its run."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import TYPE_CHECKING

from engine.events.codec import decode_to_engine, encode
from engine.events.commands import Acknowledged, Subscribe
from engine.events.run import ProblemReference, RunStarted
from engine.events.settings import Settings
from engine.journal import RunLock
from engine.journal.runs import create_run
from tui.connection import FollowSource, LiveSource
from tui.session import Session

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    Attend = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

STARTED = RunStarted("", ProblemReference("p", "P", "nowhere", "d"), "s-star", Settings(), {})


@contextlib.asynccontextmanager
async def serving(bound: socket.socket, attend: Attend) -> AsyncIterator[None]:
    """An engine's end of the socket."""
    async with await asyncio.start_unix_server(attend, sock=bound):
        yield


async def admit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readline()
    writer.write(encode(Acknowledged(0)))
    await reader.read()
    writer.close()


def test_a_socket_at_which_nobody_listens_yet_is_waited_for(tmp_path: Path) -> None:
    directory = create_run(tmp_path, STARTED)
    directory.socket.parent.mkdir(parents=True, exist_ok=True)
    directory.socket.unlink(missing_ok=True)

    async def main() -> None:
        lock = RunLock(directory)
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind(str(directory.socket))
            finding = asyncio.create_task(Session(directory).live())
            done, _ = await asyncio.wait({finding}, timeout=0.1)
            assert not done
            async with serving(bound, admit):
                source = await finding
                assert isinstance(source, LiveSource)
                await source.close()
        lock.release()

    asyncio.run(main())
    directory.socket.unlink(missing_ok=True)


def test_an_engine_that_leaves_without_a_word_left_its_journal(tmp_path: Path) -> None:
    """It took the call in the last moment, and hung up without having sent a single event."""
    directory = create_run(tmp_path, STARTED)
    directory.socket.parent.mkdir(parents=True, exist_ok=True)
    heard = []

    async def main() -> None:
        lock = RunLock(directory)

        async def leave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            heard.append(decode_to_engine(await reader.readline()))
            writer.close()
            if len(heard) == 2:
                lock.release()

        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind(str(directory.socket))
            async with serving(bound, leave):
                source = await Session(directory).live()
                assert isinstance(source, FollowSource)
                told = [entry.event async for batch in source.batches() for entry in batch.entries]
                assert told == [Session(directory).started]

    asyncio.run(main())
    assert heard == [Subscribe(0), Subscribe(0)]
    directory.socket.unlink(missing_ok=True)


def test_an_engine_that_ended_meanwhile_left_its_journal(tmp_path: Path) -> None:
    directory = create_run(tmp_path, STARTED)

    async def main() -> None:
        lock = RunLock(directory)
        directory.socket.parent.mkdir(parents=True, exist_ok=True)
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind(str(directory.socket))
            finding = asyncio.create_task(Session(directory).live())
            await asyncio.wait({finding}, timeout=0.1)
            lock.release()
            assert isinstance(await finding, FollowSource)

    asyncio.run(main())
    directory.socket.unlink()
