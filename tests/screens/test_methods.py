"""Choosing a method in the application, with its page beside the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pilots import configured, play, press, settle, shown, until, until_shown
from textual.widgets import Select

from tui.app import SStarApp
from tui.screens.dialogs import StartDialog
from tui.screens.methods import StrategyPicker

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
def test_a_method_is_explained_and_taken(tmp_path: Path, size: tuple[int, int]) -> None:
    async def main() -> None:
        app = SStarApp(tmp_path, configured=configured())
        async with app.run_test(size=size) as pilot:
            await until_shown(pilot, "canallamps")
            await press(pilot, "escape")
            await press(pilot, "s")
            await until(pilot, lambda: isinstance(app.screen, StartDialog))
            await press(pilot, "tab", "enter")
            await until(pilot, lambda: isinstance(app.screen, StrategyPicker))
            await settle(pilot)
            await until_shown(pilot, "s-star: Debug samples")
            await press(pilot, "p", "g", "-")
            await until_shown(pilot, "Zhang et al. 2023")
            if size[1] > 24:
                await until_shown(pilot, "Here otherwise: the settings say how many rollouts")
                await until_shown(pilot, "Without it, the tree is one of whole programs")
            else:
                for _ in range(40):
                    if "Without it, the tree" in shown(app):
                        break
                    await press(pilot, "pagedown")
                assert "Without it, the tree" in shown(app)
            await press(pilot, "enter")
            await until(pilot, lambda: isinstance(app.screen, StartDialog))
            assert app.screen.query_one("#strategy", Select).value == "pg-td"

    play(main)


def test_a_filter_that_nothing_passes_says_so(tmp_path: Path) -> None:
    async def main() -> None:
        app = SStarApp(tmp_path, configured=configured())
        async with app.run_test(size=(80, 24)) as pilot:
            await until_shown(pilot, "canallamps")
            await press(pilot, "escape", "s")
            await until(pilot, lambda: isinstance(app.screen, StartDialog))
            await press(pilot, "tab", "enter")
            await until(pilot, lambda: isinstance(app.screen, StrategyPicker))
            await settle(pilot)
            await press(pilot, *"qqq")
            await until_shown(pilot, "No method has that")
            await press(pilot, "escape")
            await until(pilot, lambda: isinstance(app.screen, StartDialog))

    play(main)
