"""The shape of a knockout: who meets whom, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.events.selection import BracketDrawn, MatchPlan
from engine.problem.model import digest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.events.selection import Cluster


def draw_knockout(clusters: Sequence[Cluster]) -> BracketDrawn:
    """Seed the clusters in their order (largest first), so that large ones meet late.

    The bracket is filled up to a power of two with byes, which go to the first seeds and need no match.
    """
    size = 1
    while size < len(clusters):
        size *= 2
    entrants = [clusters[seed - 1].name if seed <= len(clusters) else "" for seed in seeding(size)]
    matches: list[MatchPlan] = []
    level = 0
    while len(entrants) > 1:
        winners = []
        for left, right in zip(entrants[::2], entrants[1::2], strict=True):
            if left and right:
                matches.append(MatchPlan(f"M{len(matches) + 1}", level, left, right))
                winners.append(matches[-1].match)
            else:
                winners.append(left or right)
        entrants = winners
        level += 1
    return BracketDrawn(bracket_name(clusters), "knockout", tuple(clusters), tuple(matches))


def seeding(size: int) -> list[int]:
    """Order of the seeds 1..size (a power of two) from top to bottom: 1 and 2 can meet in the final only."""
    order = [1]
    while len(order) < size:
        mirror = 2 * len(order) + 1
        order = [seed for best in order for seed in (best, mirror - best)]
    return order


def bracket_name(clusters: Sequence[Cluster]) -> str:
    """Digest of the clusters and their members, which the events of the matches carry."""
    return digest(*(f"{cluster.name} {' '.join(map(str, cluster.members))}" for cluster in clusters))
