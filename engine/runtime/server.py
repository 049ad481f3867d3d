"""Shows a run to views over a Unix socket, and takes their commands.

Every view has its own place in the journal and in the answers that are still arriving; thirty times a second
it is sent what is new since then. So a slow view slows nobody down, a late one misses nothing, and pieces that
came between two ticks travel as one.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from typing import TYPE_CHECKING, get_args

import msgspec

from engine.events.calls import CallFailed, CallFinished, CallInterrupted, Delta, Part
from engine.events.codec import decode_to_engine, encode
from engine.events.commands import Acknowledged, Command, Refused, Subscribe
from engine.events.growing import Growing

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from pathlib import Path

    from engine.events.codec import Entry

    Obey = Callable[[Command], Awaitable[str | None]]
    """Carries a command out; the result is the reason why not, or None."""

_TICK_SECONDS = 1 / 30
_LONGEST_LINE = 1 << 20
_GOODBYE_SECONDS = 5.0


class Server:
    """The engine's end of every view's connection."""

    def __init__(self, entries: Sequence[Entry], obey: Obey) -> None:
        """Prepare to serve.

        Args:
            entries: the journal's entries, a list that grows.
            obey: carries commands out.
        """
        self._entries = entries
        self._obey = obey
        self._arriving: dict[tuple[str, Part], Growing] = {}
        self._views: set[asyncio.Task[None]] = set()
        self._closing = asyncio.Event()
        self._server: asyncio.Server | None = None
        self._address: Path | None = None

    def publish(self, delta: Delta) -> None:
        """Take a piece of an answer that is still arriving."""
        place = delta.key, delta.part
        known = self._arriving.get(place)
        if known is None or delta.offset < len(known):  # it begins, or begins again: every view is told anew
            known = self._arriving[place] = Growing(known.text[: delta.offset] if known else "")
        known.put(delta.offset, delta.text)

    async def listen(self, address: Path) -> None:
        """Open the socket, for this user alone; a stale one of an engine that died is replaced."""
        _clear(address)
        self._server = await asyncio.start_unix_server(self.attend, path=os.fspath(address), limit=_LONGEST_LINE)
        self._address = address

    async def close(self) -> None:
        """Send every view what it has not seen yet, then hang up."""
        self._closing.set()
        if self._server:
            self._server.close()
        if self._views:
            _, slow = await asyncio.wait(self._views, timeout=_GOODBYE_SECONDS)
            for task in slow:
                task.cancel()
        if self._address:
            _clear(self._address)

    async def attend(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one view until it leaves, or the engine does."""
        task = asyncio.current_task()
        assert task is not None
        self._views.add(task)
        commands: asyncio.Task[None] | None = None
        try:
            first = decode_to_engine(await reader.readline())
            since = first.since if isinstance(first, Subscribe) else 0
            writer.write(encode(Acknowledged(0)))
            commands = asyncio.create_task(self._listen_to(reader, writer))
            await self._tell(writer, since, commands)
        except (msgspec.DecodeError, ConnectionError, ValueError):
            pass  # not one of our views, or it is gone
        finally:
            if commands:
                commands.cancel()
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()
            self._views.discard(task)

    async def _tell(self, writer: asyncio.StreamWriter, since: int, commands: asyncio.Task[None]) -> None:
        clock = asyncio.get_running_loop().time
        told: dict[tuple[str, Part], tuple[Growing, int]] = {}
        last = False
        while not commands.done():
            began = clock()
            fresh = self._entries[since:]
            since += len(fresh)
            lines = []
            for entry in fresh:
                lines.append(encode(entry))
                if isinstance(entry.event, CallFinished | CallFailed | CallInterrupted):
                    for part in get_args(Part):
                        self._arriving.pop((entry.event.key, part), None)
                        told.pop((entry.event.key, part), None)
            for place, text in self._arriving.items():
                of, offset = told.get(place, (text, 0))
                if of is not text:
                    offset = 0
                if offset < len(text):
                    lines.append(encode(Delta(place[0], offset, text.since(offset), place[1])))
                    told[place] = text, len(text)
            if lines:
                writer.write(b"".join(lines))  # at once: a view wakes up for every piece that is sent by itself
            await writer.drain()
            if last:
                return
            last = self._closing.is_set()
            if not last:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._closing.wait(), max(0.0, began + _TICK_SECONDS - clock()))

    async def _listen_to(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            message = decode_to_engine(line)
            if isinstance(message, Command):
                reason = await self._obey(message)
                writer.write(encode(Refused(message.id, reason) if reason else Acknowledged(message.id)))


def _clear(address: Path) -> None:
    """Make room for a socket that only this user can reach: its folder is private."""
    address.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    address.unlink(missing_ok=True)
