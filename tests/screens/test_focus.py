"""Whatever keys come: something has the focus, nothing crashes, every line fits; and the mouse does what keys do."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from pilots import (
    configured,
    copied,
    cut,
    engine_at,
    lines_shown,
    opened,
    play,
    press,
    resize,
    settle,
    shown,
    until,
    until_shown,
)
from textual.widgets import Tree

from engine.events.selection import MatchDecided
from tui import starting
from tui.actions import actions_at
from tui.app import SStarApp
from tui.comparing import Comparison
from tui.screens.compare import CompareScreen
from tui.screens.help import HelpScreen
from tui.screens.home import HomeScreen
from tui.screens.run import RunScreen
from tui.screens.why import WhyScreen
from tui.session import Session
from tui.surfaces.widget import Surface

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    import engine
    from engine.projections.board import Board

STEPS = 60
SIZES = [(60, 14), (80, 24), (120, 40), (40, 12)]
MOVING = ["tab", "shift+tab", "enter", "escape", "up", "down", "left", "right", "pageup", "pagedown", "home", "end"]
TYPED = [*"jkhlaeimoqwxz1234?/+_[]{}ACDFHIJNPTS", "space", "backspace", "delete"]
AWAY = {"E", "ctrl+p"}
"""What hands the terminal over to another program, or opens what is Textual's own."""


def keys_of(*places: str) -> list[str]:
    """Every key of the table at these places, and those that people press besides."""
    table = [key for place in places for action in actions_at(place) for key in action.keys.split(",")]
    return [key for key in (*table, *MOVING * 3, *TYPED) if key not in AWAY]


def settled(app: SStarApp) -> None:
    """What must hold after every key."""
    screen = app.screen
    assert app.is_running
    focused = app.focused
    assert focused is not None, f"nothing has the focus on {type(screen).__name__}"
    assert focused.screen is screen
    assert focused.display, f"{focused} has the focus and is hidden"
    assert len(lines_shown(app)) == app.size.height


def stands(app: SStarApp) -> bool:
    """Whether it holds by now."""
    try:
        settled(app)
    except AssertionError:
        return False
    return True


