"""Archon: layers of components, each of which takes and gives candidates, critiques and criteria.

Saad-Falcon et al. 2024, "Archon" (arXiv 2409.15254), and its released components. `archon` is its recipe for
CodeContests: a model writes five criteria in words, N programs are drawn, and a model reads each against the
criteria; the first that meets all is the answer, else the one that meets most. `archon-fusion` is the general
pattern: generator, critic, ranker (the best five), fuser, verifier.

Nothing is executed to select, as published: the criteria are no tests. Here otherwise: the settings say how many
programs (published: up to 100), none is debugged; the public tests are run, and a program that fails one is a best
effort. The search over architectures needs a labelled set and is no part of a run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import BudgetError
from engine.steps.drawing import drawing
from engine.steps.layers import State, criticize, evaluate, fuse, generate, rank, verify, write_criteria
from engine.steps.pool import filter_survivors
from engine.steps.selecting import closest, select

if TYPE_CHECKING:
    from engine.events.selection import SelectionMade
    from engine.runtime.run import Run
    from engine.steps.layers import Component


@drawing(rounds=0)
async def archon(run: Run) -> SelectionMade | None:
    """Read every program against criteria in words (its recipe for CodeContests); None when there is no program."""
    return await build(run, write_criteria, generate, evaluate)


@drawing(rounds=0)
async def archon_fusion(run: Run) -> SelectionMade | None:
    """Layers: generate, criticize, rank, fuse and verify; None when no sample yielded a program."""
    return await build(run, generate, criticize, rank, fuse, verify)


async def build(run: Run, *layers: Component) -> SelectionMade | None:
    """Let the state pass through the layers; when the budget ends, what has come so far is the answer."""
    state = State()
    reason = f"the first after {len(layers)} layers"
    for layer in layers:
        try:
            state = await layer(run, state)
        except BudgetError as error:
            reason = f"the first before {layer.__name__}, since {error}"
            break
    if not state.candidates:
        return None
    survivors = filter_survivors(run, state.candidates)
    if state.ranking:
        run.conclude(state.ranking)
    if not survivors[0].survives:
        return closest(run, survivors[0])
    return select(run, survivors[0], 0.5, f"{reason} that passes every public test")
