"""The JSON display."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.events.codec import decode_entry
from engine.events.run import RunFinished
from engine.projections.board import Board, fold
from tui.displays.jsonlines import entry_line, selection_line


def test_events_stand_as_in_the_journal(scripted: Any) -> None:
    entries = scripted.story().entries
    lines = [entry_line(entry) for entry in entries]
    assert not any("\n" in line for line in lines)
    assert [decode_entry(line.encode()) for line in lines] == entries


def test_the_selection_is_the_last_line(scripted: Any) -> None:
    line = selection_line(fold(scripted.story().entries))
    assert json.loads(line) == {
        "type": "selection",
        "run": "run-1",
        "status": "selected",
        "sample": 1,
        "round": 1,
        "confidence": 0.93,
        "reason": "won the final against C02",
        "passes_public": True,
        "language": "python",
        "program": scripted.GOOD,
        "cost": "$0.0125",
        "dollars": pytest.approx(0.01251),
        "tokens": 914,
    }


def test_nothing_selected(scripted: Any) -> None:
    script = scripted.Script()
    script.start()
    assert json.loads(selection_line(fold(script.entries)))["status"] == "unfinished"
    script.add(RunFinished("failed", "no program"))
    line = json.loads(selection_line(fold(script.entries)))
    assert (line["status"], line["sample"], line["program"]) == ("failed", None, None)
    assert line["reason"] == "no program"


def test_an_empty_board() -> None:
    assert json.loads(selection_line(Board()))["sample"] is None
