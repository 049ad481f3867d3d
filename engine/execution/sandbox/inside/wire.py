"""What the executor and its workers say to each other, over a socket that keeps messages apart.

To the worker: an order, as JSON, with a file that holds the program and its inputs one after the other; or `STOP`.
From the worker: `READY` once, then messages of one `Kind` each, the last one of an order marked as such.

Nothing that comes out of a worker is trusted to be more than numbers and bytes.
"""

from __future__ import annotations

import struct
from typing import NamedTuple, TypedDict

READY = b"ready"
STOP = b"stop"

RESULTS = b"R"
"""Followed by records, each with the beginning of its output or all of it, and the end of its standard error."""
REFUSED = b"C"
"""The program does not compile; followed by the compiler's message."""
BUILT = b"B"
"""It does; comes with the executable file."""
FAULT = b"F"
"""Something that is not the program's doing; followed by what happened."""

FOLDER = "{folder}"
"""Stands in commands and variables for the folder with a program's files."""

LARGEST_MESSAGE = 1 << 17
INLINE_BYTES = 16_384
"""Longer outputs come as files beside the message."""
FULL_BATCH_BYTES = 32_768
BATCH_SECONDS = 0.004
"""How long a result may wait for others, so that one message tells of many short runs."""
MOST_FILES = 16
"""Files that come with one message."""

HEAD = struct.Struct("=c?")
"""The kind of a message, and whether it ends the order."""
_RECORD = struct.Struct("=IB?hhddQQII")

STOPPED = ("", "cpu", "wall")
"""Why a process was killed, by number."""


class Limits(TypedDict):
    """What one run may use; times in seconds."""

    cpu_seconds: float
    """Where a run is stopped; beyond the limit that it is judged by."""
    wall_seconds: float
    address_bytes: int
    file_bytes: int
    processes: int


class Part(TypedDict):
    """A program that takes part in an order; its executable, if it is native, is the next of the files beside."""

    kind: str
    """`python`, `native` or `runtime`."""
    limits: Limits
    files: list[tuple[str, int]]
    """Names and lengths of its files; the first is its main file."""
    protocol: str
    """How it is called when it judges: `kattis` or `testlib`; empty for an ordinary program."""
    arguments: list[str]
    """What it is called with; for one that judges, what comes after what its protocol says."""
    command: list[str]
    """The command line of a runtime; `FOLDER` in it is where the files are."""
    environment: dict[str, str]
    """Variables beyond those that every program has."""


class Order(Part):
    """A program and what to do with it; the lengths are those of the parts of the file that comes along.

    Its kind is one of a part's, or `compile`: then `command` is the compiler's.
    """

    inputs: list[int]
    """Lengths of the inputs; for a checker those of input, answer and output of each case, for an interaction those
    of input and answer."""
    partner: Part | None
    """An interactor, which talks with the program in each run."""
    seconds: float
    """After this time no further input is begun."""


class Record(NamedTuple):
    """How one run ended."""

    place: int
    """Of its input, in the order."""
    stopped: int
    apart: bool
    """Whether its output comes as a file."""
    exit_code: int
    """-1 when a signal ended it."""
    signal: int
    cpu_seconds: float
    wall_seconds: float
    memory_bytes: int
    output_bytes: int
    inline_bytes: int
    error_bytes: int


def pack(record: tuple[object, ...], output: bytes, error: bytes) -> bytes:
    """Write a record with its texts; a `Record`, or the same without names, which is made faster."""
    return _RECORD.pack(*record) + output + error


def unpack(message: bytes) -> list[tuple[Record, bytes, bytes]]:
    """Read the records of a message. Raises struct.error or ValueError when it is not made of records."""
    at, found = HEAD.size, []
    while at < len(message):
        record = Record(*_RECORD.unpack_from(message, at))
        at += _RECORD.size
        middle, end = at + record.inline_bytes, at + record.inline_bytes + record.error_bytes
        if end > len(message) or record.stopped >= len(STOPPED):
            raise ValueError("a record is cut off or makes no sense")
        found.append((record, message[at:middle], message[middle:end]))
        at = end
    return found
