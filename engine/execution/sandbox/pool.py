"""Hands the work of all jobs to the workers, fairly, one worker for each core."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict, deque
from typing import TYPE_CHECKING

from engine.errors import ExecutorError
from engine.execution.sandbox.work import Runs, close_all
from engine.execution.sandbox.worker import Worker, WorkerError

if TYPE_CHECKING:
    from pathlib import Path

    from engine.execution.sandbox.command import Tier
    from engine.execution.sandbox.work import Portion, Work
    from engine.execution.sandbox.worker import Message

_log = logging.getLogger(__name__)
_RETRY_SECONDS = 0.05
"""Pause after a fault: what it was may pass."""


class Pool:
    """Workers, and the work that waits for them.

    Work takes turns: a worker does a portion of one job, and then of the next, so that a job of 1000 inputs does not
    hold up one of 3. A run that must be alone waits until every worker has finished its portion, while they get no
    other.
    """

    def __init__(self, tier: Tier, size: int, scratch: Path) -> None:
        """Prepare; the first work starts the first worker."""
        self._workers = [Worker(tier, scratch / f"worker-{number}", number) for number in range(size)]
        self._lanes: dict[int, asyncio.Task[None]] = {}
        self._rotation: OrderedDict[Work, None] = OrderedDict()
        self._alone: OrderedDict[Runs, None] = OrderedDict()
        self._portions: dict[int, Portion] = {}
        self._serving: dict[int, asyncio.Task[None]] = {}
        self._idle: deque[asyncio.Future[None]] = deque()
        self._exclusive = False

    @property
    def workers(self) -> list[Worker]:
        """All workers, started or not; for tests that kill them."""
        return self._workers

    def add(self, work: Work) -> None:
        """Queue work that has portions to take."""
        self._rotation[work] = None
        self._wake()

    async def remove(self, work: Work) -> None:
        """Take work back, ending what is running of it; returns when nothing is."""
        self._rotation.pop(work, None)
        if isinstance(work, Runs):
            self._alone.pop(work, None)
        running = [number for number, portion in self._portions.items() if portion.work is work]
        for number in running:
            if number in self._serving:
                self._serving[number].cancel()
        await work.done.wait()

    async def close(self) -> None:
        """End all workers."""
        lanes = [*self._lanes.values()]
        for lane in lanes:
            lane.cancel()
        await asyncio.gather(*lanes, return_exceptions=True)
        await asyncio.gather(*(worker.end() for worker in self._workers))

    def _wake(self) -> None:
        """Get one lane more to look for work."""
        while self._idle:
            waiter = self._idle.popleft()
            if not waiter.done():
                waiter.set_result(None)
                return
        number = len(self._lanes)
        if number < len(self._workers):
            self._lanes[number] = asyncio.create_task(self._lane(number))

    async def _lane(self, number: int) -> None:
        """Do portions with one worker for ever."""
        while True:
            portion = self._next()
            if portion is None:
                waiter = asyncio.get_running_loop().create_future()
                self._idle.append(waiter)
                await waiter
                continue
            self._portions[number] = portion
            portion.work.done.clear()
            if self._rotation:
                self._wake()
            fault: ExecutorError | OSError | None = None
            try:
                fault = await self._do(number, portion)
            finally:
                self._finish(number, portion, fault)
            if fault:
                await asyncio.sleep(_RETRY_SECONDS)

    def _next(self) -> Portion | None:
        if self._exclusive:
            return None
        if self._alone:
            return self._next_alone()
        while self._rotation:
            work, _ = self._rotation.popitem(last=False)
            portion = work.take(len(self._workers) - len(self._rotation))
            if portion:
                self._rotation[work] = None
                return portion
        return None

    def _next_alone(self) -> Portion | None:
        if self._portions:
            return None  # whoever ends last comes back here
        runs, _ = self._alone.popitem(last=False)
        portion = runs.take_alone()
        self._exclusive = portion is not None
        return portion or self._next()

    async def _do(self, number: int, portion: Portion) -> ExecutorError | OSError | None:
        """Have a portion done by a worker; give the fault, if there was one."""
        serving = asyncio.create_task(self._serve(self._workers[number], portion))
        self._serving[number] = serving
        try:
            await asyncio.wait([serving])
        except asyncio.CancelledError:
            serving.cancel()
            await asyncio.wait([serving])
            raise
        finally:
            del self._serving[number]
        if serving.cancelled():
            return None  # nobody wants it any more
        fault = serving.exception()
        if fault is None or isinstance(fault, (ExecutorError, OSError)):
            if fault:
                _log.warning("a worker could not do its portion: %s", fault)
            return fault
        # A mistake in this program. It must not stop the lane, or whoever waits would wait for ever.
        _log.error("a fault in the executor", exc_info=fault)
        return ExecutorError(f"A fault in the executor: {fault!r}")

    async def _serve(self, worker: Worker, portion: Portion) -> None:
        faults: list[ExecutorError] = []

        def hear(message: Message) -> None:
            try:
                portion.work.hear(portion, message)
            except Exception as error:  # noqa: BLE001  nothing that a worker says may stop the others
                faults.append(error if isinstance(error, ExecutorError) else WorkerError(repr(error)))
            finally:
                close_all(message.files)

        order, files = portion.work.order(portion)
        try:
            await worker.serve(order, files, hear)
        finally:
            close_all(files)
        if faults:
            raise faults[0]

    def _finish(self, number: int, portion: Portion, fault: ExecutorError | OSError | None) -> None:
        """Put back what is left, and wake whoever waits."""
        del self._portions[number]
        work = portion.work
        self._exclusive = self._exclusive and not portion.alone
        work.give_back(portion, fault)
        if not any(other.work is work for other in self._portions.values()):
            work.done.set()
        self._rotation.setdefault(work, None)
        if isinstance(work, Runs) and work.wants_alone:
            self._alone.setdefault(work, None)
        self._wake()
