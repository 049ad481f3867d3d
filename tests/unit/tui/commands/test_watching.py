"""Commands that work or watch: grade, resume, attach, replay, and with which status they end."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from answered import kept, printed, refused, unfinished

from engine.events.codec import Entry
from engine.events.run import BudgetEnded, Graded, RunFinished
from engine.journal import RunLock
from engine.projections.board import Board, fold
from tui import cli
from tui.commands.watching import exit_status
from tui.status import BEST_EFFORT, BUDGET, INTERRUPTED, OK

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ([], INTERRUPTED),
        ([RunFinished("selected", "")], OK),
        ([RunFinished("best effort", "")], BEST_EFFORT),
        ([RunFinished("failed", "")], BEST_EFFORT),
        ([BudgetEnded("calls", ""), RunFinished("budget ended", "")], BUDGET),
    ],
)
def test_exit_statuses(entries: list[Entry], events: list[Any], status: int) -> None:
    board: Board = fold(unfinished(entries))
    for event in events:
        board.apply(Entry(board.seq + 1, board.elapsed + board.began_at, event))
    assert exit_status(board) == status


def test_grade_of_an_unfinished_run(capsys: pytest.CaptureFixture[str], home: Path, entries: list[Entry]) -> None:
    kept(home, "20260101-kiln", unfinished(entries))
    complaint = refused(capsys, "grade", "last")
    assert "selected" in complaint
    assert "sstar resume 20260101-kiln" in complaint


def test_grade_of_a_graded_run_asks_the_journal(
    capsys: pytest.CaptureFixture[str], home: Path, entries: list[Entry]
) -> None:
    last = entries[-1]
    kept(home, "20260101-kiln", [*entries, Entry(last.seq + 1, last.at, Graded("p", "AC", ()))])
    assert cli.main(["grade", "last"]) == OK
    assert capsys.readouterr().out == "AC\n"


def test_a_finished_run_is_not_resumed(capsys: pytest.CaptureFixture[str], home: Path, entries: list[Entry]) -> None:
    kept(home, "20260101-kiln", entries)
    assert "sstar replay 20260101-kiln" in refused(capsys, "resume", "last")


def test_a_run_that_is_served_is_not_resumed(
    capsys: pytest.CaptureFixture[str], home: Path, entries: list[Entry]
) -> None:
    directory = kept(home, "20260101-kiln", unfinished(entries))
    lock = RunLock(directory)
    try:
        assert "sstar attach 20260101-kiln" in refused(capsys, "resume", "last")
    finally:
        lock.release()


def test_attach_without_an_engine_tells_what_there_is(
    capsys: pytest.CaptureFixture[str], home: Path, entries: list[Entry]
) -> None:
    directory = kept(home, "20260101-kiln", unfinished(entries))
    directory.socket.touch()  # left behind by an engine that was killed
    assert cli.main(["attach", "last", "--display", "plain"]) == INTERRUPTED
    said, complaint = capsys.readouterr()
    assert "public tests" in said
    assert "sstar resume 20260101-kiln" in complaint


@pytest.mark.parametrize("command", ["attach", "replay"])
def test_a_finished_run_in_json(
    capsys: pytest.CaptureFixture[str], home: Path, entries: list[Entry], tmp_path: Path, command: str
) -> None:
    kept(home, "20260101-kiln", entries)
    solution = tmp_path / "solution.py"
    said = printed(capsys, command, "last", "--display", "json", "--output", str(solution))
    rows = [json.loads(line) for line in said]
    assert len(rows) == len(entries) + 1
    assert "selection" in json.dumps(rows[-1])
    board = fold(entries)
    assert board.selection
    assert solution.read_text(encoding="utf-8") == board.text(board.selection.text)


def test_an_output_that_cannot_be_written(
    capsys: pytest.CaptureFixture[str], home: Path, entries: list[Entry], tmp_path: Path
) -> None:
    kept(home, "20260101-kiln", entries)
    complaint = refused(capsys, "replay", "last", "--display", "none", "--output", str(tmp_path / "no" / "where"))
    assert "could not be written" in complaint
