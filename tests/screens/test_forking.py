"""A run started by another method, from the run and from home, and both held against each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pilots import FLOW_SIZES, configured, copied, cursor_line, opened, play, press, settle, shown, until, until_shown

import engine
from engine.events.calls import CallStarted
from tui.app import SStarApp
from tui.screens.dialogs import Question
from tui.screens.methods import StrategyPicker
from tui.screens.run import RunScreen
from tui.screens.runs import RunsScreen

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot


async def ask(pilot: Pilot[None], *typed: str) -> None:
    """Ask for another method."""
    await press(pilot, "A")
    await until(pilot, lambda: isinstance(pilot.app.screen, StrategyPicker))
    await settle(pilot)
    await press(pilot, *typed, "enter")


@pytest.mark.slow
@pytest.mark.parametrize("size", FLOW_SIZES)
def test_the_other_method_selects_from_what_the_run_knows(
    finished: engine.RunDirectory, tmp_path: Path, size: tuple[int, int]
) -> None:
    directory = copied(finished, tmp_path)

    async def main() -> None:
        async with opened(directory, size) as (app, pilot):
            await ask(pilot, *"codet")
            await until(pilot, lambda: isinstance(app.screen, Question))
            await settle(pilot)
            await until_shown(pilot, "are taken over")
            assert "(s-star) is forked to codet" in " ".join(shown(app).split())
            await press(pilot, "right", "enter")
            await until(pilot, lambda: isinstance(app.screen, RunScreen) and app.screen.session.directory != directory)
            screen = app.screen
            assert isinstance(screen, RunScreen)
            await settle(pilot)
            await until(pilot, lambda: screen.board.finished)
            await until_shown(pilot, "codet")
            assert screen.board.ledger.taken.answers > 0
            fork = screen.session.directory
            calls = [e.event for e in engine.read_journal(fork.journal) if isinstance(e.event, CallStarted)]
            known = {entry.event.key for entry in engine.read_source(directory).facts}
            assert not {call.key for call in calls if not call.taken} & known
            assert " taken over" in shown(app)

        home = SStarApp(directory.path.parent, configured=configured())
        async with home.run_test(size=size) as pilot:
            await until_shown(pilot, "codet")
            await press(pilot, "tab", "b", "down", "b")
            await until(pilot, lambda: isinstance(home.screen, RunsScreen))
            await settle(pilot)
            await until_shown(pilot, "taken over")
            assert "forked from" in shown(home)

    play(main)


@pytest.mark.parametrize("size", FLOW_SIZES)
def test_leaving_starts_nothing_and_what_is_wrong_is_said(
    finished: engine.RunDirectory, tmp_path: Path, size: tuple[int, int]
) -> None:
    directory = copied(finished, tmp_path)

    async def main() -> None:
        app = SStarApp(directory.path.parent, configured=configured())
        async with app.run_test(size=size, notifications=True) as pilot:
            await until_shown(pilot, "selected")
            await press(pilot, "A")
            await until_shown(pilot, "other method: go to a run first")
            await press(pilot, "tab")
            assert "kilnqueue" in cursor_line(app)
            await ask(pilot, *"codet")
            await until(pilot, lambda: isinstance(app.screen, Question))
            await settle(pilot)
            await press(pilot, "enter")
            assert len(engine.list_runs(directory.path.parent)) == 1, "the harmless answer is the first"
            await ask(pilot)
            await until_shown(pilot, "once more")

    play(main)
