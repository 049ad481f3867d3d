"""The shapes of tournaments: who meets whom, and when."""

from __future__ import annotations

from itertools import combinations
from math import ceil, log2
from typing import TYPE_CHECKING

from engine.events.selection import TO_BE_DRAWN, BracketDrawn, MatchPlan
from engine.problem.model import digest

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

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


def draw_round_robin(clusters: Sequence[Cluster]) -> BracketDrawn:
    """Let every pair meet, all in one round."""
    pairs = combinations(clusters, 2)
    plans = [MatchPlan(f"M{number}", 0, left.name, right.name) for number, (left, right) in enumerate(pairs, start=1)]
    return BracketDrawn(bracket_name(clusters), "round-robin", tuple(clusters), tuple(plans))


def draw_swiss(clusters: Sequence[Cluster]) -> BracketDrawn:
    """Set up log2 of their number rounds and one more; who meets is known when the round before is played."""
    rounds = min(len(clusters) - 1, ceil(log2(len(clusters))) + 1)
    each = len(clusters) // 2
    plans = [
        MatchPlan(f"M{number * each + place}", number, TO_BE_DRAWN, TO_BE_DRAWN)
        for number in range(rounds)
        for place in range(1, each + 1)
    ]
    return BracketDrawn(bracket_name(clusters), "swiss", tuple(clusters), tuple(plans))


def pair_up(
    order: Sequence[Cluster], met: Collection[frozenset[str]], byes: Mapping[str, int], *, first: bool
) -> tuple[list[tuple[Cluster, Cluster]], list[str]]:
    """Pair clusters that have not met: the upper half with the lower one at first, then neighbours.

    Args:
        order: the standings.
        met: pairs of names.
        byes: how often each had no opponent.
        first: whether it is the first round.

    Returns:
        the pairs, and the names of those without an opponent.
    """
    waiting, alone = list(order), []
    if len(waiting) % 2:
        last = next(
            item
            for item in reversed(waiting)
            if byes.get(item.name, 0) == min(byes.get(other.name, 0) for other in waiting)
        )
        waiting.remove(last)
        alone.append(last.name)
    pairs = []
    step = len(waiting) // 2 if first else 1
    while waiting:
        left = waiting.pop(0)
        free = [item for item in waiting if frozenset((left.name, item.name)) not in met]
        if not free:
            alone.append(left.name)
            continue
        other = free[min(step, len(free)) - 1]
        waiting.remove(other)
        pairs.append((left, other))
    return pairs, alone


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
