"""The Responses format of OpenAI."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from engine.events.calls import Usage
from engine.models.faults import read_detail
from engine.models.protocol import Chunk
from engine.models.wires.base import EFFORT, SCHEMA, Feature, Kind, ReportedError
from engine.models.wires.openai import connect, model_names

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from openai import AsyncOpenAI
    from openai.types.responses import EasyInputMessageParam, ResponseTextConfigParam
    from openai.types.shared_params import Reasoning

    from engine.events.calls import FinishReason
    from engine.models.endpoint import Endpoint, Key, Limits
    from engine.models.wires.base import Response, Sending


class ResponsesWire:
    """Requests by the openai SDK, answers read here."""

    features: tuple[Feature, ...] = (
        SCHEMA,
        EFFORT,
        Feature("reasoning", "a summary of the model's thinking", r"\breasoning\b"),
        Feature("store", "“store”", r"\bstore\b"),
    )

    async def connect(self, at: Endpoint, key: Key, limits: Limits) -> AsyncOpenAI:
        """Make the client."""
        return await connect(at, key, limits)

    def send(self, client: AsyncOpenAI, sending: Sending) -> AbstractAsyncContextManager[Response]:
        """Send a request; nothing of it is stored at the provider."""
        from openai import omit  # loaded by now

        messages: list[EasyInputMessageParam] = [
            {"role": item.author, "content": item.text} for item in sending.request.messages
        ]
        return client.responses.with_streaming_response.create(
            model=sending.model,
            input=list[Any](messages),
            reasoning=_reasoning(sending) or omit,
            text=_format(sending) or omit,
            store=False if sending.has("store") else omit,
            stream=True,
        )

    def reader(self) -> ResponsesReader:
        """Begin to read an answer."""
        return ResponsesReader()

    async def model_names(self, client: AsyncOpenAI) -> list[str]:
        """The models that the server offers."""
        return await model_names(client)


def _reasoning(sending: Sending) -> Reasoning:
    wanted: Reasoning = {"summary": "auto"} if sending.has("reasoning") else {}
    if effort := sending.effort:
        wanted["effort"] = effort
    return wanted


def _format(sending: Sending) -> ResponseTextConfigParam | None:
    if not (sending.request.schema and (schema := sending.schema)):
        return None
    return {
        "format": {"type": "json_schema", "name": sending.request.schema.name, "schema": schema, "strict": True},
    }


# -------------------------------------------------------------------- answers


class _Cached(Struct, frozen=True):
    cached_tokens: int | None = None
    cache_write_tokens: int | None = None


class _Reasoning(Struct, frozen=True):
    reasoning_tokens: int | None = None


class _Usage(Struct, frozen=True):
    input_tokens: int | None = None
    output_tokens: int | None = None
    input_tokens_details: _Cached | None = None
    output_tokens_details: _Reasoning | None = None


class _Part(Struct, frozen=True):
    type: str = ""
    text: str = ""
    refusal: str = ""


class _Item(Struct, frozen=True):
    type: str = ""
    content: tuple[_Part, ...] | None = None
    summary: tuple[_Part, ...] | None = None


class _Incomplete(Struct, frozen=True):
    reason: str | None = None


class _Response(Struct, frozen=True):
    object: str = ""
    status: str | None = None
    output: tuple[_Item, ...] = ()
    incomplete_details: _Incomplete | None = None
    usage: _Usage | None = None


class _Event(Struct, frozen=True):
    response: _Response = _Response()


class _Delta(Struct, frozen=True):
    delta: str = ""


class _Failure(Struct, frozen=True):
    error: msgspec.Raw = msgspec.Raw(b"null")


class _Failed(Struct, frozen=True):
    response: _Failure = _Failure()


_kind = msgspec.json.Decoder(Kind)
_event = msgspec.json.Decoder(_Event)
_delta = msgspec.json.Decoder(_Delta)
_failed = msgspec.json.Decoder(_Failed)
_whole = msgspec.json.Decoder(_Response)


class ResponsesReader:
    """Reads one answer."""

    def __init__(self) -> None:
        """Begin."""
        self.done = False
        self._refused = False

    def read(self, data: str) -> Chunk | None:
        """Take one event in."""
        match _kind.decode(data).type:
            case "response.output_text.delta":
                return Chunk(_delta.decode(data).delta)
            case "response.refusal.delta":
                self._refused = True
                return Chunk(_delta.decode(data).delta)
            case "response.reasoning_summary_text.delta" | "response.reasoning_text.delta":
                return Chunk(thinking=_delta.decode(data).delta)
            case "response.reasoning_summary_part.done":
                return Chunk(thinking="\n\n")
            case "response.created":
                return Chunk()
            case "response.completed" | "response.incomplete":
                self.done = True
                return self._end(_event.decode(data).response)
            case "response.failed":
                raise ReportedError(read_detail(bytes(_failed.decode(data).response.error)))
            case "error":
                raise ReportedError(read_detail(data))
            case "" if '"error"' in data:
                raise ReportedError(read_detail(data))
        return None

    def whole(self, body: bytes) -> Chunk:
        """Read an answer that came in one piece."""
        response = _whole.decode(body)
        if response.object != "response" or response.status == "failed":
            raise ReportedError(read_detail(body))
        parts = [part for item in response.output if item.type == "message" for part in item.content or ()]
        thoughts = [part.text for item in response.output if item.type == "reasoning" for part in item.summary or ()]
        self._refused = any(part.refusal for part in parts)
        end = self._end(response)
        text = "".join(part.text or part.refusal for part in parts)
        return Chunk(text, "\n\n".join(thoughts), end.finish_reason, end.usage)

    def _end(self, response: _Response) -> Chunk:
        reason = response.incomplete_details.reason if response.incomplete_details else None
        finish: FinishReason = "stop"
        if self._refused or reason == "content_filter":
            finish = "refusal"
        elif response.status == "incomplete" or reason:
            finish = "length"
        return Chunk(finish_reason=finish, usage=_counted(response.usage or _Usage()))


def _counted(usage: _Usage) -> Usage:
    cached, thinking = usage.input_tokens_details or _Cached(), usage.output_tokens_details or _Reasoning()
    return Usage(
        usage.input_tokens,
        usage.output_tokens,
        cached.cached_tokens,
        cached.cache_write_tokens,
        thinking.reasoning_tokens,
    )
