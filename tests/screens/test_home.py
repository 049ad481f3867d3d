"""The home screen: problems, runs, and what Enter does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pilots import configured, copied, cursor_line, cut, lines_shown, play, press, resize, shown, until, until_shown
from textual.widgets import Input, Select

import engine
from engine.events.run import RunFinished
from tui import starting
from tui.app import SStarApp
from tui.screens.dialogs import LineInput, Question, StartDialog
from tui.screens.home import HomeScreen
from tui.screens.run import RunScreen
from tui.session import Session

if TYPE_CHECKING:
    from pathlib import Path

OPUS = "anthropic/claude-opus-4-5"
SIZES = [(40, 12), (80, 24), (120, 40), (200, 60)]


@pytest.fixture
def runs(finished: engine.RunDirectory, tmp_path: Path) -> Path:
    return copied(finished, tmp_path).path.parent


@pytest.fixture
def starts(finished: engine.RunDirectory, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What runs would have been started with; a finished run is opened in their place."""
    seen: list[tuple[Any, ...]] = []

    class Finished(Session):
        def start(self, *, grading: bool = False) -> None:
            assert not grading

    def new_run(*arguments: Any, **_: Any) -> Session:
        seen.append(arguments)
        return Finished(finished)

    monkeypatch.setattr(starting, "new_run", new_run)
    return seen


@pytest.mark.parametrize("ascii_only", [False, True], ids=["unicode", "ascii"])
def test_problems_runs_and_warnings_stand_there_at_every_size(runs: Path, ascii_only: bool) -> None:
    async def main() -> None:
        app = SStarApp(runs, configured=configured(ascii=ascii_only))
        async with app.run_test() as pilot:
            for size in SIZES:
                await resize(pilot, *size)
                await until_shown(pilot, "selected")
                text = shown(app)
                assert "canallamps" in text
                assert "no language model" in text.splitlines()[0]
                await until_shown(pilot, "programs ")  # closed in or open, as this machine offers
                assert size[0] < 60 or ("closed in (tier " in shown(app)) != ("run unisolated" in shown(app))
                assert "enter start" in text.splitlines()[-1]
                assert text.isascii() or not ascii_only
            await resize(pilot, 39, 11)  # too small for anything
            assert [line for line in lines_shown(app) if line.strip()] == [lines_shown(app)[0]]

    play(main)


def test_without_runs_it_says_how_to_begin(tmp_path: Path) -> None:
    async def main() -> None:
        app = SStarApp(tmp_path / "runs")
        async with app.run_test(size=(80, 24)) as pilot:
            await until_shown(pilot, "No run yet: Enter on a problem starts one")
            await press(pilot, "tab")
            await until_shown(pilot, "There is no run yet")

    play(main)


def test_the_cursor_goes_through_both_lists(runs: Path) -> None:
    async def main() -> None:
        app = SStarApp(runs)
        async with app.run_test(size=(80, 24)) as pilot:
            await until_shown(pilot, "selected")
            assert "canallamps" in cursor_line(app)
            await press(pilot, "j", "down", "k")
            assert "glass-ladder" in cursor_line(app)
            for _ in engine.bundled():
                await press(pilot, "j")
            assert "s-star" in cursor_line(app)
            await press(pilot, "k")
            assert list(engine.bundled())[-1] in cursor_line(app)
            await press(pilot, "tab")
            assert "s-star" in cursor_line(app)

    play(main)


def test_enter_opens_a_run_and_escape_comes_back(runs: Path) -> None:
    async def main() -> None:
        app = SStarApp(runs)
        async with app.run_test(size=(80, 24)) as pilot:
            await until_shown(pilot, "selected")
            await press(pilot, "tab", "enter")
            await until(pilot, lambda: isinstance(app.screen, RunScreen) and app.screen.board.finished)
            assert app.last_session
            await press(pilot, "escape", "escape")
            await until(pilot, lambda: isinstance(app.screen, HomeScreen))
            await press(pilot, "q")
        assert app.return_code == 0

    play(main)


