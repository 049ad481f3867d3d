"""Majority and weighted vote: the outputs that most programs agree on.

Wang et al. 2022, "Self-Consistency" (arXiv 2203.11171), made for code by comparing executions in place of answers:
Shi et al. 2022, MBR-Exec (arXiv 2204.11454). Programs that print the same on every synthesized input are one answer;
the answer with the most votes wins, a random program of it is taken. Only programs that end cleanly on every input
vote. `weighted-vote` adds up a rating of each program in place of one vote (Li et al. 2022, DIVERSE, arXiv
2206.02336; there a trained verifier).

Here otherwise: only programs that pass the public tests vote; inputs are mutations of the public ones; ratings are a
model's answers, not those of a trained verifier, and the run says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import BudgetError
from engine.events.run import NoticeGiven
from engine.runtime.together import together
from engine.steps.notes import rate
from engine.steps.pool import copies_of, filter_survivors, speakers
from engine.steps.sampling import draw_samples
from engine.steps.selecting import closest, select
from engine.steps.voting import count_votes, record_votes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.events.samples import RevisionId
    from engine.events.selection import SelectionMade
    from engine.runtime.run import Run
    from engine.steps.pool import Revision

RATED = "Ratings are answers of a language model to “how likely is this right”, not those of a trained reward model."


async def majority_vote(run: Run, *, weighted: bool = False) -> SelectionMade | None:
    """One vote for each program, copies counted; None when no sample yielded a program."""
    pool = speakers(await draw_samples(run))
    if not pool:
        return None
    survivors = filter_survivors(run, pool)
    if not survivors[0].survives:
        return closest(run, survivors[0])
    return await take_majority(run, pool, survivors, weighted=weighted)


async def take_majority(
    run: Run, pool: Sequence[Revision], survivors: Sequence[Revision], *, weighted: bool = False
) -> SelectionMade:
    """Vote, and take a random program of the answer with the most votes."""
    weights: dict[RevisionId, float] = dict(copies_of(survivors, pool))
    if weighted:
        run.conclude(NoticeGiven(RATED))
        try:
            scores = await together(rate(run, survivor) for survivor in survivors)
        except BudgetError as error:
            return select(run, survivors[0], 1 / len(survivors), f"the first survivor, since {error}")
        weights = {item.id: weights[item.id] * score for item, score in zip(survivors, scores, strict=True)}
    votes = await count_votes(run, survivors, weights)
    record_votes(run, votes, "weighted votes" if weighted else "votes")
    best = votes.ranked[0]
    chosen = run.random("member", best.cluster.name).choice(best.cluster.members)
    total = sum(item.votes for item in votes.ranked if item.clean or not best.clean)
    reason = (
        f"a random one of {best.cluster.name}, which has {best.votes:g} of {total:g} votes on {votes.inputs} inputs"
    )
    if not best.clean:
        reason = f"{reason}, though every program fails on some"
    return select(run, next(item for item in survivors if item.id == chosen), best.votes / (total or 1), reason)


async def weighted_vote(run: Run) -> SelectionMade | None:
    """A rating for each program; None when no sample yielded a program."""
    return await majority_vote(run, weighted=True)
