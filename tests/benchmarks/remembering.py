"""What programs did, kept in a file between two runs of a benchmark: only what is new is executed again.

An outcome depends on the program, the input and the limits alone, as far as a benchmark of methods goes; speed is
measured elsewhere. What the clock stopped on a loaded machine is therefore tried again, and budgets count executions
and CPU seconds, recalled ones like fresh ones: figures do not depend on what else the machine does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec import Struct, structs

from engine.errors import BudgetError
from engine.events.executions import Checked, Outcome
from engine.problem.model import digest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from engine.execution.protocol import CheckJob, Executor, Job

T = TypeVar("T")

_PATIENCE = 3
"""How often an execution is tried that the clock ended before it had used its CPU time."""


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


class Allowance(Struct, frozen=True):
    """What may be asked for at most: executions, and the CPU seconds that they take."""

    executions: float = float("inf")
    cpu_seconds: float = float("inf")


class RememberingExecutor:
    """An executor before another one: it asks that one for what it does not know yet.

    `asked` counts the executions and checks that were asked for, `done` those that the other one had to do,
    `cpu_seconds` what all executions took, recalled or not.
    """

    def __init__(self, executor: Executor, memory: Memory) -> None:
        """Stand before an executor, with nothing to hold it back."""
        self._executor = executor
        self._memory = memory
        self.tier = executor.tier
        self.asked = self.done = 0
        self.cpu_seconds = 0.0
        self._executions_end = self._cpu_end = float("inf")

    def allow(self, allowance: Allowance) -> None:
        """Allow so much from now on; whoever asks for more gets a `BudgetError`."""
        self._executions_end = self.asked + allowance.executions
        self._cpu_end = self.cpu_seconds + allowance.cpu_seconds

    async def run(self, job: Job) -> AsyncIterator[Outcome]:
        """Yield the outcome of each input, in order.

        Raises:
            BudgetError: the allowance is used up.
        """
        if self.asked >= self._executions_end or self.cpu_seconds >= self._cpu_end:
            raise BudgetError("the benchmark's allowance for these programs is used up")
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
            for at, outcome in (await self._patiently(job, fresh)).items():
                known[at] = outcome
                self._memory.put(keys[at], outcome)
        for outcome in known:
            if outcome:
                self.cpu_seconds += outcome.cpu_seconds
                yield outcome

    async def _patiently(self, job: Job, places: list[int]) -> dict[int, Outcome]:
        """Execute the inputs at these places; those that the clock ended, which a loaded machine does, once more."""
        found: dict[int, Outcome] = {}
        for _ in range(_PATIENCE):
            chosen = tuple(job.answers[at] for at in places) if job.answers else ()
            smaller = structs.replace(job, inputs=tuple(job.inputs[at] for at in places), answers=chosen)
            waiting = iter(places)
            async for outcome in self._executor.run(smaller):
                found[next(waiting)] = outcome
            places = [at for at in places if found[at].ending == "TLE" and _by_the_clock(found[at], job)]
            if not places:
                break
        return found

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

    def can_run(self, language: str) -> bool:
        """Tell whether the other executor can."""
        return self._executor.can_run(language)

    async def close(self) -> None:
        """Close the other executor."""
        await self._executor.close()


def _by_the_clock(outcome: Outcome, job: Job) -> bool:
    return outcome.cpu_seconds < job.limits.cpu_seconds
