"""Custom tests whose inputs the problem does not allow: they count, since a person says so, and it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.events.samples import CustomTestChecked
from engine.inputs import doubt_of
from engine.steps.validating import refused_by_package

if TYPE_CHECKING:
    from engine.runtime.run import Run


async def doubt_custom_tests(run: Run) -> None:
    """Hold the inputs of custom tests against the package's validators, else against grammar and statement.

    No model is asked: whether a test that a person wrote is a fair one is worth a word, and no call.

    Raises:
        ExecutorError, BudgetError: as `Run.execute`.
    """
    custom = [test for test in run.tests if test.kind == "custom"]
    refused = await refused_by_package(run, [test.input for test in custom])
    rules = tuple(run.overrides.rules())
    for test in custom:
        why = refused.get(test.input, "") or doubt_of(run.problem, test.input, rules)
        run.conclude(CustomTestChecked(test.name, why))
