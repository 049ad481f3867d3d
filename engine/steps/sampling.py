"""Stage 1: independent samples, each debugged on what its execution on the public tests showed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from engine.models.protocol import Message
from engine.prompts import hints, render
from engine.runtime.together import together
from engine.steps.feedback import debug_request
from engine.steps.writing import Chain, solve_prompt

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from engine.runtime.run import Run
    from engine.steps.pool import Revision

_AGAIN = (
    "You have given this very program before, and it does now what it did then. Look for another cause: read the "
    "statement again, or leave the approach."
)


class Drawn(Struct, frozen=True):
    """A sample that has not ended yet, and what was asked in it last."""

    chain: Chain
    conversation: tuple[Message, ...]

    @property
    def revisions(self) -> list[Revision]:
        """Its programs so far."""
        return self.chain.revisions


async def draw_samples(
    run: Run,
    finished: Callable[[Sequence[Revision]], Awaitable[None]] | None = None,
    *,
    samples: int | None = None,
    rounds: int | None = None,
) -> list[list[Revision]]:
    """Draw N samples in parallel, and those that a person forked.

    The result holds each sample's revisions, in the order of samples.

    Args:
        run: where it happens.
        finished: awaited with each sample's revisions as soon as it ends, in any order.
        samples: N; that of the settings unless given.
        rounds: debug rounds, at most; those of the settings unless given.
    """

    async def one(number: int) -> list[Revision]:
        revisions = await debug_sample(run, number, rounds)
        if finished:
            await finished(revisions)
        return revisions

    return await together(one(number) for number in _numbers(run, samples))


async def draw_open(run: Run, finished: Callable[[Sequence[Revision]], Awaitable[None]]) -> list[Drawn]:
    """Draw N samples in parallel as `draw_samples` does, but end none: each may get a round more."""

    async def one(number: int) -> Drawn:
        drawn = await _debug(run, number, None)
        await finished(drawn.revisions)
        return drawn

    return await together(one(number) for number in _numbers(run, None))


def _numbers(run: Run, samples: int | None) -> list[int]:
    forks = [fork.sample for fork in run.overrides.forks()]
    return [*range(1, (samples or run.settings.samples) + 1), *forks]


async def debug_sample(run: Run, number: int, rounds: int | None = None) -> list[Revision]:
    """Draw one sample, and end it; the result is its revisions."""
    drawn = await _debug(run, number, rounds)
    drawn.chain.close()
    return drawn.revisions


async def _debug(run: Run, number: int, rounds: int | None) -> Drawn:
    """Draw one sample: a first program, then up to R debug rounds; stops when all tests pass.

    A round that brings no program ends the sample with the revisions that it has. A person may ask for more rounds or
    for fewer, and say what the model is told.
    """
    hint = hints()[(number - 1) % len(hints())]
    chain = Chain(run, number, hint)
    conversation = [solve_prompt(run, hint=hint)]
    last_round = run.overrides.last_round(number, run.settings.rounds if rounds is None else rounds)
    for following in range(1, last_round + 2):
        made = await chain.write(conversation)
        if made is None or made.mark or (made.survives and not run.overrides.hints(number, following)):
            break
        conversation = debug_prompt(run, conversation, chain.answer, made, chain.revisions[:-1])
    return Drawn(chain, tuple(conversation))


def debug_prompt(
    run: Run, conversation: Sequence[Message], answer: str, revision: Revision, before: Sequence[Revision]
) -> list[Message]:
    """The conversation, with the latest answer and what its program did on the public tests.

    Args:
        run: where it happens.
        conversation: what was asked.
        answer: the latest one.
        revision: its program.
        before: programs of the same sample; one that comes again is said to.
    """
    again = any(revision.program == earlier.program for earlier in before)
    feedback = run.overrides.feedback(revision.id) or debug_request(revision, run.problem, _AGAIN if again else "")
    of_the_person = filter(None, run.overrides.hints(revision.id.sample, revision.id.round + 1))
    feedback = "\n\n".join([feedback, *(render("hint", hint=hint) for hint in of_the_person)])
    earlier = conversation if run.settings.context == "all" else conversation[:1]
    return [*earlier, Message("assistant", answer), Message("user", feedback)]