async def hammer(app: SStarApp, pilot: Pilot[None], keys: list[str], seed: int) -> None:
    """Press keys by chance; what ends the application ends the test."""
    draw = random.Random(seed)
    pressed = []
    for step in range(STEPS):
        if step % 20 == 19:
            await resize(pilot, *draw.choice(SIZES))
        key = draw.choice(keys)
        pressed.append(key)
        await press(pilot, key)
        if app._exit:
            return
        try:
            await until(pilot, lambda: app._exit or stands(app))  # a dialog has the focus once it is mounted
            if not app._exit:
                settled(app)
        except AssertionError as error:
            raise AssertionError(f"{error}, after {' '.join(pressed)}") from error


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.exhaustive) for seed in range(2, 8))])
def test_no_key_of_a_run_loses_the_focus(finished: engine.RunDirectory, tmp_path: Path, seed: int) -> None:
    directory = cut(finished, tmp_path, MatchDecided) if seed % 2 else copied(finished, tmp_path)

    async def main() -> None:
        async with engine_at(directory), opened(directory, SIZES[seed % 2]) as (app, pilot):
            await hammer(app, pilot, keys_of("run", "why", "compare"), seed)

    play(main)


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.exhaustive) for seed in range(1, 6))])
def test_no_key_at_home_loses_the_focus(
    finished: engine.RunDirectory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    directory = copied(finished, tmp_path)

    class Finished(Session):
        def start(self, *, grading: bool = False, deciding: bool = False) -> None:
            """Nobody is at work; what a key asks of an engine is refused."""

    monkeypatch.setattr(starting, "new_run", lambda *_, **__: Finished(directory))
    monkeypatch.setattr(Comparison, "start", lambda _: None)  # it would outlive the application, as it shall

    async def main() -> None:
        app = SStarApp(directory.path.parent, configured=configured())
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await until_shown(pilot, "selected")
            away = {"D", "u", "g"}  # a run deleted, or an engine started, is no matter of focus
            await hammer(app, pilot, [key for key in keys_of("home") if key not in away], seed)

    play(main)


# ---------------------------------------------------------------- the mouse


async def click(pilot: Pilot[None], words: str, *, row: int | None = None) -> None:
    """Click where these words stand; in a row, or in the last line that has them."""
    lines = lines_shown(pilot.app)
    rows = [at for at, line in enumerate(lines) if words in line] if row is None else [row]
    at = rows[-1]
    await pilot.click(offset=(lines[at].index(words) + 1, at))
    await settle(pilot)


def test_every_shown_key_can_be_clicked(finished: engine.RunDirectory) -> None:
    async def main() -> None:
        async with opened(finished, (120, 40)) as (app, pilot):
            await click(pilot, "w why")
            await until(pilot, lambda: isinstance(app.screen, WhyScreen))
            tree = app.screen.query_one(Tree)
            open_before = tree.cursor_node.is_expanded if tree.cursor_node else None
            await click(pilot, "enter open")
            assert tree.cursor_node
            assert tree.cursor_node.is_expanded != open_before
            await click(pilot, "esc back")
            await until(pilot, lambda: isinstance(app.screen, RunScreen))
            view = app.screen.looking.view
            await click(pilot, "1-4 view")
            assert app.screen.looking.view != view
            await click(pilot, "? help")
            await until(pilot, lambda: isinstance(app.screen, HelpScreen))
            statement = next(action for action in actions_at("run") if action.id == "view_statement")
            await click(pilot, statement.help[:20])
            await until(pilot, lambda: isinstance(app.screen, RunScreen))
            assert app.screen.looking.view == "statement"
            await press(pilot, "c")
            await until(pilot, lambda: isinstance(app.screen, CompareScreen))
            await until_shown(pilot, "1 program")
            await click(pilot, "2 tests", row=1)
            await until_shown(pilot, "verdict")
            await click(pilot, "esc back")
            await until(pilot, lambda: isinstance(app.screen, RunScreen))

    play(main)


def test_rounds_tests_and_moments_of_a_replay_can_be_clicked(finished: engine.RunDirectory, board: Board) -> None:
    repaired = next(sample for sample in board.samples.values() if len(sample.rounds) > 1)

    async def main() -> None:
        async with opened(finished, (120, 40)) as (app, pilot):
            await press(pilot, "2")
            app.screen.looking.look_at_sample(repaired.number)
            await settle(pilot)
            await click(pilot, " r0 ")
            assert app.screen.looking.focus.round == 0
            await click(pilot, " r1 ")
            assert app.screen.looking.focus.round == 1
            names = [test.name for test in app.screen.problem.tests]
            await click(pilot, f"test {names[-1]} " if names[-1].isdigit() else names[-1])
            assert app.screen.looking.focus.test == names[-1]
        async with opened(finished, (120, 40), replay_speed=1.0) as (app, pilot):
            await until_shown(pilot, "of")
            replay = app.screen.replay
            await pilot.click(offset=(100, 38))
            await settle(pilot)
            assert 0.5 * replay.total < replay.position <= replay.total
            await pilot.click(offset=(3, 38))
            await settle(pilot)
            assert replay.paused

    play(main)


def test_keys_at_home_can_be_clicked(finished: engine.RunDirectory, tmp_path: Path) -> None:
    directory = copied(finished, tmp_path)

    async def main() -> None:
        app = SStarApp(directory.path.parent, configured=configured())
        async with app.run_test(size=(120, 40)) as pilot:
            await until_shown(pilot, "selected")
            await click(pilot, "tab lists")
            assert app.screen.shown.side == "runs"
            await click(pilot, "? help")
            await until(pilot, lambda: isinstance(app.screen, HelpScreen))
            assert "Home: the problems above" in shown(app)
            await press(pilot, "escape")
            assert isinstance(app.screen, HomeScreen)
            assert isinstance(app.focused, Surface)

    play(main)
