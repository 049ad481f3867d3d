"""The form for a problem of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pilots import click, cursor_line, play, press, resize, shown, until, until_shown
from textual.widgets import Input, OptionList, Select, TabbedContent, TextArea

import engine
from tui.app import SStarApp
from tui.screens.dialogs import Question
from tui.screens.home import HomeScreen
from tui.screens.problem_form import ProblemForm

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

STATEMENT = "Tidy Ropes\nTime limit: 3 s\n\nSort.\n\nSample Input 1\n2 1\nSample Output 1\n1 2\n"


async def form(pilot: Pilot[None], key: str = "n") -> ProblemForm:
    await until_shown(pilot, "canallamps")
    await press(pilot, key)
    await until(pilot, lambda: isinstance(pilot.app.screen, ProblemForm))
    assert isinstance(pilot.app.screen, ProblemForm)
    return pilot.app.screen


def area(screen: ProblemForm, name: str) -> TextArea:
    return screen.query_one(f"#{name}", TextArea)


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
def test_a_pasted_statement_becomes_a_problem(tmp_path: Path, size: tuple[int, int]) -> None:
    async def main() -> None:
        app = SStarApp(tmp_path / "runs")
        async with app.run_test(size=size, notifications=True) as pilot:
            screen = await form(pilot)
            assert "no title yet, no test yet" in " ".join(shown(app).split())
            assert "can only rehearse" in " ".join(shown(app).split())
            area(screen, "statement").text = STATEMENT
            screen.query_one("#language", Select).value = "cpp"
            await until_shown(pilot, "“Tidy Ropes”, 1 test, 3 s, 512 MiB.")
            await press(pilot, "ctrl+s")
            await until(pilot, lambda: isinstance(app.screen, HomeScreen) and "tidy-ropes" in cursor_line(app))
            assert "yours, 1 tests, 3 s" in cursor_line(app)

    play(main)
    package = engine.read_package(engine.own()["tidy-ropes"])
    assert package.languages == ("cpp",)
    problem = package.problem
    assert [(test.input, test.expected) for test in problem.tests] == [("2 1\n", "1 2\n")]


def test_tests_are_added_and_left_out_and_fields_win(tmp_path: Path) -> None:
    async def main() -> None:
        app = SStarApp(tmp_path / "runs")
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            screen = await form(pilot)
            area(screen, "statement").text = STATEMENT
            await until_shown(pilot, "1 test,")
            screen.query_one(TabbedContent).active = "page-tests"
            await press(pilot, "tab")
            area(screen, "input").text = "5\n4"
            await click(pilot, "#add")
            await until_shown(pilot, "A test needs an input and the output")
            area(screen, "expected").text = "4 5"
            await until(pilot, lambda: not screen.query_one("#add").has_class("-active"))  # it takes no second click
            await click(pilot, "#add")
            await until_shown(pilot, "2  5⏎4  →  4 5")
            screen.query_one("#tests", OptionList).highlighted = 0
            await click(pilot, "#leave-out")
            await until_shown(pilot, "1  5⏎4  →  4 5")
            screen.query_one("#seconds", Input).value = "none"
            await press(pilot, "ctrl+s")
            await until_shown(pilot, "time limit: a number from")
            screen.query_one("#seconds", Input).value = "1.5"
            screen.query_one("#name", Input).value = "ropes"
            await press(pilot, "ctrl+s")
            await until(pilot, lambda: isinstance(app.screen, HomeScreen))

    play(main)
    problem = engine.read_package(engine.own()["ropes"]).problem
    assert [(test.input, test.expected) for test in problem.tests] == [("5\n4\n", "4 5\n")]
    assert problem.limits.cpu_seconds == 1.5


def test_what_is_missing_is_said_and_what_was_typed_stays(tmp_path: Path) -> None:
    async def main() -> None:
        app = SStarApp(tmp_path / "runs")
        async with app.run_test(size=(120, 40), notifications=True) as pilot:
            screen = await form(pilot)
            area(screen, "statement").text = "Title\n\nText"
            await press(pilot, "ctrl+s")
            await until_shown(pilot, "Not saved")
            assert area(screen, "statement").text == "Title\n\nText"
            await press(pilot, "escape")
            await until(pilot, lambda: isinstance(app.screen, Question))
            await press(pilot, "enter")  # the first answer: stay
            await until(pilot, lambda: app.screen is screen)
            assert area(screen, "statement").text == "Title\n\nText"
            await press(pilot, "escape", "right", "enter")
            await until(pilot, lambda: isinstance(app.screen, HomeScreen))

    play(main)
    assert not engine.own()


def test_an_own_problem_is_changed_and_a_bundled_one_is_not(tmp_path: Path) -> None:
    folder = engine.write_package(engine.read_pasted(STATEMENT), engine.problems_folder())

    async def main() -> None:
        app = SStarApp(tmp_path / "runs")
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            screen = await form(pilot, "e")
            await press(pilot, "escape")  # nothing was typed: no question
            await until(pilot, lambda: isinstance(app.screen, HomeScreen))
            screen = await form(pilot, "e")
            text = area(screen, "statement")
            text.text = text.text.replace("Sort.", "Sort them.")
            for size in ((40, 12), (200, 60), (80, 24)):
                await resize(pilot, *size)
            await press(pilot, "ctrl+s")
            await until(pilot, lambda: isinstance(app.screen, HomeScreen))
            await press(pilot, "j", "e")
            await until_shown(pilot, "this is for problems of your own")

    play(main)
    assert engine.read_package(folder).problem.statement == "Sort them.\n"
