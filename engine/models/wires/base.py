"""What the three wires have in common."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol

import msgspec
from msgspec import Struct

from engine.models.protocol import Request

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    import httpx2

    from engine.events.settings import Effort
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

    def has(self, feature: str) -> bool:
        """Whether a feature is part of it."""
        wanted = {"schema": self.request.schema, "effort": self.request.effort}.get(feature, True)
        return bool(wanted) and feature not in self.without

    @property
    def schema(self) -> Any:
        """The JSON schema to send, decoded; None for a free answer."""
        schema = self.request.schema
        return msgspec.json.decode(schema.text) if schema and self.has("schema") else None

    @property
    def effort(self) -> Effort | None:
        """The effort to send."""
        return self.request.effort if self.has("effort") else None


class Feature(Struct, frozen=True):
    """A part of a request that a server may not understand, and that an answer can be had without."""

    name: str
    title: str
    """Behind “goes without”, for a person."""
    complaint: str
    """Pattern of the words with which servers complain about it."""


SCHEMA = Feature(
    "schema",
    "a JSON schema, and its answers are checked here",
    r"response_format|json_?schema|output_format|output_config\.format|text\.format|structured.?outputs?|grammar|json_validate"
    r"|generate json",
)
OUTPUT_TOKENS = Feature("max_tokens", "so many tokens", r"\bmax_tokens\b")
"""Is lowered, not left out."""
EFFORT = Feature("effort", "--effort", r"\b(reasoning_)?effort\b")


class ReportedError(Exception):
    """An error object came where a piece of the answer should; what it means depends on what was asked."""

    def __init__(self, detail: ErrorDetail) -> None:
        """Hand over what the server said."""
        super().__init__(detail.words)
        self.detail = detail


class Reader(Protocol):
    """Reads one answer; made anew for each."""

    done: bool
    """Whether the server has said that nothing more will come."""

    def read(self, data: str) -> Chunk | None:
        """Take one event in; None when it brings nothing. Raises msgspec.DecodeError, ReportedError."""
        ...

    def whole(self, body: bytes) -> Chunk:
        """Read the answer of a server that does not stream. Raises as `read`."""
        ...


class Wire(Protocol):
    """One format of requests and answers."""

    features: tuple[Feature, ...]
    """What can be left out; of two that a complaint fits, the first one is."""

    async def connect(self, at: Endpoint, key: Key, limits: Limits) -> Any:
        """Make the SDK's client; the SDK is imported here."""
        ...

    def send(self, client: Any, sending: Sending) -> AbstractAsyncContextManager[Response]:
        """Send a request; entering waits for the response to begin."""
        ...

    def reader(self) -> Reader:
        """Begin to read an answer."""
        ...

    async def model_names(self, client: Any) -> list[str]:
        """The models that the server offers."""
        ...


class Kind(Struct, frozen=True):
    """What every event says of itself."""

    type: str = ""


def lacking(features: tuple[Feature, ...], sending: Sending, detail: ErrorDetail) -> Feature | None:
    """The feature that a server complains about in a refusal, if it is one that we can do without."""
    candidates = (feature for feature in features if sending.has(feature.name))
    return next((item for item in candidates if re.search(item.complaint, detail.words, re.IGNORECASE)), None)
