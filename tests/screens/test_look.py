"""Themes, motion, the tour, and where things stand at each width."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from pilots import configured, lines_shown, opened, play, press, shown, until, until_shown
from textual.color import Color
from textual.command import CommandPalette
from textual.widgets import OptionList

from engine.config import load_config
from engine.places import config_file
from tui.app import SStarApp
from tui.glyphs import terminal_takes_unicode
from tui.palette import ROLES, palette
from tui.screens.home import HomeScreen
from tui.screens.tour import Tour
from tui.screens.why import WhyScreen
from tui.themes import HIGH_CONTRAST, MONOCHROME, THEMES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import engine


def luminance(colour: Color) -> float:
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def contrast(one: Color, other: Color) -> float:
    """As WCAG 2.2 defines it."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def variables_of(name: str) -> dict[str, str]:
    theme = THEMES[name]
    return {**theme.to_color_system().generate(), **theme.variables}


def test_every_word_stands_out_in_high_contrast() -> None:
    colours = palette(variables_of("high-contrast"))
    ground = Color.parse(HIGH_CONTRAST.background or "")
    for name in (*ROLES, ""):
        ink = Color.from_rich_color(colours.style(name).color)
        assert contrast(ink, ground) >= 7, name


def test_monochrome_has_no_hue() -> None:
    colours = palette(variables_of("monochrome"))
    for name in ROLES:
        ink = Color.from_rich_color(colours.style(name).color)
        assert max(ink.rgb) - min(ink.rgb) <= 2, name
    assert MONOCHROME.name in THEMES


@pytest.mark.parametrize("name", sorted(THEMES))
def test_every_theme_draws_every_style(name: str) -> None:
    colours = palette(variables_of(name))
    for style in ROLES:
        assert colours.style(f"cursor {style}")


@pytest.mark.parametrize("theme", ["high-contrast", "monochrome", "textual-light"])
def test_a_configured_theme_is_worn(theme: str, tmp_path: Path) -> None:
    async def main() -> None:
        app = SStarApp(tmp_path / "runs", configured=configured(theme=theme, reduced_motion=True))
        async with app.run_test(size=(80, 24)) as pilot:
            await until_shown(pilot, "canallamps")
            assert app.theme == theme
            assert app.animation_level == "none"

    play(main)


def chosen_theme(folder: Path, name: str, meanwhile: Callable[[], None] = lambda: None) -> tuple[str, str]:
    """What is worn at the start, and what is said when somebody chooses another theme in the palette."""

    async def main() -> tuple[str, str]:
        app = SStarApp(folder / "runs")
        async with app.run_test(size=(120, 24)) as pilot:
            await until_shown(pilot, "canallamps")
            worn = app.theme
            meanwhile()
            app.action_change_theme()
            await until(pilot, lambda: isinstance(app.screen, CommandPalette))
            await press(pilot, *name.replace("-", ""))
            await until(pilot, lambda: app.screen.query_one(OptionList).option_count == 1)
            await press(pilot, "enter")
            await until(pilot, lambda: app.theme == name)
            await until_shown(pilot, f"{name} is ")
            return worn, shown(app)

    return asyncio.run(main())


def test_a_theme_from_the_palette_is_worn_at_the_next_start(tmp_path: Path) -> None:
    config_file().parent.mkdir(parents=True, exist_ok=True)
    config_file().write_text("# mine\nsamples = 3\n")
    worn, said = chosen_theme(tmp_path, "monochrome")
    assert worn == "textual-dark"
    assert "monochrome is kept in" in said
    assert config_file().read_text().startswith("# mine\nsamples = 3\n")
    worn, _ = chosen_theme(tmp_path, "dracula")
    assert worn == "monochrome"
    assert load_config().config.theme == "dracula"


def test_a_theme_that_cannot_be_kept_is_worn_and_that_is_said(tmp_path: Path) -> None:
    _, said = chosen_theme(tmp_path, "monochrome", meanwhile=lambda: config_file().mkdir(parents=True))
    assert "monochrome is worn until you leave" in said


