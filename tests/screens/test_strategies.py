"""Comparing strategies in the application: chosen, worked on by a process of its own, watched, opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pilots import FLOW_SIZES, configured, cursor_line, play, press, settle, shown, until, until_shown

from tui.app import SStarApp
from tui.screens.home import HomeScreen
from tui.screens.methods import StrategiesPicker
from tui.screens.run import RunScreen
from tui.screens.strategies import StrategiesScreen

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

QUICK = {"samples": 3, "rounds": 0, "inputs": 2, "pace": 0.0}


async def choose(pilot: Pilot[None], *keys: str) -> None:
    """Open the picker on the first problem, and tick."""
    app = pilot.app
    await until_shown(pilot, "canallamps")
    assert "? help" in shown(app), "the key line has room for it"
    await press(pilot, "escape", "c")
    await until(pilot, lambda: isinstance(app.screen, StrategiesPicker))
    await settle(pilot)
    await press(pilot, *keys)


@pytest.mark.slow
@pytest.mark.parametrize("size", FLOW_SIZES)
def test_strategies_are_compared_watched_and_opened(tmp_path: Path, size: tuple[int, int]) -> None:
    async def main() -> None:
        app = SStarApp(tmp_path, configured=configured(**QUICK))
        async with app.run_test(size=size) as pilot:
            # All, then none; then best-of-n and the one below it.
            await choose(pilot, "a", "a", *["home"], *["down"] * 4, "space", "down", "space")
            await press(pilot, "enter")
            await until(pilot, lambda: isinstance(app.screen, StrategiesScreen))
            await settle(pilot)
            await until_shown(pilot, "2 of 2 done, finished")
            text = shown(app)
            assert "best-of-n-random" in text
            for beside in ("(random sample)", "(random survivor)", "(oracle)"):
                assert beside in text
            assert "Take the first sample that passes every public test." in text
            assert all(title in text for title in ("selected", "verdict", "calls", "tokens", "cost", "seconds"))
            await press(pilot, "j")
            assert "best-of-n-random" in cursor_line(app)
            await press(pilot, "M")
            await until_shown(pilot, "Esc closes this.")
            assert "best-of-n-random: " in shown(app)
            await press(pilot, "escape", "enter")
            await until(pilot, lambda: isinstance(app.screen, RunScreen) and app.screen.board.graded)
            await press(pilot, "M")
            await until_shown(pilot, "Esc closes this.")
            assert "best-of-n-random: " in shown(app), "the method of this run, not of another"
            await press(pilot, "escape")
            while not isinstance(app.screen, StrategiesScreen):
                await press(pilot, "escape")
            await press(pilot, "S")
            await until_shown(pilot, "nothing works on it")
            await press(pilot, "escape")
            await until(pilot, lambda: isinstance(app.screen, HomeScreen))

    play(main)


@pytest.mark.slow
@pytest.mark.parametrize("size", FLOW_SIZES)
def test_several_seeds_have_a_table_together_and_one_each(tmp_path: Path, size: tuple[int, int]) -> None:
    async def main() -> None:
        app = SStarApp(tmp_path, configured=configured(**QUICK))
        async with app.run_test(size=size) as pilot:
            await choose(pilot, "a", "a", *["home"], *["down"] * 4, "space", "tab", "backspace")
            await press(pilot, "enter")
            assert isinstance(app.screen, StrategiesPicker), "no number of seeds is no answer"
            await press(pilot, "2", "enter")
            await until(pilot, lambda: isinstance(app.screen, StrategiesScreen))
            await settle(pilot)
            await until_shown(pilot, "2 of 2 done, finished")
            text = shown(app)
            assert "2 seeds" in text
            assert all(title in text for title in ("right", "calls", "tokens", "cost", "seconds"))
            assert "Seed 1: S0" in text
            assert "Seed 2: S0" in text
            await press(pilot, "enter")
            await until_shown(pilot, "these are all seeds together")
            await press(pilot, "right_square_bracket", "right")
            await until_shown(pilot, "seed 2")
            assert "selected" in shown(app)
            await press(pilot, "enter")
            await until(pilot, lambda: isinstance(app.screen, RunScreen) and app.screen.board.graded)
            assert app.screen.board.started.settings.seed == 2
            while not isinstance(app.screen, StrategiesScreen):
                await press(pilot, "escape")
            await settle(pilot)
            await press(pilot, "right")
            await until_shown(pilot, "2 seeds")

    play(main)


def test_nothing_ticked_compares_nothing_and_escape_leaves(tmp_path: Path) -> None:
    async def main() -> None:
        app = SStarApp(tmp_path, configured=configured(**QUICK))
        async with app.run_test(size=(80, 24)) as pilot:
            await choose(pilot, "a", "a", "enter")
            assert isinstance(app.screen, StrategiesPicker)
            await press(pilot, "a")
            assert shown(app).count("✓") >= 3
            await press(pilot, "escape")
            await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        assert not (tmp_path / "comparisons").exists()

    play(main)
