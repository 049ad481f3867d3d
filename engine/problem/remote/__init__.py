"""A function in one process, and the statements that call it in another: a program cannot vouch for itself.

Checks such as `assert f(2) == 4` that are run beside the program believe what it makes of them: an object that equals
everything passes them all. Here the program (`answering.py`) does nothing but answer calls, and an interactor
(`asserting.py`) runs the statements with a stand-in for the function. Between the two go values alone, as JSON
(`values.py`): None, booleans, numbers, texts, bytes, lists, tuples, sets and dicts of them. Whatever else a function
returns equals nothing. What a function does to its arguments is not seen outside.

The three scripts are not imported here: they run where untrusted programs run.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from engine.problem.function import completed
from engine.problem.model import Checker, Program, SourceFile

if TYPE_CHECKING:
    from engine.problem.function import Function


class Statements(Struct, frozen=True):
    """What an interactor is given as its input: Python statements, and how long each may compute."""

    name: str
    """Of the function that they call."""
    statements: tuple[str, ...]
    """Each is run by itself; it holds when nothing is raised."""
    seconds: float
    """CPU time of the program for one statement, and of the statement itself."""
    all_seconds: float
    """CPU time of the program for all statements together; the rest fails."""
    helpers: str = ""
    """Code that the statements may use."""

    def encode(self) -> str:
        """Write them as an input."""
        return msgspec.json.encode(self).decode()


def answering(name: str, source: str, helpers: str = "", owner: str = "") -> str:
    """Give the program that answers calls of a function that a source defines.

    Args:
        name: of the function.
        source: of the solution.
        helpers: code that the solution may use.
        owner: the class that the function is a method of; empty for a plain function.
    """
    settings = {"name": name, "owner": owner, "helpers": helpers}
    return f"{_text('values')}\n{_text('answering')}\n_main({settings!r}, {source!r})\n"


def answering_program(function: Function, program: Program) -> Program:
    """Give the program that answers calls of what a solution defines."""
    text = answering(function.name, program.source, completed(function.starter), function.owner)
    return Program(program.language, (SourceFile(program.files[0].name, text),))


@cache
def asserting() -> Checker:
    """Give the interactor that runs statements; it accepts when all hold, and says of each `1` or `0`."""
    text = f"{_text('values')}\n{_text('asserting')}\n_main()\n"
    return Checker(Program("python", (SourceFile("asserting.py", text),)), interactive=True)


@cache
def _text(name: str) -> str:
    return files(__package__).joinpath(f"{name}.py").read_text(encoding="utf-8")
