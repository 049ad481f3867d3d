"""What a model says in words: reflections, plans, critiques, ratings; each is kept and can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from engine.errors import BudgetError, ModelError
from engine.events.methods import NoteWritten
from engine.prompts import render
from engine.steps.asking import ask_for
from engine.steps.feedback import examples

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.events.calls import Path, Role
    from engine.events.samples import RevisionId
    from engine.models.protocol import Message
    from engine.runtime.run import Run
    from engine.steps.pool import Revision


class Rating(Struct, frozen=True):
    """What a rater must answer; the reason comes first, so that the number follows from it."""

    score: float
    reason: str = ""


async def ask_note(
    run: Run,
    path: Path,
    role: Role,
    conversation: Sequence[Message],
    stage: str,
    revision: RevisionId | None = None,
) -> str | None:
    """Ask for words and keep them under `stage`; None, and the reason kept, when there is no answer.

    The path names the note, and so must be unique in the run.
    """
    name = " ".join(map(str, path))
    call = run.call_key(path, role, conversation)
    try:
        answer = await run.complete(path, role, conversation)
    except (ModelError, BudgetError) as error:
        run.conclude(NoteWritten(name, stage, run.store(f"No answer: {error}"), call, revision))
        return None
    run.conclude(NoteWritten(name, stage, run.store(answer.text), call, revision))
    return answer.text


async def rate(run: Run, revision: Revision) -> float:
    """Ask how likely a program is right, 0 to 1; no usable answer is worth nothing.

    Raises BudgetError as `Run.complete`.
    """
    path: Path = ("rate", revision.id.sample, revision.id.round)
    prompt = render(
        "rate",
        statement=run.problem.statement,
        examples=examples(run.problem),
        language=revision.program.language,
        program=revision.program.source.rstrip(),
    )
    reply = await ask_for(run, Rating, path, "judge", prompt)
    score = min(1.0, max(0.0, reply.value.score)) if reply.value else 0.0
    words = f"{score:g}: {reply.value.reason}" if reply.value else f"No answer: {reply.problem}"
    run.conclude(NoteWritten(f"rating {revision.id}", "rate", run.store(words), reply.call, revision.id))
    return score
