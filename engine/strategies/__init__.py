"""Whole methods over the steps, by the names that `--strategy` takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.strategies.alphacode import alphacode
from engine.strategies.best_of_n import best_of_n, best_of_n_random
from engine.strategies.codet import codet, codet_product
from engine.strategies.revising import reflexion, self_debug, self_refine
from engine.strategies.reward_model import reward_model
from engine.strategies.s_star import s_star
from engine.strategies.s_star_paper import s_star_paper
from engine.strategies.voting import majority_vote, weighted_vote
from engine.strategies.zero_shot import chain_of_thought, zero_shot

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from engine.events.selection import SelectionMade
    from engine.runtime.run import Run

    Strategy = Callable[[Run], Awaitable[SelectionMade | None]]

STRATEGIES: dict[str, Strategy] = {
    "alphacode": alphacode,
    "best-of-n": best_of_n,
    "best-of-n-random": best_of_n_random,
    "chain-of-thought": chain_of_thought,
    "codet": codet,
    "codet-product": codet_product,
    "majority-vote": majority_vote,
    "reflexion": reflexion,
    "reward-model": reward_model,
    "s-star": s_star,
    "s-star-paper": s_star_paper,
    "self-debug": self_debug,
    "self-refine": self_refine,
    "weighted-vote": weighted_vote,
    "zero-shot": zero_shot,
}
