"""One sample, led from program to program: each is asked for, run on all public tests, and kept.

A program of the person stands in the place of an answer wherever they put one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

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
from engine.prompts import render
from engine.steps.extract import last_program
from engine.steps.feedback import examples, fenced, limits_for_prompt
from engine.steps.pool import Revision, best_revision
from engine.steps.testing import run_tests

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.events.calls import Path, Role
    from engine.models.protocol import Continuation
    from engine.runtime.run import Answer, Run


Author = Literal["model", "person"]

_REFUSAL = 200
"""Characters of a refusal that are repeated."""


class NoProgramError(Exception):
    """An answer that holds no program: the round fails, the sample goes on with what it has."""


class Chain:
    """A sample under way. A round that brings no program leaves those that came before as they are."""

    def __init__(self, run: Run, number: int, hint: str = "") -> None:
        """Begin a sample.

        Args:
            run: where it happens.
            number: of the sample.
            hint: what sets it apart from others, for the screen.
        """
        self._run = run
        self.number = number
        self.revisions: list[Revision] = []
        self.answer = ""
        """The latest whole answer."""
        self.likely: tuple[tuple[str, float], ...] = ()
        """What could have come first in it, where that was asked for."""
        self._rounds = 0
        fork = run.overrides.fork(number)
        run.conclude(SampleStarted(number, "" if fork else hint, fork.parent if fork else None))

    async def write(
        self,
        conversation: Sequence[Message],
        wish: Continuation | None = None,
        whole: Callable[[str], str] = lambda text: text,
        *,
        judged: bool = False,
    ) -> Revision | None:
        """Ask for the next program and run it on the public tests; None, and the reason recorded, if there is none.

        Args:
            conversation: what is asked.
            wish: how the last message is to be gone on with, where that is the beginning of the answer.
            whole: makes the whole answer of what was added to its beginning.
            judged: whether the model is told of an output that is held right, and not known to be.
        """
        revision = RevisionId(self.number, self._rounds)
        self._rounds += 1
        try:
            text = _of_the_person(self._run, revision)
            if text is None:
                answer = await _ask(self._run, revision, conversation, wish, judged=judged)
                self.answer, self.likely = whole(answer.text), answer.likely
                text = _program_in(answer, self.answer, self._run.settings.language)
                author: Author = "model"
            else:
                self._run.conclude(RoundStarted(revision.sample, revision.round, ""))
                self.answer, author = fenced(text, self._run.settings.language), "person"
            self.revisions.append(await _evaluate(self._run, revision, text, author))
        except (ModelError, BudgetError, NoProgramError) as error:
            self._run.conclude(RoundFailed(revision.sample, revision.round, str(error)))
            return None
        return self.revisions[-1]

    def fail(self, reason: str) -> None:
        """Record that the next round brings no program, for a reason that lies before it."""
        self._run.conclude(RoundStarted(self.number, self._rounds, ""))
        self._run.conclude(RoundFailed(self.number, self._rounds, reason))
        self._rounds += 1

    def close(self) -> Revision | None:
        """End the sample; the result is the revision that speaks for it."""
        best = best_revision(self.revisions)
        survivor = best is not None and best.survives
        self._run.conclude(SampleFinished(self.number, best.id if best else None, survivor, self._rounds))
        return best


def solve_prompt(run: Run, template: str = "solve", **more: object) -> Message:
    """The request for a first program.

    Args:
        run: where it happens.
        template: name of the prompt.
        more: what the template wants besides statement, examples, limits and form.
    """
    prompt = render(
        template,
        statement=run.problem.statement,
        examples=examples(run.problem),
        form=_form(run),
        **limits_for_prompt(run.problem.limits),
        **more,
    )
    # What stands before the request is the same for every sample, so a provider's cache can serve it.
    return Message("user", prompt, shared=prompt.index("# Your answer"))


def _of_the_person(run: Run, revision: RevisionId) -> str | None:
    if edited := run.overrides.edited(revision):
        return edited.text
    fork = run.overrides.fork(revision.sample) if revision.round == 0 else None
    return fork.text if fork else None


async def _ask(
    run: Run, revision: RevisionId, conversation: Sequence[Message], wish: Continuation | None, *, judged: bool
) -> Answer:
    path: Path = ("sample", revision.sample, "round", revision.round)
    if again := run.overrides.times_again(revision.sample, revision.round):
        path = (*path, "again", again)
    role: Role = "debugger" if revision.round else "solver"
    model = run.overrides.model_of(revision.sample)
    call = run.call_key(path, role, conversation, wish=wish, model=model)
    run.conclude(RoundStarted(revision.sample, revision.round, call, judged))
    return await run.complete(path, role, conversation, wish=wish, model=model)


def _program_in(answer: Answer, whole: str, language: str) -> str:
    """The program in a whole answer. Raises NoProgramError."""
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
    text = last_program(whole, language)
    if text is None:
        raise NoProgramError("there is no fenced code block in the answer")
    return text


def _form(run: Run) -> str:
    """What the answer must hold."""
    title = SOURCE_LANGUAGES[run.settings.language].title
    function = run.problem.function
    if function is None:
        return f"a complete {title} program that reads standard input and writes standard output"
    what = f"the class {function.owner} with its method" if function.owner else "the function"
    return f"complete {title} code that defines {what} {function.name} as it is declared above"


async def _evaluate(run: Run, revision: RevisionId, text: str, author: Author) -> Revision:
    """Run a revision on all public and custom tests."""
    language = run.settings.language
    program = Program(language, (SourceFile(SOURCE_LANGUAGES[language].main_file, text),))
    run.conclude(RevisionMade(revision, program.digest, run.store(text), language, author))
    made = Revision(revision, program, await run_tests(run, revision, program), run.overrides.mark(revision))
    run.conclude(RoundFinished(revision, made.passed, len(made.results)))
    return made
