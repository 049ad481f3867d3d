"""The Completions format: an answer whose beginning stands in the prompt, and the likelihood of what comes next.

vLLM and llama.cpp speak it beside Chat Completions; the prompt is the one that the server itself would make.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from engine.errors import ModelError
from engine.events.calls import Usage
from engine.models.faults import read_detail
from engine.models.protocol import Chunk, Continuation
from engine.models.wires.base import Feature, ReportedError
from engine.models.wires.connecting import NotOfferedError, posted
from engine.models.wires.openai import connect, model_names
from engine.models.wires.rendering import Rendering

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

    from openai import AsyncOpenAI

    from engine.events.calls import FinishReason
    from engine.models.endpoint import Endpoint, Key, Limits
    from engine.models.protocol import Message
    from engine.models.wires.base import Response, Sending

_SEEDS = 2**31
_AS_RENDERED = {"add_special_tokens": False}
"""The prompt holds them; vLLM would add another one at its beginning."""
_ENDS: dict[str, FinishReason] = {"length": "length", "content_filter": "refusal"}


class CompletionsWire:
    """Requests by the openai SDK, answers read here."""

    features: tuple[Feature, ...] = (
        Feature(
            "stream_options", "“stream_options”, and may not tell its usage", r"\b(stream_options|include_usage)\b"
        ),
        Feature("seed", "a seed", r"\bseed\b"),
    )

    def __init__(self) -> None:
        """Begin without knowing how the server renders."""
        self._rendering = Rendering()

    async def connect(self, at: Endpoint, key: Key, limits: Limits) -> AsyncOpenAI:
        """Make the client."""
        return await connect(at, key, limits)

    @asynccontextmanager
    async def send(self, client: AsyncOpenAI, sending: Sending) -> AsyncGenerator[Response]:
        """Render the conversation, and have its last message gone on with."""
        from openai import omit  # loaded by now

        wish = sending.request.wish
        assert isinstance(wish, Continuation)
        try:
            prompt = await self._rendering.prompt(client, sending.model, sending.request.messages)
        except NotOfferedError as error:
            raise ModelError(f"The server of {sending.model} continues no answer any more: {error}.") from error
        async with client.completions.with_streaming_response.create(
            model=sending.model,
            prompt=prompt.text,
            max_tokens=prompt.fitting(wish.tokens or sending.output_tokens, wish.spare),
            stop=list(wish.stop) or omit,
            logprobs=wish.likely or omit,
            temperature=0.0 if wish.greedy else omit,
            seed=sending.request.seed % _SEEDS if sending.has("seed") else omit,
            stream_options={"include_usage": True} if sending.has("stream_options") else omit,
            extra_body=_AS_RENDERED,
            stream=True,
        ) as response:
            yield response

    async def trial(self, client: AsyncOpenAI, model: str, said: Sequence[Message], wish: Continuation) -> Chunk:
        """What a server adds to a short answer, in one piece.

        Raises:
            NotOfferedError: it has no such door, or does not take this wish.
            openai.APIError, httpx2.HTTPError: it could not be asked.
        """
        prompt = await self._rendering.prompt(client, model, said)
        body: dict[str, Any] = {"model": model, "prompt": prompt.text, "max_tokens": wish.tokens, **_AS_RENDERED}
        body |= {"temperature": 0.0} if wish.greedy else {}
        body |= {"stop": wish.stop} if wish.stop else {}
        body |= {"logprobs": wish.likely} if wish.likely else {}
        answer = await posted(client, "/v1/completions", body)
        try:
            choice = msgspec.convert(answer["choices"][0], _Choice)
        except (KeyError, IndexError, TypeError, msgspec.ValidationError) as error:
            raise NotOfferedError("/v1/completions gives no text") from error
        return Chunk(choice.text, likely=_likely(choice.logprobs))

    def reader(self) -> CompletionsReader:
        """Begin to read what is added."""
        return CompletionsReader()

    async def model_names(self, client: AsyncOpenAI) -> list[str]:
        """The models that the server offers."""
        return await model_names(client)


# -------------------------------------------------------------------- answers


class _Usage(Struct, frozen=True):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class _Token(Struct, frozen=True):
    token: str = ""
    logprob: float = 0.0


class _Position(Struct, frozen=True):
    top_logprobs: tuple[_Token, ...] = ()


class _Likelihood(Struct, frozen=True):
    top_logprobs: tuple[dict[str, float] | None, ...] | None = None
    """As OpenAI and vLLM have it: for each position, tokens with their log-probabilities."""
    content: tuple[_Position, ...] | None = None
    """As llama.cpp has it."""


class _Choice(Struct, frozen=True):
    index: int = 0
    text: str = ""
    finish_reason: str | None = None
    logprobs: _Likelihood | None = None


class _Event(Struct, frozen=True):
    choices: tuple[_Choice, ...] | None = None
    usage: _Usage | None = None
    error: Any = None


_event = msgspec.json.Decoder(_Event)


class CompletionsReader:
    """Reads one continuation."""

    def __init__(self) -> None:
        """Begin."""
        self.done = False

    def read(self, data: str) -> Chunk | None:
        """Take one event in."""
        if data.startswith("[DONE]"):
            self.done = True
            return None
        event = _event.decode(data)
        if event.error is not None:
            raise ReportedError(read_detail(data))
        usage = Usage(event.usage.prompt_tokens, event.usage.completion_tokens) if event.usage else None
        choice = next((item for item in event.choices or () if item.index == 0), None)
        if choice is None:
            return Chunk(usage=usage)
        end = _ENDS.get(choice.finish_reason, "stop") if choice.finish_reason else None
        return Chunk(choice.text, finish_reason=end, usage=usage, likely=_likely(choice.logprobs))

    def whole(self, body: bytes) -> Chunk:
        """Read what came in one piece: it is one large event."""
        return self.read(body.decode()) or Chunk()


def _likely(told: _Likelihood | None) -> tuple[tuple[str, float], ...]:
    """What could have come first, the likeliest first."""
    if told and told.top_logprobs and told.top_logprobs[0]:
        pairs = list(told.top_logprobs[0].items())
    elif told and told.content:
        pairs = [(item.token, item.logprob) for item in told.content[0].top_logprobs]
    else:
        return ()
    return tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))
