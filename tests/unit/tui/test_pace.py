"""A frame that costs much is followed by a longer pause, and a terminal that is slow gets fewer frames."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import TYPE_CHECKING

from textual.app import App
from textual.drivers._writer_thread import WriterThread

from tui.pace import BATCH_SECONDS, Pace, terminal_is_behind
from tui.surfaces.text import Line, Span
from tui.surfaces.widget import Surface

if TYPE_CHECKING:
    from textual.app import ComposeResult


def work(seconds: float) -> None:
    """Use so much CPU time."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def test_a_cheap_frame_is_followed_by_the_rest_of_its_time() -> None:
    pace = Pace()
    pace.pause(0.0)
    assert 0.02 - 1e-9 <= pace.pause(BATCH_SECONDS - 0.02) <= BATCH_SECONDS


def test_a_dear_frame_leaves_half_of_the_time_to_keys() -> None:
    pace = Pace()
    work(0.1)
    assert pace.pause(0.05) >= 0.15


class Held:
    """A terminal that takes nothing until it is let."""

    def __init__(self) -> None:
        self.free = threading.Event()
        self.taken = 0

    def write(self, text: str) -> None:
        self.free.wait()
        self.taken += len(text)

    def flush(self) -> None:
        self.free.wait()


class Counting(App[None]):
    """A surface that counts how often it was painted."""

    painted = 0

    def compose(self) -> ComposeResult:
        yield Surface(self.paint)

    def paint(self, width: int, height: int) -> list[Line]:
        del width
        self.painted += 1
        return [Line((Span(str(self.painted)),))] * height


def test_nothing_is_painted_for_a_terminal_that_is_behind_and_the_newest_when_it_no_longer_is() -> None:
    async def run() -> None:
        app, terminal = Counting(), Held()
        writer = WriterThread(terminal)  # type: ignore[arg-type]
        async with app.run_test(size=(20, 5)) as pilot:
            app._driver._writer_thread = writer  # type: ignore[union-attr]
            writer.start()
            for _ in range(3):
                writer.write("a frame")
            assert terminal_is_behind(app)
            before = app.painted
            for _ in range(5):
                app.query_one(Surface).invalidate()
                await pilot.pause()
            assert app.painted == before
            terminal.free.set()
            while app.painted == before:  # noqa: ASYNC110 - the surface looks again by a timer
                await asyncio.sleep(0.01)
            await pilot.pause()
            assert app.painted == before + 1
            assert not terminal_is_behind(app)
        writer.stop()

    asyncio.run(run())
