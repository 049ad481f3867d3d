"""Whether a problem allows an input: by the package's validators, else by grammar and statement, else by a model's.

Validity is the heart of a selection: an input that the problem does not allow splits right programs as readily as
wrong ones, so it never counts.
"""

from __future__ import annotations

import asyncio
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from engine.events.run import NoticeGiven
from engine.inputs import LONGEST, Finding, mutations, value_judge
from engine.steps.reading import reading_of
from engine.steps.validator import ALLOWED, LIMITS, broken_of, written_validator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.runtime.run import Run
    from engine.steps.reading import Reading

_LONG = 10_000
"""Characters of an input that takes a while to judge by its grammar."""

_BROKEN = 4
"""Broken inputs on which the package's validators are tried."""

_TRIED, _ENOUGH, _LOOKED_AT = 40, 10, 160
"""Inputs of the right form on which they are tried where more is promised, at most and where these are like the public
ones, and how many are made to find so many."""

_BY_VALIDATOR = "the package's input validator"


async def check_validity(run: Run, texts: Sequence[str], *, corrected: bool = True) -> list[Finding]:
    """Say of each input whether the problem allows it, and who says so.

    A package's validators come first where there are any, and the statement may forbid what they let through, if it
    is read without doubt; where it promises more than they are known to check, what they take is unchecked. Without
    any, or where they refuse nothing, the grammar of the public inputs and the statement tell what is surely
    forbidden, and, if the statement was understood as a whole, what is allowed. What they leave open is decided by a
    validator that a model wrote, if one passed its trial.

    Args:
        run: where it happens.
        texts: the inputs.
        corrected: whether what a person says of the inputs counts.

    Raises:
        ExecutorError, BudgetError: as `Run.execute`.
    """
    if run.problem.input_validators and not await takes_anything(run):
        return await _by_package(run, texts)
    reading = await reading_of(run, corrected=corrected)
    findings = []
    for text in texts:
        if len(text) > _LONG:
            await asyncio.sleep(0)  # answers go on arriving between two texts that take a while to read
        findings.append(_as_read(reading, text) if reading else _of_function(run, text))
    left = [at for at, finding in enumerate(findings) if finding.state == "unchecked"]
    validator = await written_validator(run) if left else None
    if validator is None:
        return findings
    said = await validator.judge(run, [texts[at] for at in left])
    for at, good in zip(left, said, strict=True):
        if good is not None:
            findings[at] = Finding("valid" if good else "invalid", validator.name, by_model=True)
    return findings


async def refused_by_package(run: Run, texts: Sequence[str]) -> dict[str, str]:
    """Why the package's validators refuse each of the texts, empty where they take one; nothing without validators.

    Raises:
        ExecutorError, BudgetError: as `Run.execute`.
    """
    if not texts or not run.problem.input_validators or await takes_anything(run):
        return {}
    valid = await _taken(run, texts)
    return {text: "" if text in valid else f"{_BY_VALIDATOR} refuses it" for text in texts}


async def takes_anything(run: Run) -> bool:
    """Whether the package's validators take everything that was broken by rule: then their word is worth nothing.

    Raises:
        ExecutorError, BudgetError: as `Run.execute`.
    """
    broken = [item.text for item in broken_of(run.problem)[:_BROKEN]]
    for arguments in run.problem.validator_arguments:
        if not broken or len(await _accepted(run, broken, arguments)) < len(broken):
            return False
    run.conclude(NoticeGiven("The package's input validators refuse nothing, so they do not count."))
    return True


async def _by_package(run: Run, texts: Sequence[str]) -> list[Finding]:
    valid = await _taken(run, texts)
    reading = await reading_of(run)
    promise = await _unkept_promise(run, reading) if reading and valid else ""
    findings = []
    for text in texts:
        if len(text) > _LONG:
            await asyncio.sleep(0)  # as above
        findings.append(_as_taken(text, reading, promise) if text in valid else Finding("invalid", _BY_VALIDATOR))
    return findings


def _as_taken(text: str, reading: Reading | None, promise: str) -> Finding:
    """Judge an input that the validators take."""
    judge = reading.judge if reading else None
    held = judge and len(text) <= (LONGEST if judge.far_reaching else _LONG)
    if judge and held and (why := judge.forbidden(text)):
        return Finding("invalid", f"{_BY_VALIDATOR} takes it, but not the statement: {why}")
    if promise:
        why = f"{_BY_VALIDATOR} takes everything of this form; the statement also says: {promise}"
        return Finding("unchecked", why, taken=True)
    if judge and held and (why := judge.doubtful(text)):
        return Finding("unchecked", f"{_BY_VALIDATOR} takes it, but {why}", taken=True)
    if judge and judge.far_reaching and not held:
        return Finding("unchecked", "it is too long to be held against what the statement promises", taken=True)
    return Finding("valid", _BY_VALIDATOR)


async def _unkept_promise(run: Run, reading: Reading) -> str:
    """A promise of the statement that the validators are not known to check; empty where there is none.

    Validators that check what no rule reads refuse some inputs of the right form. Where they take all that are tried,
    made without regard to the promise, nobody can say whether an input keeps it.
    """
    if not reading.judge.unread:
        return ""
    left = tried = _of_the_form(reading)
    for arguments in run.problem.validator_arguments:
        taken = set(await _accepted(run, left, arguments))
        left = tuple(text for text in left if text not in taken)
    return reading.judge.unread[0] if tried and not left else ""


@lru_cache(maxsize=4)
def _of_the_form(reading: Reading) -> tuple[str, ...]:
    """Inputs that keep all that is known of their form; the same ones for the same reading.

    Where there are enough, only such as hold no smaller and no larger numbers than the public ones: others may be
    refused for a reason that has nothing to do with the promise, such as a gap between two groups of tests.
    """
    made = (item.text for item in mutations(reading.public, 0, reading.statement, reading.rules))
    fresh = (text for text in islice(made, _LOOKED_AT) if text not in reading.public and len(text) <= _LONG)
    formed = [text for text in fresh if reading.judge.judge(text).state != "invalid"]
    like = [text for text in formed if reading.judge.as_seen(text)]
    return tuple((like if len(like) >= _ENOUGH else formed)[:_TRIED])


async def _taken(run: Run, texts: Sequence[str]) -> set[str]:
    """Those of the texts that the validators accept, called as for some group of tests."""
    valid: set[str] = set()
    for arguments in run.problem.validator_arguments:
        asked = [text for text in dict.fromkeys(texts) if text not in valid]
        valid.update(await _accepted(run, asked, arguments))
    return valid


async def _accepted(run: Run, texts: Sequence[str], arguments: Sequence[str]) -> Sequence[str]:
    """Those of the texts that all validators accept, called as one group of tests calls them."""
    for validator in run.problem.input_validators:
        if texts:
            outcomes = await run.execute(validator, texts, LIMITS, alone=True, arguments=arguments)
            texts = [text for text, outcome in zip(texts, outcomes, strict=True) if outcome.exit_code == ALLOWED]
    return texts


def _of_function(run: Run, text: str) -> Finding:
    """Judge the arguments of a function by the constraints that the statement lists."""
    problem = run.problem
    if problem.function is None or not problem.tests:
        return Finding("unchecked", "nothing is known of which values the problem allows")
    names = tuple(item.name for item in problem.function.parameters)
    return value_judge(tuple(test.input for test in problem.tests), problem.statement, names).judge(text)


def _as_read(reading: Reading, text: str) -> Finding:
    found = reading.judge.judge(text)
    if found.state == "valid" and reading.whose:
        return Finding("valid", f"{found.why}{reading.whose}", by_model=not reading.corrected)
    return found
