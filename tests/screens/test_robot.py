"""A robot user in a pilot: starts a run at home, watches it, leaves it, comes back, asks why, plays it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pilots import configured, play, press, shown, until, until_shown

import engine
from tui.app import SStarApp
from tui.screens.dialogs import Question
from tui.screens.run import RunScreen
from tui.screens.why import WhyScreen
from tui.session import Session

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

pytestmark = pytest.mark.slow


async def start_and_leave(app: SStarApp, pilot: Pilot[None]) -> None:
    """Solve a problem from home, see programs being written, and detach."""
    await until_shown(pilot, "canallamps")
    await press(pilot, "slash", *"kilnqueue", "enter")
    await until_shown(pilot, "Kiln Queue")
    await press(pilot, "enter")
    await until(pilot, lambda: isinstance(app.screen, RunScreen) and app.screen.board.calls)
    await until_shown(pilot, "writing")
    await press(pilot, "q")
    await until(pilot, lambda: isinstance(app.screen, Question) and app.focused)
    assert "Detach" in shown(app)
    await press(pilot, "right", "enter")
    await until(pilot, lambda: app._exit)


async def come_back_and_ask(app: SStarApp, pilot: Pilot[None]) -> None:
    """Watch the run to its end, ask why, play it again from its last mark but one."""
    await until(pilot, lambda: isinstance(app.screen, RunScreen) and app.screen.board.finished)
    selection = app.screen.board.selection
    assert selection
    await until_shown(pilot, f"S{selection.revision.sample:02d} round {selection.revision.round}")
    await press(pilot, "w")
    await until(pilot, lambda: isinstance(app.screen, WhyScreen))
    await until_shown(pilot, "is selected")
    await press(pilot, "escape", "r")
    await until(pilot, lambda: isinstance(app.screen, RunScreen) and app.screen.replay)
    replay = app.screen.replay
    replay.go(replay.total)
    await until(pilot, lambda: app.screen.board.selection)
    await press(pilot, "left_square_bracket", "left_square_bracket")
    await until(pilot, lambda: not app.screen.board.finished)
    assert replay.position < replay.total


def test_solve_watch_detach_attach_ask_why_replay(tmp_path: Path) -> None:

    runs = tmp_path / "runs"
    options = configured(samples=3, inputs=4, seed=3, pace=2.0)

    async def main() -> None:
        app = SStarApp(runs, configured=options)
        async with app.run_test(size=(80, 24)) as pilot:
            await start_and_leave(app, pilot)
        (directory,) = engine.list_runs(runs)
        again = SStarApp(runs, Session(directory), configured=options)
        async with again.run_test(size=(120, 40)) as pilot:
            await come_back_and_ask(again, pilot)

    play(main)
