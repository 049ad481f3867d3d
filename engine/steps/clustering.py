"""Clusters: survivors that did the same on every input so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import BudgetError
from engine.events.selection import Cluster, ClustersFormed
from engine.problem.compare import same_output
from engine.runtime.together import together

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence

    from engine.events.executions import Outcome
    from engine.events.samples import RevisionId
    from engine.problem.model import OutputRules
    from engine.runtime.run import Run
    from engine.steps.pool import Revision
    from engine.steps.synthesis import InputStream, SynthesizedInput

_FALLS_AFTER = 3
_AT_A_TIME = 4

Outcomes = dict["RevisionId", list["Outcome"]]
"""What each survivor did, in the order of the inputs, as far as it stood."""


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
            rows = await execute_all(run, survivors, [made.text for made in batch], outcomes)
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


async def execute_all(run: Run, survivors: Sequence[Revision], texts: Sequence[str], before: Outcomes) -> Outcomes:
    """Run every survivor on every input, all at once; one that has fallen is spared.

    Args:
        run: where it happens.
        survivors: who is run.
        texts: the inputs.
        before: what they did on earlier inputs.
    """
    rows = await together(execute_while_standing(run, item, texts, before[item.id]) for item in survivors)
    return {survivor.id: row for survivor, row in zip(survivors, rows, strict=True)}


async def execute_while_standing(
    run: Run, revision: Revision, texts: Sequence[str], before: Sequence[Outcome] = ()
) -> list[Outcome]:
    """Run a revision on inputs, a few at a time, until it has failed on three that a validator allows.

    Three crashes or time-outs on valid inputs say enough, and each time-out costs the whole limit. The result
    is shorter than the inputs when the revision fell.
    """
    checked = bool(run.problem.input_validators)
    row: list[Outcome] = []
    for start in range(0, len(texts), _AT_A_TIME):
        if checked and sum(not outcome.clean for outcome in (*before, *row)) >= _FALLS_AFTER:
            break
        row += await run.execute(revision.program, texts[start : start + _AT_A_TIME])
    return row


def group_by_outcomes(
    survivors: Sequence[Revision], outcomes: Mapping[RevisionId, Sequence[Outcome]], rules: OutputRules
) -> tuple[Cluster, ...]:
    """Group survivors with the same outcomes; the largest group is C01, ties in the order of samples.

    Who fell at different times has not done the same. A group is known by its first member: tolerance in
    comparing numbers is not transitive, so each survivor is compared with that one only.
    """
    groups: list[list[RevisionId]] = []
    for survivor in survivors:
        mine = outcomes[survivor.id]
        for group in groups:
            theirs = outcomes[group[0]]
            if len(theirs) == len(mine) and all(same_outcome(a, b, rules) for a, b in zip(theirs, mine, strict=True)):
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
