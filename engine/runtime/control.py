"""Who may start something new: the gate (a pause), the budget (an end), the drain (leaving)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

from engine.errors import BudgetError
from engine.events.run import BudgetEnded, Paused, Resumed

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from engine.events.codec import Event
    from engine.events.settings import Settings
    from engine.runtime.facts import Facts

T = TypeVar("T")


class Control:
    """Lets work start, holds it back, or ends it; what it decides becomes an event."""

    def __init__(self, settings: Settings, facts: Facts, record: Callable[[Event], None]) -> None:
        """Go on from what the journal says; a pause does not outlive its engine."""
        self._settings = settings
        self._facts = facts
        self._record = record
        self._open = asyncio.Event()
        self._open.set()
        self._draining = False
        self._running: set[asyncio.Task[Any]] = set()
        self._resting: set[asyncio.Task[Any]] = set()

    # ---------------------------------------------------------------- what a person or a clock decides

    def pause(self) -> None:
        """Start nothing new until `resume`."""
        if self._open.is_set():
            self._open.clear()
            self._record(Paused())

    def resume(self) -> None:
        """Lift the pause."""
        if not self._open.is_set() and not self._draining:
            self._open.set()
            self._record(Resumed())

    def end(self, event: BudgetEnded) -> None:
        """End the budget: from here on everything that is not known is refused.

        When the calls are used up, those in flight are waited for; at the end of the time, or when a person
        says stop, they are cut off.
        """
        if self._facts.budget_ended:
            return
        self._record(event)
        if event.what != "calls":
            for task in self._running | self._resting:
                task.cancel()
        self.resume()  # what waits at the gate shall hear that it is over

    async def drain(self, grace_seconds: float) -> None:
        """Start nothing new for good, and wait for what is running, but no longer than this."""
        self._draining = True
        self._open.clear()
        if self._running:
            await asyncio.wait(self._running, timeout=grace_seconds)

    # ---------------------------------------------------------------- what work asks

    async def admit(self) -> None:
        """Wait while the run is paused. Raises BudgetError when time is up."""
        while not self._open.is_set():  # a pause may follow before a waiter that was woken runs
            await self._open.wait()
        self._refuse_after_end()

    def admit_call(self, key: str) -> None:
        """Allow one call, or raise BudgetError.

        A call that was sent before the budget ended, and whose answer was lost with its engine, is sent again.
        """
        if key in self._facts.attempts:
            return
        limit = self._settings.budget_calls
        if limit is not None and self._facts.calls_sent >= limit:
            self.end(BudgetEnded("calls", f"{limit} model calls were made, the budget allows no more"))
        if ended := self._facts.budget_ended:
            raise BudgetError(ended.reason)

    async def bounded(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something that the end of time, or a person's stop, cuts off. Raises BudgetError then."""
        return await self._cut_off(work, self._running)

    async def rest(self, wait: Coroutine[Any, Any, T]) -> T:
        """Wait for something, as `bounded` does; nothing is lost by leaving it, so a drain does not wait with it."""
        return await self._cut_off(wait, self._resting)

    async def _cut_off(self, work: Coroutine[Any, Any, T], among: set[asyncio.Task[Any]]) -> T:
        task = asyncio.ensure_future(work)
        among.add(task)
        try:
            return await task
        except asyncio.CancelledError:
            current = asyncio.current_task()
            if not (current and current.cancelling()):
                self._refuse_after_end()
            raise
        finally:
            among.discard(task)

    def _refuse_after_end(self) -> None:
        ended = self._facts.budget_ended
        if ended and ended.what != "calls":
            raise BudgetError(ended.reason)
