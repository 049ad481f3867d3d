"""Function-style problems: a program is a function (LeetCode, HumanEval), and its tests are arguments and results.

Arguments and results are JSON: an input holds one value a line, an output is one value. Trees and linked lists are
written as LeetCode does: `[1, null, 2]` level by level, and `[1, 2, 3]`. What calls the function is a program of ours
(`harness.py`) with the solution in it; so an executor needs to know nothing of functions, and nothing that
is compared ever comes near the solution.
"""

from __future__ import annotations

import ast
import json
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGES = ("python", "pypy")
"""Languages that a function can be written in."""


class Parameter(Struct, frozen=True):
    """One parameter: its name, and its type as Python writes it; empty where nothing is said."""

    name: str
    type: str = ""


class Function(Struct, frozen=True):
    """What a program must define."""

    name: str
    parameters: tuple[Parameter, ...]
    result: str = ""
    """The result's type."""
    owner: str = ""
    """The class that it is a method of; empty for a plain function."""
    starter: str = ""
    """The code that everybody begins with: the declaration, without a body of use."""
    helpers: str = ""
    """Code that solutions may use without repeating it."""


def read_function(starter: str) -> Function:
    """Read a function's declaration from starter code: a method of a class, or a plain function.

    Of several functions the last one is meant; the others are its helpers, as in HumanEval.

    Raises ValueError that says what is wrong, in words for a person.
    """
    try:
        tree = ast.parse(completed(starter))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ValueError(f"it is not Python ({error})") from error
    found = list(_declared(tree))
    methods = sum(bool(owner) for owner, _ in found)
    if not found or methods > 1:
        raise ValueError(f"one public function or method is needed, and {methods or 'none'} stands there")
    owner, made = next((pair for pair in found if pair[0]), found[-1])  # functions before it are its helpers
    given = [*made.args.posonlyargs, *made.args.args]
    if made.args.vararg or made.args.kwarg or made.args.kwonlyargs:
        raise ValueError("a function with *, ** or keyword-only parameters cannot be called with plain arguments")
    parameters = [Parameter(item.arg, ast.unparse(item.annotation) if item.annotation else "") for item in given]
    return Function(
        name=made.name,
        parameters=tuple(parameters[1:] if owner else parameters),
        result=ast.unparse(made.returns) if made.returns else "",
        owner=owner,
        starter=starter.rstrip() + "\n",
        helpers=completed(starter) if len(found) > 1 else "",
    )


def calling(function: Function, source: str) -> str:
    """Give the program that calls a solution: the harness, with the solution's text in it."""
    settings = {
        "name": function.name,
        "owner": function.owner,
        "parameters": [_conversion(item.type) for item in function.parameters],
        "result": _conversion(function.result),
        "helpers": function.helpers,
        "in_place": function.result == "None",  # what it is for is to change its first argument
    }
    return f"{_harness()}\n\n_end(_main({settings!r}, {source!r}))\n"


def named_arguments(function: Function, text: str) -> str:
    """Show an input with the names of its parameters, a line each: `nums = [2, 7]`."""
    lines = text.rstrip("\n").split("\n")
    if len(lines) != len(function.parameters):
        return text
    return "".join(f"{item.name} = {line}\n" for item, line in zip(function.parameters, lines, strict=True))


def arguments_from(function: Function, text: str) -> str | None:
    """Read arguments as contest pages show them, `nums = [2,7], target = 9`; None when they are no JSON.

    The result is an input: one value a line. Values without names are taken in their order.
    """
    names = "|".join(re.escape(item.name) for item in function.parameters)
    pieces = [piece for piece in re.split(rf"(?:^|[,\n])\s*(?:{names})\s*=\s*", text) if piece.strip()]
    if len(pieces) != len(function.parameters):
        pieces = [line for line in text.split("\n") if line.strip()]
    if len(pieces) != len(function.parameters):
        return None
    try:
        return "".join(f"{normal_json(piece)}\n" for piece in pieces)
    except ValueError:
        return None


def normal_json(text: str) -> str:
    """Write a JSON value as the harness writes results. Raises ValueError when it is none."""
    return json.dumps(json.loads(text), ensure_ascii=False)


def same_json(expected: Any, got: Any, absolute: float | None, relative: float | None) -> bool:
    """Whether two JSON values are the same: numbers within the tolerances, but whole numbers and booleans exactly."""
    if isinstance(expected, bool) or isinstance(got, bool):
        return expected is got
    if isinstance(expected, int | float) and isinstance(got, int | float):
        if isinstance(expected, int) and isinstance(got, int):
            return expected == got
        distance = abs(expected - got)
        near = (absolute is not None and distance <= absolute) or (
            relative is not None and distance <= relative * abs(expected)
        )
        return expected == got or near
    if isinstance(expected, list) and isinstance(got, list):
        pairs = zip(expected, got, strict=False)
        return len(expected) == len(got) and all(same_json(a, b, absolute, relative) for a, b in pairs)
    if isinstance(expected, dict) and isinstance(got, dict):
        return expected.keys() == got.keys() and all(
            same_json(value, got[key], absolute, relative) for key, value in expected.items()
        )
    return type(expected) is type(got) and expected == got


def _declared(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Give each public function, with the class that it is in."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield "", node
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_"):
                    yield node.name, inner


def completed(starter: str) -> str:
    """Give a body to a declaration that ends in a colon, as LeetCode shows it; its comments are no code."""
    lines = [line for line in starter.rstrip().split("\n") if not line.lstrip().startswith("#")]
    last = next((line for line in reversed(lines) if line.strip()), "")
    if last.rstrip().endswith(":"):
        lines.append(" " * (len(last) - len(last.lstrip()) + 4) + "pass")
    return "\n".join(lines)


def _conversion(kind: str) -> str:
    """Tell what a value must be turned into: `tree`, `list`, `tuple`, `set`, any in a list (`[tree]`), or nothing."""
    inner = re.fullmatch(r"(?:typing\.)?[Ll]ist\[(.+)\]", kind)
    if inner:
        made = _conversion(inner[1])
        return f"[{made}]" if made else ""
    words = (("TreeNode", "tree"), ("ListNode", "list"))
    node = next((name for word, name in words if word in kind), "")
    shape = re.match(r"(?:typing\.)?(?:[Ff]rozen)?([Tt]uple|[Ss]et)\b", kind)
    return node or (shape[1].lower() if shape else "")


@cache
def _harness() -> str:
    return files(__package__).joinpath("harness.py").read_text(encoding="utf-8")
