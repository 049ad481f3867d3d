"""Which inputs the problem allows, as it is read: by rule, by a model where that leaves something open, by a person.

A model is asked once for what it finds in the statement, as rules about the columns of the inputs. A rule that a public
input is against is dropped, so that a wrong reading does little harm: at most it forbids too much.
"""

from __future__ import annotations

import asyncio
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.errors import BudgetError
from engine.events.run import NoticeGiven
from engine.events.selection import DroppedRule, GrammarLearnt
from engine.inputs import READING_FORMS, Complete, Judge, RuleError, learn, learning, read_rule
from engine.prompts import render
from engine.steps.asking import ask_for
from engine.steps.feedback import examples_with_inputs

if TYPE_CHECKING:
    from engine.runtime.run import Run

_MOST = 40
"""Rules of a model that are tried."""


class ReadRules(Struct, frozen=True, kw_only=True):
    """What a reader of the statement must answer; one that is held to this form thinks in `plan`, so it comes first."""

    plan: str = ""
    rules: tuple[str, ...]


class Reading(Struct, frozen=True):
    """What is known of which inputs are allowed.

    Attributes:
        public: the public inputs.
        statement: the problem's.
        rules: those of a model, then those of a person.
        model: who read the statement besides the rules that we have; empty where nobody did.
        corrected: whether a person said something.
        dropped: what was said and does not count.
    """

    public: tuple[str, ...]
    statement: str
    rules: tuple[str, ...] = ()
    model: str = ""
    corrected: bool = False
    dropped: tuple[DroppedRule, ...] = ()

    @property
    def judge(self) -> Judge:
        """What judges inputs by it."""
        return _judge(self.public, self.statement, self.rules)

    @property
    def whose(self) -> str:
        """By whose reading an input is allowed, for a person; empty where the rules alone read it."""
        if self.corrected:
            return ", as a person corrected it"
        return f", as {self.model} read it" if self.model else ""


async def reading_of(run: Run, *, corrected: bool = True) -> Reading | None:
    """Read the statement; None where inputs are no text of tokens.

    Args:
        run: where it happens.
        corrected: whether what a person says of the inputs counts.
    """
    problem = run.problem
    if problem.function or not problem.tests:
        return None
    plain = Reading(tuple(test.input for test in problem.tests), problem.statement)
    for _ in learning(plain.public, plain.statement):
        await asyncio.sleep(0)  # answers go on arriving in between
    said = tuple(run.overrides.rules()) if corrected else ()
    answered: tuple[str, ...] = ()
    if plain.judge.doubts and not problem.input_validators:
        answered = await _read_by_model(run, plain)
    model = run.model_of("input writer")
    read, dropped = _tried(plain.public, plain.statement, (), answered[:_MOST], model)
    dropped += tuple(DroppedRule(rule, model, f"Only {_MOST} rules are tried.") for rule in answered[_MOST:])
    kept, wrong = _tried(plain.public, plain.statement, read, said, "")
    by, rules = model if read else "", (*read, *kept)
    return Reading(plain.public, plain.statement, rules, by, bool(said), (*dropped, *wrong))


async def show_grammar(run: Run) -> None:
    """Put what is known of the inputs into the journal."""
    if reading := await reading_of(run):
        judge = reading.judge
        known = judge.bounds, judge.doubts, judge.columns
        run.conclude(GrammarLearnt(*known, reading.rules, reading.model, reading.dropped))


async def _read_by_model(run: Run, plain: Reading) -> tuple[str, ...]:
    model = run.model_of("input writer")
    if not (run.settings.reader and model):
        return ()
    prompt = render(
        "reader",
        statement=run.problem.statement,
        examples=examples_with_inputs(run.problem),
        columns="\n".join(plain.judge.columns),
        forms=READING_FORMS,
    )
    try:
        reply = await ask_for(run, ReadRules, ("reader",), "input writer", prompt)
    except BudgetError:
        return ()
    if reply.value is None:
        run.conclude(NoticeGiven(f"{model} could not be asked which inputs the statement allows: {reply.problem}"))
        return ()
    return reply.value.rules


@lru_cache(maxsize=16)
def _tried(
    public: tuple[str, ...], statement: str, before: tuple[str, ...], said: tuple[str, ...], whose: str
) -> tuple[tuple[str, ...], tuple[DroppedRule, ...]]:
    """Those of the rules that can be read and that every public input keeps, one after the other; and the others."""
    kept: tuple[str, ...] = ()
    dropped: list[DroppedRule] = []
    for rule in said:
        if why := _why_dropped(public, statement, (*before, *kept), rule, whose):
            dropped.append(DroppedRule(rule, whose, why))
        else:
            kept = (*kept, rule)
    return kept, tuple(dropped)


def _why_dropped(public: tuple[str, ...], statement: str, before: tuple[str, ...], rule: str, whose: str) -> str:
    try:
        if whose and isinstance(read_rule(rule), Complete):
            return "A model has no say in whether the statement asks for nothing else."
        return _judge(public, statement, (*before, rule)).contradicted()
    except RuleError as error:
        return str(error)


@lru_cache(maxsize=64)
def _judge(inputs: tuple[str, ...], statement: str, rules: tuple[str, ...]) -> Judge:
    return Judge(learn(inputs, statement, rules)[0])
