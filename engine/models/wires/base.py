"""What the three wires have in common."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol

from msgspec import Struct

from engine.models.protocol import Request

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    import httpx2

    from engine.models.endpoint import Endpoint, Key, Limits
    from engine.models.faults import ErrorDetail
    from engine.models.protocol import Chunk


class Response(Protocol):
    """What both SDKs hand over when a response begins."""

    @property
    def http_response(self) -> httpx2.Response:
        """The response, its body unread."""
        ...

    async def read(self) -> bytes:
        """The whole body."""
        ...


class Sending(Struct, frozen=True):
    """A request, and what the server is known not to understand."""

    request: Request
    model: str
    without: frozenset[str] = frozenset()
    """Features of the wire that are left out."""
    output_tokens: int = 0
    """To ask for at most, where a provider wants to be told; 0 for its own limit."""


class Reader(Protocol):
    """Reads one answer; made anew for each."""

    done: bool
    """Whether the server has said that nothing more will come."""

    def read(self, data: str) -> Chunk | None:
        """Take one event in; None when it brings nothing. Raises msgspec.DecodeError, or an error of ours."""
        ...

    def whole(self, body: bytes) -> Chunk:
        """Read the answer of a server that does not stream. Raises as `read`."""
        ...


class Wire(Protocol):
    """One format of requests and answers."""

    features: tuple[str, ...]
    """What can be left out, by the names that servers complain with."""

    async def connect(self, at: Endpoint, key: Key, limits: Limits) -> Any:
        """Make the SDK's client; the SDK is imported here."""
        ...

    def send(self, client: Any, sending: Sending) -> AbstractAsyncContextManager[Response]:
        """Send a request; entering waits for the response to begin."""
        ...

    def reader(self, at: Endpoint) -> Reader:
        """Begin to read an answer."""
        ...

    async def model_names(self, client: Any) -> list[str]:
        """The models that the server offers."""
        ...


class Kind(Struct, frozen=True):
    """What every event says of itself."""

    type: str = ""


def lacking(features: tuple[str, ...], without: frozenset[str], detail: ErrorDetail) -> str:
    """The feature that a server complains about in a refusal, if it is one that we can do without."""
    candidates = (name for name in features if name not in without)
    return next((name for name in candidates if re.search(rf"\b{name}\b", detail.words, re.IGNORECASE)), "")
