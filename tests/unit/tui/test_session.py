"""How a view finds the engine of its run."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

from engine.events.run import ProblemReference, RunStarted
from engine.events.settings import Settings
from engine.journal import RunLock
from engine.journal.runs import create_run
from tui.connection import FollowSource, LiveSource
from tui.session import Session

if TYPE_CHECKING:
    from pathlib import Path

STARTED = RunStarted("", ProblemReference("p", "P", "nowhere", "d"), "s-star", Settings(), {})


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
            bound.listen()
            source = await finding
            assert isinstance(source, LiveSource)
            await source.close()
        lock.release()

    asyncio.run(main())
    directory.socket.unlink()


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
