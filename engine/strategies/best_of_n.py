"""Best of N with a public filter: the first sample that passes every public test, or a random one.

What everybody does first, and what S* is compared with: equally good on the public tests, it cannot tell one
survivor from another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.steps.pool import filter_survivors, speakers
from engine.steps.sampling import draw_samples
from engine.steps.selecting import closest, select

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.events.selection import SelectionMade
    from engine.runtime.run import Run
    from engine.steps.pool import Revision


async def best_of_n(run: Run) -> SelectionMade | None:
    """Take the first sample that passes every public test; None when there is no program."""
    return await _take(run, "the first to pass every public test", lambda survivors: survivors[0])


async def best_of_n_random(run: Run) -> SelectionMade | None:
    """Take a random one that passes every public test: choosing without evidence; None when there is no program."""
    chance = run.random("member")
    return await _take(run, "a random one that passes every public test", chance.choice)


async def _take(run: Run, what: str, choose: Callable[[Sequence[Revision]], Revision]) -> SelectionMade | None:
    pool = speakers(await draw_samples(run))
    if not pool:
        return None
    survivors = filter_survivors(run, pool)
    if not survivors[0].survives:
        return closest(run, survivors[0])
    different = f"{len(survivors)} different programs that do" if len(survivors) > 1 else "one that does"
    return select(run, choose(survivors), 1 / len(survivors), f"{what}, of {different}")
