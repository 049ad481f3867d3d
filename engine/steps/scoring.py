"""How good programs are, as a number: by a trained reward model where there is one, else by a model's word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import ModelError
from engine.events.methods import NoteWritten
from engine.models.protocol import Message, Score
from engine.runtime.together import together
from engine.steps.feedback import fenced
from engine.steps.needing import Need, offered
from engine.steps.notes import rate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.events.calls import Path
    from engine.runtime.run import Run
    from engine.steps.pool import Revision

SCORE = Need(
    "scorer",
    "score",
    "the judge is asked in words how likely each program is right; such a rating is not that of a trained reward model",
)


async def score_all(run: Run, revisions: Sequence[Revision]) -> list[float]:
    """A number from 0 to 1 for each program; one that could not be had is 0.

    Raises:
        BudgetError, FatalModelError: as `Run.complete`.
    """
    one = score if await offered(run, "scorer", "score") else rate
    return await together(one(run, revision) for revision in revisions)


async def score(run: Run, revision: Revision) -> float:
    """Ask the scorer for its number. Raises as `score_all`."""
    path: Path = ("score", revision.id.sample, revision.id.round)
    said = [
        Message("user", run.problem.statement),
        Message("assistant", fenced(revision.program.source, revision.program.language)),
    ]
    call = run.call_key(path, "scorer", said, wish=Score())
    try:
        answer = await run.complete(path, "scorer", said, wish=Score())
        value = min(1.0, max(0.0, float(answer.text)))
        words = f"{value:g}, by a reward model"
    except (ModelError, ValueError) as error:
        value, words = 0.0, f"No score: {error}"
    run.conclude(NoteWritten(f"score {revision.id}", "score", run.store(words), call, revision.id))
    return value


def scored_by(*, trained: bool) -> str:
    """Name of such numbers on the screen."""
    return "reward model" if trained else "ratings"
