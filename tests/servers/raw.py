"""A loopback server that writes exactly the bytes it is told to: what no well-behaved server would send.

A plan is a list of replies, one for each request in the order of arrival; the last one serves all that follow.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from dataclasses import dataclass, field

STALL = "stall"
"""In a list of pieces: say nothing more, and keep the connection."""
RESET = "reset"
"""In a list of pieces: break the connection off."""


@dataclass
class Reply:
    """What one request gets."""

    pieces: list = field(default_factory=list)
    status: int = 200
    headers: dict = field(default_factory=dict)
    kind: str = "text/event-stream"
    silent: bool = False
    """Whether not even a status comes."""


def event(data, name=None):
    """One server-sent event."""
    text = data if isinstance(data, str) else json.dumps(data)
    return (f"event: {name}\n" if name else "") + f"data: {text}\n\n"


def refusal(status, body, **headers):
    """An error that comes instead of a stream."""
    text = body if isinstance(body, str) else json.dumps(body)
    kind = "text/html" if text.startswith("<") else "application/json"
    return Reply([text], status, {name.replace("_", "-"): str(value) for name, value in headers.items()}, kind)


class RawServer:
    """Serves a plan; use it as an async context manager."""

    def __init__(self, *plan, names=(), listing=None):
        """Take the plan, the models that /models lists, and what is said there instead of a list."""
        self.plan = list(plan)
        self.listing = listing
        self.names = names
        self.requests = []
        """(path, headers, body) of each request."""
        self.open = 0
        """Connections that are open now."""
        self.hung_up = asyncio.Event()
        """Set when a client leaves before its answer has ended."""

    async def __aenter__(self):
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        return self

    async def __aexit__(self, *_):
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    _tasks: set = frozenset()

    async def _serve(self, reader, writer):
        self._tasks = {*self._tasks, asyncio.current_task()}
        self.open += 1
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await self._answer(reader, writer)
        finally:
            self.open -= 1
            writer.close()

    async def _answer(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin1")
        path = head.split()[1]
        headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        if path.partition("?")[0].endswith("/models"):
            reply = self.listing or refusal(
                200, {"object": "list", "has_more": False, "data": [{"id": n} for n in self.names]}
            )
        else:
            self.requests.append((path, headers, json.loads(body or b"{}")))
            reply = self.plan.pop(0) if len(self.plan) > 1 else self.plan[0]
        await self._write(reply, reader, writer)

    async def _write(self, reply, reader, writer):
        if reply.silent:
            await self._watch(reader)
            return
        head = [f"HTTP/1.1 {reply.status} said", f"content-type: {reply.kind}", "connection: close"]
        head += [f"{name}: {value}" for name, value in reply.headers.items()]
        head.append("transfer-encoding: chunked")
        writer.write("\r\n".join([*head, "", ""]).encode())
        leaving = asyncio.ensure_future(self._watch(reader))
        try:
            for piece in reply.pieces:
                if piece == RESET:
                    await asyncio.sleep(0.01)  # so that what was written is not lost with the connection
                    writer.transport.abort()
                    return
                if piece == STALL:
                    await self.hung_up.wait()
                    return
                data = piece.encode() if isinstance(piece, str) else piece
                writer.write(b"%x\r\n%s\r\n" % (len(data), data))
                await writer.drain()
                await asyncio.sleep(0)
            writer.write(b"0\r\n\r\n")
            await writer.drain()
        finally:
            leaving.cancel()

    async def _watch(self, reader):
        with contextlib.suppress(ConnectionError):
            await reader.read(1)
        self.hung_up.set()
