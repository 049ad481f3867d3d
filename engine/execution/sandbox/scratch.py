"""A folder for temporary files, which does not outlive a killed engine for long: the next one removes it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from pathlib import Path

_PREFIX = "sstar-scratch-"
_FRESH_SECONDS = 60.0
"""A folder that is younger may have an owner who is only about to lock it."""


class Scratch:
    """A folder of one executor, locked as long as its process lives."""

    def __init__(self, place: Path | None = None) -> None:
        """Make it, and remove those beside it whose owners were killed.

        Args:
            place: where; by default the system's place for temporary files.
        """
        self.folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place)).resolve()
        self._lock = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        _remove_left_behind(self.folder.parent, before=os.fstat(self._lock).st_mtime - _FRESH_SECONDS)

    def remove(self) -> None:
        """Remove it with all that is in it; what the system does not let go of stays, for the next one."""
        shutil.rmtree(self.folder, ignore_errors=True)
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1


def _remove_left_behind(place: Path, before: float) -> None:
    with contextlib.suppress(OSError), os.scandir(place) as entries:
        for entry in entries:
            if entry.name.startswith(_PREFIX) and entry.is_dir(follow_symlinks=False):
                _remove_if_left(entry, before)


def _remove_if_left(entry: os.DirEntry[str], before: float) -> None:
    with contextlib.suppress(OSError):
        found = entry.stat(follow_symlinks=False)
        if found.st_uid != os.geteuid() or found.st_mtime > before:
            return
        lock = os.open(entry.path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # raises when its owner lives
            shutil.rmtree(entry.path, ignore_errors=True)
        finally:
            os.close(lock)
