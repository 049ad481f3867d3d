"""How likely each cluster is the right one, after a tournament: Bayes over who is right, or nobody.

The prior is the sizes of the clusters: independent programs that agree are more often right than wrong in the same
way. A judge's votes are weighed by how reliable it is, which its own consistency tells: asked about the same outputs
in both orders, one that is right with probability r gives the same answer twice with probability r² + (1 - r)²
(the test-retest idea of Zheng et al. 2023, "Judging LLM-as-a-Judge"). Its errors about one pair are correlated, so
that many inputs of one match count as few independent ones.

`tests/benchmarks/tournament.py` holds the result against what is right.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from engine.events.selection import Likelihood

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.events.selection import Cluster
    from engine.steps.tournament import Fought

_NOBODY = 0.5
"""How many programs the possibility weighs as that no cluster is right."""

_BY_RULE = 0.97
"""How far a rule is trusted: the validator, too, may be wrong."""

_BY_PERSON = 0.99

_AGREE = 0.68
"""How often a judge that is right four times of five gives the same answer in both orders."""

_BEFOREHAND = 6.0
"""How many questions that expectation weighs."""

_LEAST, _MOST = 0.55, 0.85
"""Reliability of a judge, at least and at most: one that is consistently wrong looks reliable."""

_CORRELATION = 0.5
"""Of a judge's errors about one pair of programs, from input to input."""


def beliefs(clusters: Sequence[Cluster], matches: Sequence[Fought]) -> dict[str, float]:
    """Tell how likely each cluster is right; what is missing to 1 is that none is.

    Args:
        clusters: all that take part.
        matches: all that were fought, in any order.
    """
    weights = {cluster.name: math.log(len(cluster.members)) for cluster in clusters}
    nobody = math.log(_NOBODY)
    right = reliability(matches)
    for fought in matches:
        winner, loser, nothing = _evidence(fought, right)
        for name in weights:
            weights[name] += {fought.decided.winner: winner, fought.decided.loser: loser}.get(name, nothing)
        nobody += nothing
    top = max(nobody, *weights.values())
    odds = {name: math.exp(weight - top) for name, weight in weights.items()}
    total = sum(odds.values()) + math.exp(nobody - top)
    return {name: value / total for name, value in odds.items()}


def told(believed: Mapping[str, float], matches: Sequence[Fought]) -> tuple[tuple[Likelihood, ...], float | None]:
    """Beliefs as the journal keeps them, the likeliest cluster first; and the judge's reliability, if it voted."""
    ranked = sorted(believed.items(), key=lambda item: (-item[1], item[0]))
    likelihoods = tuple(Likelihood(name, round(value, 3)) for name, value in ranked)
    voted = any(fought.points for fought in matches)
    return likelihoods, round(reliability(matches), 3) if voted else None


def reliability(matches: Sequence[Fought]) -> float:
    """Estimate how often the judge is right from how often it says the same of one input, in both orders."""
    asked = [_agreement(points, fought.votes) for fought in matches for points in fought.points]
    same = sum(asked)
    share = (same + _AGREE * _BEFOREHAND) / (len(asked) + _BEFOREHAND)
    return min(_MOST, max(_LEAST, (1 + math.sqrt(max(0.0, 2 * share - 1))) / 2))


def _agreement(points: tuple[float, float], votes: int) -> float:
    """How likely two different votes on one input are for the same side."""
    counts = [round(share * votes) for share in points]
    return sum(count * (count - 1) for count in counts) / (votes * (votes - 1))


def _evidence(fought: Fought, right: float) -> tuple[float, float, float]:
    """Log-likelihoods of a match's outcome if the winner is right, if the loser is, and if neither."""
    match fought.decided.by:
        case "rule":
            return math.log(_BY_RULE), math.log(1 - _BY_RULE), math.log(0.5)
        case "person":
            return math.log(_BY_PERSON), math.log(1 - _BY_PERSON), math.log(0.5)
        case _ if not fought.points:
            return 0.0, 0.0, 0.0
    count = len(fought.points)
    independent = count / (1 + (count - 1) * _CORRELATION)
    score = [max(fought.decided.score), min(fought.decided.score)]
    if fought.decided.by == "size":  # the points are even
        score = [sum(score) / 2] * 2
    for_winner, for_loser = (independent * points / count for points in score)
    yes, no = math.log(right), math.log(1 - right)
    return (
        for_winner * yes + for_loser * no,
        for_winner * no + for_loser * yes,
        (for_winner + for_loser) * math.log(0.5),
    )