def test_the_tour_is_shown_once_and_on_demand(tmp_path: Path) -> None:
    (tmp_path / "tour-was-seen").unlink()

    async def main(*, first: bool) -> None:
        app = SStarApp(tmp_path / "runs")
        async with app.run_test(size=(80, 24)) as pilot:
            if first:
                await until(pilot, lambda: isinstance(app.screen, Tour))
                await until_shown(pilot, "no language model")
                assert "Enter closes this" in shown(app), "all of it fits in a small terminal"
                await press(pilot, "enter")
            await until(pilot, lambda: isinstance(app.screen, HomeScreen))
            await until_shown(pilot, "canallamps")
            await press(pilot, "T")
            await until(pilot, lambda: isinstance(app.screen, Tour))

    play(lambda: main(first=True))
    play(lambda: main(first=False))


@pytest.mark.parametrize(("width", "beside"), [(80, False), (200, True)])
def test_evidence_stands_beside_the_statements_where_there_is_room(
    finished: engine.RunDirectory, width: int, beside: bool
) -> None:
    async def main() -> None:
        async with opened(finished, (width, 40)) as (app, pilot):
            await press(pilot, "w")
            await until(pilot, lambda: isinstance(app.screen, WhyScreen))
            tree, detail = app.screen.query_one("#statements"), app.screen.query_one("#detail")
            await until(pilot, lambda: (detail.region.x >= tree.region.right > 0) == beside)
            await until(pilot, lambda: (detail.region.y >= tree.region.bottom > 0) != beside)

    play(main)


@pytest.mark.parametrize(
    ("environment", "encoding", "unicode"),
    [
        ({"LANG": "de_DE.UTF-8"}, "utf-8", True),
        ({"LANG": "C.utf8"}, "utf-8", True),
        ({"LC_ALL": "C", "LANG": "de_DE.UTF-8"}, "utf-8", False),  # Python writes UTF-8 there, the terminal may not
        ({"LC_CTYPE": "UTF-8"}, "utf-8", True),  # as macOS has it
        ({"LC_ALL": "", "LANG": "de_DE"}, "iso-8859-1", False),
        ({}, "utf-8", True),  # as in most containers
        ({}, "ascii", False),
        ({"LANG": "de_DE.UTF-8", "TERM": "linux"}, "utf-8", False),
    ],
)
def test_the_locale_says_whether_signs_can_be_drawn(environment: dict[str, str], encoding: str, unicode: bool) -> None:
    assert terminal_takes_unicode(environment, encoding) == unicode


def test_in_the_c_locale_nothing_but_ascii_is_drawn(
    finished: engine.RunDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C")

    async def main() -> None:
        async with opened(finished) as (app, _):
            assert shown(app).isascii()

    play(main)


@pytest.mark.parametrize(
    "key", ["question_mark", "o", "T", "e", "F", "O", "G", "J", "m", "w", "c", "M", "X", "slash", "4"]
)
def test_what_a_key_opens_is_drawn_in_ascii(finished: engine.RunDirectory, key: str) -> None:
    async def main() -> None:
        async with opened(finished, ascii_only=True) as (app, pilot):
            await press(pilot, "3", key)
            for line in lines_shown(app):
                assert line.isascii()

    play(main)


@pytest.mark.parametrize("size", [(60, 14), (80, 24), (200, 60)])
def test_answers_and_keys_can_be_seen_at_every_size(finished: engine.RunDirectory, size: tuple[int, int]) -> None:
    async def main() -> None:
        async with opened(finished, size) as (app, pilot):
            await press(pilot, "3", "o")
            await until_shown(pilot, "Cancel")
            buttons = list(app.screen.query("Button"))
            box = app.screen.query_one("#box")
            assert {"cancel", "choice-0", "choice-1"} <= {button.id for button in buttons}
            await until(pilot, lambda: all(box.region.contains_region(button.region) for button in buttons))
            assert app.screen.region.contains_region(box.region)
            await press(pilot, "escape", "2", "T")
            await until_shown(pilot, "Take it")
            await until(pilot, lambda: all(area.size.height >= 1 for area in app.screen.query("TextArea")))
            await press(pilot, "escape", "question_mark")
            await until(pilot, lambda: [found for found in app.screen.query("OptionList") if found.size.height >= 8])

    play(main)
