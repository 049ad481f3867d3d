"""Sending a request to a model until it has an answer, or a failure that no further attempt can mend."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import ModelError, ProviderError
from engine.events.calls import (
    CallDelayed,
    CallFailed,
    CallFinished,
    CallInterrupted,
    CallStarted,
    Delta,
    Usage,
)
from engine.models.scheduler import Scheduler, Trial

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.events.calls import FinishReason
    from engine.events.codec import Event
    from engine.journal.writer import Journal
    from engine.models.protocol import Chunk, Model, Request
    from engine.models.scheduler import Patience
    from engine.runtime.control import Control
    from engine.runtime.facts import Facts

_MARK_EVERY_MS = 40
"""Distance of the marks with which a replay streams an answer again."""


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
        self.patience: Patience | None = None
        """With providers that fail; the scheduler's own unless set before the first call."""

    async def ask(self, key: str, model: Model, request: Request) -> None:
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
            if call.scheduler.may_start(call.trial):
                return
            now = asyncio.get_running_loop().time()
            if call.trial.attempts and (slow := call.scheduler.slow_seconds) and now + slow > told:
                told = now + slow
                self._delay(call, "The provider has asked another call to slow down, and all wait with it.", slow)
            await self._control.rest(call.scheduler.change())

    async def _attempt(self, call: _Call) -> ProviderError | None:
        # No await since the call was admitted: a pause holds at once, and a budget allows no call too many.
        self._control.admit_call(call.key)
        self._record_start(call)
        call.scheduler.start(call.trial)
        answer = _Arriving(call.key)
        try:
            await self._control.bounded(self._stream(answer, call))
        except ProviderError as fault:
            return fault
        finally:
            call.scheduler.end(call.trial)
            if call.key not in self._facts.answers:
                self._record(answer.interrupted())
        return None

    def _record_start(self, call: _Call) -> None:
        request = call.request
        messages = tuple((message.author, self._store(message.text)) for message in request.messages)
        attempt = self._facts.attempts.get(call.key, 0) + 1
        self._record(CallStarted(call.key, request.path, request.role, call.model.name, messages, attempt))

    async def _stream(self, answer: _Arriving, call: _Call) -> None:
        await self._journal.durable()
        try:
            async with aclosing(call.model.stream(call.request)) as chunks:
                async for chunk in chunks:
                    call.scheduler.began(call.trial)
                    self._publish(answer.add(chunk))
        except asyncio.CancelledError:
            if answer.ended:  # it was paid and is whole; only the connection was still being closed
                self._record(answer.finished())
            raise
        except ProviderError:
            if not answer.ended:  # else the connection broke after all that was to come had come
                raise
        except ModelError as error:
            self._record(CallFailed(answer.key, str(error)))
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


class _Arriving:
    """An answer while it streams."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.ended = False
        """Whether the model said why it stopped."""
        self._began = asyncio.get_running_loop().time()
        self._text = ""
        self._thinking = ""
        self._marks: list[tuple[int, int]] = []
        self._finish_reason: FinishReason = "truncated"
        self._usage = Usage()

    def add(self, chunk: Chunk) -> Delta:
        """Take a chunk in; what is new goes to the views."""
        delta = Delta(self.key, len(self._text), chunk.text)
        self._text += chunk.text
        self._thinking += chunk.thinking
        self._finish_reason = chunk.finish_reason or self._finish_reason
        self.ended = self.ended or chunk.finish_reason is not None
        self._usage = chunk.usage or self._usage
        now = int((asyncio.get_running_loop().time() - self._began) * 1000)
        if not self._marks or now - self._marks[-1][1] >= _MARK_EVERY_MS:
            self._marks.append((len(self._text), now))
        return delta

    def finished(self) -> CallFinished:
        """The whole answer; a stream that ended without a reason was truncated."""
        return CallFinished(self.key, self._text, self._thinking, self._finish_reason, self._usage, tuple(self._marks))

    def interrupted(self) -> CallInterrupted:
        """What had arrived when the attempt ended without an answer."""
        return CallInterrupted(self.key, self._text, self._thinking, self._usage)
