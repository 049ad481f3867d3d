"""The action table is the one truth about keys: every screen has what it promises, and no more."""

from __future__ import annotations

import asyncio
import inspect
from typing import TYPE_CHECKING

import pytest
from textual.app import App
from textual.widgets import OptionList

from engine.projections.board import Board
from tui.actions import ACTIONS, Place, actions_at
from tui.decisions import DECISIONS, decision
from tui.screens.beginning import Beginning
from tui.screens.compare import CompareScreen
from tui.screens.deciding import Deciding
from tui.screens.help import HelpScreen
from tui.screens.home import HomeScreen
from tui.screens.keeping import Keeping
from tui.screens.looking import Looking
from tui.screens.run import RunScreen
from tui.screens.running import Running
from tui.screens.runs import RunsScreen
from tui.screens.showing import Showing
from tui.screens.strategies import StrategiesScreen
from tui.screens.why import WhyScreen
from tui.situation import Situation

if TYPE_CHECKING:
    from tui.screens.acting import ActingScreen

SCREENS: dict[Place, type[ActingScreen]] = {
    "home": HomeScreen,
    "run": RunScreen,
    "why": WhyScreen,
    "compare": CompareScreen,
    "runs": RunsScreen,
    "strategies": StrategiesScreen,
}
PARTS: dict[type, tuple[type, ...]] = {
    HomeScreen: (Beginning, Keeping),
    RunScreen: (Looking, Running, Deciding, Showing),
}
EATEN_BY_TERMINALS = {"ctrl+enter", "ctrl+j", "ctrl+s", "ctrl+b", "ctrl+a", "ctrl+o"}


def deeds_of(screen: type) -> set[str]:
    holders = (screen, *PARTS.get(screen, ()))
    return {name for holder in holders for name, _ in inspect.getmembers(holder) if name.startswith("do_")}


@pytest.mark.parametrize("place", SCREENS)
def test_every_action_has_a_deed_and_a_binding(place: Place) -> None:
    screen = SCREENS[place]
    assert place == screen.PLACE
    bound = {binding.id for binding in screen.BINDINGS if not isinstance(binding, tuple)}
    for action in actions_at(place):
        assert f"do_{action.id}" in deeds_of(screen) or decision(action.id), action.id
        assert f"{place}.{action.id}" in bound


@pytest.mark.parametrize("place", SCREENS)
def test_every_deed_is_in_the_table(place: Place) -> None:
    decisions = {made.name for made in DECISIONS} if place == "run" else set()
    deeds = {name.removeprefix("do_") for name in deeds_of(SCREENS[place])}
    assert not deeds & decisions
    assert deeds | decisions == {action.id for action in actions_at(place)}


@pytest.mark.parametrize("place", SCREENS)
def test_no_key_means_two_things(place: Place) -> None:
    keys = [key for action in actions_at(place) for key in action.keys.split(",")]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("place", SCREENS)
def test_the_palette_can_tell_actions_apart(place: Place) -> None:
    titles = [action.title for action in actions_at(place)]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("place", SCREENS)
def test_every_place_is_explained(place: Place) -> None:
    async def main() -> None:
        app = App[None]()
        async with app.run_test(size=(80, 24)):
            await app.push_screen(HelpScreen(place, Situation(Board())))
            options = app.screen.query_one(OptionList)
            assert options.option_count == len(actions_at(place))

    asyncio.run(main())


def test_ids_are_unique() -> None:
    ids = [action.id for action in ACTIONS]
    assert len(ids) == len(set(ids))


def test_every_action_can_be_reached_from_any_terminal() -> None:
    for action in ACTIONS:
        safe = [key for key in action.keys.split(",") if key not in EATEN_BY_TERMINALS and not key.startswith("f1")]
        assert safe, action.id
        assert not (len(safe[0]) > 1 and safe[0][0] == "f" and safe[0][1:].isdigit()), action.id


def test_every_action_is_described() -> None:
    for action in ACTIONS:
        assert action.help.endswith("."), action.id
        assert action.title == action.title.strip().lower(), action.id
