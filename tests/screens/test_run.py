"""The run screen, driven by keys, over a journal on disk."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any

import pytest
from pilots import (
    SIZES,
    configured,
    copied,
    cursor_line,
    cut,
    engine_at,
    lines_shown,
    opened,
    play,
    press,
    resize,
    shown,
    until,
    until_shown,
)
from textual.widgets import Input, Tree

import engine
from engine.events.run import RunFinished
from engine.events.samples import RoundStarted
from engine.events.selection import MatchDecided
from tui.actions import ACTIONS, actions_at
from tui.app import SStarApp
from tui.screens.dialogs import Question
from tui.screens.help import HelpScreen
from tui.screens.run import RunScreen
from tui.screens.why import WhyScreen
from tui.session import Session
from tui.surfaces.widget import Surface

if TYPE_CHECKING:
    from pathlib import Path

    from engine.projections.board import Board


# ---------------------------------------------------------------- what is drawn


@pytest.mark.parametrize("ascii_only", [False, True], ids=["unicode", "ascii"])
def test_the_end_of_a_run_at_every_size(finished: engine.RunDirectory, ascii_only: bool) -> None:
    async def main() -> None:
        async with opened(finished, ascii_only=ascii_only) as (app, pilot):
            for size in SIZES:
                await resize(pilot, *size)
                text = shown(app)
                for words in ("Kiln Queue", "no language model", "confidence", "Tournament"):
                    assert words in text
                assert "1-4 view: bracket" in text.splitlines()[-1]
                assert text.isascii() or not ascii_only
            await resize(pilot, 39, 11)  # too small for more than a line
            said = [line for line in lines_shown(app) if line.strip()]
            assert len(said) == 1
            assert "S0" in said[0]

    play(main)


def test_each_view_has_its_key(finished: engine.RunDirectory) -> None:
    views = {"1": ("samples", "Samples"), "2": ("program", "Tests of S"), "3": ("bracket", "Tournament")}

    async def main() -> None:
        async with opened(finished) as (app, pilot):
            for size in SIZES:
                await resize(pilot, *size)
                for key, (name, words) in (views | {"4": ("statement", "pottery class")}).items():
                    await press(pilot, key)
                    assert words in shown(app)
                    assert f"1-4 view: {name}" in lines_shown(app)[-1]

    play(main)


def test_a_run_that_stopped_before_its_end_offers_to_go_on(finished: engine.RunDirectory, tmp_path: Path) -> None:
    directory = cut(finished, tmp_path, MatchDecided)

    async def main() -> None:
        async with opened(directory) as (app, _):
            assert "u resume" in lines_shown(app)[-1]
            assert "Tournament" in shown(app)

    play(main)


def test_an_engine_that_was_killed_leaves_a_socket_and_a_run_that_opens(
    finished: engine.RunDirectory, tmp_path: Path
) -> None:
    directory = cut(finished, tmp_path, MatchDecided)
    directory.socket.touch()

    async def main() -> None:
        async with opened(directory) as (app, _):
            assert "u resume" in lines_shown(app)[-1]

    play(main)


def test_a_problem_that_has_gone_away_is_told(finished: engine.RunDirectory, tmp_path: Path, board: Board) -> None:
    directory = copied(finished, tmp_path)
    assert board.started
    text = directory.journal.read_text(encoding="utf-8")
    directory.journal.write_text(
        text.replace(board.started.problem.folder, str(tmp_path / "gone"), 1), encoding="utf-8"
    )

    async def main() -> None:
        async with opened(directory) as (app, pilot):
            await press(pilot, "4")
            assert "no longer where it was" in shown(app)
            await press(pilot, "1", "t", "pagedown", "w")

    play(main)


# ---------------------------------------------------------------- moving


def test_the_cursor_moves_over_samples_rounds_and_tests(finished: engine.RunDirectory, board: Board) -> None:
    repaired = next(sample for sample in board.samples.values() if len(sample.rounds) > 1)

    async def main() -> None:
        async with opened(finished, (120, 40)) as (app, pilot):
            await press(pilot, "1", *["k"] * 5)
            for _ in range(repaired.number - 1):
                await press(pilot, "j")
            assert f"Tests of S{repaired.number:02d} round 1" in shown(app)
            await press(pilot, "left")
            assert f"Tests of S{repaired.number:02d} round 0" in shown(app)
            await press(pilot, "left", "l", "right")
            assert f"Tests of S{repaired.number:02d} round 1" in shown(app)
            await press(pilot, "t")
            one = shown(app)
            await press(pilot, "t")
            assert shown(app) != one
            await press(pilot, "j", "j", "j", "down", "up")

    play(main)


def test_enter_looks_closer_and_escape_steps_back(finished: engine.RunDirectory) -> None:
    async def main() -> None:
        async with opened(finished) as (app, pilot):
            await press(pilot, "1", "enter")
            assert "view: program" in shown(app)
            await press(pilot, "escape")
            assert "view: samples" in shown(app)
            await press(pilot, "escape")
            assert "nothing is open; q leaves" in shown(app)

    play(main)


def test_the_bracket_is_walked_and_zoomed(finished: engine.RunDirectory) -> None:
    async def main() -> None:
        async with opened(finished, (200, 60)) as (app, pilot):
            await press(pilot, "3")
            final = shown(app)
            await press(pilot, "left")
            assert shown(app) != final
            await press(pilot, "right")
            assert shown(app) == final
            beside = shown(app)
            await press(pilot, "plus")
            alone = shown(app)
            assert "Samples" in beside
            assert "Samples  " not in alone.splitlines()[4]
            await press(pilot, "plus", "plus", "underscore")
            assert shown(app) == beside
            await press(pilot, "underscore", "underscore", "0", *BRACKETS, "pagedown", "pageup", "up", "down")

    play(main)


def test_the_filter_narrows_the_samples(finished: engine.RunDirectory, board: Board) -> None:
    assert board.selection
    chosen = f"S{board.selection.revision.sample:02d}"
    other = "S02" if chosen != "S02" else "S03"

    async def main() -> None:
        async with opened(finished, (120, 40)) as (app, pilot):
            await press(pilot, "3", "slash", *chosen)
            await until_shown(pilot, f"filter: {chosen}")
            assert chosen in shown(app)
            assert other not in shown(app)
            await press(pilot, "enter")
            assert not app.screen.query_one("#filter", Input).display
            assert isinstance(app.focused, Surface)
            assert other not in shown(app)
            await press(pilot, "escape")
            assert other in shown(app)
            await press(pilot, "slash", "x", "escape")
            assert isinstance(app.focused, Surface)
            assert "filter:" not in shown(app)

    play(main)


def test_the_statement_scrolls_and_stops_at_its_ends(finished: engine.RunDirectory) -> None:
    async def main() -> None:
        async with opened(finished) as (app, pilot):
            await press(pilot, "4")
            top = shown(app)
            await press(pilot, *["pagedown"] * 12)
            bottom = shown(app)
            assert bottom != top
            await press(pilot, "pagedown", "j")
            assert shown(app) == bottom
            await press(pilot, *["pageup"] * 12)
            assert shown(app) == top

    play(main)


# ---------------------------------------------------------------- other screens


@pytest.mark.parametrize(("size", "ascii_only"), [((80, 24), True), ((120, 40), False)], ids=["ascii", "unicode"])
def test_why_explains_the_selection(
    finished: engine.RunDirectory, board: Board, size: tuple[int, int], ascii_only: bool
) -> None:
    assert board.selection

    async def main() -> None:
        async with opened(finished, size, ascii_only=ascii_only) as (app, pilot):
            await press(pilot, "w")
            await until(pilot, lambda: isinstance(app.screen, WhyScreen))
            await until_shown(pilot, f"S{board.selection.revision.sample:02d} round")
            for _ in range(12):
                await press(pilot, "down")
            await press(pilot, "enter", "tab", "down", "question_mark")
            await until(pilot, lambda: isinstance(app.screen, HelpScreen))
            await press(pilot, "escape")
            text = shown(app)
            assert text.isascii() or not ascii_only
            assert "esc back" in text.splitlines()[-1]
            await press(pilot, "escape")
            await until(pilot, lambda: isinstance(app.screen, RunScreen))
            assert isinstance(app.focused, Surface)

    play(main)


def test_why_is_searched(finished: engine.RunDirectory, board: Board) -> None:
    assert board.bracket

    async def main() -> None:
        async with opened(finished) as (app, pilot):
            await press(pilot, "w", "slash")
            await until_shown(pilot, "Search for")
            await press(pilot, *"shown", "enter")
            await until(pilot, lambda: isinstance(app.screen, WhyScreen))
            tree = app.screen.query_one(Tree)
            await until(pilot, lambda: "the judge, shown" in str(tree.cursor_node.label))
            first = tree.cursor_node
            await press(pilot, "n")
            await until(pilot, lambda: tree.cursor_node is not first)
            assert "the judge, shown" in str(tree.cursor_node.label)
            await press(pilot, "N")
            await until(pilot, lambda: tree.cursor_node is first)
            await press(pilot, "slash", *"nowhere", "enter")
            await until_shown(pilot, "no statement has")

    play(main)


@pytest.mark.parametrize("size", [(60, 14), (80, 24), (200, 60)])
def test_why_and_the_screen_lead_to_each_other(
    finished: engine.RunDirectory, board: Board, size: tuple[int, int]
) -> None:
    """From a match to its statement, and from that, or a round's, to what it speaks of."""
    assert board.bracket
    first = next(iter(board.bracket.matches))
    repaired = next(sample for sample in board.samples.values() if len(sample.rounds) > 1)

    async def main() -> None:
        async with opened(finished, size) as (app, pilot):
            looking = app.screen.looking
            looking.look_at_match(first)
            await press(pilot, "w")
            await until(pilot, lambda: isinstance(app.screen, WhyScreen))
            tree = app.screen.query_one(Tree)
            await until(pilot, lambda: str(tree.cursor_node.label).startswith(f"{first} ("))
            await press(pilot, "j", "j", "k", "g")
            await until(pilot, lambda: isinstance(app.screen, RunScreen))
            assert (looking.view, looking.match) == ("bracket", first)
            looking.go(f"{repaired.name}r0")
            assert (looking.view, looking.sample.number, looking.round.number) == ("sample", repaired.number, 0)
            await press(pilot, "w")
            await until(pilot, lambda: isinstance(app.screen, WhyScreen))
            tree = app.screen.query_one(Tree)
            await until(pilot, lambda: str(tree.cursor_node.label).startswith("round 0"))
            await press(pilot, "l", "h", "h", "right", "j", "j", "j", "g")
            await until(pilot, lambda: isinstance(app.screen, RunScreen))
            assert looking.sample.number == repaired.number

    play(main)


