"""A bounded number of places, shared fairly between jobs."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

Queue = deque["asyncio.Future[None]"]
"""Those of one job who wait for a place."""


class Turns:
    """Hands out places to one queue after the other, so that a job of 1000 inputs does not hold up one of 3.

    Within a queue, first come is first served.
    """

    def __init__(self, places: int) -> None:
        """Take the number of places."""
        self._free = places
        self._rotation: deque[Queue] = deque()

    @asynccontextmanager
    async def place(self, queue: Queue) -> AsyncIterator[None]:
        """Hold a place; wait for it in `queue`, which is an empty deque that one job keeps for this."""
        await self._take(queue)
        try:
            yield
        finally:
            self._pass_on()

    async def _take(self, queue: Queue) -> None:
        if self._free and not self._rotation:
            self._free -= 1
            return
        turn = asyncio.get_running_loop().create_future()
        if not queue:
            self._rotation.append(queue)
        queue.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():  # it was given the place at the same moment
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        while self._rotation:
            queue = self._rotation.popleft()
            while queue and queue[0].cancelled():
                queue.popleft()
            if not queue:
                continue
            turn = queue.popleft()
            if queue:
                self._rotation.append(queue)
            turn.set_result(None)
            return
        self._free += 1
