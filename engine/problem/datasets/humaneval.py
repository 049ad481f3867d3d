"""HumanEval: functions with a declaration, a docstring, and official checks that call them.

Chen et al. 2021, "Evaluating Large Language Models Trained on Code" (arXiv 2107.03374); files of the same form, such as
HumanEval+, are read alike. Public tests are the examples of the docstring, as far as they are plain values; the
official checks are secret. They are Python statements and no pairs of input and output, so they are run in a process of
their own that calls the program in its process (`engine.problem.remote`).
"""

from __future__ import annotations

import ast
import json
import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from engine.problem.function import Function, completed, read_function
from engine.problem.function_files import declaration, json_rules
from engine.problem.model import MEBIBYTE, Limits, OutputRules, Problem, Program, SourceFile, Test
from engine.problem.package import SecretTest, Submission
from engine.problem.remote import Statements

if TYPE_CHECKING:
    from engine.problem.datasets.lines import Line

CHECK_SECONDS = 3.0
"""CPU time for all official checks of a problem together, as in the released harness (there: of wall time)."""
_LIMITS = Limits(cpu_seconds=CHECK_SECONDS, memory_bytes=1024 * MEBIBYTE, output_bytes=16 * MEBIBYTE)
_GIVES = re.compile(r"[ \t]*(?:==|=>|->|➞|→|=|(?:should )?returns?\b|\n)[ \t]*\n?[ \t>.#]*")
_LONGEST = 400
"""Characters of an example's call, and of its value."""


class HumanEvalLine(Struct, frozen=True):
    """One line of such a file."""

    task_id: str
    prompt: str
    """Declaration and docstring: what every program begins with."""
    entry_point: str
    test: str
    """Official checks: a function `check` that is given the program's."""
    canonical_solution: str = ""

    @property
    def id(self) -> str:
        """What it is called in its file."""
        return self.task_id

    def problem(self, line: Line, name: str) -> Problem:
        """Read what a strategy may see. Raises ProblemError."""
        function = self.function(line)
        return Problem(
            name=name,
            title=f"{self.entry_point} ({self.task_id})",
            statement=f"Write the function `{self.entry_point}`.\n{declaration(function)}",
            tests=examples(self.prompt, function),
            limits=_LIMITS,
            output_rules=json_rules(OutputRules()),
            function=function,
        )

    def function(self, line: Line) -> Function:
        """Read the declaration. Raises ProblemError."""
        try:
            function = read_function(self.prompt)
        except ValueError as error:
            raise line.wrong(f"the prompt declares no function that can be called: {error}") from error
        if function.name != self.entry_point:
            raise line.wrong(f"the prompt declares {function.name} last, and entry_point is {self.entry_point}")
        return function

    def submissions(self) -> tuple[Submission, ...]:
        """Give the canonical solution, where there is one."""
        if not self.canonical_solution:
            return ()
        program = Program("python", (SourceFile("main.py", self.prompt + self.canonical_solution),))
        return (Submission("canonical", "accepted", program),)

    def secret_tests(self, _: Line) -> tuple[SecretTest, ...]:
        """Give the official checks, as statements that call the function."""
        return (SecretTest("check", self.checks().encode(), "", asserts=True),)

    def checks(self) -> Statements:
        """Give the official checks; what they call besides stands in the prompt."""
        text = f"{self.test}\ncheck({self.entry_point})\n"
        return Statements(self.entry_point, (text,), CHECK_SECONDS, CHECK_SECONDS, helpers=completed(self.prompt))


def examples(prompt: str, function: Function) -> tuple[Test, ...]:
    """Find the examples of a docstring: a call with plain values, and after `==`, `=>`, a new line or the like a value.

    What cannot be read is left out: fewer public tests are no fault, a wrong one would be.
    """
    found: dict[str, str] = {}
    for match in re.finditer(rf"(?<![\w.]){re.escape(function.name)}\(", _docstring(prompt, function.name)):
        text = match.string[match.start() :]
        call = _call(text)
        arguments = _arguments(call, function) if call else None
        gives = _GIVES.match(text, len(call or ""))
        if arguments is None or gives is None:
            continue
        value = _value(text[gives.end() :].split("\n", 1)[0])
        if value is not None:
            found.setdefault(arguments, value)
    return tuple(Test(str(number), *pair) for number, pair in enumerate(found.items(), start=1))


def plain_pair(statement: str, function: Function) -> tuple[str, str] | None:
    """Read `assert f(2) == 4` as an input and an output; None when it is anything else."""
    try:
        (made,) = ast.parse(statement).body
        if not (isinstance(made, ast.Assert) and isinstance(made.test, ast.Compare)):
            return None
        (kind,), (right,), left = made.test.ops, made.test.comparators, made.test.left
        if not isinstance(kind, ast.Eq | ast.Is):
            return None
        if not isinstance(left, ast.Call):
            left, right = right, left
        call, value = ast.unparse(left), ast.literal_eval(right)
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
        return None
    arguments, text = _arguments(call, function), _json(value)
    return None if arguments is None or text is None else (arguments, f"{text}\n")


def _docstring(prompt: str, name: str) -> str:
    try:
        made = [node for node in ast.parse(prompt).body if isinstance(node, ast.FunctionDef) and node.name == name]
    except (SyntaxError, ValueError):
        return ""
    return (ast.get_docstring(made[-1]) or "") if made else ""


def _call(text: str) -> str | None:
    """Give the call that a text begins with, up to the bracket that closes it."""
    for end in range(text.find("(") + 1, min(len(text), _LONGEST)):
        if text[end] == ")":
            try:
                ast.parse(text[: end + 1], mode="eval")
            except (SyntaxError, ValueError):
                continue
            return text[: end + 1]
    return None


def _arguments(call: str, function: Function) -> str | None:
    """Give an input for a call of the function with plain values, one a line; None for another one."""
    try:
        made = ast.parse(call, mode="eval").body
        if not (isinstance(made, ast.Call) and isinstance(made.func, ast.Name) and made.func.id == function.name):
            return None
        values = [ast.literal_eval(item) for item in made.args]
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
        return None
    texts = [_json(value) for value in values]
    if made.keywords or len(texts) != len(function.parameters) or None in texts:
        return None
    return "".join(f"{text}\n" for text in texts)


def _value(text: str) -> str | None:
    """Give the value that a line begins with, and nothing but a full stop or words in brackets or a comment behind."""
    for end in range(min(len(text), _LONGEST), 0, -1):
        rest = text[end:].strip()
        if rest and rest[0] not in ".,;#(":
            continue
        try:
            made = _json(ast.literal_eval(text[:end].strip().rstrip(".,;")))
        except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
            continue
        return None if made is None else f"{made}\n"
    return None


def _json(value: Any) -> str | None:
    """Write a value in JSON, a tuple as a list; None where JSON has nothing that is the same."""
    if isinstance(value, dict) and not all(isinstance(key, str) for key in value):
        return None
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return None
    return text