def test_why_shows_outputs_side_by_side_and_events_as_the_journal_has_them(
    finished: engine.RunDirectory, board: Board
) -> None:
    assert board.bracket
    match = next(match for match in board.bracket.matches.values() if match.inputs)

    async def main() -> None:
        async with opened(finished, (120, 40)) as (app, pilot):
            app.screen.looking.look_at_match(match.plan.match)
            await press(pilot, "w")
            await until(pilot, lambda: isinstance(app.screen, WhyScreen))
            await until(pilot, lambda: app.screen.query_one(Tree).cursor_line > 0)
            await press(pilot, "l")
            beside = re.compile(rf"{match.left} prints +│ {match.right} prints")
            await until(pilot, lambda: any(beside.search(line) for line in lines_shown(app)))
            await press(pilot, "v")
            await until_shown(pilot, '"type": "execution_finished"')

    play(main)


def test_why_not_the_sample_under_the_cursor(finished: engine.RunDirectory, board: Board) -> None:
    assert board.selection
    other = next(number for number in board.samples if number != board.selection.revision.sample)

    async def main() -> None:
        async with opened(finished) as (app, pilot):
            await press(pilot, "1", *["k"] * 5, *["j"] * (other - 1), "w")
            await until(pilot, lambda: isinstance(app.screen, WhyScreen))
            assert f"S{other:02d}" in lines_shown(app)[0]

    play(main)


