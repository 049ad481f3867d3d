"""The Messages format of Anthropic, which some local servers speak as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from engine.events.calls import Usage
from engine.models.faults import ErrorDetail, read_detail
from engine.models.protocol import Chunk
from engine.models.wires.base import EFFORT, OUTPUT_TOKENS, SCHEMA, Feature, Kind, ReportedError
from engine.models.wires.connecting import http_client, imported, timeout

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import AbstractAsyncContextManager

    from anthropic import AsyncAnthropic
    from anthropic.types import MessageParam, OutputConfigParam, TextBlockParam

    from engine.events.calls import FinishReason
    from engine.models.endpoint import Endpoint, Key, Limits
    from engine.models.protocol import Message, Request
    from engine.models.wires.base import Response, Sending

_OUTPUT_TOKENS = 4096
"""Every model of this format takes so many."""

_ENDS: dict[str, FinishReason] = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "tool_use": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "pause_turn": "truncated",
    "refusal": "refusal",
}


class MessagesWire:
    """Requests by the anthropic SDK, answers read here."""

    features: tuple[Feature, ...] = (
        SCHEMA,
        EFFORT,
        Feature("thinking", "“thinking”", r"\bthinking\b"),
        Feature("cache_control", "a mark for the prompt cache", r"\bcache_control\b"),
        OUTPUT_TOKENS,
    )

    async def connect(self, at: Endpoint, key: Key, limits: Limits) -> AsyncAnthropic:
        """Make the client. The key is given explicitly: the SDK would look for credentials by itself."""
        sdk: Any = await imported("anthropic")
        client: AsyncAnthropic = sdk.AsyncAnthropic(
            api_key=None if key.bearer else key.value,
            auth_token=key.value if key.bearer else None,
            base_url=at.base_url,
            default_headers=key.headers,
            max_retries=0,
            timeout=timeout(limits),
            http_client=http_client(sdk.DefaultAsyncHttpxClient, at, limits),
        )
        return client

    def send(self, client: AsyncAnthropic, sending: Sending) -> AbstractAsyncContextManager[Response]:
        """Send a request."""
        from anthropic import omit  # loaded by now

        system = "\n\n".join(item.text for item in sending.request.messages if item.author == "system")
        caching = sending.has("cache_control")
        return client.messages.with_streaming_response.create(
            model=sending.model,
            max_tokens=sending.output_tokens or _OUTPUT_TOKENS,
            messages=list(_messages(sending.request, caching=caching)),
            system=system or omit,
            thinking={"type": "adaptive", "display": "summarized"} if sending.has("thinking") else omit,
            output_config=_output_config(sending) or omit,
            stream=True,
        )

    def reader(self) -> MessagesReader:
        """Begin to read an answer."""
        return MessagesReader()

    async def model_names(self, client: AsyncAnthropic) -> list[str]:
        """The models that the server offers."""
        return [model.id async for model in client.models.list(limit=1000)]


def _output_config(sending: Sending) -> OutputConfigParam:
    config: OutputConfigParam = {}
    if schema := sending.schema:
        config["format"] = {"type": "json_schema", "schema": schema}
    if effort := sending.effort:
        config["effort"] = effort
    return config


def _messages(request: Request, *, caching: bool) -> Iterable[MessageParam]:
    for position, message in enumerate(item for item in request.messages if item.author != "system"):
        shared = _shared(request, message) if caching and position == 0 else 0
        author = "user" if message.author == "user" else "assistant"
        if shared:
            yield {"role": "user", "content": _with_breakpoint(message.text, shared)}
        elif author == "user":
            yield {"role": "user", "content": message.text}
        else:
            yield {"role": "assistant", "content": message.text}


def _shared(request: Request, first: Message) -> int:
    """How much of the first message is worth a cache entry: the debug rounds of a sample repeat all of it."""
    if first.shared:
        return first.shared
    return len(first.text) if request.role in {"solver", "debugger"} else 0


def _with_breakpoint(text: str, shared: int) -> list[TextBlockParam]:
    blocks: list[TextBlockParam] = [
        {"type": "text", "text": text[:shared], "cache_control": {"type": "ephemeral"}},
    ]
    if rest := text[shared:]:
        blocks.append({"type": "text", "text": rest})
    return blocks


# -------------------------------------------------------------------- answers


class _Thinking(Struct, frozen=True):
    thinking_tokens: int | None = None


class _Usage(Struct, frozen=True):
    input_tokens: int | None = None
    output_tokens: int | None = None
    cache_read_input_tokens: int | None = None
    cache_creation_input_tokens: int | None = None
    output_tokens_details: _Thinking | None = None


class _Block(Struct, frozen=True):
    type: str = ""
    text: str = ""
    thinking: str = ""


class _Details(Struct, frozen=True):
    explanation: str | None = None


class _Message(Struct, frozen=True):
    content: tuple[_Block, ...] = ()
    stop_reason: str | None = None
    stop_details: _Details | None = None
    usage: _Usage = _Usage()


class _Start(Struct, frozen=True):
    message: _Message = _Message()


class _BlockStart(Struct, frozen=True):
    content_block: _Block = _Block()


class _BlockDelta(Struct, frozen=True):
    delta: _Block = _Block()


class _MessageDelta(Struct, frozen=True):
    delta: _Message = _Message()
    usage: _Usage = _Usage()


_kind = msgspec.json.Decoder(Kind)
_start = msgspec.json.Decoder(_Start)
_block_start = msgspec.json.Decoder(_BlockStart)
_block_delta = msgspec.json.Decoder(_BlockDelta)
_message_delta = msgspec.json.Decoder(_MessageDelta)
_message = msgspec.json.Decoder(_Message)


class MessagesReader:
    """Reads one answer."""

    def __init__(self) -> None:
        """Begin."""
        self.done = False
        self._usage = _Usage()
        self._spoke = False

    def read(self, data: str) -> Chunk | None:
        """Take one event in."""
        match _kind.decode(data).type:
            case "content_block_delta":
                return self._piece(_block_delta.decode(data).delta)
            case "content_block_start":
                return self._piece(_block_start.decode(data).content_block)
            case "message_start":
                return Chunk(usage=self._counted(_start.decode(data).message.usage))
            case "message_delta":
                event = _message_delta.decode(data)
                return self._end(event.delta, event.usage)
            case "message_stop":
                self.done = True
            case "error":
                raise ReportedError(read_detail(data))
        return None

    def whole(self, body: bytes) -> Chunk:
        """Read an answer that came in one piece."""
        if _kind.decode(body).type != "message":
            raise ReportedError(read_detail(body))
        message = _message.decode(body)
        pieces = [self._piece(block) or Chunk() for block in message.content]
        end = self._end(message, message.usage)
        text = "".join(piece.text for piece in pieces) + end.text
        return Chunk(text, "".join(piece.thinking for piece in pieces), end.finish_reason, end.usage)

    def _piece(self, block: _Block) -> Chunk | None:
        if not block.text and not block.thinking:
            return None
        self._spoke = self._spoke or bool(block.text)
        return Chunk(block.text, block.thinking)

    def _end(self, delta: _Message, usage: _Usage) -> Chunk:
        reason = delta.stop_reason
        if reason == "model_context_window_exceeded" and not self._spoke:
            raise ReportedError(ErrorDetail("the context window has no room left for an answer"))
        explanation = (delta.stop_details and delta.stop_details.explanation) or ""
        text = explanation if reason == "refusal" and not self._spoke else ""
        return Chunk(text, "", _ENDS.get(reason, "stop") if reason else None, self._counted(usage))

    def _counted(self, new: _Usage) -> Usage:
        """Usage so far: counts are cumulative, and a later event may repeat only some of them."""
        known = {name: value for name in _Usage.__struct_fields__ if (value := getattr(new, name)) is not None}
        self._usage = msgspec.structs.replace(self._usage, **known)
        usage = self._usage
        if usage.input_tokens is None:
            return Usage(output_tokens=usage.output_tokens)
        read, written = usage.cache_read_input_tokens, usage.cache_creation_input_tokens
        thinking = usage.output_tokens_details.thinking_tokens if usage.output_tokens_details else None
        total = usage.input_tokens + (read or 0) + (written or 0)
        return Usage(total, usage.output_tokens, read, written, thinking)
