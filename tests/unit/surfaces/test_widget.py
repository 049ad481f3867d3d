"""The widget under the surfaces, in a real application without a terminal."""

from __future__ import annotations

import asyncio
import gc
from typing import ClassVar

import pytest
from textual import events
from textual.app import App
from textual.color import Color
from textual.theme import BUILTIN_THEMES

from tui.palette import ROLES, palette
from tui.surfaces.text import Line, Span
from tui.surfaces.whole import Whole
from tui.surfaces.widget import Surface


class Shown(App):
    """One surface that shows how often it was painted."""

    CSS = "Surface { background: $surface; }"
    heard: ClassVar[list[object]] = []

    def __init__(self) -> None:
        super().__init__()
        self.painted: list[tuple[int, int]] = []
        self.heard.clear()

    def compose(self):
        yield Surface(self.paint, id="it")

    def paint(self, width, height):
        self.painted.append((width, height))
        return [Line((Span(f"frame {len(self.painted)} ", "cursor ok"), Span("漢字", "bad")))] * height

    def on_surface_clicked(self, event):
        self.heard.append((event.row, event.column))

    def on_surface_scrolled(self, event):
        self.heard.append(event.delta)


def test_surface_paints_once_a_frame_and_again_when_told():
    async def run() -> None:
        app = Shown()
        async with app.run_test(size=(40, 6)) as pilot:
            surface = app.query_one(Surface)
            strips = [surface.render_line(row) for row in range(6)]
            assert {strip.cell_length for strip in strips} == {40}
            before = len(app.painted)
            assert app.painted[-1] == (40, 6)
            surface.invalidate()
            await pilot.pause()
            assert len(app.painted) == before + 1
            assert "漢字" in surface.render_line(0).text

    asyncio.run(run())


def test_surface_reports_clicks_and_the_wheel():
    async def run() -> None:
        app = Shown()
        async with app.run_test(size=(40, 6)) as pilot:
            await pilot.click(Surface, offset=(7, 3))
            await pilot._post_mouse_events([events.MouseScrollDown], Surface)
            await pilot.pause()
            assert app.heard == [(3, 7), 1]

    asyncio.run(run())


def test_surface_follows_the_theme():
    async def run() -> None:
        app = Shown()
        async with app.run_test(size=(40, 6)) as pilot:
            surface = app.query_one(Surface)
            dark = surface.render_line(0)._segments[-1].style.bgcolor
            app.theme = "textual-light"
            await pilot.pause()
            assert surface.render_line(0)._segments[-1].style.bgcolor != dark

    asyncio.run(run())


def test_surface_without_a_size_is_blank():
    assert Surface(lambda _width, _height: []).render_line(0).cell_length == 0


@pytest.mark.parametrize("name", BUILTIN_THEMES)
def test_every_theme_has_every_style(name):
    colours = palette(BUILTIN_THEMES[name].to_color_system().generate())
    for style in [*ROLES, "cursor", "cursor winner"]:
        assert colours.style(style).bgcolor is not None


def test_unknown_style_is_an_error():
    with pytest.raises(KeyError):
        palette({}, Color(0, 0, 0)).style("nonsense")


def test_rows_that_nothing_shows_any_more_are_freed_without_the_collector():
    async def run() -> None:
        app = Shown()
        async with app.run_test(size=(40, 6)) as pilot:
            gc.collect()
            gc.disable()
            try:
                for _ in range(5):
                    app.query_one(Surface).invalidate()
                    await pilot.pause()
                    app.screen._compositor.render_strips()  # as every frame does that reaches a terminal
                rows = [found for found in gc.get_objects() if isinstance(found, Whole)]
            finally:
                gc.enable()
            assert len(rows) == 6

    asyncio.run(run())
