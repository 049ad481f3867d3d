"""The shipped double: a model whose answers a test writes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from engine.errors import ModelError
from engine.events.calls import Usage
from engine.models.protocol import Chunk, Request

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable


class ScriptedModel:
    """Answers each request with what a function makes of it."""

    notice = "scripted answers, no language model"

    def __init__(
        self,
        script: Callable[[Request], str | ModelError],
        name: str = "scripted",
        seconds: Callable[[Request], float] = lambda _: 0.0,
        pieces: int = 4,
    ) -> None:
        """Take the script.

        Args:
            script: from a request to the whole answer, or to the error that the provider raises.
            name: what the journal calls this model.
            seconds: how long an answer takes, on the event loop's clock.
            pieces: how many chunks an answer comes in.
        """
        self.name = name
        self.asked: list[Request] = []
        """Every request that arrived, in order."""
        self.answered: list[Request] = []
        """Every request that was answered to its end."""
        self._script = script
        self._seconds = seconds
        self._pieces = pieces

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        """Answer as the script says."""
        self.asked.append(request)
        answer = self._script(request)
        pause = self._seconds(request) / self._pieces
        if isinstance(answer, ModelError):
            await asyncio.sleep(pause)
            raise answer
        length = max(1, -(-len(answer) // self._pieces))
        for start in range(0, len(answer), length):
            await asyncio.sleep(pause)
            yield Chunk(answer[start : start + length])
        self.answered.append(request)
        yield Chunk(finish_reason="stop", usage=Usage(output_tokens=len(answer.split())))

    async def close(self) -> None:
        """Nothing to free."""
