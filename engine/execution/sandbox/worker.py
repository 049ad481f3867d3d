"""The executor's end of one worker."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import socket
import subprocess
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.errors import ExecutorError
from engine.execution.sandbox.command import worker_command, worker_environment
from engine.execution.sandbox.inside import wire

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine.execution.sandbox.command import Tier

_START_SECONDS = 20.0
_END_SECONDS = 5.0
_GRACE_SECONDS = 10.0
"""How long a worker that was told to stop may take before it is killed."""


class WorkerError(ExecutorError):
    """A worker could not be started, or died; worth another attempt."""


class Message(Struct, frozen=True):
    """What a worker said; `files` belong to whoever takes it."""

    kind: bytes
    body: bytes
    files: list[int]


class Worker:
    """A fork server, started when first needed, and again after it died."""

    def __init__(self, tier: Tier, scratch: Path, number: int) -> None:
        """Prepare; nothing is started yet.

        Args:
            tier: how closed it shall be.
            scratch: its folder, which it makes and removes.
            number: a small number that no other worker has.
        """
        self._tier = tier
        self._scratch = scratch
        self._number = number
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._said: asyncio.Future[None] | None = None
        self._take: Callable[[Message], None] = _drop

    @property
    def pid(self) -> int | None:
        """Process id of what was started; for tests that kill it."""
        return self._process.pid if self._process else None

    async def serve(self, order: bytes, files: list[int], take: Callable[[Message], None]) -> None:
        """Have an order done; `take` gets each message.

        When this is cancelled the worker is told to stop, and has stopped when it returns.

        Raises:
            WorkerError: it could not be started, or it died before the order was done.
        """
        if self._control is None:
            await self._start()
        self._take = take
        try:
            await self._give(order, files)
            await self._until_it_is_done()
        except OSError as error:
            await self.end()
            raise WorkerError(f"A worker of the sandbox could not be given an order: {error}.") from error
        finally:
            self._take = _drop

    async def end(self) -> None:
        """Kill it with everything that it started."""
        if self._control:
            asyncio.get_running_loop().remove_reader(self._control)
            self._control.close()
            self._control = None
        if self._process:
            process, self._process = self._process, None
            if self._tier == "full":
                process.kill()  # the kernel ends the namespace with it
            await asyncio.to_thread(_reap, process)
        shutil.rmtree(self._scratch, ignore_errors=True)

    async def _give(self, order: bytes, files: list[int]) -> None:
        """Send an order; to a fresh worker when this one died while it had nothing to do."""
        assert self._control
        try:
            socket.send_fds(self._control, [order], files)
        except (BrokenPipeError, ConnectionResetError):
            await self.end()
            await self._start()
            socket.send_fds(self._control, [order], files)

    async def _until_it_is_done(self) -> None:
        self._said = asyncio.get_running_loop().create_future()
        try:
            await asyncio.shield(self._said)
        except asyncio.CancelledError:
            if not self._said.done():
                await self._stop(self._said)
            elif self._said.exception():
                await self.end()
            # Else it has done the order, and whoever wanted it has just heard the last result.
            raise
        except WorkerError:
            await self.end()
            raise

    async def _stop(self, said: asyncio.Future[None]) -> None:
        """Have the running order ended; results that still come go nowhere."""
        self._take = _drop
        try:
            assert self._control
            self._control.send(wire.STOP)
            async with asyncio.timeout(_GRACE_SECONDS):
                await said
        except (OSError, TimeoutError, WorkerError):
            await self.end()

    async def _start(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            ours.setblocking(False)
            theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 * wire.LARGEST_MESSAGE)
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 * wire.LARGEST_MESSAGE)
            self._process = self._spawn(theirs.fileno())
            self._control = ours
            self._said = asyncio.get_running_loop().create_future()
            asyncio.get_running_loop().add_reader(ours, self._hear)
        except OSError as error:
            ours.close()
            raise WorkerError(f"A worker of the sandbox could not be started: {error}.") from error
        finally:
            theirs.close()
        try:
            async with asyncio.timeout(_START_SECONDS):
                await asyncio.shield(self._said)
        except (TimeoutError, WorkerError) as error:
            words = self._last_words()
            await self.end()
            raise WorkerError(f"A worker of the sandbox did not start. {words}") from error
        except asyncio.CancelledError:
            await self.end()
            raise

    def _spawn(self, control: int) -> subprocess.Popen[bytes]:
        self._scratch.mkdir(parents=True, exist_ok=True)
        with (self._scratch / "worker.log").open("ab") as log:
            return subprocess.Popen(
                worker_command(self._tier, self._scratch, self._number, control),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
                cwd=self._scratch,
                env=worker_environment(self._tier, self._scratch),
                pass_fds=[control],
                start_new_session=True,  # the interrupt key is for the application
            )

    def _hear(self) -> None:
        """Take one message from the socket, or the news that the other end is gone."""
        assert self._control
        try:
            data, files, _, _ = socket.recv_fds(self._control, 2 * wire.LARGEST_MESSAGE, wire.MOST_FILES)
        except BlockingIOError:
            return
        except OSError:
            data, files = b"", []
        if data == wire.READY:
            self._told(None)
        elif len(data) < wire.HEAD.size:  # its end, in good order or not
            _drop(Message(b"", b"", files))
            asyncio.get_running_loop().remove_reader(self._control)
            self._told(WorkerError(f"A worker of the sandbox died. {self._last_words()}".strip()))
        else:
            kind, ended = wire.HEAD.unpack_from(data)
            if kind == wire.FAULT:
                data += f". {self._last_words()}".encode()
            self._take(Message(kind, data, files))
            if ended:
                self._told(None)

    def _told(self, error: WorkerError | None) -> None:
        """Wake whoever waits for this worker."""
        assert self._said
        if self._said.done():
            return
        if error is None:
            self._said.set_result(None)
        else:
            self._said.set_exception(error)
            self._said.exception()  # nobody may be waiting

    def _last_words(self) -> str:
        with contextlib.suppress(OSError):
            return (self._scratch / "worker.log").read_text("utf-8", "replace")[-500:]
        return ""


def _drop(message: Message) -> None:
    for file in message.files:
        os.close(file)


def _reap(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
