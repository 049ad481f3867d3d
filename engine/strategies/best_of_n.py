"""Best of N with a public filter: the first sample that passes every public test.

What everybody does first, and what S* is compared with: equally good on the public tests, it cannot tell one
survivor from another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.steps.pool import filter_survivors, speakers
from engine.steps.sampling import draw_samples
from engine.steps.selecting import closest, select

if TYPE_CHECKING:
    from engine.events.selection import SelectionMade
    from engine.runtime.run import Run


async def best_of_n(run: Run) -> SelectionMade | None:
    """Draw the samples and take the first survivor, in the order of samples; None when there is no program."""
    pool = speakers(await draw_samples(run))
    if not pool:
        return None
    survivors = filter_survivors(run, pool)
    if not survivors[0].survives:
        return closest(run, survivors[0])
    different = f"{len(survivors)} different programs that do" if len(survivors) > 1 else "one that does"
    reason = f"the first to pass every public test, of {different}"
    return select(run, survivors[0], 1 / len(survivors), reason)