def test_enter_on_a_problem_starts_it(runs: Path, starts: list[tuple[Any, ...]]) -> None:
    async def main() -> None:
        app = SStarApp(runs)
        async with app.run_test(size=(80, 24)) as pilot:
            await until_shown(pilot, "canallamps")
            await press(pilot, "j", "enter")
            await until(pilot, lambda: isinstance(app.screen, RunScreen))

    play(main)
    problem, chosen, folder = starts[0]
    assert (problem, folder) == ("glass-ladder", runs)
    assert (chosen.config.strategy, set(chosen.models().values())) == ("s-star", {"rehearsal"})
    assert starting.settings_of(chosen.config) == engine.Settings()


def test_choices_are_taken_and_checked(runs: Path, starts: list[tuple[Any, ...]]) -> None:
    async def main() -> None:
        app = SStarApp(runs)
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await until_shown(pilot, "canallamps")
            await press(pilot, "s")
            await until(pilot, lambda: isinstance(app.screen, StartDialog))
            text = shown(app)
            assert all(word in text for word in ("Canal Lamps", "samples", "rounds", "seed", "Start", "Cancel"))
            assert "usual language" in text
            app.screen.query_one("#language", Select).value = "cpp"
            app.screen.query_one("#samples", Input).value = "5000"
            await press(pilot, "enter")
            await until_shown(pilot, "not “5000”")
            app.screen.query_one("#samples", Input).value = "0"
            await press(pilot, "enter")
            await until_shown(pilot, "samples: a whole number")
            assert not starts
            field = app.screen.query_one("#samples", Input)
            field.value = "5"
            field.focus()  # a button takes no second Enter within a fifth of a second
            await press(pilot, "enter")
            await until(pilot, lambda: starts)
            await press(pilot, "q")

    play(main)
    assert starting.settings_of(starts[0][1].config) == engine.Settings(samples=5, language="cpp")


@pytest.mark.parametrize(("model", "cost"), [("rehearsal", "free, offline"), (OPUS, "$")])
def test_the_dialog_says_what_a_choice_will_cost(
    runs: Path, starts: list[tuple[Any, ...]], model: str, cost: str
) -> None:
    async def main() -> None:
        app = SStarApp(runs, configured=configured(model=model))
        async with app.run_test(size=(80, 24)) as pilot:
            await until_shown(pilot, "canallamps")
            await press(pilot, "s")
            await until_shown(pilot, "Estimate: 12 to 69 calls")
            assert cost in " ".join(shown(app).split())
            app.screen.query_one("#samples", Input).value = "24"
            await until_shown(pilot, "Estimate: 24 to 141 calls")
            app.screen.query_one("#rounds", Input).value = ""
            await until_shown(pilot, "rounds: a whole number from 0 to 4096 is needed")

    play(main)
    assert not starts


