"""What several runs on one problem need is paid once: doubles of a model and an executor that share their facts.

A run knows nothing of it: it asks, records, and could be resumed alone. What was asked with the same key before,
by whichever run, is answered from memory, with the usage that it had; so each run's own costs are those of its method
alone, and `Shared` counts what was really paid.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from msgspec import structs

from engine.events.calls import CallFinished
from engine.events.capabilities import CapabilityAsked
from engine.events.executions import OUTPUT_KEPT, CheckFinished, ExecutionFinished, Outcome
from engine.models.protocol import Ability, Chunk
from engine.problem.model import digest
from engine.runtime.facts import call_key, check_key, execution_key

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Iterable

    from engine.events.capabilities import Capability
    from engine.events.codec import Entry
    from engine.events.executions import Checked
    from engine.execution.protocol import CheckJob, Executor, Job
    from engine.models.protocol import Model, Request


class Shared:
    """The facts of all runs on one problem with one seed, and how many of them were asked for again."""

    def __init__(self) -> None:
        """Begin with nothing known."""
        self.answers: dict[str, CallFinished] = {}
        self.outcomes: dict[str, Outcome] = {}
        self.checks: dict[str, Checked] = {}
        self.abilities: dict[tuple[str, Capability], Ability] = {}
        """What models offer, by their names."""
        self.recalled = 0
        """Calls that were answered from memory."""
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def learn(self, entries: Iterable[Entry]) -> None:
        """Take in what an earlier run knows."""
        for entry in entries:
            match entry.event:
                case CallFinished() as event:
                    self.answers[event.key] = event
                case ExecutionFinished() as event:
                    self.outcomes[event.key] = event.outcome
                case CheckFinished() as event:
                    self.checks[event.key] = event.checked
                case CapabilityAsked() as event:
                    self.abilities[event.model, event.capability] = Ability(event.offered, event.how)
                case _:
                    pass

    def turn(self, key: str) -> asyncio.Lock:
        """Who asks for a key holds this meanwhile; whoever comes next finds the answer."""
        return self._turns.setdefault(key, asyncio.Lock())


class SharingModel:
    """A model that answers what was asked before from memory."""

    def __init__(self, model: Model, shared: Shared) -> None:
        """Stand before a model."""
        self.name, self.notice, self.terms = model.name, model.notice, model.terms
        self._model = model
        self._shared = shared

    async def stream(self, request: Request) -> AsyncGenerator[Chunk]:
        """Yield the answer: as it arrives, or as it once was."""
        key = call_key(self.name, request)
        async with self._shared.turn(key):
            known = self._shared.answers.get(key)
            if known:
                self._shared.recalled += 1
                yield Chunk(known.text, known.thinking)
                yield Chunk(finish_reason=known.finish_reason, usage=known.usage, likely=known.likely)
                return
            answer = CallFinished(key, "", finish_reason="truncated")
            async for chunk in self._model.stream(request):
                answer = _longer(answer, chunk)
                yield chunk
            if answer.finish_reason != "truncated":
                self._shared.answers[key] = answer

    async def ability(self, capability: Capability) -> Ability:
        """What the model offers, asked once."""
        key = self.name, capability
        async with self._shared.turn(digest("ability", *key)):
            if key not in self._shared.abilities:
                self._shared.abilities[key] = await self._model.ability(capability)
            return self._shared.abilities[key]

    async def close(self) -> None:
        """Close the model."""
        await self._model.close()


class SharingExecutor:
    """An executor that runs no program twice on the same input."""

    def __init__(self, executor: Executor, shared: Shared) -> None:
        """Stand before an executor; closing that is the caller's."""
        self.tier = executor.tier
        self._executor = executor
        self._shared = shared

    async def run(self, job: Job) -> AsyncIterator[Outcome]:
        """Yield the outcome of each input, in order."""
        answers = job.answers or ("",) * len(job.inputs)
        keys = [_key(job, text, answer) for text, answer in zip(job.inputs, answers, strict=True)]
        known = self._shared.outcomes
        async with self._shared.turn(digest("program", job.program.digest)):
            fresh = [at for at, key in enumerate(keys) if key not in known]
            done = 0
            if fresh:
                texts = tuple(job.inputs[at] for at in fresh)
                told = tuple(answers[at] for at in fresh) if job.answers else ()
                less = structs.replace(job, inputs=texts, answers=told)
                places = iter(fresh)
                async with aclosing(self._executor.run(less)) as outcomes:  # type: ignore[type-var]
                    async for outcome in outcomes:
                        known[keys[next(places)]] = outcome
                        while done < len(keys) and keys[done] in known:
                            yield known[keys[done]]
                            done += 1
            for key in keys[done:]:
                yield known[key]

    async def check(self, job: CheckJob) -> AsyncIterator[Checked]:
        """Yield what a checker says of each case, in order."""
        checker = job.checker.digest
        for case in job.cases:
            key = check_key(checker, digest(case.input), digest(case.answer), digest(case.output))
            if key not in self._shared.checks:
                (self._shared.checks[key],) = [
                    said async for said in self._executor.check(structs.replace(job, cases=(case,)))
                ]
            yield self._shared.checks[key]

    def can_run(self, language: str) -> bool:
        """Whether it can be run here."""
        return self._executor.can_run(language)

    async def close(self) -> None:
        """Leave the executor open: others use it."""


def _key(job: Job, text: str, answer: str) -> str:
    key = execution_key(job.program, text, job.limits, job.interactor, answer, job.arguments)
    # An outcome that keeps more of an output than usual is another one.
    return key if job.output_kept == OUTPUT_KEPT else digest(key, str(job.output_kept))


def _longer(answer: CallFinished, chunk: Chunk) -> CallFinished:
    return structs.replace(
        answer,
        text=answer.text + chunk.text,
        thinking=answer.thinking + chunk.thinking,
        finish_reason=chunk.finish_reason or answer.finish_reason,
        usage=chunk.usage or answer.usage,
        likely=answer.likely or chunk.likely,
    )