def test_help_has_every_key_of_the_table(finished: engine.RunDirectory) -> None:
    async def main() -> None:
        async with opened(finished, (160, 90)) as (app, pilot):
            await press(pilot, "question_mark")
            await until(pilot, lambda: isinstance(app.screen, HelpScreen))
            text = shown(app)
            for action in actions_at("run"):
                assert action.help in text
                assert " ".join(action.all_keys) in text
            assert "Not now: no engine is at work on this run" in text
            assert "s-star: Debug samples" in text, "the method of the run"
            await press(pilot, "question_mark")
            await until(pilot, lambda: isinstance(app.screen, RunScreen))
            assert isinstance(app.focused, Surface)

    play(main)


def test_the_palette_has_every_action_and_does_it(finished: engine.RunDirectory) -> None:
    async def main() -> None:
        async with opened(finished, (120, 40)) as (app, pilot):
            offered = {command.title.lower() for command in app.get_system_commands(app.screen)}
            assert offered == {action.title for action in actions_at("run")} | {"theme"}
            await press(pilot, "ctrl+p")
            await until_shown(pilot, "Search for commands")
            await press(pilot, *"statement")
            await until_shown(pilot, "The problem: statement")
            await press(pilot, "enter")
            await until(pilot, lambda: isinstance(app.screen, RunScreen))
            await until_shown(pilot, "pottery class")

    play(main)


