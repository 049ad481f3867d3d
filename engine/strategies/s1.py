"""s1: let the model think longer by making it go on where it would have stopped, and vote.

Muennighoff et al. 2025, "s1: Simple Test-Time Scaling" (arXiv 2501.19393): the end of thinking is suppressed and
"Wait" appended, once or more, so that the model checks itself; answers of several samples are put to a majority vote.

As published: the prefix of the model's own answer is edited and continued, by a completion endpoint. Here otherwise:
no wire here offers that, so the model is asked in a turn of its own to wait and check its solution, once (the sample
code's number), and the run says so. Of each sample the last program speaks, as published; the public tests filter,
and the vote is that of `majority-vote`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.events.run import NoticeGiven
from engine.models.protocol import Message
from engine.prompts import hints, render
from engine.runtime.together import together
from engine.steps.pool import filter_survivors
from engine.steps.selecting import closest
from engine.steps.writing import Chain, solve_prompt
from engine.strategies.voting import take_majority

if TYPE_CHECKING:
    from engine.events.selection import SelectionMade
    from engine.runtime.run import Run
    from engine.steps.pool import Revision

_WAITS = 1
_FALLBACK = (
    "s1 continues the model's own thinking, which no provider here offers: in its place the model is asked in a "
    "turn of its own to wait and check."
)


async def s1(run: Run) -> SelectionMade | None:
    """Make each sample check itself, and vote; None when no sample yielded a program."""
    run.conclude(NoticeGiven(_FALLBACK))
    made = await together(_sample(run, number) for number in range(1, run.settings.samples + 1))
    pool = [revision for revision in made if revision]
    if not pool:
        return None
    survivors = filter_survivors(run, pool)
    if not survivors[0].survives:
        return closest(run, survivors[0])
    return await take_majority(run, pool, survivors)


async def _sample(run: Run, number: int) -> Revision | None:
    hint = hints()[(number - 1) % len(hints())]
    chain = Chain(run, number, hint)
    conversation = [solve_prompt(run, hint=hint)]
    made = await chain.write(conversation)
    for _ in range(_WAITS):
        if made is None:
            break
        conversation = [*conversation, Message("assistant", chain.answer), Message("user", render("recheck"))]
        made = await chain.write(conversation)
    chain.close()
    return chain.revisions[-1] if chain.revisions else None
