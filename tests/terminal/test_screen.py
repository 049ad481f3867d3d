"""The application in a real terminal: what a person sees and presses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from real import QUICK, SLOW, SOON, WITH_A_TOURNAMENT, ended, runs, started, the_run, until

if TYPE_CHECKING:
    from pathlib import Path

    from real import Terminal

pytestmark = pytest.mark.slow


def test_the_demo_from_start_to_end(terminal: Terminal) -> None:
    terminal.run("demo", *QUICK)
    terminal.wait_for("Kiln Queue", "offline rehearsal, no language model")
    terminal.wait_for("confidence", "✓ selected", "g grade")
    terminal.press("4")
    terminal.wait_for("A pottery class leaves its pots")
    for size in ((120, 40), (39, 11), (200, 60), (80, 24)):
        terminal.resize(*size)
    terminal.wait_for("A pottery class leaves its pots")
    terminal.press("g")
    terminal.wait_for("secret tests:")
    terminal.press("q")
    assert terminal.exit_status() == 0
    assert terminal.restored()
    said = terminal.text()
    assert "sstar why " in said
    assert "Secret tests: " in said


def test_the_selected_program_is_written_when_the_screen_closes(terminal: Terminal, home: Path) -> None:
    solution = home / "solution.py"
    terminal.run("demo", *SOON, "--output", str(solution))
    terminal.wait_for("✓ selected", "g grade")
    terminal.press("q")
    assert terminal.exit_status() == 0
    assert solution.read_text(encoding="utf-8") == (the_run(home).path / "solution.py").read_text(encoding="utf-8")


def test_ctrl_c_asks_and_detaching_leaves_the_engine_going(terminal: Terminal, home: Path) -> None:
    terminal.run("demo", *SLOW)
    terminal.wait_for("writing")
    terminal.press("C-c")
    terminal.wait_for("The run is still going on.", "Detach")
    terminal.press("Escape")
    until(lambda: "Detach" not in terminal.text())
    terminal.press("q")
    terminal.wait_for("Detach")
    terminal.press("Right", "Enter")
    assert terminal.exit_status() == 130
    assert terminal.restored()
    assert "Come back: sstar attach" in terminal.text()
    assert the_run(home).busy()


def test_leaving_ends_the_engine_and_says_how_to_go_on(terminal: Terminal, home: Path) -> None:
    terminal.run("demo", *SLOW)
    terminal.wait_for("writing")
    terminal.press("q")
    terminal.wait_for("Detach")
    terminal.press("Right", "Right", "Enter")
    assert terminal.exit_status() == 130
    assert terminal.restored()
    assert "Go on: sstar resume" in terminal.text()
    assert not the_run(home).busy()


def test_a_view_that_is_killed_leaves_the_engine_going(terminal: Terminal, home: Path) -> None:
    view = started("demo", *SLOW, "--display", "none")
    until(lambda: runs(home) and the_run(home).socket.exists())
    view.kill()
    assert ended(view)[0] == -9
    assert the_run(home).busy()
    terminal.run("attach", "last")
    terminal.wait_for("Kiln Queue", "no language model")
    terminal.wait_for("✓ selected", "g grade")
    terminal.press("q")
    assert terminal.exit_status() == 0


def test_what_is_drawn_bit_by_bit_is_what_is_drawn_anew(terminal: Terminal) -> None:
    """Only what is new of a frame is written; Ctrl+L writes all of it, and mends what somebody else has drawn."""
    terminal.run("demo", *WITH_A_TOURNAMENT)
    terminal.wait_for("confidence", "✓ selected", "g grade")
    terminal.resize(120, 40)
    for keys, words, helps in (
        (("1", "j", "k", "j"), "Samples", "Samples: a lane each"),
        (("3", "Left"), "Tournament", "The tournament: the arrows"),
        (("4", "Down", "Down"), "For each firing", "The problem as the models"),
        (("w", "Down", "Down", "Enter"), "enter open", "Why: from the selection"),
        (("Escape",), "For each firing", "The problem as the models"),
    ):
        terminal.press(*keys)
        terminal.wait_for(words)
        terminal.press("?")  # keys are obeyed in turn, so those before it have been when it is
        terminal.wait_for(helps)
        terminal.resize(160, 50)
        terminal.wait_for(helps)
        terminal.resize(120, 40)
        terminal.press("Escape")
        until(lambda helps=helps: helps not in terminal.text())
        drawn = terminal.at_rest()
        terminal.scrawl("somebody else was here")
        terminal.press("C-l")
        until(lambda: "somebody else" not in terminal.text())
        assert terminal.at_rest() == drawn
    terminal.press("q")
    assert terminal.exit_status() == 0


def test_no_color_draws_without_colours(terminal: Terminal) -> None:
    terminal.run(NO_COLOR="1")
    terminal.wait_for("canallamps", "No run yet")
    coloured = {
        code for codes in re.findall(r"\x1b\[([0-9;]+)m", terminal.text("-e")) for code in codes.split(";38;2;")[1:]
    }
    assert all(len(set(code.split(";")[:3])) == 1 for code in coloured), "only shades of grey"
    terminal.press("C-c")
    assert terminal.exit_status() == 0
    assert terminal.restored()