# ---------------------------------------------------------------- what cannot be done now


def test_a_key_that_does_nothing_now_says_why(finished: engine.RunDirectory) -> None:
    reasons = {
        "P": "pause: no engine is at work on this run",
        "S": "stop: no engine is at work on this run",
        "u": "resume: the run is finished",
        "space": "play: this is for replays",
        "less_than_sign": "slower: this is for replays",
        "greater_than_sign": "faster: this is for replays",
    }

    async def main() -> None:
        async with opened(finished) as (app, pilot):
            for key, reason in reasons.items():
                await press(pilot, key)
                assert lines_shown(app)[-1].strip() == reason

    play(main)


def test_before_the_end_there_is_neither_grade_nor_replay(finished: engine.RunDirectory, tmp_path: Path) -> None:
    directory = cut(finished, tmp_path, RunFinished)

    async def main() -> None:
        async with opened(directory) as (app, pilot):
            await press(pilot, "g")
            assert "grade: the secret tests wait until the run is finished" in lines_shown(app)[-1]
            await press(pilot, "r")
            assert "replay: a replay needs a finished run" in lines_shown(app)[-1]

    play(main)


# ---------------------------------------------------------------- with an engine


def test_commands_reach_the_engine(finished: engine.RunDirectory, tmp_path: Path) -> None:
    directory = cut(finished, tmp_path, MatchDecided)

    async def main() -> None:
        async with engine_at(directory) as obeyed, opened(directory) as (app, pilot):
            await press(pilot, "P")
            await until(pilot, lambda: obeyed == ["pause"])
            await press(pilot, "S")
            await until(pilot, lambda: isinstance(app.screen, Question))
            await press(pilot, "enter")  # on Cancel
            await until(pilot, lambda: isinstance(app.screen, RunScreen))
            assert obeyed == ["pause"]
            await press(pilot, "S")
            await until(pilot, lambda: isinstance(app.screen, Question))
            await press(pilot, "right", "enter")
            await until(pilot, lambda: obeyed == ["pause", "stop"])

    play(main)


