"""One program, revised: by criticism (Self-Refine), by executions (Self-Debug), by reflection on tests (Reflexion).

* `self-refine`, Madaan et al. 2023 (arXiv 2303.17651): the model criticizes its own program until it says that it is
  correct, and writes it again; nothing is executed on the way, and the last program is the answer.
* `self-debug`, Chen et al. 2023 (arXiv 2304.05128): the program is executed on the public tests, the model explains
  what happened and mends it, until all pass.
* `reflexion`, Shinn et al. 2023 (arXiv 2303.11366): the model writes tests of its own; while the program fails one,
  the model puts down why in a few sentences, and writes the next program with them in mind.

Here otherwise: the settings say how many rounds (Reflexion's script: 2). Self-Refine ends where the critique's last
words are that it is correct, not where they stand anywhere in it. Self-Debug and Reflexion give the best revision and
not the last; Reflexion asks for five tests (its script: one), which stand beside the public ones, and its memory is of
this problem alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import BudgetError
from engine.models.protocol import Message
from engine.prompts import hints, render
from engine.steps.drawing import drawing
from engine.steps.feedback import block, execution_feedback, what_happened
from engine.steps.notes import ask_note
from engine.steps.pool import best_revision, filter_survivors
from engine.steps.sampling import debug_sample
from engine.steps.selecting import closest, select
from engine.steps.writing import Chain, solve_prompt
from engine.steps.written_tests import passes, write_tests

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.events.selection import SelectionMade
    from engine.runtime.run import Run
    from engine.steps.pool import Revision
    from engine.steps.written_tests import GuessedTest

_STOP = "it is correct"
_AROUND = " \n.!*_`\"'"
"""What may follow the last words: a critique that says on the way that a step is correct goes on."""
_HALF = 0.5
"""Confidence in a program of which only the public tests speak."""


@drawing(samples=1)
async def self_refine(run: Run) -> SelectionMade | None:
    """Criticize and rewrite one program until the model is content; None when it never wrote a program."""
    chain, conversation = _first(run)
    made = await chain.write(conversation)
    for number in range(run.settings.rounds):
        if made is None:
            break
        conversation = [*conversation, Message("assistant", chain.answer), Message("user", render("critique"))]
        critique = await ask_note(run, ("critique", number), "judge", conversation, "critique", made.id)
        if critique is None or critique.lower().rstrip(_AROUND).endswith(_STOP):
            break
        conversation = [*conversation, Message("assistant", critique), Message("user", render("refine"))]
        made = await chain.write(conversation)
    chain.close()
    return _answer(run, chain.revisions[-1:], "the last revision after criticism", last=True)


@drawing(samples=1)
async def self_debug(run: Run) -> SelectionMade | None:
    """Mend one program by what its executions show; None when the model never wrote one."""
    best = best_revision(await debug_sample(run, 1))
    return _answer(run, [best] if best else [], "the revision that passes every public test")


@drawing(samples=1)
async def reflexion(run: Run) -> SelectionMade | None:
    """Reflect on the tests that one program fails, and try again; None when the model never wrote a program."""
    try:
        tests = await write_tests(run, 1, 5)
    except BudgetError:
        tests = ()
    chain, start = _first(run)
    memory: list[Message] = []
    made, failed = await _attempt(run, chain, start, tests)
    scores = [len(failed)]
    for number in range(run.settings.rounds):
        if made is None or (made.survives and not failed):
            break
        try:
            happened = await _feedback(run, made, failed)
        except BudgetError:
            break
        feedback = Message("user", render("reflect_tests", feedback=happened))
        said = [*start, *memory, Message("assistant", chain.answer), feedback]
        reflection = await ask_note(run, ("reflection", number), "debugger", said, "reflect", made.id)
        if reflection is None:
            break
        memory = [*said[1:], Message("assistant", reflection), Message("user", render("retry"))]
        made, failed = await _attempt(run, chain, [*start, *memory], tests)
        scores.append(len(failed))
    chain.close()
    ranked = sorted(zip(scores, chain.revisions, strict=False), key=lambda pair: (-pair[1].passed, pair[0], pair[1].id))
    reason = f"the revision that fails the fewest of {len(tests)} tests of its own"
    return _answer(run, [revision for _, revision in ranked[:1]], reason)


def _first(run: Run) -> tuple[Chain, list[Message]]:
    hint = hints()[0]
    return Chain(run, 1, hint), [solve_prompt(run, hint=hint)]


def _answer(run: Run, revisions: Sequence[Revision], reason: str, *, last: bool = False) -> SelectionMade | None:
    """Select the one revision that is left; `last`: it was not chosen for being the closest."""
    if not revisions:
        return None
    filter_survivors(run, revisions)
    if revisions[0].survives or last:
        failing = "" if revisions[0].survives else ", which fails a public test"
        return select(run, revisions[0], _HALF, f"{reason}{failing}")
    return closest(run, revisions[0])


async def _attempt(
    run: Run, chain: Chain, conversation: Sequence[Message], tests: Sequence[GuessedTest]
) -> tuple[Revision | None, list[GuessedTest]]:
    """Write a program; the result is it, and the written tests that it fails."""
    made = await chain.write(conversation)
    if made is None:
        return None, []
    try:
        right = await passes(run, made.program, tests)
    except BudgetError:
        right = [True] * len(tests)
    return made, [test for test, passed in zip(tests, right, strict=True) if not passed]


async def _feedback(run: Run, made: Revision, failed: Sequence[GuessedTest]) -> str:
    outcomes = await run.execute(made.program, [test.input for test in failed])
    own = [
        f"Test {test.name}, which you wrote yourself, fails. If the test is what is wrong, say so.\n"
        f"Input:\n{block(test.input)}\nExpected output:\n{block(test.expected)}\n"
        f"What your program did:\n{what_happened(outcome)}"
        for test, outcome in zip(failed, outcomes, strict=True)
    ]
    return "\n\n".join([execution_feedback(made, run.problem), *own])
