"""A person takes over on the screen: decide, undo, edit, add a test; a real engine works out what follows."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

import pytest
from pilots import click, copied, engine_at, opened, play, press, shown, until, until_shown

from engine.events.overrides import DropTest, OverrideMade, OverrideUndone
from engine.projections.comparison import sides_of
from engine.projections.consequences import consequences
from engine.projections.deciding import refuse_input
from engine.projections.submitting import submit_order
from tui.arguments import shown_inputs
from tui.screens.code_area import CodeArea
from tui.screens.compare import CompareScreen
from tui.screens.deciding import Deciding
from tui.screens.dialogs import Question
from tui.screens.picking import Picking
from tui.screens.ranking import Ranking
from tui.screens.writing import Writing

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    import engine
    from engine.projections.board import Board


def at_rest(app: Any, made: int) -> bool:
    """Whether so many decisions stand or stood, and the run has come to its end after them."""
    board, left = app.screen.board, app.screen.session._engine
    return len(board.decided_at) == made and board.finished is not None and left and left.poll() is not None


def loser(board: Board) -> tuple[str, str]:
    """The final, and the side that lost it."""
    assert board.bracket
    final = list(board.bracket.matches.values())[-1]
    assert final.decided
    return final.plan.match, final.decided.loser


@pytest.mark.slow
def test_decide_the_final_and_take_it_back(finished: engine.RunDirectory, tmp_path: Path, board: Board) -> None:
    match, other = loser(board)

    async def main() -> None:
        directory = copied(finished, tmp_path)
        async with opened(directory, (120, 40)) as (app, pilot):
            await press(pilot, "3", "o")
            await until(pilot, lambda: isinstance(app.screen, Question))
            assert f"{match}: which side is right?" in shown(app)
            labels = [str(button.label) for button in app.screen.query("Button")]
            await pilot.click(f"#choice-{labels.index(other) - 1}")
            await until(pilot, lambda: not isinstance(app.screen, Question) and at_rest(app, 1))
            decided = app.screen.board.bracket.matches[match].decided
            assert (decided.winner, decided.by) == (other, "person")
            assert app.screen.board.selection.revision != board.selection.revision
            await until_shown(pilot, "by you")
            await press(pilot, "z")
            await until(pilot, lambda: not app.screen.board.overrides.standing and at_rest(app, 1))
            assert app.screen.board.selection.revision == board.selection.revision
        events = [type(entry.event) for entry in engine_journal(directory)]
        assert events.count(OverrideMade) == events.count(OverrideUndone) == 1

    play(main)


def engine_journal(directory: engine.RunDirectory) -> list[Any]:
    from engine.journal import read_journal

    return list(read_journal(directory.journal))


@pytest.mark.slow
def test_edit_a_program_and_see_the_champion_change(
    finished: engine.RunDirectory, tmp_path: Path, board: Board
) -> None:
    assert board.selection
    chosen = board.selection.revision

    async def main() -> None:
        async with opened(copied(finished, tmp_path), (80, 24)) as (app, pilot):
            await press(pilot, "2", "e")
            await until(pilot, lambda: isinstance(app.screen, Writing))
            area = app.screen.query_one("TextArea")
            area.text = "print(0)\n"
            await press(pilot, "ctrl+s")
            await until(pilot, lambda: not isinstance(app.screen, Writing) and at_rest(app, 1))
            assert app.screen.board.program_text(chosen) == "print(0)\n"
            assert app.screen.board.revisions[chosen].author == "person"
            assert app.screen.board.selection.revision != chosen

    play(main)


@pytest.mark.slow
def test_add_a_test_that_the_champion_fails(finished: engine.RunDirectory, tmp_path: Path, board: Board) -> None:
    assert board.selection

    async def main() -> None:
        async with opened(copied(finished, tmp_path), (80, 24)) as (app, pilot):
            await press(pilot, "T")
            await until(pilot, lambda: isinstance(app.screen, Writing))
            app.screen.query_one("#input").text = "2 1\n7 5"
            app.screen.query_one("#expected").text = "no such thing"
            await press(pilot, "ctrl+s")
            await until(pilot, lambda: not isinstance(app.screen, Writing) and at_rest(app, 1))
            sample = app.screen.board.samples[board.selection.revision.sample]
            assert sample.rounds[0].tests["custom 1"].verdict == "WA"
            assert sample.rounds[0].total == 4
            await press(pilot, "1")
            await until_shown(pilot, "custom 1")

    play(main)


def test_editing_in_one_s_own_editor(finished: engine.RunDirectory, tmp_path: Path, monkeypatch: Any) -> None:
    script = tmp_path / "editor"
    script.write_text("#!/bin/sh\necho 'print(1)' > \"$1\"\n")
    script.chmod(0o755)
    monkeypatch.setenv("VISUAL", os.fspath(script))

    async def main() -> None:
        directory = copied(finished, tmp_path)
        async with engine_at(directory) as obeyed, opened(directory) as (app, pilot):
            monkeypatch.setattr(app, "suspend", contextlib.nullcontext)
            await press(pilot, "2", "E")
            await until_shown(pilot, "takes it back")
            assert obeyed == ["override"]

    play(main)


@pytest.mark.parametrize(
    ("view", "key", "words"),
    [
        ("2", "a", "accepted as it is"),
        ("2", "x", "rejected"),
        ("2", "p", "selected by hand"),
        ("2", "R", "asked again"),
        ("2", "D", "turned off"),
    ],
)
def test_a_decision_says_what_follows_and_asks(
    finished: engine.RunDirectory, tmp_path: Path, view: str, key: str, words: str
) -> None:
    async def main() -> None:
        directory = copied(finished, tmp_path)
        async with engine_at(directory) as obeyed, opened(directory) as (app, pilot):
            await press(pilot, view, key)
            await until(pilot, lambda: isinstance(app.screen, Question))
            assert words in shown(app).lower()
            await press(pilot, "enter")  # Cancel is the default
            await until(pilot, lambda: not isinstance(app.screen, Question))
            assert not obeyed
            await press(pilot, key)
            await until(pilot, lambda: isinstance(app.screen, Question))
            await pilot.click("#yes")
            await until_shown(pilot, "takes it back")
            assert obeyed == ["override"]

    play(main)


@pytest.mark.parametrize(
    ("key", "fields"), [("f", 1), ("i", 1), ("m", 1), ("J", 0), ("F", 2), ("T", 2), ("C", 1), ("I", 1)]
)
def test_a_form_is_left_by_escape(finished: engine.RunDirectory, tmp_path: Path, key: str, fields: int) -> None:
    async def main() -> None:
        directory = copied(finished, tmp_path)
        async with engine_at(directory) as obeyed, opened(directory) as (app, pilot):
            await press(pilot, "2", key)
            await until(pilot, lambda: isinstance(app.screen, Writing))
            assert len(app.screen.query("TextArea")) == fields
            await press(pilot, "escape")
            await until(pilot, lambda: not isinstance(app.screen, Writing))
            assert not obeyed

    play(main)


def test_what_is_known_of_inputs_is_shown_where_only_validators_have_a_say(
    finished: engine.RunDirectory, tmp_path: Path, board: Board
) -> None:
    async def main() -> None:
        directory = copied(finished, tmp_path)
        async with engine_at(directory) as obeyed, opened(directory) as (app, pilot):
            await press(pilot, "G")
            await until(pilot, lambda: isinstance(app.screen, Question))
            assert board.grammar
            assert all(column in shown(app) for column in board.grammar.columns)
            assert "validators say" in shown(app)
            await press(pilot, "enter")
            await until(pilot, lambda: not isinstance(app.screen, Question))
            assert not obeyed

    play(main)


def test_a_submit_order_is_moved_by_keys(finished: engine.RunDirectory, tmp_path: Path, board: Board) -> None:
    async def main() -> None:
        directory = copied(finished, tmp_path)
        async with engine_at(directory) as obeyed, opened(directory) as (app, pilot):
            await press(pilot, "O")
            await until(pilot, lambda: isinstance(app.screen, Ranking))
            first, second = (str(item.revision) for item in submit_order(board)[:2])
            assert shown(app).index(first) < shown(app).index(second)
            await press(pilot, "ctrl+s")  # as it stood: no decision
            await until(pilot, lambda: not isinstance(app.screen, Ranking))
            assert not obeyed
            await press(pilot, "O")
            await until(pilot, lambda: isinstance(app.screen, Ranking))
            await press(pilot, "down", "left_square_bracket", "ctrl+s")
            await until_shown(pilot, "takes it back")
            assert obeyed == ["override"]

    play(main)


def test_another_model_is_named_in_one_line(finished: engine.RunDirectory, tmp_path: Path) -> None:
    async def main() -> None:
        directory = copied(finished, tmp_path)
        async with engine_at(directory) as obeyed, opened(directory) as (app, pilot):
            await press(pilot, "3", "J")
            await until(pilot, lambda: isinstance(app.screen, Writing))
            await press(pilot, *"a/b", "enter", "enter")
            await until_shown(pilot, "a/b asked again about")
            assert obeyed == ["override"]

    play(main)


@pytest.mark.parametrize(("button", "orders", "left"), [("#cancel", [], ["print(0)\n"]), ("#fork", ["override"], [])])
def test_a_round_that_moved_on_while_it_was_edited_is_kept_and_a_fork_offered(
    finished: engine.RunDirectory, tmp_path: Path, board: Board, button: str, orders: list[str], left: list[str]
) -> None:
    """The journal grows while the editor is open: the sample that was edited has another round by then."""
    repaired = next(sample for sample in board.samples.values() if len(sample.rounds) > 1)
    entries = engine_journal(finished)
    second = next(entry.seq for entry in entries if entry.seq >= repaired.rounds[1].seq)
    lines = finished.journal.read_bytes().splitlines(keepends=True)
    directory = copied(finished, tmp_path)

    async def main() -> None:
        directory.journal.write_bytes(b"".join(lines[: second - 1]))
        async with engine_at(directory) as obeyed, opened(directory) as (app, pilot):
            app.screen.looking.look_at(sample=repaired.number)
            await press(pilot, "2", "e")
            await until(pilot, lambda: isinstance(app.screen, Writing))
            app.screen.query_one("TextArea").text = "print(0)\n"
            under = app.screen_stack[-2]
            under.board = board  # type: ignore[attr-defined]  # what came meanwhile
            await press(pilot, "ctrl+s")
            await until(pilot, lambda: isinstance(app.screen, Question))
            await until_shown(pilot, f"{repaired.name} has moved on to round")
            assert "Fork" in shown(app)
            assert "what you wrote is kept in" in shown(app)
            await click(pilot, button)
            await until(pilot, lambda: not isinstance(app.screen, Question))
            await until(pilot, lambda: obeyed == orders)

    play(main)
    assert [file.read_text() for file in directory.path.glob("kept-*.py")] == left, "an order has it, or a file"


def test_a_program_is_edited_in_colour_whatever_its_language(
    finished: engine.RunDirectory, tmp_path: Path, monkeypatch: Any
) -> None:
    async def main() -> None:
        async with opened(copied(finished, tmp_path)) as (app, pilot):
            for language, code, word in (("python", "def f(): # [/]", "def"), ("cpp", "\tint main() {}", "int")):
                monkeypatch.setattr(Deciding, "_language", language)
                await press(pilot, "2", "e")
                await until(pilot, lambda: isinstance(app.screen, Writing))
                area = app.screen.query_one(CodeArea)
                area.text = code
                line = area.get_line(0)
                assert line.plain == code
                keyword = area._palette.styles["code.keyword"]  # type: ignore[union-attr]
                at = code.index(word)
                assert any((span.start, span.end) == (at, at + 3) and span.style == keyword for span in line.spans)
                await press(pilot, "escape")

    play(main)


def test_the_same_program_can_be_forked(finished: engine.RunDirectory, tmp_path: Path) -> None:
    """It fails, say, and another attempt at mending it is wanted: nothing has to be changed for that."""

    async def main() -> None:
        directory = copied(finished, tmp_path)
        async with engine_at(directory) as obeyed, opened(directory) as (app, pilot):
            await press(pilot, "2", "F")
            await until(pilot, lambda: isinstance(app.screen, Writing))
            await press(pilot, "ctrl+s")
            await until_shown(pilot, "a new sample forked from")
            assert obeyed == ["override"]

    play(main)


def test_one_of_many_inputs_is_picked_from_a_list(finished: engine.RunDirectory, tmp_path: Path, board: Board) -> None:
    async def main() -> None:
        directory = copied(finished, tmp_path)
        async with engine_at(directory) as obeyed, opened(directory) as (app, pilot):
            await press(pilot, "3", "N")
            await until(pilot, lambda: isinstance(app.screen, Picking))
            await until_shown(pilot, "It is shown in")
            assert "Cancel" in shown(app)
            last = shown_inputs(app.screen_stack[-2].looked)[-1][0]  # type: ignore[attr-defined]
            await press(pilot, "end")
            await until_shown(pilot, consequences(board, refuse_input(board, last))[0])
            await press(pilot, "enter")
            assert not obeyed, "Enter in the list decides nothing"
            await press(pilot, "enter")
            await until_shown(pilot, "refused as not allowed")
            assert obeyed == ["override"]

    play(main)


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
def test_the_programs_of_a_match_are_there_on_demand(
    finished: engine.RunDirectory, tmp_path: Path, board: Board, size: tuple[int, int]
) -> None:
    match, _ = loser(board)
    pair = sides_of(board, match)
    assert pair

    async def main() -> None:
        async with opened(copied(finished, tmp_path), size) as (app, pilot):
            await press(pilot, "3", "o")
            await until(pilot, lambda: isinstance(app.screen, Question))
            for show in (press(pilot, "c"), click(pilot, "#aside")):
                await show
                await until(pilot, lambda: isinstance(app.screen, CompareScreen))
                await until_shown(pilot, f"S{pair[0].sample:02d} round {pair[0].round}")
                await until_shown(pilot, f"S{pair[1].sample:02d} round {pair[1].round}")
                await press(pilot, "escape")
                await until(pilot, lambda: isinstance(app.screen, Question))
            await press(pilot, "escape", "c")
            await until(pilot, lambda: isinstance(app.screen, CompareScreen))
            assert (app.screen._left, app.screen._right) == pair

    play(main)


def test_what_does_not_fit_into_the_key_line_is_told_in_full_and_as_it_stands(
    finished: engine.RunDirectory, tmp_path: Path
) -> None:
    async def main() -> None:
        async with opened(copied(finished, tmp_path)) as (app, pilot):
            app.screen.say(f"no such thing [/as] {'that one ' * 10}at all")
            await until_shown(pilot, "no such thing [/as]")
            await until_shown(pilot, "at all")

    play(main)


def test_any_decision_is_taken_back_from_the_list_of_all(finished: engine.RunDirectory, tmp_path: Path) -> None:
    async def main() -> None:
        directory = copied(finished, tmp_path)
        async with engine_at(directory) as obeyed, opened(directory) as (app, pilot):
            await press(pilot, "U")
            await until_shown(pilot, "you have decided nothing yet")
            overrides = app.screen.board.overrides
            for number in (1, 2, 3):
                overrides.learn(OverrideMade(number, DropTest(str(number))))
            overrides.learn(OverrideUndone(2))
            await press(pilot, "U")
            await until(pilot, lambda: isinstance(app.screen, Picking))
            await until_shown(pilot, "3  test 3 turned off")
            assert "2  taken back: test 2 turned off" in shown(app)
            await press(pilot, "down", "down", "enter", "enter")
            await until_shown(pilot, "taken back: test 1 turned off")
            await press(pilot, "U", "down", "enter", "enter")
            await until_shown(pilot, "holds again: test 2 turned off")
            assert obeyed == ["undo", "redo"]

    play(main)
