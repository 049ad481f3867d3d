"""A proxy that lets a server through, but for the requests that it is told to spoil: faults in the midst of a real run.

    python tests/servers/meddling.py PORT http://127.0.0.1:UPSTREAM 3:429:8 6:drop:900

The third request is turned away and asked to wait eight seconds; of the answer to the sixth, nothing comes after 900
bytes, and the connection breaks. Requests are POSTs, counted from 1 as they arrive, those that are sent again included.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import sys
import threading
from typing import NamedTuple
from urllib.parse import urlsplit


class TurnAway(NamedTuple):
    """429, with the seconds after which to come again."""

    seconds: int


class Drop(NamedTuple):
    """So many bytes of the response, then a broken connection."""

    after_bytes: int


class Meddler:
    """Stands before a server; use it as a context manager, from any thread."""

    def __init__(self, upstream, faults, port=0):
        """Take the server's address, and what happens to which request."""
        self._upstream = urlsplit(upstream)
        self._faults = dict(faults)
        self._port = port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.posts = 0

    def __enter__(self):
        self._thread.start()
        self._call(self._listen())
        return self

    def __exit__(self, *_):
        self._call(self._hang_up())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _call(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(10)

    async def _listen(self):
        self._server = await asyncio.start_server(self._attend, "127.0.0.1", self._port)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def _hang_up(self):
        self._server.close()
        await asyncio.sleep(0)  # who has just been let in begins, and can be cancelled
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _attend(self, reader, writer):
        """One connection of a client, and its own to the server: bytes go through as they are."""
        there, onward = await asyncio.open_connection(self._upstream.hostname, self._upstream.port)
        passing = _Passing(there, writer)
        back = asyncio.create_task(passing.work())
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while not writer.is_closing():
                    await self._request(*await _read(reader), onward, writer, passing)
        finally:
            back.cancel()
            onward.close()
            writer.close()

    async def _request(self, head, body, onward, writer, passing):
        fault = None
        if head.startswith(b"POST "):
            self.posts += 1
            fault = self._faults.get(self.posts)
        if isinstance(fault, TurnAway):
            writer.write(_refusal(fault.seconds))
            await writer.drain()
            writer.close()
            return
        if fault:
            passing.left = fault.after_bytes
        onward.write(head + body)
        await onward.drain()


async def _read(reader):
    """One request: its head, and its body."""
    head = await reader.readuntil(b"\r\n\r\n")
    size = re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE)
    return head, await reader.readexactly(int(size[1]) if size else 0)


class _Passing:
    """What a server says, on its way to the client."""

    def __init__(self, reader, writer):
        self._reader, self._writer = reader, writer
        self.left = sys.maxsize
        """Bytes after which the connection breaks."""

    async def work(self):
        with contextlib.suppress(OSError):
            while self.left and (data := (await self._reader.read(1 << 16))[: self.left]):
                self._writer.write(data)
                await self._writer.drain()
                self.left -= len(data)
            if not self.left:
                await asyncio.sleep(0.05)  # so that what was written is not lost with the connection
                self._writer.transport.abort()
        self._writer.close()


def _refusal(seconds):
    body = '{"type": "error", "error": {"type": "rate_limit_error", "message": "Too many requests for this key"}}'
    head = ["HTTP/1.1 429 Too Many Requests", "content-type: application/json", f"retry-after: {seconds}"]
    return "\r\n".join([*head, f"content-length: {len(body)}", "connection: close", "", body]).encode()


def _fault(word):
    number, kind, value = word.split(":")
    return int(number), {"429": TurnAway, "drop": Drop}[kind](int(value))


if __name__ == "__main__":
    with Meddler(sys.argv[2], map(_fault, sys.argv[3:]), int(sys.argv[1])):
        threading.Event().wait()
