"""Clusters: survivors that did the same on every input so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import BudgetError
from engine.events.selection import Cluster, ClustersFormed
from engine.problem.compare import same_output
from engine.runtime.together import together

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence

    from engine.events.executions import Outcome
    from engine.events.samples import RevisionId
    from engine.problem.model import OutputRules
    from engine.runtime.run import Run
    from engine.steps.pool import Revision
    from engine.steps.synthesis import InputStream, SynthesizedInput

Outcomes = dict["RevisionId", list["Outcome"]]
"""What each survivor did, in the order of the inputs."""


async def refine_clusters(
    run: Run, survivors: Sequence[Revision], stream: InputStream
) -> tuple[tuple[Cluster, ...], list[SynthesizedInput], Outcomes]:
    """Execute the survivors on batch after batch of inputs, and group them after each.

    Small inputs come first, until every survivor stands alone or no more are asked for; inputs near the limits
    of the problem come last. When the budget ends, the batch that was under way does not count.

    Returns:
        the clusters, the inputs that they rest on, and the survivors' outcomes on these.
    """
    inputs: list[SynthesizedInput] = []
    outcomes: Outcomes = {survivor.id: [] for survivor in survivors}
    clusters = group_by_outcomes(survivors, outcomes, run.problem.output_rules)
    run.conclude(ClustersFormed(0, 0, clusters))
    if len(survivors) == 1:
        return clusters, inputs, outcomes
    stages = 0
    try:
        async for batch in _batches(stream, lambda: len(clusters) == len(survivors)):  # noqa: B023 - meant so
            rows = await execute_all(run, survivors, batch)
            stages += 1
            inputs.extend(batch)
            for survivor in survivors:
                outcomes[survivor.id] += rows[survivor.id]
            clusters = group_by_outcomes(survivors, outcomes, run.problem.output_rules)
            run.conclude(ClustersFormed(stages, len(inputs), clusters))
    except BudgetError:
        pass
    return clusters, inputs, outcomes


async def _batches(stream: InputStream, apart: Callable[[], bool]) -> AsyncIterator[tuple[SynthesizedInput, ...]]:
    index = 0
    while not apart() and (batch := await stream.batch(index)):
        yield batch
        index += 1
    if batch := await stream.near_limits():
        yield batch


async def execute_all(run: Run, survivors: Iterable[Revision], inputs: Sequence[SynthesizedInput]) -> Outcomes:
    """Run every survivor on every input, all at once."""
    texts = [item.text for item in inputs]
    survivors = list(survivors)
    rows = await together(run.execute(survivor.program, texts) for survivor in survivors)
    return {survivor.id: row for survivor, row in zip(survivors, rows, strict=True)}


def group_by_outcomes(
    survivors: Sequence[Revision], outcomes: Mapping[RevisionId, Sequence[Outcome]], rules: OutputRules
) -> tuple[Cluster, ...]:
    """Group survivors with the same outcomes; the largest group is C01, ties in the order of samples.

    A group is known by its first member: tolerance in comparing numbers is not transitive, so each survivor
    is compared with that one only.
    """
    groups: list[list[RevisionId]] = []
    for survivor in survivors:
        mine = outcomes[survivor.id]
        for group in groups:
            if all(same_outcome(a, b, rules) for a, b in zip(outcomes[group[0]], mine, strict=True)):
                group.append(survivor.id)
                break
        else:
            groups.append([survivor.id])
    groups.sort(key=lambda group: (-len(group), group[0]))
    return tuple(Cluster(f"C{number:02d}", tuple(group)) for number, group in enumerate(groups, start=1))


def same_outcome(left: Outcome, right: Outcome, rules: OutputRules) -> bool:
    """Whether two executions of one input did the same: ended badly in the same way, or print the same."""
    if not (left.clean and right.clean):
        return left.ending == right.ending
    if left.output_digest == right.output_digest and not rules.space_sensitive:
        return True
    if not (left.whole and right.whole):
        return False
    return same_output(left.output, right.output, rules)
