"""Appending to a journal: a plain function for the strategy, group commit on a thread of its own.

`append` never waits, so that nothing can be cancelled between the last piece of an answer and its record.
The thread writes and syncs whatever has gathered in one go (measured: no fsync on the event loop, whose lag
would be 100 ms and more; eleven thousand events a second on the thread).
"""

from __future__ import annotations

import asyncio
import os
import queue
import threading
import time
from typing import TYPE_CHECKING, Protocol

from engine.errors import JournalError
from engine.events.codec import Entry, encode
from engine.journal.reader import parse_lines, whole_length

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from engine.events.codec import Event


class Journal(Protocol):
    """Where a run's events go."""

    @property
    def entries(self) -> Sequence[Entry]:
        """Every event so far, in order."""
        ...

    def append(self, event: Event) -> Entry:
        """Record an event; from here on it is part of the run. Raises JournalError when the disk failed."""
        ...

    async def durable(self) -> None:
        """Wait until everything appended so far is on disk. Raises JournalError when that failed."""
        ...


class MemoryJournal:
    """A journal that lives as long as its process: the shipped double."""

    def __init__(self, entries: Sequence[Entry] = (), clock: Callable[[], float] = time.time) -> None:
        """Begin with these entries, as after a crash."""
        self.entries: list[Entry] = list(entries)
        self._clock = clock

    def append(self, event: Event) -> Entry:
        """Record an event."""
        entry = Entry(len(self.entries) + 1, self._clock(), event)
        self.entries.append(entry)
        return entry

    async def durable(self) -> None:
        """Nothing to wait for."""


class FileJournal:
    """A journal in a file. The caller holds the run's lock."""

    def __init__(self, path: Path) -> None:
        """Open or create the file; a torn last line is cut off.

        Raises:
            JournalError: the file cannot be opened, or is damaged before its last line.
        """
        self._path = path
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            data = path.read_bytes()
            kept = whole_length(data)
            self.entries: list[Entry] = parse_lines(data[:kept], path)
            os.ftruncate(self._file, kept)
            os.lseek(self._file, 0, os.SEEK_END)
        except OSError as error:
            raise JournalError(f"{path} cannot be opened: {error.strerror}.") from error
        self._failure: JournalError | None = None
        self._queue: queue.SimpleQueue[bytes | Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write_all, name="journal", daemon=True)
        self._thread.start()

    def append(self, event: Event) -> Entry:
        """Record an event."""
        if self._failure:
            raise self._failure
        entry = Entry(len(self.entries) + 1, time.time(), event)
        self._queue.put(encode(entry))
        self.entries.append(entry)
        return entry

    async def durable(self) -> None:
        """Wait until everything appended so far is on disk."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()

        def wake() -> None:
            if not done.done():
                done.set_result(None)

        def from_thread() -> None:
            # The loop may have closed while the disk was slow; then nobody waits any more.
            if not loop.is_closed():
                loop.call_soon_threadsafe(wake)

        self._queue.put(from_thread)
        await done
        if self._failure:
            raise self._failure

    def close(self) -> None:
        """Write what is left and close the file. Raises JournalError when the disk failed."""
        self._queue.put(None)
        self._thread.join()
        os.close(self._file)
        if self._failure:
            raise self._failure

    def _write_all(self) -> None:
        ended = False
        while not ended:
            batch = [self._queue.get()]
            while not self._queue.empty():
                batch.append(self._queue.get())
            ended = None in batch
            self._commit(b"".join(item for item in batch if isinstance(item, bytes)))
            for item in batch:
                if callable(item):
                    item()

    def _commit(self, data: bytes) -> None:
        if not data or self._failure:
            return
        try:
            while data:
                data = data[os.write(self._file, data) :]
            os.fsync(self._file)
        except OSError as error:
            self._failure = JournalError(
                f"{self._path} cannot be written: {error.strerror}. Everything up to the last whole line is "
                "safe; make room, then `sstar resume` this run."
            )
