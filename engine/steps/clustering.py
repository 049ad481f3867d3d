"""Clusters: survivors that did the same on every input so far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.errors import BudgetError
from engine.events.executions import Outcome
from engine.events.samples import RevisionId
from engine.events.selection import Cluster, ClustersFormed
from engine.runtime.together import together
from engine.steps.adapting import Adaptive
from engine.steps.edges import EdgeSearch
from engine.steps.generating import generated_inputs
from engine.steps.merit import Measure, Ran
from engine.steps.synthesis import SynthesizedInput

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

    from engine.runtime.run import Run
    from engine.steps.pool import Revision
    from engine.steps.synthesis import InputStream

_FALLS_AFTER = 3
_AT_A_TIME = 4
_JURY = 3  # programs, before a majority of them means anything

Outcomes = dict[RevisionId, list[Outcome]]
"""What each survivor did, in the order of the inputs, as far as it stood."""


class Refined(Struct, frozen=True):
    """Where the survivors stand after all inputs."""

    clusters: tuple[Cluster, ...]
    inputs: Sequence[SynthesizedInput]
    """Those that the clusters rest on."""
    outcomes: Outcomes
    """What each survivor did on these, as far as it stood."""
    undecided: tuple[str, ...] = ()
    """Names of the inputs on which different outputs may all be right."""


class Grouping(Struct, frozen=True):
    """Survivors in groups, the largest first, and the positions of the inputs that leave something open."""

    clusters: tuple[Cluster, ...]
    open: tuple[int, ...] = ()


async def refine_clusters(run: Run, survivors: Sequence[Revision], stream: InputStream, measure: Measure) -> Refined:
    """Execute the survivors on batch after batch of inputs, and group them after each.

    Small inputs come first, until every survivor stands alone or no more are asked for, then those at edges of what
    programs do that still agree, then those that a model writes for these; inputs near the limits of the problem come
    last. When the budget ends, the
    batch that was under way does not count, nor does an input that an interactor cannot judge.
    """
    inputs: list[SynthesizedInput] = []
    outcomes: Outcomes = {survivor.id: [] for survivor in survivors}
    clusters: tuple[Cluster, ...] = (await group(survivors, outcomes, (), measure)).clusters
    run.conclude(ClustersFormed(0, 0, clusters))
    if len(survivors) == 1:
        return Refined(clusters, inputs, outcomes)
    edges = EdgeSearch(run, survivors, measure)
    adaptive = Adaptive(run, survivors)
    stages = 0
    unjudged: list[str] = []
    undecided: tuple[str, ...] = ()
    suspect: list[str] = []
    try:
        batches = _batches(
            stream,
            lambda: len(clusters) == len(survivors),
            lambda: edges.batch(clusters, inputs),
            _Asked(run, lambda: adaptive.batch(clusters, inputs, outcomes)).batch,
        )
        async for batch in batches:
            rows = await execute_all(run, survivors, batch, outcomes)
            doubtful = _doubtful(batch, rows)
            judged = [at for at in _judged(run, batch, rows) if at not in doubtful]
            new = {name: [*outcomes[name], *(row[at] for at in judged if at < len(row))] for name, row in rows.items()}
            texts = [made.text for made in (*inputs, *(batch[at] for at in judged))]
            grouping = await group(survivors, new, texts, measure)
            # From here on nothing is awaited: the batch counts as a whole.
            stages += 1
            inputs += [batch[at] for at in judged]
            outcomes, clusters = new, grouping.clusters
            suspect += [batch[at].name for at in sorted(doubtful)]
            unjudged += [made.name for at, made in enumerate(batch) if at not in judged and at not in doubtful]
            undecided = (*unjudged, *(inputs[at].name for at in grouping.open))
            why = _why_undecided(run, measure) if undecided else ""
            run.conclude(ClustersFormed(stages, len(inputs), clusters, undecided, why, tuple(suspect)))
    except BudgetError:
        pass
    why = _why_undecided(run, measure) if undecided else ""
    run.conclude(ClustersFormed(stages, len(inputs), clusters, undecided, why, tuple(suspect)), last=True)
    return Refined(clusters, inputs, outcomes, undecided)


class _Asked:
    """What a model writes: by its generators first, which are asked for once, then for pairs that still agree."""

    def __init__(self, run: Run, adaptive: Callable[[], Awaitable[tuple[SynthesizedInput, ...]]]) -> None:
        self._run = run
        self._adaptive = adaptive
        self._generated = False

    async def batch(self) -> tuple[SynthesizedInput, ...]:
        """The next inputs; empty when nothing more is asked for."""
        if not self._generated:
            self._generated = True
            if made := await generated_inputs(self._run):
                return made
        return await self._adaptive()


def _judged(run: Run, batch: Sequence[SynthesizedInput], rows: Outcomes) -> list[int]:
    """Positions of the inputs that count: all but those on which an interactor failed, for want of an answer."""
    if not run.problem.interactive:
        return list(range(len(batch)))
    return [at for at in range(len(batch)) if all(row[at].ending != "IE" for row in rows.values() if at < len(row))]


def _doubtful(batch: Sequence[SynthesizedInput], rows: Outcomes) -> set[int]:
    """Positions of inputs that nobody but a model checked and most programs fail on: those are likely not allowed.

    All the programs pass the public tests, so that a crash of most of them says more of the input than of them.
    """
    if len(rows) < _JURY:
        return set()
    found = set()
    for at, made in enumerate(batch):
        failed = sum(_failed(row[at]) for row in rows.values() if at < len(row))
        if (made.by_model or not made.checked) and 2 * failed > len(rows):
            found.add(at)
    return found


def _why_undecided(run: Run, measure: Measure) -> str:
    if run.problem.interactive:
        return "the interactor fails without an answer"
    return measure.mistrust or "the checker fails without a true answer"


async def _batches(
    stream: InputStream,
    apart: Callable[[], bool],
    at_edges: Callable[[], Awaitable[tuple[SynthesizedInput, ...]]],
    written: Callable[[], Awaitable[tuple[SynthesizedInput, ...]]],
) -> AsyncIterator[tuple[SynthesizedInput, ...]]:
    if batch := await stream.of_the_person():
        yield batch
    index = 0
    while not apart() and (batch := await stream.batch(index)):
        yield batch
        index += 1
    while not apart() and (batch := await at_edges()):
        yield batch
    while not apart() and (batch := await written()):
        yield batch
    if batch := await stream.near_limits():
        yield batch


async def execute_all(
    run: Run, survivors: Sequence[Revision], inputs: Sequence[SynthesizedInput], before: Outcomes
) -> Outcomes:
    """Run every survivor on every input, all at once; one that has fallen is spared.

    Args:
        run: where it happens.
        survivors: who is run.
        inputs: what they are run on.
        before: what they did on earlier inputs.
    """
    rows = await together(execute_while_standing(run, item, inputs, before[item.id]) for item in survivors)
    return {survivor.id: row for survivor, row in zip(survivors, rows, strict=True)}


async def execute_while_standing(
    run: Run, revision: Revision, inputs: Sequence[SynthesizedInput], before: Sequence[Outcome] = ()
) -> list[Outcome]:
    """Run a revision on inputs, a few at a time, until it has failed on three that were found to be allowed.

    Three crashes or time-outs on valid inputs say enough, and each time-out costs the whole limit. The result
    is shorter than the inputs when the revision fell.
    """
    checked = all(made.checked for made in inputs)
    row: list[Outcome] = []
    for start in range(0, len(inputs), _AT_A_TIME):
        if checked and sum(_failed(outcome) for outcome in (*before, *row)) >= _FALLS_AFTER:
            break
        texts = [made.text for made in inputs[start : start + _AT_A_TIME]]
        row += await run.execute(revision.program, texts)
    return row


def _failed(outcome: Outcome) -> bool:
    return outcome.failure not in {None, "IE"}


async def group(
    survivors: Sequence[Revision],
    outcomes: Mapping[RevisionId, Sequence[Outcome]],
    inputs: Sequence[str],
    measure: Measure,
) -> Grouping:
    """Group survivors with the same outcomes; the largest group is C01, ties in the order of samples.

    Who fell at different times has not done the same. A group is known by its first member: tolerance in
    comparing numbers is not transitive, so each survivor is compared with that one only.

    Raises:
        ExecutorError, BudgetError: as `Run.check`.
    """
    rows = {item.id: Ran(item.program, tuple(outcomes[item.id])) for item in survivors}
    groups: list[list[RevisionId]] = []
    left_open: set[int] = set()
    for survivor in survivors:
        mine = rows[survivor.id]
        for members in groups:
            theirs = rows[members[0]]
            if len(theirs.outcomes) != len(mine.outcomes):
                continue
            apart, undecided = await measure.apart(inputs[: len(mine.outcomes)], theirs, mine)
            left_open.update(undecided)
            if not apart:
                members.append(survivor.id)
                break
        else:
            groups.append([survivor.id])
    groups.sort(key=lambda members: (-len(members), members[0]))
    clusters = tuple(Cluster(f"C{number:02d}", tuple(members)) for number, members in enumerate(groups, start=1))
    return Grouping(clusters, tuple(sorted(left_open)))
