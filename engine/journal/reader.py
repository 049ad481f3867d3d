"""Reading journals: whole, or as they grow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from engine.errors import JournalError
from engine.events.codec import Entry, decode_entry
from engine.events.run import SCHEMA, RunStarted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def read_journal(path: Path) -> tuple[Entry, ...]:
    """Read every whole line; a torn last line (the engine died while writing it) is left out.

    Raises:
        JournalError: the file cannot be read, a line before the last is damaged, or it is no journal of ours.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error
    entries = tuple(parse_lines(data[: whole_length(data)], path))
    _started(entries, path)
    return entries


def read_started(path: Path) -> RunStarted:
    """Read the first event alone: which run it is, at the same price however much has happened in it.

    Raises:
        JournalError: as `read_journal`, of the first line.
    """
    try:
        with path.open("rb") as file:
            line = file.readline()
    except OSError as error:
        raise _unreadable(path, error) from error
    return _started(parse_lines(line, path) if line.endswith(b"\n") else (), path)


def _unreadable(path: Path, error: OSError) -> JournalError:
    return JournalError(f"{path} cannot be read: {error.strerror}. `sstar runs` lists the runs that can be opened.")


def _started(entries: Sequence[Entry], path: Path) -> RunStarted:
    """The first event, if this program can read what follows it."""
    if not entries:
        raise JournalError(f"{path} holds no event: the run ended before it began. Start a new one.")
    first = entries[0].event
    if not isinstance(first, RunStarted):
        raise JournalError(f"{path} does not begin with run_started, so it is no journal of this program.")
    if first.schema > SCHEMA:
        raise JournalError(
            f"{path} was written by a newer version (journal schema {first.schema}, known here: {SCHEMA}). "
            "Upgrade sstar to open it."
        )
    return first


def whole_length(data: bytes) -> int:
    """How many bytes of a journal are whole lines that can be decoded; at most one line is left out."""
    end = data.rfind(b"\n") + 1
    last = data.rfind(b"\n", 0, max(0, end - 1)) + 1
    try:
        decode_entry(data[last:end])
    except msgspec.DecodeError:
        return last
    return end


def parse_lines(data: bytes, path: Path) -> list[Entry]:
    """Decode whole lines.

    Raises:
        JournalError: names the line that is damaged.
    """
    entries = []
    for number, line in enumerate(data.splitlines(), start=1):
        try:
            entries.append(decode_entry(line))
        except msgspec.DecodeError as error:
            raise JournalError(
                f"{path}, line {number} is damaged ({error}). Everything before it is intact: copy the first "
                f"{number - 1} lines into a new run directory to go on from there."
            ) from error
    return entries
