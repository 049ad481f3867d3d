"""Sending a request to a model until it has an answer, or a failure that no further attempt can mend."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import BudgetError, FatalModelError, ModelError, ProviderError
from engine.events.calls import (
    SLOWED_DOWN,
    CallDelayed,
    CallFailed,
    CallStarted,
)
from engine.events.run import NoticeGiven
from engine.models.scheduler import Scheduler, Trial
from engine.runtime.arriving import Arriving

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.events.calls import Delta
    from engine.events.codec import Event
    from engine.journal.writer import Journal
    from engine.models.protocol import Model, Request
    from engine.models.scheduler import Patience
    from engine.runtime.control import Control
    from engine.runtime.facts import Facts


class Caller:
    """Makes calls, one attempt after the other; all that happens to them becomes events."""

    def __init__(
        self,
        lanes: int,
        facts: Facts,
        control: Control,
        journal: Journal,
        record: Callable[[Event], None],
        store: Callable[[str], str],
        publish: Callable[[Delta], None],
    ) -> None:
        """Begin without any call.

        Args:
            lanes: attempts at the same time, at most, over all providers.
            facts: what is known already.
            control: who may start something.
            journal: must be durable before a request leaves.
            record: takes events.
            store: stores a text once; the result is its digest.
            publish: takes pieces of answers that are still arriving.
        """
        self._facts = facts
        self._control = control
        self._journal = journal
        self._record = record
        self._store = store
        self._publish = publish
        self._most = lanes
        self._lanes = asyncio.Semaphore(lanes)
        self._schedulers: dict[str, Scheduler] = {}
        self._flying: dict[str, asyncio.Task[None]] = {}
        self._waiting: dict[str, int] = {}
        """How many wait for each call."""
        self.keep = False
        """Whether calls go on when those who wait for them are cancelled, since they will be asked for again."""
        self.patience: Patience | None = None
        """With providers that fail; the scheduler's own unless set before the first call."""

    async def fetch(self, key: str, model: Model, request: Request) -> None:
        """Have a call answered: by one that is in flight already, or by a new one.

        Who waits may be cancelled: nobody waits any more, and so the call is; unless `keep` says that somebody will
        ask for it again.

        Raises:
            BudgetError, FatalModelError: as `_ask`.
        """
        task = self._flying.get(key)
        if task is None:
            task = self._flying[key] = asyncio.create_task(self._fly(key, model, request))
            task.add_done_callback(lambda done: self._landed(key, done))
        self._waiting[key] = self._waiting.get(key, 0) + 1
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            if not self.keep and self._waiting[key] == 1 and not task.done():
                task.cancel()
                await asyncio.wait([task])
            raise
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key]

    async def _fly(self, key: str, model: Model, request: Request) -> None:
        try:
            await self._ask(key, model, request)
        except FatalModelError:
            for other, task in self._flying.items():
                if other != key:
                    task.cancel()  # before any of them is sent: what is wrong with all calls is asked once
            raise

    def _landed(self, key: str, task: asyncio.Task[None]) -> None:
        if self._flying.get(key) is task:
            del self._flying[key]
        if not task.cancelled():
            task.exception()  # one for which nobody waits any more has been heard all the same

    async def leave(self) -> None:
        """Cut off the calls that nobody waits for; what had arrived of them is kept for the record."""
        left = [task for key, task in self._flying.items() if key not in self._waiting]
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left)

    async def _ask(self, key: str, model: Model, request: Request) -> None:
        """Send a request until its answer, or its failure, is a fact.

        Args:
            key: of the call.
            model: who is asked.
            request: what is asked.

        Raises:
            BudgetError: the budget has ended.
            FatalModelError: no call to this model can succeed.
        """
        await self._control.admit()
        trial = Trial(request, self._facts.attempts.get(key, 0))
        call = _Call(key, model, request, self._scheduler(model), trial)
        while key not in self._facts.answers:
            async with self._lanes:
                await self._turn(call)
                fault = await self._attempt(call)
            if fault is not None:
                await self._endure(call, fault)

    def _scheduler(self, model: Model) -> Scheduler:
        provider = model.name.partition("/")[0]
        if provider not in self._schedulers:
            self._schedulers[provider] = Scheduler(model.terms, self._most, self.patience)
        return self._schedulers[provider]

    async def _turn(self, call: _Call) -> None:
        """Wait until this call may be sent; what follows must not await before it is."""
        told = 0.0
        while True:
            await self._control.admit()
            if not self._control.affordable(call.request.role, call.model.name, call.characters):
                await self._control.rest(self._control.change())
                continue
            if call.scheduler.may_start(call.trial):
                return
            now = asyncio.get_running_loop().time()
            if call.trial.attempts and (slow := call.scheduler.slow_seconds) and now + slow > told:
                told = now + slow
                self._delay(call, SLOWED_DOWN, slow)
            await self._control.rest(call.scheduler.change())

    async def _attempt(self, call: _Call) -> ProviderError | None:
        # No await since the call was admitted: a pause holds at once, and a budget allows no call too many.
        if not self._admitted(call):
            return None
        self._record(self.started(call.key, call.model.name, call.request))
        call.scheduler.start(call.trial)
        answer = Arriving(call.key)
        fault: ProviderError | None = None
        refused = False
        try:
            await self._control.bounded(self._stream(answer, call))
        except ProviderError as error:
            fault, refused = error, error.kind != "broken"
        except FatalModelError:
            refused = True
            raise
        finally:
            call.scheduler.end(call.trial)
            if call.key not in self._facts.answers:
                self._record(answer.interrupted(refused=refused))
            self._control.settled()
        return fault

    def _admitted(self, call: _Call) -> bool:
        """Whether a call may be sent; one that failed and may not be sent again has failed for good."""
        again = call.trial.attempts > 0
        try:
            self._control.admit_call(call.key, again=again)
        except BudgetError as error:
            if not again:
                raise
            # A fact, so that a resumed run does not find the money for it.
            self._record(CallFailed(call.key, f"Its attempts failed, and the budget allows no other: {error}."))
            return False
        return True

    def started(self, key: str, model: str, request: Request) -> CallStarted:
        """The event that says what is asked of a model; its texts are stored."""
        messages = tuple((message.author, self._store(message.text)) for message in request.messages)
        attempt = self._facts.attempts.get(key, 0) + 1
        schema = self._store(request.schema.text) if request.schema else ""
        wish = request.wish.named if request.wish else ""
        return CallStarted(key, request.path, request.role, model, messages, attempt, schema, wish)

    async def _stream(self, answer: Arriving, call: _Call) -> None:
        await self._journal.durable()
        try:
            async with aclosing(call.model.stream(call.request)) as chunks:
                async for chunk in chunks:
                    call.scheduler.began(call.trial)
                    for delta in answer.add(chunk):
                        self._publish(delta)
        except asyncio.CancelledError:
            if answer.ended:  # it was paid and is whole; only the connection was still being closed
                self._record(answer.finished())
            raise
        except ProviderError:
            if not answer.ended:  # else the connection broke after all that was to come had come
                raise
        except ModelError as error:
            self._record(CallFailed(answer.key, str(error), answer.usage))
            return
        call.scheduler.answered()
        self._record(answer.finished())

    async def _endure(self, call: _Call, fault: ProviderError) -> None:
        """Wait as long as a fault asks for, or give the call up."""
        try:
            seconds = call.scheduler.after(fault, call.trial)
        except ModelError as error:
            self._record(CallFailed(call.key, str(error)))
            return
        if fault.kind == "adjusted" and not self._facts.conclusions.holds(notice := NoticeGiven(str(fault))):
            self._record(notice)
        self._delay(call, str(fault), seconds)
        await self._control.rest(asyncio.sleep(seconds))

    def _delay(self, call: _Call, reason: str, seconds: float) -> None:
        self._record(CallDelayed(call.key, self._facts.attempts[call.key], reason, round(seconds, 3)))


@dataclass(frozen=True, slots=True)
class _Call:
    """A call under way."""

    key: str
    model: Model
    request: Request
    scheduler: Scheduler
    trial: Trial

    @property
    def characters(self) -> int:
        """Length of the prompt."""
        return sum(len(message.text) for message in self.request.messages)
