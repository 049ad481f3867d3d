"""An event as the journal has it, for whoever wants to see what a statement rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

import engine
from engine.events.codec import encode

if TYPE_CHECKING:
    from pathlib import Path


def event_text(journal: Path, seq: int) -> str:
    """One event as JSON, indented.

    Args:
        journal: the file.
        seq: number of the event.

    Raises:
        JournalError: the journal cannot be read.
    """
    entry = next(item for item in engine.read_journal(journal) if item.seq == seq)
    return msgspec.json.format(encode(entry), indent=2).decode()
