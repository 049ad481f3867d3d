"""Stage 1: independent samples, each debugged on what its execution on the public tests showed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import BudgetError, ModelError
from engine.events.samples import (
    RevisionId,
    RevisionMade,
    RoundFailed,
    RoundFinished,
    RoundStarted,
    SampleFinished,
    SampleStarted,
)
from engine.models.protocol import Message
from engine.problem.languages import SOURCE_LANGUAGES
from engine.problem.model import Program, SourceFile
from engine.prompts import hints, render
from engine.runtime.together import together
from engine.steps.extract import last_program
from engine.steps.feedback import examples, execution_feedback, limits_for_prompt
from engine.steps.pool import Revision, best_revision
from engine.steps.testing import run_tests

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from engine.events.calls import Path, Role
    from engine.runtime.run import Run


_REFUSAL = 200
"""Characters of a refusal that are repeated."""


class NoProgramError(Exception):
    """An answer that holds no program: the round fails, the sample goes on with what it has."""


async def draw_samples(
    run: Run,
    finished: Callable[[Sequence[Revision]], Awaitable[None]] | None = None,
    *,
    samples: int | None = None,
    rounds: int | None = None,
) -> list[list[Revision]]:
    """Draw N samples in parallel; the result holds each sample's revisions, in the order of samples.

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

    return await together(one(number) for number in range(1, (samples or run.settings.samples) + 1))


async def debug_sample(run: Run, number: int, rounds: int | None = None) -> list[Revision]:
    """Draw one sample: a first program, then up to R debug rounds; stops when all tests pass.

    A round that brings no program ends the sample with the revisions that it has.
    """
    hint = hints()[(number - 1) % len(hints())]
    run.conclude(SampleStarted(number, hint))
    prompt = render(
        "solve",
        statement=run.problem.statement,
        examples=examples(run.problem),
        form=_form(run),
        hint=hint,
        **limits_for_prompt(run.problem.limits),
    )
    revisions: list[Revision] = []
    # What stands before the hint is the same for every sample, so a provider's cache can serve it.
    conversation = [Message("user", prompt, shared=prompt.index("# Your answer"))]
    for round_number in range((run.settings.rounds if rounds is None else rounds) + 1):
        revision_id = RevisionId(number, round_number)
        try:
            answer = await _ask(run, revision_id, conversation)
            revisions.append(await _evaluate(run, revision_id, _program(run, answer)))
        except (ModelError, BudgetError, NoProgramError) as error:
            run.conclude(RoundFailed(number, round_number, str(error)))
            break
        if revisions[-1].survives:
            break
        conversation = _next_prompt(run, conversation, answer, revisions[-1])
    best = best_revision(revisions)
    run.conclude(SampleFinished(number, best.id if best else None, best is not None and best.survives))
    return revisions


async def _ask(run: Run, revision: RevisionId, conversation: Sequence[Message]) -> str:
    path: Path = ("sample", revision.sample, "round", revision.round)
    role: Role = "debugger" if revision.round else "solver"
    call = run.call_key(path, role, conversation)
    run.conclude(RoundStarted(revision.sample, revision.round, call))
    answer = await run.complete(path, role, conversation)
    match answer.finish_reason:
        case "length":
            raise NoProgramError("the answer was cut at the model's output limit before it was complete")
        case "endless":
            raise NoProgramError("the model did not stop writing, so its answer was cut off")
        case "refusal":
            said = " ".join(answer.text.split())
            raise NoProgramError(f"the model refused to answer{f': {said[:_REFUSAL]}' if said else ''}")
        case "truncated":
            raise NoProgramError("the answer broke off without an end")
    return answer.text


def _form(run: Run) -> str:
    """What the answer must hold."""
    title = SOURCE_LANGUAGES[run.settings.language].title
    function = run.problem.function
    if function is None:
        return f"a complete {title} program that reads standard input and writes standard output"
    what = f"the class {function.owner} with its method" if function.owner else "the function"
    return f"complete {title} code that defines {what} {function.name} as it is declared above"


def _program(run: Run, answer: str) -> Program:
    text = last_program(answer)
    if text is None:
        raise NoProgramError("there is no fenced code block in the answer")
    language = run.settings.language
    return Program(language, (SourceFile(SOURCE_LANGUAGES[language].main_file, text),))


async def _evaluate(run: Run, revision: RevisionId, program: Program) -> Revision:
    """Run a revision on all public and custom tests."""
    run.conclude(RevisionMade(revision, program.digest, run.store(program.source), program.language))
    made = Revision(revision, program, await run_tests(run, revision, program))
    run.conclude(RoundFinished(revision, made.passed, len(made.results)))
    return made


def _next_prompt(run: Run, conversation: Sequence[Message], answer: str, revision: Revision) -> list[Message]:
    feedback = render(
        "debug",
        passed=revision.passed,
        total=len(revision.results),
        feedback=execution_feedback(revision, run.problem),
        language=SOURCE_LANGUAGES[run.settings.language].title,
    )
    earlier = conversation if run.settings.context == "all" else conversation[:1]
    return [*earlier, Message("assistant", answer), Message("user", feedback)]