def test_a_dear_run_is_started_after_a_question(
    runs: Path, starts: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ANTHROPIC_BASE_URL", raising=False)

    async def main() -> None:
        app = SStarApp(runs, configured=configured(model=OPUS))
        async with app.run_test(size=(80, 24)) as pilot:
            await until_shown(pilot, "canallamps")
            await press(pilot, "enter")
            await until_shown(pilot, "This run may cost up to $")
            await press(pilot, "enter")  # the first answer is the harmless one
            await until(pilot, lambda: isinstance(app.screen, HomeScreen))
            assert not starts
            await press(pilot, "enter")
            await until_shown(pilot, "Start: about 12 to 69 calls")
            await press(pilot, "right", "enter")
            await until(pilot, lambda: starts)

    play(main)
    assert set(starts[0][1].models().values()) == {OPUS}


def test_escape_leaves_every_dialog_and_the_keys_work_again(runs: Path) -> None:
    async def main() -> None:
        app = SStarApp(runs)
        async with app.run_test(size=(80, 24)) as pilot:
            await until_shown(pilot, "canallamps")
            for key, kind in (("s", StartDialog), ("o", LineInput)):
                await press(pilot, key)
                await until(pilot, lambda kind=kind: isinstance(app.screen, kind))
                await press(pilot, "escape")
                await until(pilot, lambda: isinstance(app.screen, HomeScreen) and app.focused is not None)
                before = cursor_line(app)
                await press(pilot, "j")
                assert cursor_line(app) != before

    play(main)


def test_a_folder_that_is_no_package_is_explained(runs: Path, tmp_path: Path) -> None:
    async def main() -> None:
        app = SStarApp(runs)
        async with app.run_test(size=(120, 40), notifications=True) as pilot:
            await press(pilot, "o")
            await until(pilot, lambda: isinstance(app.screen, LineInput))
            app.screen.query_one(Input).value = str(tmp_path / "nowhere")
            await press(pilot, "enter")
            await until_shown(pilot, "Not started")
            assert "there is no such folder" in " ".join(shown(app).split())

    play(main)


def test_a_run_that_cannot_be_opened_is_explained(finished: engine.RunDirectory, tmp_path: Path) -> None:
    directory = copied(finished, tmp_path)

    async def main() -> None:
        app = SStarApp(directory.path.parent)
        async with app.run_test(size=(120, 40), notifications=True) as pilot:
            await until_shown(pilot, "selected")
            lines = directory.journal.read_bytes().splitlines(keepends=True)
            directory.journal.write_bytes(b"".join([b"{]\n", *lines[1:]]))
            await press(pilot, "tab", "enter")
            await until_shown(pilot, "Not opened")

    play(main)


def test_an_unfinished_run_is_called_so(finished: engine.RunDirectory, tmp_path: Path) -> None:
    directory = cut(finished, tmp_path, RunFinished)

    async def main() -> None:
        app = SStarApp(directory.path.parent)
        async with app.run_test(size=(80, 24)) as pilot:
            await until_shown(pilot, "unfinished")

    play(main)


def test_resizing_all_the_time(runs: Path) -> None:
    async def main() -> None:
        app = SStarApp(runs)
        async with app.run_test(size=(80, 24)) as pilot:
            for width, height in ((39, 11), (300, 5), (1, 1), (40, 12), (111, 13), (109, 90), (20, 200), (80, 24)):
                await resize(pilot, width, height)
                assert len(lines_shown(app)) == height

    play(main)


def test_a_run_is_deleted_after_a_question(runs: Path) -> None:
    async def main() -> None:
        app = SStarApp(runs)
        async with app.run_test(size=(80, 24)) as pilot:
            await until_shown(pilot, "selected")
            await press(pilot, "D")
            await until_shown(pilot, "go to a run first")
            await press(pilot, "tab", "D")
            await until(pilot, lambda: isinstance(app.screen, Question))
            await press(pilot, "enter")  # the first answer: keep
            await until(pilot, lambda: isinstance(app.screen, HomeScreen))
            assert len(engine.list_runs(runs)) == 1
            await press(pilot, "D")
            await until(pilot, lambda: isinstance(app.screen, Question))
            await press(pilot, "right", "enter")
            await until_shown(pilot, "is deleted")
            assert engine.list_runs(runs) == []
            await until_shown(pilot, "No run yet")

    play(main)


def test_the_filter_finds_problems_and_runs(runs: Path) -> None:
    async def main() -> None:
        app = SStarApp(runs)
        async with app.run_test(size=(80, 24)) as pilot:
            await until_shown(pilot, "selected")
            await press(pilot, "slash", *"KILN")
            assert "kilnqueue" in cursor_line(app)
            assert "canallamps" not in shown(app)
            assert "selected" in shown(app), "the run is of that problem"
            await press(pilot, *"xyz")
            await until_shown(pilot, "No problem has “KILNxyz”")
            assert "No run has" in shown(app)
            await press(pilot, "escape")
            await until_shown(pilot, "canallamps")
            await press(pilot, "slash", *"selected", "enter")
            await until_shown(pilot, "/ selected")
            assert "s-star" in cursor_line(app), "only runs are selected"
            await press(pilot, "enter")
            await until(pilot, lambda: isinstance(app.screen, RunScreen))

    play(main)
