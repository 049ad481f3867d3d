"""A run's directory.

It holds `journal.jsonl` (the only truth), `lock` (held by the engine that serves the run), `engine.sock` while an
engine serves it, and `solution.*`, the selected program, written for convenience. In that of a forked run
`facts.jsonl` holds what its origin knew: the journal takes over what is asked for, so it alone is enough to look at the
run, and the facts are wanted only to go on with it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from engine.errors import RunBusyError, RunError

JOURNAL = "journal.jsonl"
FACTS = "facts.jsonl"
SOCKET = "engine.sock"
_LOCK = "lock"
_TRIES, _MOMENT_SECONDS = 5, 0.01
_LONGEST_ADDRESS = 100
"""Unix socket addresses end at 104 (macOS) or 108 bytes."""


@dataclass(frozen=True)
class RunDirectory:
    """Where one run lives."""

    path: Path

    @property
    def run(self) -> str:
        """The run's id: the directory's name."""
        return self.path.name

    @property
    def journal(self) -> Path:
        """The journal's file."""
        return self.path / JOURNAL

    @property
    def facts(self) -> Path:
        """The file of what the run's origin knew, in a run that was forked."""
        return self.path / FACTS

    @property
    def socket(self) -> Path:
        """Address of the engine's socket: in the directory, or a private temporary one if that is too long."""
        inside = self.path / SOCKET
        if len(os.fsencode(inside)) <= _LONGEST_ADDRESS:
            return inside
        name = hashlib.sha256(os.fsencode(self.path.resolve())).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"sstar-{os.getuid()}" / f"{name}.sock"

    def check_free(self) -> None:
        """Raise RunBusyError when an engine is serving this run now."""
        RunLock(self).release()

    def busy(self) -> bool:
        """Whether an engine is serving this run now."""
        try:
            self.check_free()
        except RunBusyError:
            return True
        return False


class RunLock:
    """The exclusive right to append to a journal; freed by the system when its holder dies."""

    def __init__(self, directory: RunDirectory) -> None:
        """Take the lock.

        Raises:
            RunBusyError: another engine holds it.
            RunError: the directory cannot be written.
        """
        path = directory.path / _LOCK
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise RunError(
                f"The run directory {directory.path} cannot be opened: {error.strerror}. Check that it exists "
                "and that you may write there (`sstar runs` lists the runs)."
            ) from error
        try:
            self._take()
        except OSError as error:
            os.close(self._file)
            raise RunBusyError(
                f"The run {directory.run} is being served by another engine. Watch it with "
                f"`sstar attach {directory.run}`, or end that one first."
            ) from error

    def _take(self) -> None:
        """Try for a moment: whoever only asks whether a run is free holds its lock for less than that."""
        for _ in range(_TRIES):
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(_MOMENT_SECONDS)
            else:
                return
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def release(self) -> None:
        """Give the lock back."""
        os.close(self._file)
