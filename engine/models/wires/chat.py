"""The Chat Completions format, as every compatible server speaks it, each with its own gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from engine.events.calls import Usage
from engine.models.faults import ErrorDetail, read_detail
from engine.models.protocol import Chunk
from engine.models.wires.base import EFFORT, SCHEMA, Feature, ReportedError
from engine.models.wires.openai import connect, model_names
from engine.models.wires.tags import ThinkTags

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from openai import AsyncOpenAI
    from openai.types.chat import ChatCompletionMessageParam
    from openai.types.shared_params import ResponseFormatJSONSchema

    from engine.events.calls import FinishReason
    from engine.models.endpoint import Endpoint, Key, Limits
    from engine.models.wires.base import Response, Sending

_ENDS: dict[str, FinishReason] = {
    "length": "length",
    "max_tokens": "length",
    "content_filter": "refusal",
}
"""Whatever else a server calls the end is a stop, but for these:"""
_FAULTS = {"error", "abort"}

_SEEDS = 2**31
"""Some servers keep a seed in 32 bits with a sign."""


class ChatWire:
    """Requests by the openai SDK, answers read here."""

    features: tuple[Feature, ...] = (
        SCHEMA,
        EFFORT,
        Feature(
            "stream_options", "“stream_options”, and may not tell its usage", r"\b(stream_options|include_usage)\b"
        ),
        Feature("seed", "a seed", r"\bseed\b"),
    )

    async def connect(self, at: Endpoint, key: Key, limits: Limits) -> AsyncOpenAI:
        """Make the client."""
        return await connect(at, key, limits)

    def send(self, client: AsyncOpenAI, sending: Sending) -> AbstractAsyncContextManager[Response]:
        """Send a request. Limits on the output are the server's own: their names differ."""
        from openai import omit  # loaded by now

        return client.chat.completions.with_streaming_response.create(
            model=sending.model,
            messages=[_message(item.author, item.text) for item in sending.request.messages],
            seed=sending.request.seed % _SEEDS if sending.has("seed") else omit,
            stream_options={"include_usage": True} if sending.has("stream_options") else omit,
            response_format=_format(sending) or omit,
            reasoning_effort=sending.effort or omit,
            stream=True,
        )

    def reader(self) -> ChatReader:
        """Begin to read an answer."""
        return ChatReader()

    async def model_names(self, client: AsyncOpenAI) -> list[str]:
        """The models that the server offers."""
        return await model_names(client)


def _format(sending: Sending) -> ResponseFormatJSONSchema | None:
    if not (sending.request.schema and (schema := sending.schema)):
        return None
    return {
        "type": "json_schema",
        "json_schema": {"name": sending.request.schema.name, "schema": schema, "strict": True},
    }


def _message(author: str, text: str) -> ChatCompletionMessageParam:
    if author == "system":
        return {"role": "system", "content": text}
    if author == "assistant":
        return {"role": "assistant", "content": text}
    return {"role": "user", "content": text}


# -------------------------------------------------------------------- answers


class _Cached(Struct, frozen=True):
    cached_tokens: int | None = None
    cache_write_tokens: int | None = None


class _Reasoning(Struct, frozen=True):
    reasoning_tokens: int | None = None


class _Usage(Struct, frozen=True):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    prompt_tokens_details: _Cached | None = None
    completion_tokens_details: _Reasoning | None = None


class _Delta(Struct, frozen=True):
    content: str | None = None
    refusal: str | None = None
    reasoning_content: str | None = None
    reasoning: str | None = None


class _Choice(Struct, frozen=True):
    index: int = 0
    delta: _Delta | None = None
    message: _Delta | None = None
    finish_reason: str | None = None


class _Event(Struct, frozen=True):
    choices: tuple[_Choice, ...] | None = None
    usage: _Usage | None = None
    error: Any = None
    object: str = ""


_event = msgspec.json.Decoder(_Event)


class ChatReader:
    """Reads one answer."""

    def __init__(self) -> None:
        """Begin."""
        self.done = False
        self._tags = ThinkTags()
        self._refused = False

    def read(self, data: str) -> Chunk | None:
        """Take one event in."""
        if data.startswith("[DONE]"):
            self.done = True
            return None
        event = _event.decode(data)
        if event.error is not None or event.object == "error":
            raise ReportedError(read_detail(data))
        usage = _counted(event.usage) if event.usage else None
        # An answer has one choice; one that a server adds would be mixed into it.
        choice = next((item for item in event.choices or () if item.index == 0), None)
        if choice is None:
            return Chunk(usage=usage)
        return self._piece(choice.delta or choice.message or _Delta(), choice.finish_reason, usage)

    def whole(self, body: bytes) -> Chunk:
        """Read an answer that came in one piece: its `message` is one large delta."""
        event = _event.decode(body)
        if event.error is not None or not event.choices:
            raise ReportedError(read_detail(body))
        return self.read(body.decode()) or Chunk()

    def _piece(self, delta: _Delta, reason: str | None, usage: Usage | None) -> Chunk:
        if reason in _FAULTS:
            raise ReportedError(ErrorDetail(f"the answer ended with “{reason}”"))
        self._refused = self._refused or bool(delta.refusal)
        text, thought = self._tags.split(delta.content or "")
        if reason:
            rest, more = self._tags.rest()
            text, thought = text + rest, thought + more
        thinking = (delta.reasoning_content or delta.reasoning or "") + thought
        return Chunk(text + (delta.refusal or ""), thinking, self._end(reason), usage)

    def _end(self, reason: str | None) -> FinishReason | None:
        if reason is None:
            return None
        return "refusal" if self._refused else _ENDS.get(reason, "stop")


def _counted(usage: _Usage) -> Usage:
    cached, thinking = usage.prompt_tokens_details or _Cached(), usage.completion_tokens_details or _Reasoning()
    return Usage(
        usage.prompt_tokens,
        usage.completion_tokens,
        cached.cached_tokens,
        cached.cache_write_tokens,
        thinking.reasoning_tokens,
    )
