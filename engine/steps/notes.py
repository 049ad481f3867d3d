"""What a model says in words: reflections, plans, critiques, ratings; each is kept and can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec import Struct

from engine.errors import BudgetError, ModelError
from engine.events.methods import NoteWritten
from engine.problem.languages import SOURCE_LANGUAGES
from engine.prompts import render
from engine.steps.asking import ask_for
from engine.steps.feedback import examples, limits_for_prompt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.events.calls import Path, Role
    from engine.events.samples import RevisionId
    from engine.models.protocol import Message
    from engine.runtime.run import Run
    from engine.steps.pool import Revision


T = TypeVar("T")


class Rating(Struct, frozen=True, kw_only=True):
    """What a rater must answer."""

    reason: str = ""
    score: float


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


async def ask_opinion(
    run: Run,
    kind: type[T],
    path: Path,
    template: str,
    stage: str,
    revision: RevisionId | None = None,
    role: Role = "judge",
    **values: object,
) -> T | None:
    """Ask for an object about the problem and keep it as a note; None, and the reason kept, when none can be read.

    The path names the note, and so must be unique in the run; `values` are what the template wants besides statement,
    examples, limits and language.

    Raises BudgetError as `Run.complete`.
    """
    reply = await ask_for(run, kind, path, role, about_problem(run, template, **values))
    words = f"No answer: {reply.problem}" if reply.value is None else msgspec.json.encode(reply.value).decode()
    run.conclude(NoteWritten(" ".join(map(str, path)), stage, run.store(words), reply.call, revision))
    return reply.value


def about_problem(run: Run, template: str, **values: object) -> str:
    """A prompt that shows the problem, filled in."""
    problem = run.problem
    language = run.settings.language
    common = {
        "statement": problem.statement,
        "examples": examples(problem),
        "language": language,
        "title": SOURCE_LANGUAGES[language].title,
        **limits_for_prompt(problem.limits),
    }
    return render(template, **(common | {key: str(value).rstrip("\n") for key, value in values.items()}))


async def rate(run: Run, revision: Revision) -> float:
    """Ask how likely a program is right, 0 to 1; no usable answer is worth nothing.

    Raises BudgetError as `Run.complete`.
    """
    path: Path = ("rate", revision.id.sample, revision.id.round)
    prompt = about_problem(run, "rate", program=revision.program.source.rstrip())
    reply = await ask_for(run, Rating, path, "judge", prompt)
    score = min(1.0, max(0.0, reply.value.score)) if reply.value else 0.0
    words = f"{score:g}: {reply.value.reason}" if reply.value else f"No answer: {reply.problem}"
    run.conclude(NoteWritten(f"rating {revision.id}", "rate", run.store(words), reply.call, revision.id))
    return score