def test_quitting_asks_while_an_engine_is_at_work(finished: engine.RunDirectory, tmp_path: Path) -> None:
    directory = cut(finished, tmp_path, MatchDecided)

    async def main() -> None:
        async with engine_at(directory) as obeyed, opened(directory) as (app, pilot):
            for key, answer in (("q", "escape"), ("ctrl+c", "enter"), ("ctrl+q", "escape")):
                await press(pilot, key)
                await until(pilot, lambda: isinstance(app.screen, Question))
                text = " ".join(shown(app).split())
                assert all(words in text for words in ("Cancel", "Detach", "`sstar attach`", "nothing is lost"))
                await press(pilot, answer)
                await until(pilot, lambda: isinstance(app.screen, RunScreen))
                assert isinstance(app.focused, Surface)
            await press(pilot, "q")
            await until(pilot, lambda: isinstance(app.screen, Question))
            await press(pilot, "right", "enter")
            await until(pilot, lambda: app._exit)
            assert obeyed == []

    play(main)


def test_ctrl_c_twice_leaves_and_the_run_goes_on(finished: engine.RunDirectory, tmp_path: Path) -> None:
    directory = cut(finished, tmp_path, MatchDecided)

    async def main() -> None:
        async with engine_at(directory) as obeyed, opened(directory) as (app, pilot):
            await press(pilot, "ctrl+c")
            await until(pilot, lambda: isinstance(app.screen, Question))
            await press(pilot, "ctrl+c")
            await until(pilot, lambda: app._exit)
            assert obeyed == []

    play(main)


def test_leaving_drains_the_engine(finished: engine.RunDirectory, tmp_path: Path) -> None:
    directory = cut(finished, tmp_path, MatchDecided)

    async def main() -> None:
        async with engine_at(directory) as obeyed, opened(directory) as (app, pilot):
            await press(pilot, "q")
            await until(pilot, lambda: isinstance(app.screen, Question))
            await press(pilot, "right", "right", "enter")
            await until(pilot, lambda: obeyed == ["drain"])

    play(main)


def test_quitting_from_why_asks_as_well(finished: engine.RunDirectory, tmp_path: Path) -> None:
    directory = cut(finished, tmp_path, MatchDecided)

    async def main() -> None:
        async with engine_at(directory), opened(directory) as (app, pilot):
            await press(pilot, "w")
            await until(pilot, lambda: isinstance(app.screen, WhyScreen))
            await press(pilot, "q")
            await until(pilot, lambda: isinstance(app.screen, Question))

    play(main)


def test_quitting_a_finished_run_asks_nothing(finished: engine.RunDirectory) -> None:
    async def main() -> None:
        async with opened(finished) as (app, pilot):
            await press(pilot, "q")
            await until(pilot, lambda: app._exit)
            assert app.last_session
            assert app.last_session.directory == finished

    play(main)


# ---------------------------------------------------------------- replay


def test_a_replay_obeys_its_keys(finished: engine.RunDirectory) -> None:
    async def main() -> None:
        async with opened(finished) as (app, pilot):
            await press(pilot, "r")
            await until_shown(pilot, "1×")
            await press(pilot, "space")
            assert "play" in lines_shown(app)[-1]
            replay = app.screen.replay
            assert replay.paused
            await press(pilot, "greater_than_sign", "greater_than_sign", "less_than_sign")
            assert "2×" in shown(app)
            before = replay.position
            await press(pilot, "right_square_bracket")
            await until(pilot, lambda: replay.position > before)
            there = replay.position
            await press(pilot, "right_square_bracket")
            await until(pilot, lambda: replay.position > there)
            await press(pilot, "left_square_bracket")
            await until(pilot, lambda: replay.position <= there)
            await press(pilot, "P")
            assert "this is a replay of what has happened" in lines_shown(app)[-1]
            await press(pilot, "escape", "escape")
            await until(pilot, lambda: app.screen.replay is None)

    play(main)


def test_a_replay_ends_where_the_run_ended(finished: engine.RunDirectory, board: Board) -> None:
    async def main() -> None:
        async with opened(finished, replay_speed=1e9) as (app, pilot):
            await until(pilot, lambda: isinstance(app.screen, RunScreen) and app.screen.board.seq == board.seq)
            await until_shown(pilot, "confidence")
            assert app.last_session is None

    play(main)


