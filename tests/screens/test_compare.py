"""Comparing two revisions with the keys of a person, at each size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from msgspec import structs
from pilots import (
    EACH_SIZE,
    configured,
    copied,
    cut,
    lines_shown,
    opened,
    play,
    press,
    settle,
    shown,
    until,
    until_shown,
)

import engine
from engine.events.selection import SelectionMade
from engine.projections.board import fold
from tui.app import SStarApp
from tui.screens.compare import CompareScreen
from tui.screens.run import RunScreen
from tui.screens.runs import RunsScreen
from tui.surfaces.widget import Surface

if TYPE_CHECKING:
    from pathlib import Path

    from engine.projections.board import Board


@EACH_SIZE
@pytest.mark.parametrize(
    "ascii_only", [False, pytest.param(True, marks=pytest.mark.exhaustive)], ids=["unicode", "ascii"]
)
def test_programs_tests_and_inputs(
    finished: engine.RunDirectory, board: Board, size: tuple[int, int], ascii_only: bool
) -> None:
    repaired = next(sample for sample in board.samples.values() if len(sample.rounds) > 1)

    async def main() -> None:
        async with opened(finished, size, ascii_only=ascii_only) as (app, pilot):
            await press(pilot, "c")
            await until(pilot, lambda: isinstance(app.screen, CompareScreen))
            await until_shown(pilot, "1 program")
            await press(pilot, "L")  # a round that was repaired, by its name, and the round after it
            await until_shown(pilot, "Which program on the left?")
            assert "selected" in shown(app)
            await press(pilot, *f"{repaired.name}r0", "enter")
            await until_shown(pilot, f"{repaired.name} round 0 (")
            for _ in range(40):
                if app.screen._right == repaired.rounds[1].revision.revision:
                    break
                await press(pilot, "right_square_bracket")
            await until_shown(pilot, f"{repaired.name} round 0 (")
            await until_shown(pilot, f"{repaired.name} round 1 (")
            text = shown(app)
            assert "- " in text
            assert "+ " in text
            assert text.isascii() or not ascii_only
            await press(pilot, "2")
            await until_shown(pilot, " ! ")
            assert "accepted" in shown(app)
            differing = [pair.left != pair.right for pair in app.screen._made.tests].index(True)
            await press(pilot, *"j" * differing)
            await until_shown(pilot, "expected")
            assert f"{repaired.name} round 1 prints" in shown(app)
            await press(pilot, "x")
            await until_shown(pilot, f"Compare {repaired.name} round 1")
            assert "back" in lines_shown(app)[-1] or size[0] < 100
            await press(pilot, "escape")
            await until(pilot, lambda: isinstance(app.screen, RunScreen))

    play(main)


def test_inputs_are_gone_through_one_by_one(finished: engine.RunDirectory, board: Board) -> None:
    assert board.bracket
    match = next(iter(board.bracket.matches.values()))
    left, right = (board.bracket.clusters[name].members[0] for name in (match.left, match.right))

    async def main() -> None:
        async with opened(finished, (120, 40)) as (app, pilot):
            app.push_screen(CompareScreen(app.screen.board, left, right, app._look, app.screen.problem))
            await until(pilot, lambda: isinstance(app.screen, CompareScreen))
            await press(pilot, "3")
            await until_shown(pilot, "1 of ")
            assert "prints" in shown(app) or " RE " in shown(app) or "TLE" in shown(app)
            last = len(app.screen._made.differing)
            for _ in range(last + 2):
                await press(pilot, "j")
            await until_shown(pilot, f"{last} of {last}")
            await press(pilot, "1", "u", "a", "pagedown", "pageup", "question_mark")
            await until_shown(pilot, "Another revision on the left")

    play(main)


async def click_at(pilot: Any, text: str) -> None:
    """Click the first place on the screen where a text stands."""
    column, row = next((line.find(text), row) for row, line in enumerate(lines_shown(pilot.app)) if text in line)
    assert await pilot.click(Surface, offset=(column, row))
    await settle(pilot)


@EACH_SIZE
def test_two_runs_from_home(finished: engine.RunDirectory, board: Board, tmp_path: Path, size: tuple[int, int]) -> None:
    assert board.bracket
    first = copied(finished, tmp_path)
    other = cut(finished, tmp_path / "other", SelectionMade)
    second = first.path.parent / f"{first.run}-2"
    other.path.rename(second)
    lines = (second / "journal.jsonl").read_text().replace(f'"run":"{first.run}"', f'"run":"{second.name}"', 1)
    (second / "journal.jsonl").write_text(lines)

    async def main() -> None:
        app = SStarApp(first.path.parent, configured=configured())
        async with app.run_test(size=size, notifications=True) as pilot:
            await until_shown(pilot, "Kiln Queue")
            await until(pilot, lambda: len(app.screen.shown.runs) == 2)  # type: ignore[attr-defined]
            await press(pilot, "tab", "b")
            await until_shown(pilot, "marked; b on another run")
            await press(pilot, "down", "b")
            await until(pilot, lambda: isinstance(app.screen, RunsScreen))
            text = shown(app)
            assert "the same in both" in text
            assert first.run[:12] in text
            assert all(sample.name in text for sample in list(board.ordered_samples())[:3])
            await press(pilot, "3")
            await until_shown(pilot, "Tournaments")
            assert shown(app).count(" decided") == 2, "a title for each"
            assert "in the other run M" in shown(app)
            await press(pilot, *"k" * len(board.bracket.matches))
            await until_shown(pilot, "Tournaments  M1 ")
            await press(pilot, "tab")
            await until_shown(pilot, f"▌ {second.name[:12]}")
            await press(pilot, "1")
            await until_shown(pilot, "the same in both")
            await press(pilot, "s")
            await until_shown(pilot, "not both runs have selected")
            await press(pilot, "enter")
            await until(pilot, lambda: isinstance(app.screen, CompareScreen))
            await until_shown(pilot, "the same text")
            await press(pilot, "escape")
            await until(pilot, lambda: isinstance(app.screen, RunsScreen))
            await press(pilot, "escape")
            await until(pilot, lambda: not isinstance(app.screen, RunsScreen))

    play(main)


@EACH_SIZE
def test_tournaments_of_two_runs_are_clicked_and_scrolled(
    finished: engine.RunDirectory, board: Board, size: tuple[int, int]
) -> None:
    assert board.bracket
    assert board.started
    other = fold(engine.read_journal(finished.journal))
    other.started = structs.replace(board.started, run="another run")
    names = list(board.bracket.matches)

    async def main() -> None:
        async with opened(finished, size) as (app, pilot):
            screen = RunsScreen(board, other, app._look, app.screen.problem)
            app.push_screen(screen)
            await until(pilot, lambda: app.screen is screen)
            await press(pilot, "1")
            await click_at(pilot, f" {list(board.samples.values())[1].name}")
            await until(pilot, lambda: screen._at == 1)
            await click_at(pilot, "3 brackets")
            await until_shown(pilot, "Tournaments")
            await click_at(pilot, " another run")
            await until_shown(pilot, "▌ another run")
            await click_at(pilot, "tab other run")
            await until_shown(pilot, f"▌ {finished.run[:12]}")
            await click_at(pilot, f"▌{names[-1]} ")
            await until(pilot, lambda: screen._brackets and screen._brackets.matches == (names[-1], names[-1]))
            before = shown(app)
            await press(pilot, *["pagedown"] * 5)
            assert shown(app) != before or size[1] > 24, "at 80x24 a match has more lines than there is room for"
            await press(pilot, *["pageup"] * 5)
            assert shown(app) == before, "what cannot be scrolled further is not scrolled"

    play(main)
