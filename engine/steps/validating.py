"""Whether a problem allows an input: by the package's validators, else by grammar and statement, else by a model's.

Validity is the heart of a selection: an input that the problem does not allow splits right programs as readily as
wrong ones, so it never counts.
"""

from __future__ import annotations

import asyncio
from functools import lru_cache
from typing import TYPE_CHECKING

from engine.inputs import Finding, Judge, learn
from engine.steps.validator import ALLOWED, LIMITS, written_validator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.problem.model import Problem
    from engine.runtime.run import Run

_LONG = 10_000
"""Characters of an input that takes a while to judge by its grammar."""

_BY_VALIDATOR = "the package's input validator"


async def check_validity(run: Run, texts: Sequence[str]) -> list[Finding]:
    """Say of each input whether the problem allows it, and who says so.

    A package's validators have the last word where there are any. Without, the grammar of the public inputs and the
    statement tell what is surely forbidden, and, if the statement was understood as a whole, what is allowed. What
    they leave open is decided by a validator that a model wrote, if one passed its trial.

    Raises:
        ExecutorError, BudgetError: as `Run.execute`.
    """
    if run.problem.input_validators:
        return await _by_package(run, texts)
    judge = judge_of(run.problem)
    unknown = Finding("unchecked", "nothing is known of which values the problem allows")
    findings = []
    for text in texts:
        if len(text) > _LONG:
            await asyncio.sleep(0)  # answers go on arriving between two texts that take a while to read
        findings.append(judge.judge(text) if judge else unknown)
    left = [at for at, finding in enumerate(findings) if finding.state == "unchecked"]
    validator = await written_validator(run) if left else None
    if validator is None:
        return findings
    said = await validator.judge(run, [texts[at] for at in left])
    for at, good in zip(left, said, strict=True):
        if good is not None:
            findings[at] = Finding("valid" if good else "invalid", validator.name, by_model=True)
    return findings


async def _by_package(run: Run, texts: Sequence[str]) -> list[Finding]:
    valid: set[str] = set()
    for arguments in run.problem.validator_arguments:
        asked = [text for text in dict.fromkeys(texts) if text not in valid]
        valid.update(await _accepted(run, asked, arguments))
    return [Finding("valid" if text in valid else "invalid", _BY_VALIDATOR) for text in texts]


async def _accepted(run: Run, texts: Sequence[str], arguments: Sequence[str]) -> Sequence[str]:
    """Those of the texts that all validators accept, called as one group of tests calls them."""
    for validator in run.problem.input_validators:
        if texts:
            outcomes = await run.execute(validator, texts, LIMITS, alone=True, arguments=arguments)
            texts = [text for text, outcome in zip(texts, outcomes, strict=True) if outcome.exit_code == ALLOWED]
    return texts


def judge_of(problem: Problem) -> Judge | None:
    """What judges inputs by their grammar; None where inputs are no text of tokens."""
    if problem.function or not problem.tests:
        return None
    return _judge(tuple(test.input for test in problem.tests), problem.statement)


@lru_cache(maxsize=4)
def _judge(inputs: tuple[str, ...], statement: str) -> Judge:
    return Judge(learn(inputs, statement)[0])