def test_a_run_is_opened_by_its_first_event_and_what_is_damaged_later_is_told(
    finished: engine.RunDirectory, tmp_path: Path
) -> None:
    directory = copied(finished, tmp_path)
    lines = directory.journal.read_bytes().splitlines(keepends=True)
    directory.journal.write_bytes(b"".join([*lines[:9], b"{]\n", *lines[10:]]))

    async def main() -> None:
        app = SStarApp(directory.path.parent, Session(directory), configured=configured())
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await until_shown(pilot, "damaged")
            assert "Key u goes on" not in shown(app), "no engine can go on with it"
            assert isinstance(app.screen, RunScreen)
            assert app.screen.board.seq == 9

    play(main)


def test_what_another_view_has_set_going_is_seen(finished: engine.RunDirectory, tmp_path: Path) -> None:
    """The run was left in its midst, and this view of it says so; then an engine that is not ours ends it."""
    left = cut(finished, tmp_path, RunFinished)

    async def main() -> None:
        async with opened(left) as (app, pilot):
            screen = app.screen
            assert isinstance(screen, RunScreen)
            await until(pilot, lambda: screen.board.seq > 0 and screen.source is None)
            assert not screen.board.finished
            left.journal.write_bytes(finished.journal.read_bytes())
            await until(pilot, lambda: screen.board.finished)

    play(main)


# ---------------------------------------------------------------- no harm


BRACKETS = ("left_square_bracket", "right_square_bracket")
STORM = [(39, 11), (200, 60), (1, 1), (300, 13), (41, 90), (80, 24)]


def test_resizing_all_the_time(finished: engine.RunDirectory) -> None:
    places = ("1", "2", "3", "plus", "4", "slash", "escape", "r", "escape", "w", "question_mark")

    async def main() -> None:
        async with opened(finished) as (app, pilot):
            for key in places:
                await press(pilot, key)
                for width, height in STORM:
                    await resize(pilot, width, height)
                    assert len(lines_shown(app)) == height
            assert app.return_code is None

    play(main)


@pytest.mark.parametrize(
    "when",
    [pytest.param(None, id="finished", marks=pytest.mark.exhaustive), pytest.param(MatchDecided, id="tournament")],
)
def test_every_key_everywhere(finished: engine.RunDirectory, tmp_path: Path, when: Any) -> None:
    """Whatever is pressed wherever, nothing breaks and the keys go on working."""
    directory = cut(finished, tmp_path, when) if when else copied(finished, tmp_path)
    away = {"quit", "grade", "resume", "back_home"}  # these end the view or start an engine
    keys = [action.keys.split(",")[0] for action in ACTIONS if "run" in action.places and action.id not in away]

    async def main() -> None:
        async with opened(directory, (120, 40)) as (app, pilot):
            for view, key in itertools.product("1234", keys):
                await press(pilot, view, key)
                while not isinstance(app.screen, RunScreen) or app.screen.replay:
                    await press(pilot, "escape")
                if app.screen.query_one("#filter").display:
                    await press(pilot, "escape")
                assert isinstance(app.focused, Surface), (view, key)
            assert app.return_code is None

    play(main)


# ---------------------------------------------------------------- following


def test_the_view_goes_where_something_happens_until_the_person_chooses(
    finished: engine.RunDirectory, tmp_path: Path
) -> None:
    entries = engine.read_journal(finished.journal)
    fixing = next(item.event.sample for item in entries if isinstance(item.event, RoundStarted) and item.event.round)
    directory = copied(finished, tmp_path)
    lines = directory.journal.read_bytes().splitlines(keepends=True)
    begun = next(item.seq for item in entries if isinstance(item.event, RoundStarted) and item.event.round)
    directory.journal.write_bytes(b"".join(lines[:begun]))

    async def main() -> None:
        async with engine_at(directory), opened(directory, (120, 40)) as (app, pilot):
            text = shown(app)
            assert f"Tests of S{fixing:02d} round 0" in text
            assert "expected" in text
            await press(pilot, *["k"] * 5)
            await press(pilot, *["j"] * (2 if fixing != 3 else 1))
            chosen = cursor_line(app)
            app.screen.looking.follow()
            assert cursor_line(app) == chosen

    play(main)
