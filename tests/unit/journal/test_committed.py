"""Journals of every schema version must load and fold for ever; see tests/journals.

They are never written anew: when a new version of the schema comes, its journals are put beside them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest

from engine.events.codec import Event, Unknown, encode
from engine.events.run import SCHEMA
from engine.journal import read_journal
from engine.projections.board import fold

FOLDER = Path(__file__).parents[2] / "journals"
JOURNALS = sorted(FOLDER.glob("v*.jsonl"))


@pytest.mark.parametrize("path", JOURNALS, ids=lambda path: path.stem)
def test_a_committed_journal_loads_and_folds(path):
    entries = read_journal(path)
    assert not [entry for entry in entries if isinstance(entry.event, Unknown)]
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    board = fold(entries)
    assert board.finished
    assert board.selection
    assert board.selection.revision.sample in {1, 4}
    assert "max(xs)" in board.text(board.selection.text) or "xs.sort()" in board.text(board.selection.text)
    assert len(board.samples) == 6
    assert board.survivors()
    assert all(call.state in {"finished", "failed"} for call in board.calls.values())
    assert board.graded
    assert board.graded.verdict == "WA"


def test_every_schema_has_a_committed_journal():
    for version in range(1, SCHEMA + 1):
        assert list(FOLDER.glob(f"v{version}-*.jsonl"))


def test_every_kind_of_event_stands_in_a_committed_journal():
    kinds = {type(entry.event) for path in JOURNALS for entry in read_journal(path)}
    assert set(get_args(Event)) - kinds == {Unknown}


@pytest.mark.parametrize("path", JOURNALS, ids=lambda path: path.stem)
def test_nothing_of_a_committed_journal_is_lost_on_the_wire(path):
    """Fields that are newer than a journal may be added, with their defaults; what it says stays."""
    lines = path.read_bytes().splitlines()
    for entry, line in zip(read_journal(path), lines, strict=True):
        assert holds(json.loads(encode(entry)), json.loads(line))


def holds(new, old):
    """Whether everything in `old` stands in `new`."""
    if isinstance(old, dict):
        return isinstance(new, dict) and all(name in new and holds(new[name], old[name]) for name in old)
    return new == old
