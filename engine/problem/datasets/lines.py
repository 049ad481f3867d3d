"""The lines of a file of problems: found, kept apart, and read again by their place."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec import Struct

from engine.errors import ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedReader

T = TypeVar("T", bound=Struct)

_REMEDY = "Name a file of JSON lines (.jsonl or .jsonl.gz), one problem a line"


class Line(Struct, frozen=True):
    """One line, and where it stands."""

    file: Path
    number: int
    """Counted from 1, empty ones included."""
    offset: int
    """Of its first byte, in the file as it is when unpacked."""
    data: bytes

    def decode(self, kind: type[T]) -> T:
        """Read it as a struct. Raises ProblemError, naming the line, for what is no such thing."""
        try:
            return msgspec.json.decode(self.data, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise self.wrong(f"it cannot be read: {error}") from error

    def wrong(self, reason: str, remedy: str = _REMEDY) -> ProblemError:
        """Make the error that names this line."""
        return ProblemError(self.file, f"line {self.number}: {reason}", remedy)


def lines(file: Path) -> Iterator[Line]:
    """Give all lines of a file that are not empty.

    Raises:
        ProblemError: it cannot be read.
    """
    try:
        with _opened(file) as opened:
            offset = 0
            for number, data in enumerate(opened, start=1):
                if data.strip():
                    yield Line(file, number, offset, data)
                offset += len(data)
    except (OSError, EOFError, zlib.error) as error:
        raise _unreadable(file, error) from error


def line_at(file: Path, number: int, offset: int) -> Line:
    """Read one line again. Raises ProblemError when the file cannot be read."""
    try:
        with _opened(file) as opened:
            opened.seek(offset)
            return Line(file, number, offset, opened.readline())
    except (OSError, EOFError, zlib.error) as error:
        raise _unreadable(file, error) from error


def _opened(file: Path) -> BufferedReader | gzip.GzipFile:
    return gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb")


def _unreadable(file: Path, error: Exception) -> ProblemError:
    return ProblemError(file, f"it cannot be read ({error})", _REMEDY)
