"""Where a view gets its events from: a live engine, a journal that grows, or a replay. One interface.

The law: for the same journal, the boards folded from each source's batches are the same at the end.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Final, Protocol

import msgspec

from engine.errors import JournalError, RunError
from engine.events.calls import Delta
from engine.events.codec import decode_entry, decode_from_engine, encode
from engine.events.commands import Acknowledged, Command, Refused, Subscribe
from engine.events.run import SCHEMA, RunStarted
from tui.mailbox import Batch, Mailbox, take_in
from tui.pace import Pace
from tui.replay import ReplaySource

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Generator
    from pathlib import Path

    from engine.events.codec import Entry, FromEngine
    from engine.events.commands import Act
    from engine.events.overrides import By, Override

    Sleep = Callable[[float], Awaitable[object]]

__all__ = ["Batch", "FollowSource", "LiveSource", "ReplaySource", "Source", "take_in"]

POLL_SECONDS: Final = 0.1
"""Time between two looks at a journal that may have grown."""
CHUNK_BYTES: Final = 1 << 18
_ENTRIES_AT_ONCE: Final = 1000
"""Events of one batch: a board takes them in within about 10 ms."""
GONE: Final = "The engine has left. Resume the run to go on."
"""The reason for refusing what no engine will answer any more."""
_SUBSCRIPTION: Final = 0
"""The number under which an engine acknowledges a subscription; those of commands follow."""


class Source(Protocol):
    """Where events come from."""

    @property
    def live(self) -> bool:
        """Whether an engine listens, so that commands can be obeyed."""
        ...

    def batches(self) -> AsyncIterator[Batch]:
        """Yield what has arrived, batch by batch, until the source ends or is closed."""
        ...

    async def command(
        self, act: Act, override: Override | None = None, number: int = 0, by: By = "screen"
    ) -> Acknowledged | Refused:
        """Ask the engine for something, and wait for its answer; the arguments are those of `Command`."""
        ...

    async def close(self) -> None:
        """Let go of everything; `batches` ends. The run itself goes on."""
        ...


class Lines:
    """Splits chunks of bytes into lines of any length; each byte is looked at once."""

    def __init__(self) -> None:
        """Begin with an empty line."""
        self._parts: list[bytes] = []

    def feed(self, chunk: bytes) -> list[bytes]:
        """Add a chunk; returns the lines that it completes, without their line ends."""
        *whole, rest = chunk.split(b"\n")
        if whole:
            whole[0] = b"".join((*self._parts, whole[0]))
            self._parts = []
        if rest:
            self._parts.append(rest)
        return whole


class LiveSource:
    """A running engine, heard through its Unix socket.

    Ends when the engine closes the connection; to connect again, make a new source with `since` = `seq`.
    """

    live = True

    def __init__(self, socket_path: Path | str, since: int = 0, *, sleep: Sleep = asyncio.sleep) -> None:
        """Prepare a connection; it is made by `connect`, or by the first `batches` or `command`.

        Args:
            socket_path: the engine's socket; short enough for the system (about 100 bytes).
            since: number of the last event that is known already.
            sleep: waits between two batches.
        """
        self._path = str(socket_path)
        self._sleep = sleep
        self.seq = since
        """Number of the latest event that arrived."""
        self._mailbox = Mailbox()
        self._news = asyncio.Event()
        self._connecting = asyncio.Lock()
        self._writer: asyncio.StreamWriter | None = None
        self._receiving: asyncio.Task[None] | None = None
        self._over = False
        self._waiting: dict[int, asyncio.Future[Acknowledged | Refused]] = {}
        self._commands = 0

    async def connect(self) -> None:
        """Call the engine, and hear that it lets this view in.

        Raises:
            RunError: none answers, or it leaves without having let this view in; what it wrote last is in its
                journal only.
        """
        admitted = self._waiting[_SUBSCRIPTION] = asyncio.get_running_loop().create_future()
        await self._connected()
        if isinstance(await admitted, Refused):
            raise RunError(GONE)

    async def batches(self) -> AsyncIterator[Batch]:
        """Yield what arrived, at most 40 times a second, and of a backlog no more at once than a frame bears.

        Raises:
            RunError: no engine answers at the socket, or it sends what this version cannot read.
        """
        if self._over and not self._receiving:
            return  # closed before it was ever used
        await self._connected()
        assert self._receiving
        pace, clock = Pace(), asyncio.get_running_loop().time
        while True:
            await self._news.wait()
            self._news.clear()
            # Read before the mailbox is emptied: what comes after the yield sets the news again.
            over = self._over
            began = clock()
            while batch := self._mailbox.take(most=_ENTRIES_AT_ONCE):
                yield batch
                if not self._mailbox.behind:
                    break
                await asyncio.sleep(0)  # keys come before the rest of a backlog
            if over:
                break
            await self._sleep(pace.pause(clock() - began))
        await asyncio.wait([self._receiving])
        if not self._receiving.cancelled():
            self._receiving.result()

    async def command(
        self, act: Act, override: Override | None = None, number: int = 0, by: By = "screen"
    ) -> Acknowledged | Refused:
        """Send a command and wait for the answer; refused when the engine leaves without one.

        Raises:
            RunError: no engine answers at the socket.
        """
        writer = await self._connected()
        self._commands += 1
        command = Command(self._commands, act, override, number, by)
        if self._over:
            return _gone(command.id)
        answer: asyncio.Future[Acknowledged | Refused] = asyncio.get_running_loop().create_future()
        self._waiting[command.id] = answer
        with contextlib.suppress(ConnectionError):  # the receiving side sees the end, too, and refuses
            writer.write(encode(command))
            await writer.drain()
        return await answer

    async def close(self) -> None:
        """Hang up; the engine goes on."""
        self._end()
        if self._receiving:
            self._receiving.cancel()
            # A fault of the connection is told by `batches`; here it is only marked as seen.
            await asyncio.gather(self._receiving, return_exceptions=True)
        if self._writer:
            self._writer.close()
            with contextlib.suppress(OSError):
                await self._writer.wait_closed()

    async def _connected(self) -> asyncio.StreamWriter:
        async with self._connecting:
            if self._writer:
                return self._writer
            try:
                reader, self._writer = await asyncio.open_unix_connection(self._path, limit=CHUNK_BYTES)
            except OSError as error:
                raise RunError(
                    f"No engine answers at {self._path} ({error.strerror or error}): it has probably ended. "
                    "Resume the run, or open it as a finished one."
                ) from error
            self._writer.write(encode(Subscribe(self.seq)))
            self._receiving = asyncio.create_task(self._receive(reader))
            return self._writer

    async def _receive(self, reader: asyncio.StreamReader) -> None:
        lines = Lines()
        try:
            while chunk := await reader.read(CHUNK_BYTES):
                for line in lines.feed(chunk):
                    self._take(decode_from_engine(line))
                self._news.set()
        except msgspec.DecodeError as error:
            raise RunError(
                f"The engine at {self._path} sent what this version cannot read ({error}): it is probably "
                "of another version. Watch the run with the version that started it."
            ) from error
        except ConnectionError:
            pass  # the engine is gone, as it is when it closes: the line that it tore comes again
        finally:
            self._end()

    def _take(self, message: FromEngine) -> None:
        if isinstance(message, Delta):  # hundreds of them for each of the others
            self._mailbox.put(message)
        elif isinstance(message, Acknowledged | Refused):
            answer = self._waiting.pop(message.id, None)
            if answer and not answer.done():
                answer.set_result(message)
        else:
            self._mailbox.put(message)
            self.seq = message.seq

    def _end(self) -> None:
        self._over = True
        for number, answer in self._waiting.items():
            if not answer.done():
                answer.set_result(_gone(number))
        self._waiting.clear()
        self._news.set()


def _gone(number: int) -> Refused:
    return Refused(number, GONE)


class FollowSource:
    """A journal, read from its file; events of a run that goes on appear as they are written."""

    live = False

    def __init__(self, journal_path: Path, *, finish_at_end: bool = False, sleep: Sleep = asyncio.sleep) -> None:
        """Follow a journal.

        Args:
            journal_path: the journal's file.
            finish_at_end: end at the end of the file, for runs that are finished.
            sleep: waits between two looks at the file.
        """
        self._path = journal_path
        self._finish_at_end = finish_at_end
        self._sleep = sleep
        self._closed = False
        self._offset = 0
        self._seq = 0

    async def batches(self) -> AsyncIterator[Batch]:
        """Yield what the file holds, then what it grows by.

        Raises:
            JournalError: the file cannot be read, a line before the last is damaged, or a newer version
                wrote it.
        """
        known = None
        while not self._closed:
            state = self._state()
            if state != known:
                known = state
                with contextlib.closing(self._read_on()) as pieces:
                    for batch in pieces:
                        yield batch
                        await asyncio.sleep(0)  # a long journal leaves the view time to draw
            if self._finish_at_end:
                return
            await self._sleep(POLL_SECONDS)

    async def command(
        self, act: Act, override: Override | None = None, number: int = 0, by: By = "screen"
    ) -> Acknowledged | Refused:
        """Refuse: nobody listens."""
        del override, number, by
        return Refused(0, f"Cannot {act}: this view only reads the journal. Attach to the engine to steer it.")

    async def close(self) -> None:
        """End at the next look at the file."""
        self._closed = True

    def _state(self) -> tuple[int, int]:
        try:
            state = self._path.stat()
        except OSError as error:
            raise self._unreadable(error) from error
        return state.st_size, state.st_mtime_ns

    def _read_on(self) -> Generator[Batch, None, None]:
        """Read the whole lines after the offset.

        A torn last line is never kept: a resuming engine cuts it off and writes another one in its place.
        """
        lines = Lines()
        try:
            with self._path.open("rb") as file:
                file.seek(self._offset)
                while not self._closed and (chunk := file.read(CHUNK_BYTES)):
                    entries, damage = self._entries(lines.feed(chunk), last=not file.peek(1))
                    if entries:
                        yield Batch(entries)
                    if damage:
                        raise damage
        except OSError as error:
            raise self._unreadable(error) from error

    def _entries(self, whole: list[bytes], *, last: bool) -> tuple[tuple[Entry, ...], JournalError | None]:
        """The events of some lines, up to one that is damaged, and what is to be said of that."""
        entries: list[Entry] = []
        for line in whole:
            try:
                entry = decode_entry(line)
            except msgspec.DecodeError as error:
                if last and line is whole[-1]:
                    break  # torn as well: the blocks of a file need not reach the disk in order
                return tuple(entries), JournalError(
                    f"{self._path}: the line after event {self._seq} is damaged ({error}). Everything before "
                    "it is intact: copy that into a new run directory to go on from there."
                )
            self._check(entry)
            self._offset += len(line) + 1
            self._seq = entry.seq
            entries.append(entry)
        return tuple(entries), None

    def _check(self, entry: Entry) -> None:
        if isinstance(entry.event, RunStarted) and entry.event.schema > SCHEMA:
            raise JournalError(
                f"{self._path} was written by a newer version (journal schema {entry.event.schema}, known "
                f"here: {SCHEMA}). Upgrade sstar to open it."
            )

    def _unreadable(self, error: OSError) -> JournalError:
        reason = error.strerror or error
        return JournalError(f"{self._path} cannot be read: {reason}. `sstar runs` lists what can be opened.")
