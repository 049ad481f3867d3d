"""Inputs at the edges of what programs do: where an output changes with one number, found by bisection.

Programs that agree on all small inputs may still draw a line in different places, and be one off. So one of them is
asked, of some numbers of known inputs, at which value its output changes; at that value all of them run. Only inputs
that tell some apart are kept: the others say nothing new.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from engine.inputs import Edge, Number, Numbers, mates_of, search, written
from engine.runtime.together import together
from engine.steps.merit import Ran, same_outcome
from engine.steps.reading import reading_of
from engine.steps.synthesis import record_input
from engine.steps.validating import check_validity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from engine.events.executions import Outcome
    from engine.events.selection import Cluster
    from engine.inputs import Finding
    from engine.runtime.run import Run
    from engine.steps.merit import Measure
    from engine.steps.pool import Revision
    from engine.steps.synthesis import SynthesizedInput

_NUMBERS = 20
"""Numbers whose edges are looked for, each downwards and upwards."""

_PROBES = 40
"""Values that one search asks about, at most."""

_TRIED = 96
"""Inputs at edges on which all that agree are run, at most."""

_MATES = 2
"""Other numbers of the same line that are turned at an edge."""

_KEPT = 2
"""Inputs of one edge that are kept for each way in which they tell programs apart."""

_LONGEST = 1_000
"""Characters of an input in which edges are looked for."""


class EdgeSearch:
    """Finds inputs at edges that split clusters; equal runs find the same ones."""

    def __init__(self, run: Run, survivors: Sequence[Revision], measure: Measure) -> None:
        """Prepare to search among these survivors."""
        self._run = run
        self._survivors = {survivor.id: survivor for survivor in survivors}
        self._measure = measure
        self._random = run.random("edges")
        self._edges: list[tuple[Edge, list[Number]]] | None = None
        self._left = _TRIED
        self._count = 0
        self._seen = {test.input for test in run.problem.tests}

    async def batch(
        self, clusters: Sequence[Cluster], inputs: Sequence[SynthesizedInput]
    ) -> tuple[SynthesizedInput, ...]:
        """The next inputs that split a cluster; empty when there are no more.

        Args:
            clusters: as they stand, the largest first.
            inputs: those that count so far.

        Raises:
            ExecutorError, BudgetError: as `Run.execute`.
        """
        groups = [[self._survivors[name] for name in item.members] for item in clusters if len(item.members) > 1]
        if self._edges is None:
            self._edges = await self._found(groups[0], inputs) if groups else []
        while self._edges and self._left > 0:
            edge, mates = self._edges.pop(0)
            if made := await self._at(edge, mates, groups):
                return made
        return ()

    # ---------------------------------------------------------------- searching

    async def _found(
        self, members: Sequence[Revision], inputs: Sequence[SynthesizedInput]
    ) -> list[tuple[Edge, list[Number]]]:
        """Find edges, those first at which an output changes, then those at which inputs cease to be allowed."""
        problem = self._run.problem
        reading = await reading_of(self._run)
        if reading is None or problem.interactive or not self._run.settings.inputs:
            return []
        numbers = Numbers(reading.public, reading.statement, reading.rules, wide=bool(problem.input_validators))
        known = [*reading.public, *(item.text for item in inputs)]
        texts = [text for text in dict.fromkeys(known) if len(text) <= _LONGEST]
        places = {text: numbers.of(text) for text in texts}
        chosen = _chosen(places, self._random)
        work = [
            self._edge(text, number, end, members[at % len(members)])
            for at, (text, number) in enumerate(chosen)
            for end in (number.low, number.high)
        ]
        found = sorted((item for item in await together(work) if item), key=lambda item: item[0])
        return [(edge, mates_of(edge.number, places[edge.text])[:_MATES]) for _, edge in found]

    async def _edge(self, text: str, number: Number, end: int, revision: Revision) -> tuple[bool, Edge] | None:
        """Search one way; whether inputs are no longer allowed there, and the edge, unless it is at the value itself.

        What changes with every step has no edges, and those beside known inputs are tried anyway.
        """
        before, _ = await self._did(revision, text)
        if before is None or not before.clean or number.value == end:
            return None
        asking, did_same = search(number.value, end), True
        value = next(asking)
        for _ in range(_PROBES):
            after, _ = await self._did(revision, written(text, {number: value}))
            did_same = after is not None and same_outcome(before, after, self._run.problem.output_rules)
            try:
                value = asking.send(did_same)
            except StopIteration as end_of_search:
                neighbours = end_of_search.value
                break
        else:
            return None
        if neighbours is None or neighbours[0] == number.value:
            return None
        edge = Edge(text, number, *neighbours)
        return await self._is_forbidden(edge, before, revision), edge

    async def _is_forbidden(self, edge: Edge, before: Outcome, revision: Revision) -> bool:
        """Whether inputs cease to be allowed at an edge; not where a single one is forbidden, and the next changes."""
        for text in (written(edge.text, {edge.number: edge.other}), edge.beyond()):
            after, allowed = await self._did(revision, text)
            if allowed:
                return after is not None and same_outcome(before, after, self._run.problem.output_rules)
        return True

    async def _did(self, revision: Revision, text: str) -> tuple[Outcome | None, bool]:
        """What a program does on an input, and whether that is allowed; nothing where it is not."""
        (finding,) = await check_validity(self._run, [text])
        if finding.state == "invalid":
            return None, False
        (outcome,) = await self._run.execute(revision.program, [text])
        return outcome, True

    # ---------------------------------------------------------------- telling apart

    async def _at(
        self, edge: Edge, mates: Sequence[Number], groups: Sequence[Sequence[Revision]]
    ) -> tuple[SynthesizedInput, ...]:
        """Run all that agree at an edge; keep what tells them apart."""
        made = {text: what for text, what in edge.inputs(mates) if text not in self._seen}
        self._seen.update(made)
        findings = dict(zip(made, await check_validity(self._run, list(made)), strict=True))
        allowed = [
            text for text in made if findings[text].state != "invalid" and not self._run.overrides.refused(text)
        ][: self._left]
        self._left -= len(allowed)
        if not allowed:
            return ()
        ways = await self._ways(allowed, groups)
        kept: dict[tuple[bool, ...], int] = {}
        splitting = []
        for text in sorted(allowed, key=lambda each: findings[each].state != "valid"):
            kept[ways[text]] = kept.get(ways[text], 0) + 1
            if any(ways[text]) and kept[ways[text]] <= _KEPT:
                splitting.append(text)
        return tuple(self._record(text, made[text], findings[text]) for text in splitting)

    async def _ways(self, texts: Sequence[str], groups: Sequence[Sequence[Revision]]) -> dict[str, tuple[bool, ...]]:
        """For each input, which members of the groups do something else than the first one of theirs."""
        columns = []
        for members in groups:
            rows = await together(self._run.execute(member.program, texts) for member in members)
            first, *others = (Ran(member.program, tuple(row)) for member, row in zip(members, rows, strict=True))
            for other in others:
                merits = await self._measure.compare(texts, first, other)
                columns.append([merit not in {"same", "open"} for merit in merits])
        return {text: tuple(column[at] for column in columns) for at, text in enumerate(texts)}

    def _record(self, text: str, what: str, finding: Finding) -> SynthesizedInput:
        self._count += 1
        return record_input(self._run, f"E{self._count:02d}", text, "bisection", what, finding)


def _chosen(places: dict[str, list[Number]], random: Random) -> list[tuple[str, Number]]:
    """Choose numbers of known inputs: one of every column in turn, those of the first inputs before others."""
    columns: dict[int, list[tuple[str, Number]]] = {}
    for text, numbers in places.items():
        mine: dict[int, list[Number]] = {}
        for number in numbers:
            mine.setdefault(number.column, []).append(number)
        for column, several in mine.items():
            columns.setdefault(column, []).append((text, random.choice(several)))
    turns = zip_longest(*(columns[column] for column in sorted(columns)))
    return [item for turn in turns for item in turn if item][:_NUMBERS]
