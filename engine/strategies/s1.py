"""s1: let the model think longer by making it go on where it would have stopped, and vote.

Muennighoff et al. 2025, "s1: Simple Test-Time Scaling" (arXiv 2501.19393), and its released code. Budget forcing: the
model's thinking is a prefix that is continued. Where it would end, the end is suppressed, "Wait" appended, and it goes
on; where it reaches the cap, the end of thinking and "Final Answer:" are appended. Then the answer follows. Answers of
several samples are put to a majority vote; `rebase` is the other way of its paper to use them.

As published: 32,000 tokens of thinking at most, "Wait" once (the README's figures). This needs a server that continues
a prefix: vLLM or llama.cpp, by their completion endpoint.
Here otherwise: thinking stands between <think> and </think>, as most open models write it (published: tokens of its
own). Where the server tells how long its context is, thinking leaves room for 2,000 tokens of answer, or for half of
what is left. Of each sample the one program speaks, the public tests filter, and the vote is that of `majority-vote`.
Where no prefix can be continued, the model is asked once, in a turn of its own, to wait and check its solution, and
the run says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import BudgetError, ModelError
from engine.events.methods import NoteWritten
from engine.events.samples import RevisionId
from engine.models.protocol import Continuation, Message
from engine.projections.ledger import CHARACTERS_A_TOKEN
from engine.prompts import hints, render
from engine.runtime.together import together
from engine.steps.drawing import drawing
from engine.steps.needing import Need, needing, offered
from engine.steps.pool import filter_survivors
from engine.steps.selecting import closest
from engine.steps.writing import Chain, solve_prompt
from engine.strategies.voting import take_majority

if TYPE_CHECKING:
    from engine.events.selection import SelectionMade
    from engine.runtime.run import Run
    from engine.steps.pool import Revision

_WAITS = 1
_THINKING_TOKENS = 32_000
_ANSWER_TOKENS = 2_000
_OPEN, _END, _FINAL = "<think>\n", "</think>", "Final Answer:\n"
_RECHECK = "the model is asked in a turn of its own to wait and check its solution"


@drawing(rounds=_WAITS)
@needing(
    Need("solver", "prefix", _RECHECK),
    Need("solver", "stop strings", _RECHECK),
    Need("solver", "thinking budget", "--effort is all that limits its thinking"),
)
async def s1(run: Run) -> SelectionMade | None:
    """Force each sample to think on, and vote; None when no sample yielded a program."""
    sample = _forced if await offered(run, "solver", "prefix", "stop strings") else _rechecked
    made = await together(sample(run, number) for number in range(1, run.settings.samples + 1))
    pool = [revision for revision in made if revision]
    if not pool:
        return None
    survivors = filter_survivors(run, pool)
    if not survivors[0].survives:
        return closest(run, survivors[0])
    return await take_majority(run, pool, survivors)


async def _forced(run: Run, number: int) -> Revision | None:
    """One sample by budget forcing: its thinking, then its answer as a continuation of that."""
    hint = hints()[(number - 1) % len(hints())]
    chain = Chain(run, number, hint)
    prompt = solve_prompt(run, hint=hint)
    try:
        thought = await _think(run, number, prompt)
    except (ModelError, BudgetError) as error:
        chain.fail(str(error))
    else:
        await chain.write([prompt, Message("assistant", thought)], Continuation())
    chain.close()
    return chain.revisions[-1] if chain.revisions else None


async def _think(run: Run, number: int, prompt: Message) -> str:
    """The thinking of one sample, end included: suppressed while a "Wait" is left, forced where the cap is reached."""
    thought, left = _OPEN, _THINKING_TOKENS
    for step in range(_WAITS + 1):
        said = [prompt, Message("assistant", thought)]
        wish = Continuation((_END,), left, spare=_ANSWER_TOKENS)
        answer = await run.complete(("think", number, step), "solver", said, wish=wish)
        thought += answer.text
        left -= answer.output_tokens or len(answer.text) // CHARACTERS_A_TOKEN
        capped = answer.finish_reason == "length" or left <= 0
        if capped or step == _WAITS:
            thought = f"{thought}\n{_END}\n\n{_FINAL if capped else ''}"
            break
        thought += "Wait"
    made = RevisionId(number, 0)
    run.conclude(NoteWritten(f"thinking {number}", "think", run.store(thought), answer.call, made))
    return thought


async def _rechecked(run: Run, number: int) -> Revision | None:
    """One sample where no prefix can be continued: its answer, and the one after it was asked to check."""
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
