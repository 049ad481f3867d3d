"""A robot user: one run in real terminals, from the first key to the replay, with every way to leave in between."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest
from msgspec import structs
from real import TMUX, Terminal, the_run, until

from engine.events.overrides import AddTest, DecideMatch, EditProgram
from engine.events.samples import RevisionId
from engine.journal import read_journal
from engine.projections.board import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from engine.projections.board import Board

pytestmark = pytest.mark.slow

FOURTH = RevisionId(4, 1)
PROBLEM = ("kilnqueue", "--seed", "3", "--samples", "6", "--inputs", "16")


@pytest.fixture
def terminals(home: Path) -> Iterator[Callable[[], Terminal]]:
    """Opens one terminal after the other."""
    if not TMUX:
        pytest.skip("tmux, which is the terminal here, is not installed")
    made: list[Terminal] = []

    def another() -> Terminal:
        folder = home / f"terminal{len(made)}"
        folder.mkdir()
        made.append(Terminal(folder))
        return made[-1]

    yield another
    for terminal in made:
        terminal.close()


class Robot:
    """Presses keys at a run, and looks into its journal to see what came of them."""

    def __init__(self, home: Path, terminal: Terminal) -> None:
        self._home = home
        self.terminal = terminal

    def board(self) -> Board:
        return fold(read_journal(the_run(self._home).journal))

    def rest(self, made: int, undone: int = 0) -> Board:
        """Wait until so many decisions were made and taken back, and the run has come to its end after them."""

        def at_rest() -> bool:
            if the_run(self._home).busy():
                return False
            board = self.board()
            settled = len(board.overrides.made) == made and len(board.undone_at) == undone
            return settled and board.finished is not None

        until(at_rest, self.terminal.text)
        return self.board()


def test_a_run_outlives_its_views(terminals: Callable[[], Terminal]) -> None:
    """Detach, come back, have the view killed, come back again: the run has gone on all the time."""
    first = terminals()
    first.run("solve", "kilnqueue", "--samples", "6", "--rounds", "0", "--inputs", "3", "--pace", "1")
    first.wait_for("Kiln Queue", "writing")
    first.press("q")
    first.wait_for("Detach")
    first.press("Right", "Enter")
    assert first.exit_status() == 130
    second = terminals()
    second.run("attach", "last")
    second.wait_for("Kiln Queue", "of 6")
    os.kill(second.process(), signal.SIGKILL)
    second.wait_for("EXIT=137")  # what it drew still stands around it
    third = terminals()
    third.run("attach", "last")
    third.wait_for("confidence", "g grade")
    third.press("r")
    third.wait_for("replay")
    third.press("]", "]", "q")
    assert third.exit_status() == 0
    assert third.restored()


def test_a_person_takes_over(home: Path, terminals: Callable[[], Terminal]) -> None:
    terminal = terminals()
    terminal.run("solve", *PROBLEM, "--pace", "0")
    terminal.wait_for("confidence", "g grade")
    robot = Robot(home, terminal)
    board = robot.rest(0)
    assert board.selection
    chosen = board.selection.revision
    ask_why(terminal, f"S{chosen.sample:02d} round {chosen.round} is selected")
    decided = decide_the_final(robot)
    assert decided.selection
    assert decided.selection.revision != chosen
    terminal.press("z")
    assert selected(robot.rest(1, 1)) == chosen
    terminal.press("Z")
    champion = selected(robot.rest(1))
    assert champion == decided.selection.revision
    edited = edit_the_champion(robot, champion)
    assert selected(edited) != champion
    tested = add_a_test_that_nothing_passes(robot)
    assert tested.filtered
    assert tested.filtered.best_effort
    terminal.press("z")
    assert selected(robot.rest(3, 1)) == selected(edited)
    terminal.press("q")
    assert terminal.exit_status() == 0
    assert terminal.restored()


def test_a_person_takes_over_while_the_run_goes_on(home: Path, terminals: Callable[[], Terminal]) -> None:
    """Edit a program before anything is selected, add a test that the new champion fails, undo; the view is killed."""
    terminal = terminals()
    terminal.run("solve", *PROBLEM, "--pace", "1")
    robot = Robot(home, terminal)
    terminal.wait_for("Kiln Queue", "writing")
    until(lambda: robot.board().samples[4].state == "survivor", terminal.text)
    terminal.press("1", *["k"] * 6, *["j"] * 3, "2", "e")
    terminal.wait_for("Put your version of the program in its place (S04r1)")
    terminal.write("print(0);raise SystemExit\n")
    terminal.press("C-s")
    until(lambda: robot.board().overrides.made, terminal.text)
    assert robot.board().selection is None, "the run was still at it"
    edited = robot.rest(1)
    assert edited.program_text(FOURTH).startswith("print(0);raise SystemExit\n")
    champion = selected(edited)
    assert champion != FOURTH, "it was the champion of this seed"

    terminal.wait_for("g grade")
    test = what_the_champion_fails(edited)
    terminal.press("T")
    terminal.wait_for("Add a test")
    terminal.write(test.input.removesuffix("\n"))
    terminal.press("Tab")
    terminal.write(test.expected.removesuffix("\n"))
    terminal.press("C-s")
    tested = robot.rest(2)
    assert tested.overrides.made[2].override == structs.replace(test, name="custom 2")
    assert program_of(tested, selected(tested)) != program_of(edited, champion)
    terminal.press("z")
    assert selected(robot.rest(2, 1)) == champion

    os.kill(terminal.process(), signal.SIGKILL)
    terminal.wait_for("EXIT=137")
    again = terminals()
    again.run("attach", "last")
    again.wait_for(f"S{champion.sample:02d} round {champion.round}", "g grade")
    again.press("r")
    again.wait_for("replay")
    again.press("]", "[", "q")
    assert again.exit_status() == 0
    assert again.restored()


def what_the_champion_fails(board: Board) -> AddTest:
    """A test of an input on which the champion won a match: it expects what the other side printed."""
    assert board.selection
    assert board.bracket
    for match in board.bracket.matches.values():
        won = board.bracket.clusters[match.winner].members if match.winner else ()
        if board.selection.revision in won and match.inputs:
            shown = match.inputs[0]
            lost = shown.right_execution if match.winner == match.left else shown.left_execution
            text = board.text(board.inputs[shown.input].made.text)
            return AddTest(text, board.executions[lost].outcome.output)
    raise AssertionError("the champion has won no match on an input")


def program_of(board: Board, revision: RevisionId) -> str:
    return board.revisions[revision].program


def ask_why(terminal: Terminal, words: str) -> None:
    """Ask why, search forwards and backwards, and come back."""
    terminal.press("w")
    terminal.wait_for(words)
    terminal.press("/")
    terminal.wait_for("Search for")
    terminal.write("took")
    terminal.press("Enter", "n", "N")
    terminal.wait_for("took")
    terminal.press("Escape")
    terminal.wait_for("g grade")


def decide_the_final(robot: Robot) -> Board:
    """Decide the final for the side that lost it; its button stands after Cancel."""
    board = robot.board()
    assert board.bracket
    match = list(board.bracket.matches.values())[-1]
    assert match.decided
    at = [match.left, match.right].index(match.decided.loser)
    robot.terminal.press("3", "o")
    robot.terminal.wait_for(f"{match.plan.match}: which side is right?")
    robot.terminal.press(*["Right"] * (at + 1), "Enter")
    decided = robot.rest(1)
    assert isinstance(decided.overrides.made[1].override, DecideMatch)
    robot.terminal.wait_for(f"{match.decided.loser} you")
    return decided


def edit_the_champion(robot: Robot, chosen: RevisionId) -> Board:
    """Put a program in the place of the selected one that answers nothing rightly."""
    robot.terminal.press("0", "2", "e")
    robot.terminal.wait_for("Put your version")
    robot.terminal.write("print(0);raise SystemExit\n")
    robot.terminal.press("C-s")
    edited = robot.rest(2)
    assert isinstance(edited.overrides.made[2].override, EditProgram)
    assert edited.program_text(chosen).startswith("print(0);raise SystemExit\n")
    return edited


def add_a_test_that_nothing_passes(robot: Robot) -> Board:
    robot.terminal.press("T")
    robot.terminal.wait_for("Add a test")
    robot.terminal.write("2 1\n7 5")
    robot.terminal.press("Tab")
    robot.terminal.write("none")
    robot.terminal.press("C-s")
    tested = robot.rest(3)
    assert isinstance(tested.overrides.made[3].override, AddTest)
    return tested


def selected(board: Board) -> RevisionId:
    assert board.selection
    return board.selection.revision
