"""Lines of a real journal, small enough to tear at every byte."""

from __future__ import annotations

import pytest

from engine.events.codec import Entry, encode
from engine.events.run import ProblemReference, RunStarted
from engine.journal import MemoryJournal
from engine.testing import ToyRun
from engine.testing.toy import SETTINGS

STARTED = RunStarted(
    run="",
    problem=ProblemReference("span", "Span", "nowhere", "0"),
    strategy="s-star",
    settings=SETTINGS,
    models={"solver": "scripted"},
)


@pytest.fixture(scope="session")
def started():
    return STARTED


@pytest.fixture(scope="session")
def journal_lines():
    """The first two events of every kind that a run writes."""
    journal = MemoryJournal(clock=lambda: 1000.0)
    journal.append(STARTED)
    ToyRun(journal=journal).play()
    seen, lines = {}, []
    for entry in journal.entries:
        kind = type(entry.event)
        seen[kind] = seen.get(kind, 0) + 1
        if seen[kind] <= 2:
            lines.append(encode(Entry(len(lines) + 1, entry.at, entry.event)))
    return lines
