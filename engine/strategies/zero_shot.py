"""One program, asked for once: directly, or after thinking aloud.

`zero-shot` asks for the program alone. `chain-of-thought` asks for idea, reason and a traced example first (Wei et al.
2022, "Chain-of-Thought Prompting", arXiv 2201.11903; without examples of such chains, as models today need none). The
second is the first sample of every other method, undebugged. Nothing is selected; the public tests are run to say
whether the answer is a best effort.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.prompts import hints
from engine.steps.drawing import drawing
from engine.steps.pool import filter_survivors
from engine.steps.selecting import closest, select
from engine.steps.writing import Chain, solve_prompt

if TYPE_CHECKING:
    from engine.events.selection import SelectionMade
    from engine.models.protocol import Message
    from engine.runtime.run import Run

_HALF = 0.5
"""Confidence in a program of which only the public tests speak."""


@drawing(samples=1, rounds=0)
async def zero_shot(run: Run) -> SelectionMade | None:
    """Ask for one program, directly; None when there is none in the answer."""
    return await _take(run, solve_prompt(run, "solve_direct"), "", "the one program that was asked for, directly")


@drawing(samples=1, rounds=0)
async def chain_of_thought(run: Run) -> SelectionMade | None:
    """Ask for one program, after thoughts; None when there is no program in the answer."""
    hint = hints()[0]
    return await _take(run, solve_prompt(run, hint=hint), hint, "the one program that was asked for, after thinking")


async def _take(run: Run, prompt: Message, hint: str, reason: str) -> SelectionMade | None:
    chain = Chain(run, 1, hint)
    made = await chain.write([prompt])
    chain.close()
    if made is None:
        return None
    filter_survivors(run, [made])
    return select(run, made, _HALF, reason) if made.survives else closest(run, made)
