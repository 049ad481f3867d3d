"""How clusters meet: knockout, swiss or round-robin. Each match is the same; the formats differ in who meets whom.

`tests/benchmarks/tournament.py` draws how often each finds the right cluster against the judgements that it takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.runtime.together import together
from engine.steps.belief import beliefs
from engine.steps.bracket import draw_round_robin, draw_swiss, pair_up
from engine.steps.tournament import Contest, knockout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.events.selection import Cluster
    from engine.runtime.run import Run
    from engine.steps.merit import Measure
    from engine.steps.tournament import Evidence, Fought

_SETTLED = 0.95
"""How likely the leader must be the right one for a swiss tournament to end before its last round."""


async def play(
    run: Run, clusters: Sequence[Cluster], evidence: Evidence, measure: Measure
) -> tuple[Cluster, list[Fought]]:
    """Play the tournament that the settings want.

    Returns:
        the champion, and all matches, the first round first; a lone cluster is it without any.
    """
    if len(clusters) < 3 or run.settings.tournament == "knockout":  # two clusters meet once in every format
        return await knockout(run, clusters, evidence, measure)
    if run.settings.tournament == "swiss":
        return await swiss(run, clusters, evidence, measure)
    return await round_robin(run, clusters, evidence, measure)


async def round_robin(
    run: Run, clusters: Sequence[Cluster], evidence: Evidence, measure: Measure
) -> tuple[Cluster, list[Fought]]:
    """Let every pair meet; most matches won, then the likeliest (Copeland's rule)."""
    drawn = draw_round_robin(clusters)
    run.conclude(drawn)
    contest = Contest(run, drawn.bracket, evidence, measure)
    by_name = {cluster.name: cluster for cluster in clusters}
    fought = await together(contest.play(plan, by_name[plan.left], by_name[plan.right]) for plan in drawn.matches)
    return _standings(clusters, fought, {})[0], fought


async def swiss(
    run: Run, clusters: Sequence[Cluster], evidence: Evidence, measure: Measure
) -> tuple[Cluster, list[Fought]]:
    """Let neighbours in the standings meet, nobody twice, for log2 of their number rounds and one more.

    It ends as soon as the leader cannot be caught up with, or is settled by what is known. Who finds no opponent gets
    the point, at most once, the last first.
    """
    drawn = draw_swiss(clusters)
    run.conclude(drawn)
    fought: list[Fought] = []
    byes: dict[str, int] = {}
    met: set[frozenset[str]] = set()
    rounds = drawn.matches[-1].round + 1
    contest = Contest(run, drawn.bracket, evidence, measure)
    for number in range(rounds):
        order = _standings(clusters, fought, byes)
        if number and _is_settled(clusters, fought, byes, rounds - number):
            break
        pairs, alone = pair_up(order, met, byes, first=not number)
        byes |= {name: byes.get(name, 0) + 1 for name in alone}
        met |= {frozenset((left.name, right.name)) for left, right in pairs}
        places = [plan for plan in drawn.matches if plan.round == number]
        fought += await together(
            contest.play(plan, left, right) for plan, (left, right) in zip(places, pairs, strict=False)
        )
    return _standings(clusters, fought, byes)[0], fought


def _points(clusters: Sequence[Cluster], fought: Sequence[Fought], byes: dict[str, int]) -> dict[str, int]:
    won = [match.winner.name for match in fought]
    return {cluster.name: won.count(cluster.name) + byes.get(cluster.name, 0) for cluster in clusters}


def _standings(clusters: Sequence[Cluster], fought: Sequence[Fought], byes: dict[str, int]) -> list[Cluster]:
    """Most points first; of equal ones the likeliest, then the one seeded higher."""
    points, likely = _points(clusters, fought, byes), beliefs(clusters, fought)
    return sorted(clusters, key=lambda item: (-points[item.name], -round(likely[item.name], 9)))


def _is_settled(clusters: Sequence[Cluster], fought: Sequence[Fought], byes: dict[str, int], left: int) -> bool:
    """Whether no later round can change who wins, or hardly so."""
    points, (leader, second, *_) = _points(clusters, fought, byes), _standings(clusters, fought, byes)
    return points[leader.name] > points[second.name] + left or beliefs(clusters, fought)[leader.name] >= _SETTLED
