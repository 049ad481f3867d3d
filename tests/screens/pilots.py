"""Driving the application without a terminal: runs to look at, engines that only pretend, the text of the screen."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from textual import events
from textual.geometry import Size

import engine
from engine.config import Loaded, load_config
from engine.journal import RunLock
from engine.runtime.server import Server
from tui.app import SStarApp
from tui.screens.run import RunScreen
from tui.session import Session

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine
    from pathlib import Path

    from textual.pilot import Pilot

    from engine.events.commands import Command

SIZES = [(80, 24), (120, 40), (200, 60)]
EACH_SIZE = pytest.mark.parametrize(
    "size", [SIZES[0], pytest.param(SIZES[1], marks=pytest.mark.exhaustive), SIZES[2]], ids=str
)
FLOW_SIZES = [SIZES[0], pytest.param(SIZES[2], marks=pytest.mark.exhaustive)]
"""For a way through many screens, of which each is held to all sizes elsewhere."""
PATIENCE_SECONDS = 120.0


def play(main: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(main())


def copied(source: engine.RunDirectory, folder: Path) -> engine.RunDirectory:
    """The same run in another folder of runs."""
    path = folder / "runs" / source.run
    path.mkdir(parents=True)
    shutil.copy(source.journal, path)
    return engine.RunDirectory(path)


def cut(source: engine.RunDirectory, folder: Path, before: type) -> engine.RunDirectory:
    """The run as it stood before the first event of a kind."""
    directory = copied(source, folder)
    entries = engine.read_journal(source.journal)
    keep = next(index for index, entry in enumerate(entries) if isinstance(entry.event, before))
    lines = directory.journal.read_bytes().splitlines(keepends=True)
    directory.journal.write_bytes(b"".join(lines[:keep]))
    return directory


@asynccontextmanager
async def engine_at(directory: engine.RunDirectory) -> AsyncIterator[list[str]]:
    """Hold a run as an engine does; yields the commands that arrive, which it acknowledges and ignores."""
    obeyed: list[str] = []

    async def obey(command: Command) -> None:
        obeyed.append(command.act)

    lock = RunLock(directory)
    server = Server(engine.read_journal(directory.journal), obey)
    await server.listen(directory.socket)
    try:
        yield obeyed
    finally:
        await server.close()
        lock.release()


@asynccontextmanager
async def opened(
    directory: engine.RunDirectory,
    size: tuple[int, int] = (80, 24),
    *,
    ascii_only: bool = False,
    replay_speed: float = 0.0,
) -> AsyncIterator[tuple[SStarApp, Pilot[None]]]:
    """The application at a run, with everything drawn that the journal holds."""
    last = engine.read_journal(directory.journal)[-1].seq
    session = Session(directory)
    replay = session.replay(replay_speed) if replay_speed else None
    app = SStarApp(directory.path.parent, session, configured=configured(ascii=ascii_only), replay=replay)
    async with app.run_test(size=size, notifications=True) as pilot:
        if replay is None:
            await until(pilot, lambda: isinstance(app.screen, RunScreen) and app.screen.board.seq >= last)
        await settle(pilot)
        yield app, pilot


def configured(**values: object) -> Loaded:
    """The configuration of somebody who has set these keys."""
    return load_config({}).over({(name,): ("the test", value) for name, value in values.items()})


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys one after the other; returns when each has had its effect.

    Textual's own way waits for the process to be idle, which takes ten times as long.
    """
    driver = pilot.app._driver
    assert driver
    for key in keys:
        driver.send_message(events.Key(key, key if len(key) == 1 else None))
        await settle(pilot)


async def resize(pilot: Pilot[None], width: int, height: int) -> None:
    driver = pilot.app._driver
    assert driver
    size = Size(width, height)
    driver._size = (width, height)  # type: ignore[assignment]
    pilot.app.post_message(events.Resize(size, size))
    await until(pilot, lambda: pilot.app.screen._compositor.size == size)
    await settle(pilot)


async def settle(pilot: Pilot[None]) -> None:
    """Wait until every message has been handled, and the messages that it led to."""
    for _ in range(4):
        await pilot._wait_for_screen()


async def until(pilot: Pilot[None], condition: Callable[[], object]) -> None:
    deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
    pause = 0.004
    while not condition():
        assert not pilot.app._exception, "the application has crashed"
        assert asyncio.get_running_loop().time() < deadline, f"waited in vain; the screen:\n{shown(pilot.app)}"
        await asyncio.sleep(pause)
        pause = min(1.5 * pause, 0.05)  # a condition may paint the whole screen


async def click(pilot: Pilot[None], selector: str) -> None:
    """Click a widget once it lies where it is seen, and nothing over it."""
    deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
    await until(pilot, lambda: pilot.app.screen.query_one(selector).region.area)
    while not await pilot.click(selector):
        assert asyncio.get_running_loop().time() < deadline, f"no click gets to it; the screen:\n{shown(pilot.app)}"


async def until_shown(pilot: Pilot[None], text: str) -> None:
    await until(pilot, lambda: text in shown(pilot.app))


def lines_shown(app: Any) -> list[str]:
    """What stands on the screen, dialogs included."""
    width, height = app.size
    strips = app.screen._compositor.render_strips()
    assert len(strips) == height
    assert all(strip.cell_length == width for strip in strips)
    return [strip.text for strip in strips]


def shown(app: Any) -> str:
    return "\n".join(lines_shown(app))


def cursor_line(app: Any, sign: str = "▌") -> str:
    """The first line with the cursor."""
    return next(line for line in lines_shown(app) if sign in line)
