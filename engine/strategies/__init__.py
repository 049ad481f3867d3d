"""Whole methods over the steps, by the names that `--strategy` takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.strategies.alphacode import alphacode
from engine.strategies.alphacodium import alphacodium
from engine.strategies.archon import archon, archon_fusion
from engine.strategies.best_of_n import best_of_n, best_of_n_random
from engine.strategies.codemonkeys import codemonkeys
from engine.strategies.codet import codet, codet_product
from engine.strategies.pg_td import pg_td
from engine.strategies.rebase import rebase
from engine.strategies.rethink import rethink
from engine.strategies.revising import reflexion, self_debug, self_refine
from engine.strategies.reward_model import reward_model
from engine.strategies.s1 import s1
from engine.strategies.s_star import s_star
from engine.strategies.s_star_paper import s_star_paper
from engine.strategies.tree_search import lats
from engine.strategies.voting import majority_vote, weighted_vote
from engine.strategies.zero_shot import chain_of_thought, zero_shot

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from engine.events.selection import SelectionMade
    from engine.runtime.run import Run

    Strategy = Callable[[Run], Awaitable[SelectionMade | None]]

STRATEGIES: dict[str, Strategy] = {
    "alphacode": alphacode,
    "alphacodium": alphacodium,
    "archon": archon,
    "archon-fusion": archon_fusion,
    "best-of-n": best_of_n,
    "best-of-n-random": best_of_n_random,
    "chain-of-thought": chain_of_thought,
    "codemonkeys": codemonkeys,
    "codet": codet,
    "codet-product": codet_product,
    "lats": lats,
    "majority-vote": majority_vote,
    "pg-td": pg_td,
    "rebase": rebase,
    "reflexion": reflexion,
    "rethink": rethink,
    "reward-model": reward_model,
    "s-star": s_star,
    "s-star-paper": s_star_paper,
    "s1": s1,
    "self-debug": self_debug,
    "self-refine": self_refine,
    "weighted-vote": weighted_vote,
    "zero-shot": zero_shot,
}

SAMPLING = (
    "best-of-n", "best-of-n-random", "s-star", "majority-vote", "alphacode", "codet", "codet-product",
    "weighted-vote", "reward-model", "s-star-paper",
)  # fmt: skip
"""Those that select from the same N samples, which they ask for alike."""
