"""Best of N by a reward model: every program is rated, the highest rating wins.

Cobbe et al. 2021, "Training Verifiers" (arXiv 2110.14168): N samples, a trained scorer, argmax. Nothing is executed to
select. Here otherwise: no provider that can be asked here offers a score, so a model is asked for a rating, and the
run says so; the public tests are run, and a program that passes them is preferred.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import BudgetError
from engine.events.methods import RankingMade, Standing
from engine.events.run import NoticeGiven
from engine.runtime.together import together
from engine.steps.notes import rate
from engine.steps.pool import filter_survivors, speakers
from engine.steps.sampling import draw_samples
from engine.steps.selecting import closest, select
from engine.strategies.voting import RATED

if TYPE_CHECKING:
    from engine.events.selection import SelectionMade
    from engine.runtime.run import Run


async def reward_model(run: Run) -> SelectionMade | None:
    """Rate every survivor and take the best; None when no sample yielded a program."""
    pool = speakers(await draw_samples(run))
    if not pool:
        return None
    survivors = filter_survivors(run, pool)
    if not survivors[0].survives:
        return closest(run, survivors[0])
    run.conclude(NoticeGiven(RATED))
    try:
        scores = await together(rate(run, survivor) for survivor in survivors)
    except BudgetError as error:
        return select(run, survivors[0], 1 / len(survivors), f"the first survivor, since {error}")
    rated = sorted(zip(scores, survivors, strict=True), key=lambda pair: (-pair[0], pair[1].id))
    run.conclude(RankingMade("ratings", tuple(Standing((item.id,), score) for score, item in rated)))
    score, chosen = rated[0]
    return select(run, chosen, score, f"its rating of {score:g} is the highest of {len(rated)}")
