"""Working a strategy through, and anew whenever a person decides something.

A strategy is a function of facts and decisions. When a decision comes, the strategy is stopped where it stands and
begins again: what it asked before is known and costs nothing, what it concluded before is not written twice, and calls
in flight go on and are joined. So a decision needs no code in the strategy but the place that looks it up, and the
result is the same whenever it came.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from engine.events.overrides import By, Override
    from engine.events.selection import SelectionMade
    from engine.runtime.run import Run


class Passes:
    """One strategy at one run, as often as it takes."""

    def __init__(self, run: Run, strategy: Callable[[Run], Awaitable[SelectionMade | None]]) -> None:
        """Prepare to work."""
        self._run = run
        self._strategy = strategy
        self._task: asyncio.Task[SelectionMade | None] | None = None
        self._anew = False

    async def play(self) -> SelectionMade | None:
        """Work until the strategy is through and nothing has been decided since it began."""
        try:
            while True:
                self._anew = False
                self._run.keep_calls(keep=False)
                selection = await self._one()
                if not self._anew:
                    return selection
        finally:
            await self._run.leave()

    async def _one(self) -> SelectionMade | None:
        self._task = asyncio.create_task(self._through())  # a task of its own, to be stopped alone
        try:
            return await self._task
        except asyncio.CancelledError:
            current = asyncio.current_task()
            if not self._anew or (current and current.cancelling()):
                raise
            return None

    async def _through(self) -> SelectionMade | None:
        return await self._strategy(self._run)

    def override(self, override: Override, by: By = "screen") -> None:
        """Take a decision of the person: from here on it holds."""
        self._run.override(override, by)
        self._begin_anew()

    def undo(self, number: int, by: By = "screen") -> None:
        """Take a decision back: from here on it does not hold."""
        self._run.undo(number, by)
        self._begin_anew()

    def redo(self, number: int, by: By = "screen") -> None:
        """Have a decision that was taken back hold again."""
        self._run.redo(number, by)
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._anew = True
        self._run.keep_calls(keep=True)
        if self._task and not self._task.done():
            self._task.cancel()
