"""Which member speaks for the cluster that won: the one that stands the largest inputs best.

The members did the same on every input so far, but among those may be one that is right and too slow, or that recurses
too deep, on the largest inputs that the problem allows. Secret tests hold such inputs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import BudgetError
from engine.events.selection import Contender, SpeakerChosen
from engine.steps.clustering import execute_all, group

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.events.executions import Outcome
    from engine.events.samples import RevisionId
    from engine.events.selection import Cluster
    from engine.runtime.run import Run
    from engine.steps.merit import Measure
    from engine.steps.pool import Revision
    from engine.steps.synthesis import InputStream, SynthesizedInput
    from engine.steps.tournament import Evidence

_SLOWER = 10
"""Parts of a second in which CPU time is compared: finer, and noise would choose."""

_HUNGRIER = 64 << 20
"""Bytes in whose multiples memory is compared."""


async def choose_speaker(
    run: Run, cluster: Cluster, evidence: Evidence, stream: InputStream, measure: Measure
) -> Revision:
    """Run the members of a cluster on inputs of full size, and choose among them by rule.

    Fewest crashes and time-outs come first, then what most of the members say on these inputs, then the CPU time of
    the slowest execution, then memory, then the order of samples. Without such inputs, or when the budget ends, the
    inputs that there were before tell.
    """
    members = [evidence.survivors[name] for name in cluster.members]
    if len(members) == 1:
        return members[0]
    heats: Sequence[SynthesizedInput] = ()
    outcomes: dict[RevisionId, list[Outcome]] = {member.id: [] for member in members}
    agreeing = dict.fromkeys(outcomes, len(members))
    try:
        made = await stream.of_full_size()
        if made:
            ran = await execute_all(run, members, made, outcomes)
            grouping = await group(members, ran, [item.text for item in made], measure)
            agreeing = {name: len(each.members) for each in grouping.clusters for name in each.members}
            heats, outcomes = made, ran
    except BudgetError:
        pass
    contenders = [_contender(evidence, member, outcomes[member.id]) for member in members]
    best = min(contenders, key=lambda one: _rank(one, agreeing[one.revision]))
    run.conclude(SpeakerChosen(cluster.name, best.revision, tuple(item.name for item in heats), tuple(contenders)))
    return evidence.survivors[best.revision]


def _contender(evidence: Evidence, member: Revision, heats: Sequence[Outcome]) -> Contender:
    outcomes = [*evidence.outcomes[member.id], *(result.outcome for result in member.results), *heats]
    return Contender(
        member.id,
        sum(not outcome.clean for outcome in outcomes),
        round(max((outcome.cpu_seconds for outcome in outcomes), default=0.0), 3),
        max((outcome.memory_bytes for outcome in outcomes), default=0),
    )


def _rank(one: Contender, agreeing: int) -> tuple[int, int, int, int, RevisionId]:
    return (
        one.failures,
        -agreeing,
        int(one.cpu_seconds * _SLOWER),
        one.memory_bytes // _HUNGRIER,
        one.revision,
    )
