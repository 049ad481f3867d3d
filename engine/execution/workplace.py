"""One process with its files: prepared, run by the launcher, read, removed."""

from __future__ import annotations

import asyncio
import itertools
import shutil
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.execution.launch import Launch, Report
from engine.execution.launcher import Launcher

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

PLACE = "{place}"
"""Stands in an argument of a command for the folder with the process's own files."""

HEADROOM_BYTES = 1024 * 1024 * 1024
"""Address space beyond the memory limit: libraries and the stacks of threads reserve what they never use."""


class Allowance(Struct, frozen=True):
    """What a process may use; see `Launch` for the units."""

    cpu_seconds: float
    memory_bytes: int
    file_bytes: int

    @property
    def wall_seconds(self) -> float:
        """Generous, as time is judged by the CPU and a busy machine makes everything wait."""
        return 3 * self.cpu_seconds + 1


class Finished(Struct, frozen=True):
    """A process that ended; its files are there as long as its context lasts."""

    report: Report
    home: Path
    stdout: Path
    stderr: Path


class Workplace:
    """Where processes run; each has a fresh folder for its files and one inside as home."""

    def __init__(self, scratch: Path) -> None:
        """Work in `scratch`, which the launcher removes when the application ends, however it does."""
        self.scratch = scratch
        self._launcher = Launcher(scratch)
        self._numbers = itertools.count()

    @asynccontextmanager
    async def run(
        self,
        command: Sequence[str],
        allowance: Allowance,
        *,
        stdin: bytes = b"",
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
        files: Mapping[str, bytes] | None = None,
        pipes: tuple[Path, Path] | None = None,
    ) -> AsyncIterator[Finished]:
        """Run a command to its end and lend its files; on cancellation it is killed.

        Args:
            command: what to run, with an absolute path.
            allowance: its limits.
            stdin: what it reads; a file, so that nobody ever waits for a reader.
            environment: variables beyond those that every process gets; none are inherited.
            folder: working directory in place of the fresh home.
            files: further files, by their paths below `PLACE`.
            pipes: named pipes for standard input and output, in place of files.

        Raises:
            LauncherError: it could not be started.
            OSError: its files could not be written.
        """
        number = next(self._numbers)
        place = self.scratch / f"run-{number}"
        home = place / "home"
        launch = Launch(
            id=number,
            command=[argument.replace(PLACE, str(place)) for argument in command],
            folder=str(folder or home),
            environment=_minimal_environment(home) | dict(environment or {}),
            stdin=str(pipes[0] if pipes else place / "in"),
            stdout=str(pipes[1] if pipes else place / "out"),
            stderr=str(place / "err"),
            cpu_seconds=allowance.cpu_seconds,
            wall_seconds=allowance.wall_seconds,
            memory_bytes=allowance.memory_bytes + HEADROOM_BYTES,
            file_bytes=allowance.file_bytes,
        )
        try:
            place.mkdir()
            home.mkdir()
            for name, data in {"in": stdin, **(files or {})}.items():
                (place / name).parent.mkdir(exist_ok=True)
                (place / name).write_bytes(data)
            report = await self._launcher.run(launch)
            yield Finished(report, home, place / "out", place / "err")
        finally:
            await _remove(place)

    async def close(self) -> None:
        """End every process and remove all files."""
        await self._launcher.close()
        await asyncio.to_thread(shutil.rmtree, self.scratch, ignore_errors=True)


def _minimal_environment(home: Path) -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": str(home), "TMPDIR": str(home)}


async def _remove(place: Path) -> None:
    if not _remove_empty(place):  # the program left files, maybe a great many
        await asyncio.to_thread(shutil.rmtree, place, ignore_errors=True)


def _remove_empty(place: Path) -> bool:
    try:
        for name in ("in", "out", "err"):
            (place / name).unlink(missing_ok=True)
        (place / "home").rmdir()
        place.rmdir()
    except OSError:
        return False
    return True
