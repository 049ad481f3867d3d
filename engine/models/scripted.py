"""The shipped double: a model whose answers a test writes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.errors import SStarError
from engine.events.calls import FinishReason, Usage
from engine.models.protocol import ANY, Ability, Chunk, Request, Terms

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Collection

    from engine.events.capabilities import Capability


class Breaks(Struct, frozen=True):
    """An answer that breaks off with an error after its text has arrived."""

    text: str
    error: SStarError


class Spoken(Struct, frozen=True):
    """An answer with what only some servers tell of it."""

    text: str
    finish_reason: FinishReason = "stop"
    likely: tuple[tuple[str, float], ...] = ()
    """What could have come first, where the request asks for it."""


class ScriptedModel:
    """Answers each request with what a function makes of it."""

    notice = "scripted answers, no language model"

    def __init__(
        self,
        script: Callable[[Request], str | Spoken | Breaks | SStarError],
        name: str = "scripted",
        seconds: Callable[[Request], float] = lambda _: 0.0,
        pieces: int = 4,
        terms: Terms = ANY,
        abilities: Collection[Capability] = (),
    ) -> None:
        """Take the script.

        Args:
            script: from a request to the whole answer, or to the error that the provider raises.
            name: what the journal calls this model.
            seconds: how long an answer takes, on the event loop's clock.
            pieces: how many chunks an answer comes in.
            terms: how this model wants to be asked.
            abilities: what it offers besides answers.
        """
        self.name = name
        self.terms = terms
        self.asked: list[Request] = []
        """Every request that arrived, in order."""
        self.answered: list[Request] = []
        """Every request that was answered to its end."""
        self._abilities = abilities
        self.script = script
        """What it answers."""
        self._seconds = seconds
        self._pieces = pieces

    async def stream(self, request: Request) -> AsyncGenerator[Chunk]:
        """Answer as the script says."""
        self.asked.append(request)
        answer = self.script(request)
        pause = self._seconds(request) / self._pieces
        if isinstance(answer, SStarError):
            await asyncio.sleep(pause)
            raise answer
        text = answer if isinstance(answer, str) else answer.text
        length = max(1, -(-len(text) // self._pieces))
        for start in range(0, len(text), length):
            await asyncio.sleep(pause)
            yield Chunk(text[start : start + length])
        if isinstance(answer, Breaks):
            raise answer.error
        self.answered.append(request)
        asked = sum(len(message.text.split()) for message in request.messages)
        end = answer if isinstance(answer, Spoken) else Spoken("")
        yield Chunk(finish_reason=end.finish_reason, usage=Usage(asked, len(text.split())), likely=end.likely)

    async def ability(self, capability: Capability) -> Ability:
        """Say what the test says."""
        offered = capability in self._abilities
        return Ability(offered, "as the script says" if offered else "the script has none")

    async def close(self) -> None:
        """Nothing to free."""
