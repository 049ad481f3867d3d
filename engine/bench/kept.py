"""What was executed of recorded samples, kept as it becomes known: a line for each problem, so that nothing is lost."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from engine.bench.recorded import Known
from engine.errors import UsageError
from engine.problem.model import digest

if TYPE_CHECKING:
    from pathlib import Path

    from engine.problem.datasets.recorded import RecordedLine


class _Entry(Struct, frozen=True):
    problem: str
    """Digest of the problem with its samples."""
    known: Known


class Kept:
    """A file of what is known; it survives being killed, but for the line that was being written."""

    def __init__(self, file: Path) -> None:
        """Read what is there.

        Raises:
            UsageError: the file cannot be read or made.
        """
        self._file = file
        self._known: dict[str, Known] = {}
        decoder = msgspec.json.Decoder(_Entry)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            data = file.read_bytes() if file.exists() else b""
            whole = data[: data.rfind(b"\n") + 1]
            for line in whole.splitlines():
                entry = decoder.decode(line)
                self._known[entry.problem] = entry.known
            if whole != data:  # torn off when somebody killed us
                file.write_bytes(whole)
        except (OSError, msgspec.DecodeError) as error:
            raise UsageError(f"What was executed cannot be kept in {file}: {error}. Choose another --into.") from error

    def get(self, problem: RecordedLine) -> Known | None:
        """What is known of a problem with exactly these samples."""
        return self._known.get(_name(problem))

    def add(self, problem: RecordedLine, known: Known) -> None:
        """Keep what was executed; it is on the disk when this returns. Raises UsageError when the disk refuses."""
        self._known[_name(problem)] = known
        try:
            with self._file.open("ab") as file:
                file.write(msgspec.json.encode(_Entry(_name(problem), known)) + b"\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise UsageError(f"What was executed cannot be kept in {self._file}: {error}. Free some space.") from error


def _name(problem: RecordedLine) -> str:
    return digest(msgspec.json.encode(problem).decode())
