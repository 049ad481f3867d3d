"""A validator of inputs that a model writes, where the package brings none and the statement leaves it open.

It is believed only after a trial: it must take every public input, and refuse every one that was broken by rule. What
it says then is a fact like any other: the answer of the model and each execution stand in the journal. The idea of
asking a model for validators is that of CodeContests+ (Wang et al. 2025, arXiv 2506.05817).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.errors import BudgetError, ModelError
from engine.events.run import NoticeGiven
from engine.events.selection import ValidatorTried
from engine.inputs import broken_inputs, broken_values, learn
from engine.models.protocol import Message
from engine.problem.model import MEBIBYTE, Limits, Program, SourceFile
from engine.prompts import render
from engine.steps.extract import last_program
from engine.steps.feedback import block, examples_with_inputs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.events.executions import Outcome
    from engine.inputs import Broken
    from engine.problem.model import Problem
    from engine.runtime.run import Answer, Run

LIMITS = Limits(cpu_seconds=10.0, memory_bytes=1024 * MEBIBYTE)
"""What a validator may use for one input, whoever wrote it."""
ALLOWED = 42
"""Validators exit with this status for an input that is allowed, as those of Kattis do."""
ATTEMPTS = 2
"""How often a model is asked: once, and once more with what its validator got wrong."""

_TEXT = "the input on standard input, as in the examples"
_VALUES = "the input on standard input: the arguments of the function in JSON, a line each, as in the examples"


class Validator(Struct, frozen=True):
    """A program that was tried and believed, and the model that wrote it."""

    program: Program
    model: str

    @property
    def name(self) -> str:
        """Who speaks, for a person."""
        return f"the validator that {self.model} wrote"

    async def judge(self, run: Run, texts: Sequence[str]) -> list[bool | None]:
        """Say of each input whether it is allowed; None where the validator did not come to an end.

        Raises:
            ExecutorError, BudgetError: as `Run.execute`.
        """
        return [_said(outcome) for outcome in await run.execute(self.program, texts, LIMITS, alone=True)]


async def written_validator(run: Run) -> Validator | None:
    """The validator that a model wrote in this run; None where nobody can be asked, or none is believed.

    The model is asked the first time, and recalled from then on.

    Raises:
        ExecutorError, BudgetError: as `Run.execute`.
    """
    model = run.model_of("input writer")
    if not (run.settings.validator and model and run.problem.tests):
        return None
    form = _VALUES if run.problem.function else _TEXT
    prompt = render("validator", statement=run.problem.statement, examples=examples_with_inputs(run.problem), form=form)
    conversation = [Message("user", prompt)]
    for attempt in range(1, ATTEMPTS + 1):
        try:
            answer = await run.complete(("validator", attempt), "input writer", conversation)
        except (BudgetError, ModelError):
            return None
        text = last_program(answer.text, "python")
        if text is None:
            _refused(run, model, answer, "", f"{model} wrote none")
            return None
        program = Program("python", (SourceFile("validator.py", text),))
        fault = await _fault(run, program)
        if not fault:
            return _accepted(run, model, answer, program)
        _refused(run, model, answer, text, fault)
        again = Message("user", render("validator_again", fault=fault))
        conversation = [*conversation, Message("assistant", answer.text), again]
    run.conclude(NoticeGiven(f"The validator of inputs that {model} wrote is not used: {fault}"))
    return None


def _accepted(run: Run, model: str, answer: Answer, program: Program) -> Validator:
    public = len({test.input for test in run.problem.tests})
    why = f"it takes all {public} public inputs and refuses {len(broken_of(run.problem))} broken ones"
    run.conclude(ValidatorTried(answer.call, model, run.store(program.source), accepted=True, why=why))
    run.conclude(NoticeGiven(f"The validator of inputs that {model} wrote decides which inputs count: {why}."))
    return Validator(program, model)


def _refused(run: Run, model: str, answer: Answer, text: str, why: str) -> None:
    run.conclude(ValidatorTried(answer.call, model, run.store(text) if text else "", accepted=False, why=why))


async def _fault(run: Run, program: Program) -> str:
    """What a validator gets wrong, in a sentence for its author; empty where it passes its trial."""
    public = tuple(dict.fromkeys(test.input for test in run.problem.tests))
    broken = broken_of(run.problem)
    outcomes = await run.execute(program, [*public, *(item.text for item in broken)], LIMITS, alone=True)
    for text, outcome in zip(public, outcomes, strict=False):
        if not _said(outcome):
            error = f" Standard error ends:\n{block(outcome.error)}" if outcome.error.strip() else ""
            return f"It does not take a public input, but {_end(outcome)}:\n{block(text)}{error}"
    for item, outcome in zip(broken, outcomes[len(public) :], strict=True):
        if _said(outcome) is not False:
            broke = f"an input in which something is broken ({item.what}), but {_end(outcome)}"
            return f"It does not refuse {broke}:\n{block(item.text)}"
    return "" if broken else "nothing is known of what it must refuse"


def _end(outcome: Outcome) -> str:
    """How a validator ended, for its author, who may have forgotten its exit status."""
    if outcome.ending in {"OK", "RE"} and outcome.exit_code is not None:
        return f"ends with exit status {outcome.exit_code}"
    ends = {
        "TLE": f"does not end within {LIMITS.cpu_seconds:g} s of CPU time",
        "MLE": f"needs more than {LIMITS.memory_bytes // MEBIBYTE} MiB of memory",
        "OLE": "prints without end",
    }
    return ends.get(outcome.ending, "ends without an exit status")


def _said(outcome: Outcome) -> bool | None:
    """What a validator says; one that crashes refuses, one that was stopped says nothing."""
    if outcome.exit_code == ALLOWED:
        return True
    return False if outcome.ending in {"OK", "RE"} else None


def broken_of(problem: Problem) -> tuple[Broken, ...]:
    """Inputs that the problem surely does not allow, made from its public ones."""
    public = tuple(dict.fromkeys(test.input for test in problem.tests))
    return broken_values(public) if problem.function else _broken_texts(public, problem.statement)


@lru_cache(maxsize=4)
def _broken_texts(public: tuple[str, ...], statement: str) -> tuple[Broken, ...]:
    return broken_inputs(public, learn(public, statement)[0])
