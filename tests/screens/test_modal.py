"""What stands over a screen: the one below goes on and is seen dimmed; what nobody sees is not drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pilots import lines_shown, opened, play, press, settle, until
from textual.color import Color
from textual.geometry import Region

from tui.screens.dialogs import Choice, Question
from tui.screens.run import RunScreen
from tui.screens.why import WhyScreen
from tui.surfaces.widget import Surface

if TYPE_CHECKING:
    import pytest

    import engine

QUESTION = ("Which side?", [Choice("cancel", "Cancel", "nothing is decided"), Choice("one", "One", "it wins")])


def test_the_screen_below_goes_on_dimmed(finished: engine.RunDirectory) -> None:
    async def main() -> None:
        async with opened(finished, (120, 40)) as (app, pilot):
            before = lines_shown(app)
            below = app.screen
            assert isinstance(below, RunScreen)
            bright = below._compositor.render_strips()[0]
            app.push_screen(Question(*QUESTION))
            await until(pilot, lambda: isinstance(app.screen, Question) and app.focused)
            await settle(pilot)
            assert lines_shown(app)[0] == before[0]
            dimmed = app.screen._compositor.render_strips()[0]
            veil = app.screen.styles.background
            for plain, seen in zip(bright, dimmed, strict=True):
                assert plain.style
                assert seen.style
                assert Color.from_rich_color(plain.style.color) + veil == Color.from_rich_color(seen.style.color)
            below.looking.show("statement")
            await until(pilot, lambda: "Print one integer" in "".join(lines_shown(app)))
            dimmed, first = app.screen._compositor.render_strips()[0], app.screen
            app.push_screen(Question(*QUESTION))  # a question over a question is over all of it
            await until(pilot, lambda: app.screen is not first and app.focused)
            await settle(pilot)
            twice = app.screen._compositor.render_strips()[0]
            assert twice.text == dimmed.text
            await press(pilot, "escape", "escape")
            assert app.screen is below

    play(main)


def test_a_terminal_that_has_just_grown_is_filled_although_what_is_below_has_its_old_size(
    finished: engine.RunDirectory,
) -> None:
    async def main() -> None:
        async with opened(finished) as (app, pilot):
            app.push_screen(Question(*QUESTION))
            await until(pilot, lambda: isinstance(app.screen, Question) and app.focused)
            for grown in (Region(0, 0, 200, 60), Region(70, 20, 30, 10), Region(0, 0, 80, 24)):
                assert [row.cell_length for row in app.screen.render_lines(grown)] == [grown.width] * grown.height

    play(main)


def test_below_a_question_it_is_drawn_less_often_and_nothing_is_lost(
    finished: engine.RunDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.surfaces.widget.DIMMED_SECONDS", 1e9)

    async def main() -> None:
        async with opened(finished, (120, 40)) as (app, pilot):
            below = app.screen
            assert isinstance(below, RunScreen)
            app.push_screen(Question(*QUESTION))
            await until(pilot, lambda: isinstance(app.screen, Question) and app.focused)
            below.looking.show("statement")
            await settle(pilot)
            assert "Print one integer" not in "".join(lines_shown(app))
            await press(pilot, "escape")
            await until(pilot, lambda: "Print one integer" in "".join(lines_shown(app)))

    play(main)


def test_what_is_hidden_is_not_drawn_and_is_drawn_when_it_is_seen_again(finished: engine.RunDirectory) -> None:
    async def main() -> None:
        async with opened(finished, (120, 40)) as (app, pilot):
            below = app.screen
            assert isinstance(below, RunScreen)
            painted = []
            surface = below.query_one(Surface)
            paint = surface._painter
            surface._painter = lambda *size: painted.append(size) or paint(*size)
            await press(pilot, "w")
            await until(pilot, lambda: isinstance(app.screen, WhyScreen))
            await settle(pilot)
            painted.clear()
            below.looking.show("statement")
            await settle(pilot)
            assert not painted
            await press(pilot, "escape")
            await until(pilot, lambda: "Pot number i must stay" in "".join(lines_shown(app)))
            assert painted

    play(main)
