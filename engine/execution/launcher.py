"""The application's end of the launcher process (`launcher_main.py`)."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from engine.errors import ExecutorError
from engine.execution.launch import Launch, Report, Stop

if TYPE_CHECKING:
    from asyncio.subprocess import Process

_MAIN = Path(__file__).with_name("launcher_main.py")


class LauncherError(ExecutorError):
    """A program could not be started, or the launcher died under it; worth another attempt."""


class Launcher:
    """Runs programs by way of one launcher process, started when first needed, and again if it died."""

    def __init__(self, scratch: Path) -> None:
        """Take the folder that the launcher removes when it ends."""
        self._scratch = scratch
        self._process: Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()
        self._waiting: dict[int, asyncio.Future[Report]] = {}
        self._closed = False

    async def run(self, launch: Launch) -> Report:
        """Run a program to its end; on cancellation it is killed first. Raises LauncherError."""
        process = await self._ready()
        ended = asyncio.get_running_loop().create_future()
        self._waiting[launch.id] = ended
        try:
            _send(process, launch)
            report = await self._end_of(launch, process, ended)
        finally:
            del self._waiting[launch.id]
        if report.fault:
            raise LauncherError(f"{report.fault}. The machine may be out of memory or processes; try again later.")
        return report

    async def _end_of(self, launch: Launch, process: Process, ended: asyncio.Future[Report]) -> Report:
        try:
            return await asyncio.shield(ended)
        except asyncio.CancelledError:
            _send(process, Stop(launch.id))
            with suppress(LauncherError):
                await ended
            raise

    async def close(self) -> None:
        """End the launcher, and with it every program; nothing can be run afterwards."""
        async with self._starting:
            self._closed = True
            if self._process and self._process.stdin and self._reader:
                self._process.stdin.close()
                await self._reader

    async def _ready(self) -> Process:
        async with self._starting:
            if self._closed:
                raise LauncherError("The executor is closed.")
            if self._process is None or self._process.stdin is None or self._process.stdin.is_closing():
                self._process = await self._start()
                self._reader = asyncio.create_task(self._read(self._process))
            return self._process

    async def _start(self) -> Process:
        try:
            with (self._scratch / "launcher.log").open("ab") as log:
                return await asyncio.create_subprocess_exec(
                    *(sys.executable, "-I", "-S", "-B", str(_MAIN), str(self._scratch)),
                    stdin=asyncio.subprocess.PIPE,
                    stdout=asyncio.subprocess.PIPE,
                    stderr=log,
                    env={},
                    start_new_session=True,  # the interrupt key is for the application
                )
        except OSError as error:
            raise LauncherError(f"The launcher of programs could not be started: {error}.") from error

    async def _read(self, process: Process) -> None:
        assert process.stdout
        assert process.stdin
        async for line in process.stdout:
            report = msgspec.json.decode(line, type=Report)
            ended = self._waiting.get(report.id)
            if ended and not ended.done():
                ended.set_result(report)
        for ended in self._waiting.values():
            if not ended.done():
                ended.set_exception(LauncherError(f"The launcher of programs ended. {self._last_words()}"))
        process.stdin.close()
        await process.wait()

    def _last_words(self) -> str:
        with suppress(OSError):
            return (self._scratch / "launcher.log").read_text("utf-8", "replace")[-500:]
        return ""


def _send(process: Process, message: Launch | Stop) -> None:
    assert process.stdin
    process.stdin.write(msgspec.json.encode(message) + b"\n")
