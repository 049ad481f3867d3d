"""The function of a package: `function.py`, which is no part of the Kattis format, and tests in JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from msgspec import structs

from engine.errors import ProblemError
from engine.problem.function import Function, read_function
from engine.problem.output_rules import KATTIS_RULES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from engine.problem.files import PackageFiles
    from engine.problem.model import OutputRules, Test

FILE = "function.py"
_MEBIBYTES = 1
_TOLERANCE = 1e-6


def read_function_file(files: PackageFiles) -> Function | None:
    """Read the declaration that programs of a package implement; None when they read standard input as usual.

    Raises ProblemError when the file is there and declares no function that can be called.
    """
    path = files.folder / FILE
    if not path.exists():
        return None
    try:
        return read_function(files.text(path, mebibytes=_MEBIBYTES))
    except ValueError as error:
        raise ProblemError(
            path, str(error), "Write the starter code: a class with one method, or one function"
        ) from error


def json_rules(rules: OutputRules) -> OutputRules:
    """Give the rules for results: as the package has it, with the usual tolerance where it says nothing."""
    if rules == KATTIS_RULES:
        rules = structs.replace(rules, absolute_tolerance=_TOLERANCE, relative_tolerance=_TOLERANCE)
    return structs.replace(rules, as_json=True, case_sensitive=True, exact_integers=True)


def check_function_tests(folder: Path, function: Function, tests: Iterable[Test], *, custom: bool) -> None:
    """Raise ProblemError for a test that cannot be a call, and for a package that judges in a way of its own."""
    if custom:
        reason = "results of a function are compared, and this package brings an output validator"
        raise ProblemError(folder / FILE, reason, "Remove one of the two")
    for test in tests:
        path = folder / "data" / "sample" / f"{test.name}.in"
        _require_json(path, test.input.rstrip("\n").split("\n") if test.input.strip() else [], len(function.parameters))
        _require_json(path.with_suffix(".ans"), [test.expected], 1)


def declaration(function: Function) -> str:
    """Say below the statement what programs define, and in what form inputs and outputs stand."""
    named = (
        f"the method `{function.name}` of a class `{function.owner}`"
        if function.owner
        else f"a function `{function.name}`"
    )
    return (
        f"\n## Program\n\nA program defines {named}; it reads nothing and prints nothing. It is declared like this:\n\n"
        f"```python\n{function.starter.rstrip()}\n```\n\n"
        "In inputs each argument stands on a line of its own, in JSON; an output is the result, in JSON.\n"
    )


def _require_json(path: Path, values: list[str], count: int) -> None:
    for value in values:
        try:
            json.loads(value)
        except (ValueError, RecursionError) as error:
            raise ProblemError(path, f"“{value[:40]}” is no JSON ({error})", "Write one JSON value a line") from error
    if len(values) != count:
        reason = f"{len(values)} values stand in it, and the function has {count} parameters"
        raise ProblemError(path, reason, "Write one line for each parameter")
