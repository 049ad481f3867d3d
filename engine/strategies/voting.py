"""Majority and weighted vote: the outputs that most programs agree on.

Wang et al. 2022, "Self-Consistency" (arXiv 2203.11171), made for code by comparing executions in place of answers:
Shi et al. 2022, MBR-Exec (arXiv 2204.11454). Programs that print the same on every synthesized input are one answer;
the answer with the most votes wins, a random program of it is taken. Only programs that end cleanly on every input
vote. `weighted-vote` adds up the score of each program in place of one vote (Li et al. 2022, DIVERSE, arXiv
2206.02336), as a trained verifier gives it.

Here otherwise: only programs that pass the public tests vote; inputs are mutations of the public ones; where no
reward model is offered as scorer, a language model is asked for ratings in words, and the run says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import BudgetError
from engine.steps.needing import needing
from engine.steps.pool import copies_of, filter_survivors, speakers
from engine.steps.sampling import draw_samples
from engine.steps.scoring import SCORE, score_all
from engine.steps.selecting import closest, select
from engine.steps.voting import count_votes, record_votes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.events.samples import RevisionId
    from engine.events.selection import SelectionMade
    from engine.runtime.run import Run
    from engine.steps.pool import Revision


async def majority_vote(run: Run) -> SelectionMade | None:
    """Take the behaviour that most samples agree on; None when no sample yielded a program."""
    return await _vote(run, weighted=False)


@needing(SCORE)
async def weighted_vote(run: Run) -> SelectionMade | None:
    """Take the behaviour with the highest sum of scores; None when no sample yielded a program."""
    return await _vote(run, weighted=True)


async def _vote(run: Run, *, weighted: bool) -> SelectionMade | None:
    pool = speakers(await draw_samples(run))
    if not pool:
        return None
    survivors = filter_survivors(run, pool)
    if not survivors[0].survives:
        return closest(run, survivors[0])
    if not weighted:
        return await take_majority(run, pool, survivors)
    try:
        scores = await score_all(run, survivors)
    except BudgetError as error:
        return select(run, survivors[0], 1 / len(survivors), f"the first survivor, since {error}")
    worth = {survivor.id: score for survivor, score in zip(survivors, scores, strict=True)}
    return await take_majority(run, pool, survivors, worth)


async def take_majority(
    run: Run,
    pool: Sequence[Revision],
    survivors: Sequence[Revision],
    worth: Mapping[RevisionId, float] | None = None,
) -> SelectionMade:
    """Vote, and take a random program of the answer with the most votes.

    Args:
        run: where it happens.
        pool: all programs, so that copies are counted.
        survivors: those that vote, each for all its copies.
        worth: of one vote of each; 1 unless given.
    """
    copies = copies_of(survivors, pool)
    weights = {name: number * (worth[name] if worth else 1.0) for name, number in copies.items()}
    votes = await count_votes(run, survivors, weights)
    record_votes(run, votes, "weighted votes" if worth else "votes")
    best = votes.ranked[0]
    chosen = run.random("member", best.cluster.name).choice(best.cluster.members)
    total = sum(item.votes for item in votes.ranked if item.clean or not best.clean)
    reason = (
        f"a random one of {best.cluster.name}, which has {best.votes:g} of {total:g} votes on {votes.inputs} inputs"
    )
    if not best.clean:
        reason = f"{reason}, though every program fails on some"
    return select(run, next(item for item in survivors if item.id == chosen), best.votes / (total or 1), reason)
