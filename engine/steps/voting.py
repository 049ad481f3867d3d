"""Votes: programs that do the same on many inputs vouch for each other's outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from engine.events.methods import RankingMade, Standing
from engine.events.selection import Cluster
from engine.steps.clustering import refine_clusters
from engine.steps.merit import Measure
from engine.steps.synthesis import InputStream

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.events.samples import RevisionId
    from engine.runtime.run import Run
    from engine.steps.pool import Revision


class Behaviour(Struct, frozen=True):
    """Programs that do the same on every input."""

    cluster: Cluster
    votes: float
    clean: bool
    """Whether it ended cleanly on every input; what crashes has no say in what is right."""


class Behaviours(Struct, frozen=True):
    """All that the programs do, the most votes first, and on how many inputs that rests."""

    ranked: tuple[Behaviour, ...]
    inputs: int


async def count_votes(run: Run, survivors: Sequence[Revision], weights: Mapping[RevisionId, float]) -> Behaviours:
    """Execute programs on synthesized inputs, and add up the weights of those that do the same.

    Programs that fail on an input have no vote, unless all do. Ties stand in the order of samples.

    Args:
        run: where it happens.
        survivors: different programs.
        weights: what each one's vote is worth.

    Raises:
        ExecutorError: a fault of ours. The end of a budget ends the inputs.
    """
    refined = await refine_clusters(run, survivors, InputStream(run), await Measure.of(run, survivors))
    behaviours = []
    for cluster in refined.clusters:
        row = refined.outcomes[cluster.members[0]]
        clean = len(row) == len(refined.inputs) and all(outcome.clean for outcome in row)
        behaviours.append(Behaviour(cluster, sum(weights[member] for member in cluster.members), clean))
    ordered = sorted(behaviours, key=lambda item: (not item.clean, -item.votes, item.cluster.members[0]))
    return Behaviours(tuple(ordered), len(refined.inputs))


def record_votes(run: Run, behaviours: Behaviours, by: str) -> None:
    """Put the ranking into the journal."""
    standings = (
        Standing(
            item.cluster.members,
            round(item.votes, 6) if item.clean else 0.0,
            why=item.cluster.name if item.clean else f"{item.cluster.name}, which fails on an input: no vote",
        )
        for item in behaviours.ranked
    )
    run.conclude(RankingMade(by, tuple(standings), behaviours.inputs))
