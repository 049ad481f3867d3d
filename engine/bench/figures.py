"""Figures of a comparison: unbiased pass@k, the value of a ranking, selection efficiency, bootstrap intervals."""

from __future__ import annotations

from math import comb
from random import Random
from statistics import fmean
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_RESAMPLES = 2000


class Interval(NamedTuple):
    """From, to: 95% of the resamples lie within."""

    low: float
    high: float


def pass_at_k(samples: int, right: int, k: int) -> float:
    """Chance that k samples, drawn without putting back, hold a right one; of all if there are fewer.

    1 - C(n-c, k) / C(n, k): Chen et al. 2021, "Evaluating Large Language Models Trained on Code", section 2.1.
    """
    if samples == 0:
        return 0.0
    k = min(k, samples)
    return 1.0 - comb(samples - right, k) / comb(samples, k)


def ranked_pass_at_k(ranks: Sequence[tuple[int, int]], k: int) -> float:
    """Chance that one random member of each of the first k ranks holds a right one; beyond the last, from the first.

    Args:
        ranks: (members, right ones among them) of each rank, the best first.
        k: how many programs are submitted.
    """
    if not ranks:
        return 0.0
    wrong = 1.0
    for at, (members, right) in enumerate(ranks):
        picks = k // len(ranks) + (at < k % len(ranks))
        if picks:
            wrong *= 1.0 - pass_at_k(members, right, picks)
    return 1.0 - wrong


def efficiency(chosen: float, random: float, oracle: float) -> float | None:
    """How much of the way from a random choice (0) to the best possible one (1) a method goes; None if there is none.

    Below 0 it selects worse than chance.
    """
    return None if oracle - random < 1e-9 else (chosen - random) / (oracle - random)


def bootstrap(values: Sequence[float], seed: int = 1) -> Interval:
    """The percentile interval of the mean, problems drawn with putting back.

    For two methods give the differences by problem: since both are drawn together, what is common cancels (paired).
    """
    if not values:
        return Interval(0.0, 0.0)
    chance = Random(seed)
    means = sorted(fmean(chance.choices(values, k=len(values))) for _ in range(_RESAMPLES))
    return Interval(means[int(0.025 * _RESAMPLES)], means[int(0.975 * _RESAMPLES) - 1])
