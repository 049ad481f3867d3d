"""What programs did, kept in a file between two runs of a benchmark: only what is new is executed again.

An outcome depends on the program, the input and the limits alone, as far as a benchmark of methods goes; speed is
measured elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec import structs

from engine.events.executions import Checked, Outcome
from engine.problem.model import digest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from engine.execution.protocol import CheckJob, Executor, Job

T = TypeVar("T")


class Memory:
    """Values by key, each a line of a file that only grows; without a file they are forgotten at the end."""

    def __init__(self, path: Path | None) -> None:
        """Read what the file holds; a last line that was cut is left out."""
        self._known: dict[str, msgspec.Raw] = {}
        self._file = path.open("a+b") if path else None
        if self._file:
            self._file.seek(0)
            for line in self._file:
                if line.endswith(b"\n"):
                    key, value = msgspec.json.decode(line, type=tuple[str, msgspec.Raw])
                    self._known[key] = value

    def get(self, key: str, kind: type[T]) -> T | None:
        """Recall a value, or None."""
        return msgspec.json.decode(self._known[key], type=kind) if key in self._known else None

    def put(self, key: str, value: object) -> None:
        """Keep a value."""
        data = msgspec.json.encode(value)
        self._known[key] = msgspec.Raw(data)
        if self._file:
            self._file.write(msgspec.json.encode((key, msgspec.Raw(data))) + b"\n")
            self._file.flush()


class RememberingExecutor:
    """An executor before another one: it asks that one for what it does not know yet.

    `asked` counts the executions and checks that were asked for, `done` those that the other one had to do.
    """

    def __init__(self, executor: Executor, memory: Memory) -> None:
        """Stand before an executor."""
        self._executor = executor
        self._memory = memory
        self.tier = executor.tier
        self.asked = self.done = 0

    async def run(self, job: Job) -> AsyncIterator[Outcome]:
        """Yield the outcome of each input, in order."""
        limits = msgspec.json.encode(job.limits).decode()
        judge = job.interactor.digest if job.interactor else ""
        answers = job.answers or ("",) * len(job.inputs)
        keys = [
            digest("run", job.program.digest, limits, judge, answer, text, *job.arguments)
            for text, answer in zip(job.inputs, answers, strict=True)
        ]
        known = [self._memory.get(key, Outcome) for key in keys]
        fresh = [at for at, outcome in enumerate(known) if outcome is None]
        self.asked += len(keys)
        self.done += len(fresh)
        if fresh:
            chosen = tuple(job.answers[at] for at in fresh) if job.answers else ()
            smaller = structs.replace(job, inputs=tuple(job.inputs[at] for at in fresh), answers=chosen)
            places = iter(fresh)
            async for outcome in self._executor.run(smaller):
                at = next(places)
                known[at] = outcome
                self._memory.put(keys[at], outcome)
        for outcome in known:
            if outcome:
                yield outcome

    async def check(self, job: CheckJob) -> AsyncIterator[Checked]:
        """Yield what a checker says of each case, in order."""
        keys = [digest("check", job.checker.digest, case.input, case.answer, case.output) for case in job.cases]
        known = [self._memory.get(key, Checked) for key in keys]
        fresh = [at for at, checked in enumerate(known) if checked is None]
        self.asked += len(keys)
        self.done += len(fresh)
        if fresh:
            places = iter(fresh)
            async for checked in self._executor.check(structs.replace(job, cases=tuple(job.cases[at] for at in fresh))):
                at = next(places)
                known[at] = checked
                self._memory.put(keys[at], checked)
        for checked in known:
            if checked:
                yield checked

    def languages(self) -> dict[str, str]:
        """Name every language that can be run here."""
        return self._executor.languages()

    async def close(self) -> None:
        """Close the other executor."""
        await self._executor.close()
