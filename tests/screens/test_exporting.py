"""Taking things out of a run, into files and the clipboard, and bringing a run in."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from msgspec import structs
from pilots import configured, copied, opened, play, press, shown, until, until_shown
from textual.widgets import Input, OptionList

import engine
from tui.app import SStarApp
from tui.editing import copy_text
from tui.exporting import program_export
from tui.screens.dialogs import LineInput
from tui.screens.exporting import ExportDialog
from tui.screens.home import HomeScreen
from tui.screens.run import RunScreen

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from engine.projections.board import Board

DESKTOP = """#!/bin/sh
for last; do :; done
if [ "$last" = -o ]; then cat {kept}; else cat > {kept}; fi
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of one's own, on a machine without a desktop."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    return folder


def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "xclip").write_text(script)
    (tmp_path / "bin" / "xclip").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.setenv("DISPLAY", ":99")


async def choose(pilot: Pilot[None], kind: str) -> None:
    """Open the dialog, and go to the file of one kind."""
    await press(pilot, "X")
    await until(pilot, lambda: isinstance(pilot.app.screen, ExportDialog) and pilot.app.screen.query(OptionList))
    offered = pilot.app.screen.query_one(OptionList)
    kinds = [option.id for option in offered.options]
    await press(pilot, *["down"] * kinds.index(kind), "enter")
    await until(pilot, lambda: pilot.app.screen.query_one("#path").has_focus)


async def bring(pilot: Pilot[None], file: str) -> None:
    """Import a file at home."""
    await press(pilot, "i")
    await until(pilot, lambda: isinstance(pilot.app.screen, LineInput) and pilot.app.screen.query("Input:focus"))
    await press(pilot, *file, "enter")


def test_everything_that_a_run_can_give(
    finished: engine.RunDirectory, board: Board, tmp_path: Path, here: Path
) -> None:
    directory = copied(finished, tmp_path)
    assert board.selection
    program = board.text(board.selection.text)
    source = here / f"kilnqueue-{board.selection.revision}.py"
    written = {
        "program": source,
        "html": directory.path / "report.html",
        "md": directory.path / "report.md",
        "json": directory.path / "report.json",
        "screen": here / "screen.txt",
        "run": here / f"{directory.run}.sstar.tar.gz",
    }

    async def main() -> None:
        async with opened(directory, (120, 40)) as (app, pilot):
            for kind, path in written.items():
                await choose(pilot, kind)
                assert app.screen.query_one("#path", Input).value == str(path)
                await press(pilot, "enter")
                await until(pilot, path.exists)
                await until(pilot, lambda: isinstance(app.screen, RunScreen))
            assert "written:" in shown(app)

    play(main)
    assert source.read_text(encoding="utf-8") == program
    assert "<svg" in written["html"].read_text(encoding="utf-8")
    assert json.loads(written["json"].read_text(encoding="utf-8"))["run"] == directory.run
    picture = written["screen"].read_text(encoding="utf-8")
    assert len(picture.splitlines()) == 40
    assert "Kiln Queue" in picture
    again = engine.import_run(tmp_path / "elsewhere", written["run"])
    assert engine.read_journal(again.journal) == engine.read_journal(directory.journal)


def test_a_file_of_somebodys_own_is_replaced_only_after_a_question(
    finished: engine.RunDirectory, tmp_path: Path, here: Path
) -> None:
    directory = copied(finished, tmp_path)
    own = here / "own.txt"
    own.write_text("mine")

    async def main() -> None:
        async with opened(directory) as (app, pilot):
            await choose(pilot, "screen")
            line = app.screen.query_one("#path", Input)
            line.value = str(here / "nowhere" / "x.txt")
            await press(pilot, "enter")
            await until_shown(pilot, "cannot be written")
            line.value = str(own)
            await press(pilot, "enter")
            await until_shown(pilot, "once more replaces it")
            assert own.read_text() == "mine"
            await press(pilot, "enter")
            await until(pilot, lambda: isinstance(app.screen, RunScreen))
            assert own.read_text() != "mine"
            (here / "screen.txt").write_text("mine, under the name that is offered")
            await choose(pilot, "screen")
            await press(pilot, "enter")
            await until_shown(pilot, "once more replaces it")
            await press(pilot, "escape")

    play(main)
    assert (here / "screen.txt").read_text().startswith("mine")


