"""Best of N by a reward model: every program gets a score, the highest one wins.

Cobbe et al. 2021, "Training Verifiers" (arXiv 2110.14168): N samples, a trained scorer, argmax. Nothing is executed to
select. The scorer is a reward model behind vLLM (`--scorer`), by its pooling, classification or score endpoint.

Here otherwise: the public tests are run, and a program that passes them is preferred; where the scorer offers no
score, the judge is asked for a rating in words, and the run says so. Equal scores: the first sample.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import BudgetError
from engine.events.methods import RankingMade, Standing
from engine.steps.needing import needing, offered
from engine.steps.pool import filter_survivors, speakers
from engine.steps.sampling import draw_samples
from engine.steps.scoring import SCORE, score_all, scored_by
from engine.steps.selecting import closest, select

if TYPE_CHECKING:
    from engine.events.selection import SelectionMade
    from engine.runtime.run import Run


@needing(SCORE)
async def reward_model(run: Run) -> SelectionMade | None:
    """Take the survivor that a reward model scores highest; None when no sample yielded a program."""
    pool = speakers(await draw_samples(run))
    if not pool:
        return None
    survivors = filter_survivors(run, pool)
    if not survivors[0].survives:
        return closest(run, survivors[0])
    try:
        scores = await score_all(run, survivors)
        by = scored_by(trained=await offered(run, "scorer", "score"))
    except BudgetError as error:
        return select(run, survivors[0], 1 / len(survivors), f"the first survivor, since {error}")
    ranked = sorted(zip(scores, survivors, strict=True), key=lambda pair: (-pair[0], pair[1].id))
    run.conclude(RankingMade(by, tuple(Standing((item.id,), score) for score, item in ranked)))
    score, chosen = ranked[0]
    return select(run, chosen, score, f"its score of {score:g} ({by}) is the highest of {len(ranked)}")
