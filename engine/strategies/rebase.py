"""REBASE: level by level, nodes with a higher reward get more children; what is finished votes.

Wu et al. 2024 (arXiv 2408.00724), reward-balanced search, as in the released code of s1. The width is dealt out to the
nodes of a level by a softmax of their rewards (T = 0.2), rounded up, the best first; a finished node takes its place
from the width; in the end the finished ones vote, each with its reward.

As published: width 16; a node is a step of at most 256 tokens, valued by a process reward model.
Here otherwise: a node is a whole program, written with what happened to those above it, and finished when it passes
every public test; the settings say how many programs are written in all, and how many levels. Where no reward model is
offered, the share of public tests passed is the reward, and the run says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.runtime.together import together
from engine.steps.needing import Need, needing, offered
from engine.steps.pool import filter_survivors
from engine.steps.selecting import closest
from engine.steps.trees import allot
from engine.strategies.tree_search import grow, reflect
from engine.strategies.voting import take_majority

if TYPE_CHECKING:
    from engine.events.selection import SelectionMade
    from engine.runtime.run import Run

_REWARD = Need("scorer", "score", "the share of the public tests that a program passes is its reward")


@needing(_REWARD)
async def rebase(run: Run) -> SelectionMade | None:
    """Search level by level, better nodes wider, and vote; None when no program was ever written."""
    rewarded = await offered(run, "scorer", "score")
    width = max(1, run.settings.samples // (run.settings.rounds + 1))
    level = await grow(run, [None] * width, 1, rewarded=rewarded)
    nodes = list(level)
    for _ in range(run.settings.rounds):
        going = [node for node in level if node.revision and not node.revision.survives]
        width -= sum(1 for node in level if node.revision and node.revision.survives)
        if not going or width < 1:
            break
        for node, words in zip(going, await together(reflect(run, node) for node in going), strict=True):
            node.words = words
        counts = allot(width, [node.reward for node in going])
        parents = [node for node, count in zip(going, counts, strict=True) for _ in range(count)]
        level = await grow(run, parents, len(nodes) + 1, rewarded=rewarded)
        nodes += level
    pool = [node.revision for node in nodes if node.revision]
    if not pool:
        return None
    survivors = filter_survivors(run, pool)
    if not survivors[0].survives:
        return closest(run, survivors[0])
    rewards = {node.revision.id: node.reward for node in nodes if node.revision}
    return await take_majority(run, pool, survivors, rewards)