@pytest.mark.parametrize("name", ["../../x", "/etc/x", "..", ".profile\n"])
def test_a_name_from_a_journal_leads_out_of_no_folder(board: Board, here: Path, name: str) -> None:
    assert board.selection
    assert board.started
    odd = replace(
        board, started=structs.replace(board.started, problem=structs.replace(board.started.problem, name=name))
    )
    path = program_export(odd, board.revisions[board.selection.revision]).path
    assert path.parent == here
    assert not path.name.startswith(".")


def test_a_text_goes_into_the_clipboard_of_the_terminal_and_of_the_desktop(
    finished: engine.RunDirectory, board: Board, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert board.selection
    program = board.text(board.selection.text)
    directory = copied(finished, tmp_path)

    async def main() -> None:
        async with opened(directory) as (app, pilot):
            await press(pilot, "y")
            await until_shown(pilot, "if it allows that (OSC 52)")
            assert app.clipboard == program
            desktop(tmp_path, monkeypatch, DESKTOP.format(kept=tmp_path / "kept"))
            await choose(pilot, "md")
            await press(pilot, "tab", "tab", "enter")  # the buttons: write, copy
            await until_shown(pilot, "the Markdown is in the clipboard")
            assert app.clipboard.startswith("# Kiln Queue")
            assert (tmp_path / "kept").read_text(encoding="utf-8") == app.clipboard

    play(main)


def test_a_desktop_that_cannot_be_reached_is_no_clipboard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not copy_text("x")
    desktop(tmp_path, monkeypatch, "#!/bin/sh\necho cannot open display >&2\nexit 1\n")
    assert not copy_text("x"), "what the program of the desktop could not take is not there"


@pytest.mark.parametrize(
    ("keys", "kind", "name", "words"),
    [("c", "diff", "diff.txt", "+++ "), ("w", "why", "why.txt", "[#"), ("c", "json", "diff.json", '"left"')],
)
def test_other_screens_give_what_they_show(
    finished: engine.RunDirectory, tmp_path: Path, here: Path, keys: str, kind: str, name: str, words: str
) -> None:
    directory = copied(finished, tmp_path)

    async def main() -> None:
        async with opened(directory) as (app, pilot):
            await press(pilot, keys)
            await until(pilot, lambda: not isinstance(app.screen, RunScreen))
            made: Any = app.screen
            await until(pilot, lambda: getattr(made, "_made", made) is not None)
            await choose(pilot, kind)
            await press(pilot, "enter")
            await until(pilot, (here / name).exists)
            await until(pilot, lambda: app.screen is made)

    play(main)
    assert words in (here / name).read_text(encoding="utf-8")


def test_a_run_goes_out_and_comes_in_at_home(finished: engine.RunDirectory, tmp_path: Path, here: Path) -> None:
    directory = copied(finished, tmp_path)
    file = here / f"{directory.run}.sstar.tar.gz"

    async def main() -> None:
        app = SStarApp(directory.path.parent, configured=configured())
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            home = app.screen
            assert isinstance(home, HomeScreen)
            await until(pilot, lambda: home.shown.runs)
            await bring(pilot, "nothing.tar.gz")
            await until_shown(pilot, "cannot be imported")
            await press(pilot, "tab")
            await choose(pilot, "run")
            await press(pilot, "enter")
            await until(pilot, file.exists)
            await until(pilot, lambda: app.screen is home)
            engine.delete_run(directory)
            await press(pilot, "R")
            await until(pilot, lambda: not home.shown.runs)
            await bring(pilot, file.name)
            await until_shown(pilot, "is imported")
            assert home.shown.run
            assert home.shown.run.id == directory.run

    play(main)
