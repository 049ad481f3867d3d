"""One run as a view holds it: its directory, its problem, the engine that was started for it, its events."""

from __future__ import annotations

import asyncio
import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import engine
from engine.errors import ProblemError, RunError
from engine.events.commands import LEAVING, Refused
from engine.projections.board import fold
from tui.connection import GONE, FollowSource, LiveSource, ReplaySource

if TYPE_CHECKING:
    import subprocess

    from engine.events.commands import Acknowledged, Command
    from engine.events.run import RunStarted
    from engine.problem.model import Problem
    from engine.projections.board import Board
    from tui.connection import Source

_START_SECONDS = 20.0
_POLL_SECONDS = 0.02
_EXIT_DISK = 74
"""An engine's exit status when its journal cannot be written."""


class Session:
    """A run and the ways to watch it and to have it worked on."""

    def __init__(self, directory: engine.RunDirectory, *, unsafe: bool = False) -> None:
        """Look at a run; nothing is started.

        Args:
            directory: the run.
            unsafe: engines that are started may run programs open where they cannot be closed in.

        Raises:
            JournalError: the journal cannot be read.
        """
        self.directory = directory
        self._unsafe = unsafe
        self._engine: subprocess.Popen[bytes] | None = None

    @property
    def started_here(self) -> bool:
        """Whether this session started an engine."""
        return self._engine is not None

    def board(self) -> Board:
        """The state of the run as its journal has it now."""
        return fold(engine.read_journal(self.directory.journal))

    def journal_bytes(self) -> int:
        """How long its journal is now; 0 when it cannot be looked at."""
        try:
            return self.directory.journal.stat().st_size
        except OSError:
            return 0

    @cached_property
    def started(self) -> RunStarted:
        """The first event of its journal, which is all of it that is read. Raises JournalError."""
        return engine.read_started(self.directory.journal)

    def problem(self) -> Problem | None:
        """The problem of the run, or None when its package is gone; its secret tests are not read.

        Raises JournalError when the journal does not say.
        """
        try:
            return engine.read_package(Path(self.started.problem.folder)).problem
        except ProblemError:
            return None

    def start(self, *, grading: bool = False, deciding: bool = False) -> None:
        """Start an engine at the run: to go on with it, to grade what it selected, or to hear a person's decision.

        Raises:
            RunBusyError: an engine is at it already.
        """
        self.directory.check_free()
        self.directory.socket.unlink(missing_ok=True)  # of an engine that was killed
        self._engine = engine.spawn_engine(self.directory, grading=grading, deciding=deciding, unsafe=self._unsafe)

    async def live(self, since: int = 0) -> Source:
        """Connect to the engine that is at work, waiting while it starts; without one, read what there is.

        Raises:
            RunError: it ended before it could be reached; the message has its last words.
        """
        try:
            async with asyncio.timeout(_START_SECONDS):
                while self._at_work():
                    if source := await self._call(since):
                        return source
                    await asyncio.sleep(_POLL_SECONDS)
        except TimeoutError:
            raise RunError(f"The engine did not answer within {_START_SECONDS:g} s. {self.failure()}") from None
        if self._engine and self._engine.returncode:
            raise RunError(self.failure())
        return FollowSource(self.directory.journal, finish_at_end=True)

    async def _call(self, since: int) -> LiveSource | None:
        """Call the engine; None when it does not let this view in.

        A socket stands there a moment before anybody listens at it, and a moment after: the system takes a call
        that an engine on its leave never hears.
        """
        source = LiveSource(self.directory.socket, since)
        try:
            await source.connect()
        except RunError:
            await source.close()
            return None
        except asyncio.CancelledError:
            await source.close()
            raise
        return source

    async def decide(self, command: Command, since: int) -> Acknowledged | Refused:
        """Open a finished run again for a decision; an engine that is just leaving is waited for.

        Args:
            command: the decision.
            since: number of the last event that is known.

        Raises:
            RunError: no engine could be started; the message has its last words.
        """
        deadline = asyncio.get_running_loop().time() + _START_SECONDS
        while True:
            if not self._at_work():
                self.start(deciding=True)
            source = await self.live(since)
            answer: Acknowledged | Refused = Refused(command.id, LEAVING)
            try:
                # An engine that was about to leave may be gone by now, and its journal hears nobody.
                if source.live:
                    answer = await source.command(command.act, command.override, command.number, command.by)
            except RunError:
                pass
            finally:
                await source.close()
            leaving = isinstance(answer, Refused) and answer.reason in {LEAVING, GONE}
            if not leaving or asyncio.get_running_loop().time() > deadline:
                return answer
            await asyncio.sleep(_POLL_SECONDS)

    def _at_work(self) -> bool:
        # Not by the socket: an engine that was killed leaves its socket behind.
        return self._engine.poll() is None if self._engine else self.directory.busy()

    def replay(self, speed: float = 1.0) -> ReplaySource:
        """Play the run again; at the end it waits for a step back. Raises JournalError."""
        return ReplaySource(engine.read_journal(self.directory.journal), speed, hold_at_end=True)

    def failure(self) -> str:
        """Why the engine ended, as far as its log and its exit status tell."""
        words = engine.last_words(self.directory)
        if not words and self.disk_failed:
            # The log lies on the same disk.
            return f"The journal in {self.directory.path} cannot be written: no space left on the disk? Make room."
        return words or f"The engine ended without a word; see {self.directory.path}."

    @property
    def disk_failed(self) -> bool:
        """Whether the engine that this session started ended because it could not write."""
        status = self._engine.poll() if self._engine else 0
        # On a full disk an engine cannot even say so in its log, and ends with some other fault.
        return status == _EXIT_DISK or (bool(status) and os.statvfs(self.directory.path).f_bavail == 0)

    async def ended(self) -> int | None:
        """Wait for the engine that this session started; its exit status, None when it started none."""
        return await asyncio.to_thread(self._engine.wait) if self._engine else None
