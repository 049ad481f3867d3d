"""AlphaCode: filter by the public tests, cluster by behaviour, submit one of each cluster, the largest first.

Li et al. 2022, "Competition-Level Code Generation with AlphaCode" (arXiv 2203.07814), section 4.6: programs that pass
the example tests are run on inputs that a model wrote, grouped by their outputs, and at most ten are submitted, one of
each cluster from the largest to the smallest, and again from the largest while some are left.

As published: up to a million samples in two languages, inputs from a model trained for that.
Here otherwise: the settings say how many samples, each debugged; inputs are mutations of the public ones (how the
data set of the paper was made, too); members are taken in the order of samples. The first of the list is selected,
the whole list stands in the journal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.events.methods import RankingMade, Standing
from engine.steps.pool import copies_of, filter_survivors, speakers
from engine.steps.sampling import draw_samples
from engine.steps.selecting import closest, select
from engine.steps.voting import count_votes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.events.samples import RevisionId
    from engine.events.selection import SelectionMade
    from engine.runtime.run import Run

SUBMISSIONS = 10


async def alphacode(run: Run) -> SelectionMade | None:
    """Submit one of each cluster of behaviour, the largest first; None when no sample yielded a program."""
    pool = speakers(await draw_samples(run))
    if not pool:
        return None
    survivors = filter_survivors(run, pool)
    if not survivors[0].survives:
        return closest(run, survivors[0])
    copies = copies_of(survivors, pool)
    votes = await count_votes(run, survivors, {name: float(number) for name, number in copies.items()})
    clusters = sorted(votes.ranked, key=lambda item: (-item.votes, item.cluster.members[0]))
    sizes = {item.cluster.members: item.votes for item in clusters}
    submissions = in_turn([item.cluster.members for item in clusters])
    of = {member: members for members in sizes for member in members}
    places = (Standing((name,), sizes[of[name]], why=f"cluster of {sizes[of[name]]:g}") for name in submissions)
    run.conclude(RankingMade("cluster size", tuple(places), votes.inputs))
    chosen = next(item for item in survivors if item.id == submissions[0])
    best, total = clusters[0], sum(sizes.values())
    reason = (
        f"the first of {len(submissions)} to submit, from {best.cluster.name}, the largest of {len(clusters)} clusters "
        f"({best.votes:g} of {total:g} programs, {votes.inputs} inputs)"
    )
    return select(run, chosen, best.votes / total, reason)


def in_turn(clusters: Sequence[Sequence[RevisionId]]) -> list[RevisionId]:
    """One member of each cluster, the first clusters first, and again until ten are found or none is left."""
    longest = max(map(len, clusters), default=0)
    turns = [members[turn] for turn in range(longest) for members in clusters if turn < len(members)]
    return turns[:SUBMISSIONS]
