"""Whether an input that a person wrote is one that the problem allows, as far as rules can tell at once."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from engine.inputs.grammar import learn
from engine.inputs.rules import RuleError
from engine.inputs.validity import Judge
from engine.inputs.value_rules import value_judge

if TYPE_CHECKING:
    from engine.problem.model import Problem


def doubt_of(problem: Problem, text: str, rules: tuple[str, ...] = ()) -> str:
    """Why a problem may not allow an input; empty where nothing speaks against it.

    Where the package has validators only what the statement forbids without doubt counts: they know better.

    Args:
        problem: whose inputs these are.
        text: the input.
        rules: what a person said of the inputs.
    """
    public = tuple(test.input for test in problem.tests)
    if not public:
        return ""
    if problem.function:
        names = tuple(item.name for item in problem.function.parameters)
        found = value_judge(public, problem.statement, names).judge(text)
    elif problem.input_validators:
        return _judge(public, problem.statement, rules).forbidden(text)
    else:
        found = _judge(public, problem.statement, rules).judge(text)
    return found.why if found.state == "invalid" else ""


@lru_cache(maxsize=4)
def _judge(public: tuple[str, ...], statement: str, rules: tuple[str, ...]) -> Judge:
    try:
        return Judge(learn(public, statement, rules)[0])
    except RuleError:  # what contradicts the public inputs is said where it was given
        return Judge(learn(public, statement, ())[0])
