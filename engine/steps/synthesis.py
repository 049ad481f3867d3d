"""Stage 2: inputs that the problem allows, made without any model by mutating the public ones.

Validity is the heart: an input that the problem does not allow splits right programs as readily as wrong
ones, so it never counts.
"""

from __future__ import annotations

import asyncio
from itertools import chain, islice
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.events.selection import InputSynthesized
from engine.inputs import LENGTHS, LONGEST, VALUES, Finding, Growing, Growth, ValueGrowth, mutations, value_mutations
from engine.steps.reading import reading_of, show_grammar
from engine.steps.validating import check_validity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.events.selection import Source
    from engine.inputs import Mutation
    from engine.runtime.run import Run

BATCH = 16
"""Valid inputs looked for at a time; after each batch the clusters are formed anew."""

_TRIES = 4
"""Candidates checked for each valid input wanted, before a batch ends with fewer."""


class SynthesizedInput(Struct, frozen=True):
    """An input that counts: its name on the screen and its text."""

    name: str
    text: str
    checked: bool = False
    """Whether it was found to be allowed; where it was not, a crash on it proves nothing."""
    by_model: bool = False
    """Whether only a model's word says so."""
    taken: bool = False
    """Whether the package's validators take it, though more is promised than they check."""


class InputStream:
    """Makes valid inputs, batch by batch; the same ones whenever it is asked, in whatever order."""

    def __init__(self, run: Run) -> None:
        """Begin to make inputs from the public ones."""
        self._run = run
        self._lock = asyncio.Lock()
        self._batches: list[tuple[SynthesizedInput, ...]] = []
        self._count = 0
        self._made = {test.input for test in run.problem.tests}
        self._candidates: Iterator[Mutation] | None = None
        self._grown: tuple[Growing, dict[int, int]] | None = None
        """What makes inputs at the limits, and where these were found to be."""
        self._corrected = False
        """Whether inputs were made as a person says they are, too."""

    async def of_the_person(self) -> tuple[SynthesizedInput, ...]:
        """The inputs that a person wrote, as far as the validators allow them."""
        written = self._run.overrides.inputs()
        found = await check_validity(self._run, [item.text for item in written])
        made = [
            (record_input(self._run, item.name, item.text, "person", "", finding), finding)
            for item, finding in zip(written, found, strict=True)
        ]
        return self._allowed([item for item, finding in made if finding.state != "invalid"])

    async def batch(self, index: int) -> tuple[SynthesizedInput, ...]:
        """The inputs of batch 0, 1, ...; an empty one means that nothing new can be made."""
        async with self._lock:
            if not self._batches:
                await show_grammar(self._run)
            while len(self._batches) <= index:
                self._batches.append(await self._next_batch() or await self._as_corrected())
        return self._batches[index]

    async def near_limits(self) -> tuple[SynthesizedInput, ...]:
        """Inputs at the limits: single numbers at their boundaries, and everything as large as it may be.

        The large ones tell a right program from one that is right but too slow. The limits are those of the
        statement; where a validator knows better, or the statement says nothing, they are found by growing one
        number of a document until the validator refuses it.
        """
        public = [test.input for test in self._run.problem.tests]
        if not (public and self._run.settings.inputs):
            return ()
        growth = await self._growing(public)
        tops, alone = await self._tops(growth)
        if not tops:
            return ()
        self._grown = growth, tops
        made = await self._large_ones(chain(growth.boundaries(tops), growth.extremes(tops, alone)))
        return self._allowed([self._make(candidate, finding) for candidate, finding in made])

    async def of_full_size(self) -> tuple[SynthesizedInput, ...]:
        """A few inputs as large as the problem allows, where those near its limits had to stop short of that.

        They cost more than all others to run and to keep, so they are for the programs among which one is chosen.
        """
        if self._grown is None:
            return ()
        made = await self._large_ones(self._grown[0].full(self._grown[1]))
        return self._allowed(
            [self._record(f"F{number}", item, finding) for number, (item, finding) in enumerate(made, start=1)]
        )

    async def _growing(self, public: Sequence[str]) -> Growing:
        problem = self._run.problem
        seed = self._run.random("limits").getrandbits(32)
        if problem.function:
            names = [item.name for item in problem.function.parameters]
            return ValueGrowth(public, seed, problem.statement, names)
        reading = await reading_of(self._run)
        return Growth(public, seed, problem.statement, reading.rules if reading else ())

    async def _large_ones(self, drawn: Iterable[Mutation | None]) -> list[tuple[Mutation, Finding]]:
        """Those that are new and allowed, each with who says so."""
        candidates = []
        by_grammar = not self._run.problem.input_validators
        for item in drawn:
            await asyncio.sleep(0)  # each takes a while to make: answers go on arriving in between
            unlike = by_grammar and item and not item.likeness and len(item.text) > LONGEST
            if item and item.text not in self._made and not unlike:  # to read those of full size takes seconds
                candidates.append(item)
        # To read a large one by the grammar that it was made by takes long, and tells no more than a small one does.
        texts = [item.likeness if by_grammar and item.likeness else item.text for item in candidates]
        found = await check_validity(self._run, texts)
        return [
            (candidate, finding)
            for candidate, finding in zip(candidates, found, strict=True)
            if finding.allowed or (finding.state == "unchecked" and by_grammar)
        ]

    async def _tops(self, growth: Growing) -> tuple[dict[int, int], dict[int, int]]:
        """How large each number may be, counts to an eighth: all together, for which counts are halved, and alone."""
        stated = growth.stated()
        tops = {}
        for column, counts in growth.columns.items():
            if column in stated and await self._is_allowed(growth, {column: stated[column]}):
                tops[column] = stated[column]
                continue
            if not self._run.problem.input_validators:
                continue
            top = await self._last_valid(growth, column, LENGTHS if counts else VALUES)
            if top == VALUES[-1] and not counts:
                top = await self._last_valid(growth, column, growth.longer) or top
            step = top // 2 if counts else 0
            while step > top // 8:
                if await self._is_allowed(growth, {column: top + step}):
                    top += step
                step //= 2
            if top:
                tops[column] = top
        lacking = {column: top for column, top in stated.items() if tops.get(column, 0) < top}
        if lacking and await self._is_allowed(growth, {**tops, **lacking}):
            tops |= lacking  # such as the ends of a range, where no end may be large alone
        values = {column: top for column, top in tops.items() if not growth.columns[column]}
        for column in growth.columns:  # a list may be this long only if its values may be as large as they may
            if column not in tops and column in stated:
                together = values | {column: stated[column]}
                if await self._is_allowed(growth, together):
                    tops[column] = stated[column]
        alone = dict(tops)
        while max(tops.values(), default=0) > 1 and not await self._is_allowed(growth, tops):
            tops = {column: top // 2 if growth.columns[column] else top for column, top in tops.items()}
            if not any(tops[column] for column in tops if growth.columns[column]):
                break
        return tops, alone

    async def _last_valid(self, growth: Growing, column: int, sizes: Sequence[int]) -> int:
        """The last size of one column before the first refusal that follows an acceptance; 0 if none is allowed."""
        texts: list[str] = []
        for size in sizes:
            await asyncio.sleep(0)  # a long one takes a while to make
            if len(text := growth.grown({column: size})) > LONGEST:
                break
            texts.append(text)
        found = await check_validity(self._run, texts)
        last = 0
        for size, finding in zip(sizes, found, strict=False):
            if finding.allowed:
                last = size
            elif last:
                break
        return last

    async def _is_allowed(self, growth: Growing, tops: dict[int, int]) -> bool:
        """Whether a document of this size is allowed, as far as it is short enough to be kept."""
        by_package = bool(self._run.problem.input_validators)
        for shape in growth.tried:
            text = growth.grown_to_fit(tops if by_package else growth.part(growth.fitting(tops)), shape)
            if not text:
                return False
            (finding,) = await check_validity(self._run, [text])
            if finding.allowed or (finding.state == "unchecked" and not by_package):
                return True
        return False

    async def _next_batch(self) -> tuple[SynthesizedInput, ...]:
        """The next inputs of which some count; empty when nothing new can be made."""
        while True:
            before = self._count
            wanted = min(BATCH, self._run.settings.inputs - self._count)
            made = await self._make_some(await self._stream(), wanted)
            if made or self._count == before:
                return made

    async def _make_some(self, candidates: Iterator[Mutation], wanted: int) -> tuple[SynthesizedInput, ...]:
        """Make so many inputs that the problem, as it is read, allows; those count that a person allows, too.

        What a person says of the inputs comes second, so that every input keeps its name, and is seen to be refused.
        """
        made: list[SynthesizedInput] = []
        tries, found = wanted * _TRIES, 0
        while tries > 0 and found < wanted:
            some = await _next(candidates, min(tries, wanted))
            if not some:
                break
            tries -= len(some)
            texts = [item.text for item in some]
            read = await check_validity(self._run, texts, corrected=False)
            findings = await check_validity(self._run, texts) if self._run.overrides.rules() else read
            for candidate, first, last in zip(some, read, findings, strict=True):
                if first.state != "invalid" and found < wanted:
                    found += 1
                    item = self._make(candidate, last)
                    made += [item] if last.state != "invalid" else []
        return self._allowed(made)

    async def _stream(self) -> Iterator[Mutation]:
        if self._candidates is None:
            public = [test.input for test in self._run.problem.tests]
            seed = self._run.random("inputs").getrandbits(32)
            if reading := await reading_of(self._run, corrected=False):
                self._candidates = mutations(public, seed, reading.statement, reading.rules)
            else:
                self._candidates = value_mutations(public, seed)
        return self._candidates

    async def _as_corrected(self) -> tuple[SynthesizedInput, ...]:
        """One batch more, made as a person says that inputs are: what was read may have been too narrow."""
        reading = await reading_of(self._run)
        if self._corrected or not (reading and reading.corrected and self._run.settings.inputs):
            return ()
        self._corrected = True
        seed = self._run.random("corrected").getrandbits(32)
        public = [test.input for test in self._run.problem.tests]
        stream = mutations(public, seed, reading.statement, reading.rules)
        some = [item for item in islice(stream, BATCH * _TRIES) if item.text not in self._made]
        findings = await check_validity(self._run, [item.text for item in some])
        allowed = [(item, finding) for item, finding in zip(some, findings, strict=True) if finding.state != "invalid"]
        return self._allowed(
            [
                self._record(f"R{number:02d}", item, finding)
                for number, (item, finding) in enumerate(allowed[:BATCH], start=1)
            ]
        )

    def _allowed(self, made: Sequence[SynthesizedInput]) -> tuple[SynthesizedInput, ...]:
        """Leave out what a person refused; after the names are given, so that the others keep theirs."""
        return tuple(item for item in made if not self._run.overrides.refused(item.text))

    def _make(self, candidate: Mutation, finding: Finding) -> SynthesizedInput:
        self._count += 1
        return self._record(f"I{self._count:02d}", candidate, finding)

    def _record(self, name: str, candidate: Mutation, finding: Finding) -> SynthesizedInput:
        self._made.add(candidate.text)
        source: Source = "generator" if candidate.parent is None else "mutation"
        return record_input(self._run, name, candidate.text, source, candidate.what, finding)


async def _next(candidates: Iterator[Mutation], count: int) -> list[Mutation]:
    """Take some more, in turns with everything else that goes on: each takes a while to make."""
    taken: list[Mutation] = []
    for candidate in islice(candidates, count):
        taken.append(candidate)
        await asyncio.sleep(0)
    return taken


def record_input(run: Run, name: str, text: str, source: Source, detail: str, finding: Finding) -> SynthesizedInput:
    """Put an input into the journal."""
    if run.overrides.refused(text):
        finding = Finding("invalid", "a person says that the statement does not allow it")
    run.conclude(InputSynthesized(name, run.store(text), source, detail, finding.state, finding.why))
    return SynthesizedInput(name, text, finding.state == "valid", finding.by_model, finding.taken)
