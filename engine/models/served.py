"""A model with every door of its server: answers, continuations of answers that were begun, and numbers.

What a server offers beyond answers is found out by trying it on a few tokens: no list of servers and versions would be
right for long. Doors that cost something are only tried where the server renders prompts, which no paid service does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import msgspec

from engine.errors import ModelError
from engine.models.protocol import Ability, Chunk, Continuation, Message, Score
from engine.models.wires.connecting import NotOfferedError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from engine.events.capabilities import Capability
    from engine.models.protocol import Request
    from engine.models.remote import RemoteModel
    from engine.models.wires.completions import CompletionsWire
    from engine.models.wires.scoring import Scoring

    WireName = Literal["messages", "responses", "chat"]

_NO_DOOR: dict[Capability, str] = {
    "prefix": "its API continues no answer that was begun",
    "stop strings": "only an answer that is continued is stopped",
    "log-probabilities": "its API tells none of an answer that was begun",
    "thinking budget": "its API continues no thinking",
    "score": "it answers in words",
}
"""Why the services of Anthropic and OpenAI offer nothing of this."""

_TRIAL = (Message("user", "Count from one to nine, in words."), Message("assistant", "One, two,"))
_JUDGED = (Message("user", "How much is 2 + 2?"), Message("assistant", "4"))
_TRIAL_TOKENS = 4


class ServedModel:
    """A model behind Chat Completions, with the further doors of its server; or one that has no others."""

    notice = ""

    def __init__(self, answering: RemoteModel, doors: Doors | None = None) -> None:
        """Put it together; nothing is sent yet.

        Args:
            answering: answers requests without a wish.
            doors: the others; None for a service that has none.
        """
        self.name, self.terms = answering.name, answering.terms
        self._answering = answering
        self._doors = doors

    def __repr__(self) -> str:
        return f"ServedModel({self._answering!r})"

    async def stream(self, request: Request) -> AsyncGenerator[Chunk]:
        """Yield the answer as it arrives, by the door that the request wants."""
        if request.wish is None or self._doors is None:
            answers = self._answering.stream(request)
        elif isinstance(request.wish, Continuation):
            answers = self._doors.continuing.stream(request)
        else:
            answers = self._doors.scored(request)
        async for chunk in answers:
            yield chunk

    async def ability(self, capability: Capability) -> Ability:
        """Try what its server offers."""
        if self._doors is None:
            return Ability(offered=False, how=_NO_DOOR[capability])
        return await self._doors.ability(capability)

    async def close(self) -> None:
        """Free connections."""
        await self._answering.close()
        if self._doors:
            await self._doors.continuing.close()


class Doors:
    """The doors of a server beside that for answers."""

    def __init__(self, model: str, continuing: RemoteModel, wire: CompletionsWire, scoring: Scoring) -> None:
        """Know of them; none is tried yet.

        Args:
            model: as the server calls it.
            continuing: goes on with answers, by `wire`.
            wire: knows how the server renders prompts.
            scoring: gives numbers.
        """
        self.continuing = continuing
        self._model = model
        self._wire = wire
        self._scoring = scoring

    async def scored(self, request: Request) -> AsyncGenerator[Chunk]:
        """Yield a number as text."""
        assert isinstance(request.wish, Score)

        async def ask(client: Any) -> Any:
            return await self._scoring.number(client, self._model, request.messages)

        try:
            value, usage = await self.continuing.ask(ask)
        except NotOfferedError as error:
            raise ModelError(f"{self.continuing.name} gives no score for this program: {error}.") from error
        yield Chunk(f"{value:.6f}", finish_reason="stop", usage=usage)

    async def ability(self, capability: Capability) -> Ability:
        """Try a door. Raises ProviderError, FatalModelError when the server cannot be asked."""
        try:
            how = await self.continuing.ask(lambda client: self._try(client, capability))
        except NotOfferedError as error:
            return Ability(offered=False, how=str(error))
        return Ability(offered=True, how=how)

    async def _try(self, client: Any, capability: Capability) -> str:
        match capability:
            case "score":
                await self._scoring.number(client, self._model, _JUDGED)
                assert self._scoring.door
                return f"by {self._scoring.door.path}"
            case "prefix":
                await self._wire.trial(client, self._model, _TRIAL, Continuation(tokens=_TRIAL_TOKENS))
                return "by /v1/completions"
            case "stop strings" | "thinking budget":
                return await self._try_to_stop(client)
            case "log-probabilities":
                wish = Continuation(tokens=1, likely=3)
                if not (await self._wire.trial(client, self._model, _TRIAL, wish)).likely:
                    raise NotOfferedError("/v1/completions tells none")
                return "by /v1/completions"

    async def _try_to_stop(self, client: Any) -> str:
        """Have it stop at the very text that it writes when nothing stops it."""
        wish = Continuation(tokens=_TRIAL_TOKENS, greedy=True)
        free = (await self._wire.trial(client, self._model, _TRIAL, wish)).text
        if free.strip():
            stopped = await self._wire.trial(client, self._model, _TRIAL, msgspec.structs.replace(wish, stop=(free,)))
            if free in stopped.text:
                raise NotOfferedError("/v1/completions writes on behind a stop string")
        return "by /v1/completions"
