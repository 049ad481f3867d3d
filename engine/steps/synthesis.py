"""Stage 2: inputs that the problem allows, made without any model by mutating the public ones.

Validity is the heart: an input that the problem does not allow splits right programs as readily as wrong
ones, so it never counts.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.events.selection import InputSynthesized
from engine.inputs import LENGTHS, VALUES, Growth, mutations, value_mutations
from engine.problem.model import MEBIBYTE, Limits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.events.selection import Source, Validity
    from engine.inputs import Mutation
    from engine.runtime.run import Run

BATCH = 16
"""Valid inputs looked for at a time; after each batch the clusters are formed anew."""

_TRIES = 4
"""Candidates checked for each valid input wanted, before a batch ends with fewer."""

_VALIDATOR_LIMITS = Limits(cpu_seconds=10.0, memory_bytes=1024 * MEBIBYTE)
_VALID_EXIT = 42
"""Kattis input validators exit with 42 for an input that is allowed."""


class SynthesizedInput(Struct, frozen=True):
    """An input that counts: its name on the screen and its text."""

    name: str
    text: str


class InputStream:
    """Makes valid inputs, batch by batch; the same ones whenever it is asked, in whatever order."""

    def __init__(self, run: Run) -> None:
        """Begin with the public inputs, which are the first batch."""
        self._run = run
        self._lock = asyncio.Lock()
        self._batches: list[tuple[SynthesizedInput, ...]] = []
        self._count = 0
        seed = run.random("inputs").getrandbits(32)
        mutate = value_mutations if run.problem.function else mutations
        self._candidates: Iterator[Mutation] = mutate([test.input for test in run.problem.tests], seed)

    async def batch(self, index: int) -> tuple[SynthesizedInput, ...]:
        """The inputs of batch 0, 1, ...; an empty one means that nothing new can be made."""
        async with self._lock:
            while len(self._batches) <= index:
                wanted = min(BATCH, self._run.settings.inputs - self._count)
                self._batches.append(await self._next_batch(wanted))
        return self._batches[index]

    async def near_limits(self) -> tuple[SynthesizedInput, ...]:
        """Inputs at the limits: single numbers at their boundaries, and everything as large as it may be.

        The large ones tell a right program from one that is right but too slow. The limits are found by growing
        one number of a document until the validators refuse it; without a validator there are no such inputs.
        """
        public = [test.input for test in self._run.problem.tests]
        problem = self._run.problem
        if not (public and problem.input_validators and self._run.settings.inputs) or problem.function:
            return ()
        growth = Growth(public, self._run.random("limits").getrandbits(32))
        tops = await self._tops(growth)
        if not tops:
            return ()
        candidates = [*growth.boundaries(tops), *growth.extremes(tops)]
        validity, why = await check_validity(self._run, [item.text for item in candidates])
        return tuple(
            self._make(candidate, state, why)
            for candidate, state in zip(candidates, validity, strict=True)
            if state == "valid"
        )

    async def _tops(self, growth: Growth) -> dict[int, int]:
        """How large each number may be, the counts to an eighth; all counts halved until all fit together."""
        tops = {}
        for column, counts in growth.columns.items():
            top = await self._last_valid(growth, column, LENGTHS if counts else VALUES)
            step = top // 2 if counts else 0
            while step > top // 8:
                if await self._is_valid(growth.grown({column: top + step})):
                    top += step
                step //= 2
            if top:
                tops[column] = top
        while max(tops.values(), default=0) > 1 and not await self._is_valid(growth.grown(tops)):
            tops = {column: top // 2 if growth.columns[column] else top for column, top in tops.items()}
            if not any(tops[column] for column in tops if growth.columns[column]):
                break
        return tops

    async def _last_valid(self, growth: Growth, column: int, sizes: Sequence[int]) -> int:
        """The last size of one column before the first refusal that follows an acceptance; 0 if none is allowed."""
        found = 0
        for size in sizes:
            if await self._is_valid(growth.grown({column: size})):
                found = size
            elif found:
                break
        return found

    async def _is_valid(self, text: str) -> bool:
        validity, _ = await check_validity(self._run, [text])
        return validity == ["valid"]

    async def _next_batch(self, wanted: int) -> tuple[SynthesizedInput, ...]:
        found: list[SynthesizedInput] = []
        tries = wanted * _TRIES
        while tries > 0 and len(found) < wanted:
            candidates = self._take(min(tries, wanted))
            if not candidates:
                break
            tries -= len(candidates)
            validity, why = await check_validity(self._run, [item.text for item in candidates])
            for candidate, state in zip(candidates, validity, strict=True):
                if state != "invalid" and len(found) < wanted:
                    found.append(self._make(candidate, state, why))
        return tuple(found)

    def _take(self, count: int) -> list[Mutation]:
        return [item for _, item in zip(range(count), self._candidates, strict=False)]

    def _make(self, candidate: Mutation, validity: Validity, why: str) -> SynthesizedInput:
        self._count += 1
        name = f"I{self._count:02d}"
        return record_input(self._run, name, candidate.text, "mutation", candidate.what, validity, why)


async def check_validity(run: Run, texts: Sequence[str]) -> tuple[list[Validity], str]:
    """Ask the package's input validators about inputs.

    Returns:
        the validity of each text, and who says so; all are unchecked when the package has no validator.
    """
    validators = run.problem.input_validators
    if not validators:
        return ["unchecked"] * len(texts), "the package has no input validator that can be run here"
    valid = [True] * len(texts)
    for validator in validators:
        outcomes = await run.execute(validator, texts, _VALIDATOR_LIMITS, alone=True)
        accepted = (outcome.exit_code == _VALID_EXIT for outcome in outcomes)
        valid = [was and now for was, now in zip(valid, accepted, strict=True)]
    return ["valid" if good else "invalid" for good in valid], "the package's input validator"


def record_input(
    run: Run, name: str, text: str, source: Source, detail: str, validity: Validity, why: str
) -> SynthesizedInput:
    """Put an input into the journal."""
    run.conclude(InputSynthesized(name, run.store(text), source, detail, validity, why))
    return SynthesizedInput(name, text)
