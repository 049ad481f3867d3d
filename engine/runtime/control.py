"""Who may start something new: the gate (a pause), the budget (an end), the drain (leaving)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

from engine.errors import BudgetError
from engine.events.run import BudgetEnded, Paused, Resumed
from engine.projections.costs import dollars

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from engine.events.calls import Role
    from engine.events.codec import Event
    from engine.events.settings import Settings
    from engine.runtime.facts import Facts

T = TypeVar("T")

_USED_UP = frozenset({"calls", "tokens", "dollars"})
"""Budgets at whose end the calls in flight are waited for: they are paid for."""


class _Budget(NamedTuple):
    """A budget of tokens or dollars, and how it stands before one more call."""

    what: Literal["tokens", "dollars"]
    limit: float | None
    used: float
    flying: float
    """What the calls in flight are thought to cost."""
    one: float
    """What one more call is thought to cost."""

    @property
    def used_up(self) -> bool:
        """Whether nothing is left, whatever a call costs."""
        return self.limit is not None and self.used >= self.limit

    def holds(self, *, known: bool) -> bool:
        """Whether one more call fits in; of unknown cost, one alone does as long as anything is left."""
        if self.limit is None:
            return True
        if not (known or self.flying):
            return not self.used_up
        return self.used + self.flying + self.one <= self.limit

    def ended(self) -> BudgetEnded:
        """Say that it has ended, and why."""
        assert self.limit is not None
        used = f"{self._words(self.used)} of {self._words(self.limit)} {self._noun}are used"
        if self.used_up:
            return BudgetEnded(self.what, used)
        return BudgetEnded(self.what, f"{used}, and one more call would take about {self._words(self.one)}")

    @property
    def _noun(self) -> str:
        return "tokens " if self.what == "tokens" else ""

    def _words(self, amount: float) -> str:
        return f"{amount:,.0f}" if self.what == "tokens" else dollars(amount)


class Control:
    """Lets work start, holds it back, or ends it; what it decides becomes an event."""

    def __init__(self, settings: Settings, facts: Facts, record: Callable[[Event], None]) -> None:
        """Go on from what the journal says; a pause does not outlive its engine."""
        self._settings = settings
        self._facts = facts
        self._record = record
        self._open = asyncio.Event()
        self._open.set()
        self._settled = asyncio.Event()
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

        When calls, tokens or dollars are used up, the calls in flight are waited for; at the end of the time, or
        when a person says stop, they are cut off.
        """
        if self._facts.budget_ended:
            return
        self._record(event)
        if event.what not in _USED_UP:
            for task in self._running | self._resting:
                task.cancel()
        self.settled()
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

    def affordable(self, role: Role, model: str, characters: int) -> bool:
        """Whether one more call may start within the tokens and dollars; False means: wait for a `change`.

        What is in flight is reckoned with at what it is thought to cost, and this call as well, so that a budget is
        passed by no more than such guesses err. While the length of this role's answers is anybody's guess, calls
        go one at a time. A call that can never be afforded ends the budget, and `admit_call` says so.

        Args:
            role: what the model is asked to be.
            model: its name.
            characters: of the prompt.
        """
        chosen, ledger = self._settings, self._facts.ledger
        if self._facts.budget_ended or (chosen.budget_tokens is None and chosen.budget_dollars is None):
            return True
        spent, flying, one = ledger.total, ledger.in_flight(), ledger.expected(role, model, characters)
        for budget in (
            _Budget("tokens", chosen.budget_tokens, spent.all_tokens, flying.tokens, one.tokens),
            _Budget("dollars", chosen.budget_dollars, spent.all_dollars, flying.dollars, one.dollars),
        ):
            if budget.holds(known=one.known):
                continue
            if ledger.open and not budget.used_up:
                return False
            self.end(budget.ended())
        return True

    def settled(self) -> None:
        """Say that a call has come to its end: those who wait for `affordable` may ask again."""
        self._settled.set()
        self._settled = asyncio.Event()

    async def change(self) -> None:
        """Wait until `affordable` may have changed."""
        await self._settled.wait()

    def admit_call(self, key: str, *, again: bool = False) -> None:
        """Allow one call, or raise BudgetError.

        A call that was sent before the budget ended, and whose answer was lost with its engine, is sent again.

        Args:
            key: of the call.
            again: this engine has sent it before, in vain; when tokens or dollars are used up, that was all.
        """
        ended = self._facts.budget_ended
        if again and ended and ended.what in {"tokens", "dollars"}:
            raise BudgetError(ended.reason)
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
        if ended and ended.what not in _USED_UP:
            raise BudgetError(ended.reason)
