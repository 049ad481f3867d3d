"""What the executor and the launcher process say to each other, one JSON line a message."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Stopped = Literal["", "cpu", "wall", "output", "asked"]
"""Why the launcher killed a program: too much CPU time, wall time or output, or on request."""


class Launch(Struct, frozen=True):
    """A program to start, with its files and limits; all paths are absolute."""

    id: int
    command: list[str]
    folder: str
    """Working directory."""
    environment: dict[str, str]
    stdin: str
    stdout: str
    stderr: str
    """May be the same file as `stdout`."""
    cpu_seconds: float
    wall_seconds: float
    memory_bytes: int
    """Address space; enforced by Linux only."""
    file_bytes: int
    """Length that no file written by the program can exceed, the outputs included."""


class Stop(Struct, frozen=True):
    """Ask for the end of a program."""

    stop: int


class Report(Struct, frozen=True):
    """How a program ended; `fault` is set in place of all the rest when it could not be started."""

    id: int
    fault: str = ""
    exit_code: int | None = None
    signal: int | None = None
    stopped: Stopped = ""
    cpu_seconds: float = 0.0
    wall_seconds: float = 0.0
    memory_bytes: int = 0
    """Peak resident size; never less than that of the launcher, which is about 10 MiB."""
