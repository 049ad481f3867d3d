"""What a strategy may see of a problem, and the programs that run against it."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Literal

from msgspec import Struct, field

from engine.problem.function import Function, calling

MEBIBYTE = 1024 * 1024


def digest(*parts: str) -> str:
    """Name a text by its content: 16 hexadecimal digits of SHA-256, the parts kept apart by their lengths."""
    texts = [part.encode("utf-8", "surrogatepass") for part in parts]
    apart = b"".join([piece for text in texts for piece in (b"%d:" % len(text), text)])
    return hashlib.sha256(apart).hexdigest()[:16]


class SourceFile(Struct, frozen=True):
    """One file of a program: its name and its text."""

    name: str
    text: str


class Program(Struct, frozen=True):
    """A program in one language; the first file is the one that is run or compiled."""

    language: str
    files: tuple[SourceFile, ...]

    @property
    def source(self) -> str:
        """The text of the main file."""
        return self.files[0].text

    @property
    def digest(self) -> str:
        """The program's name by content."""
        return _digest_of(self)


@lru_cache(maxsize=4096)
def _digest_of(program: Program) -> str:
    """Remember it: a run asks for it with each execution, and whenever it is worked through anew."""
    return digest(program.language, *(part for file in program.files for part in (file.name, file.text)))


class Limits(Struct, frozen=True):
    """What one execution may use: CPU time in seconds, memory and output in bytes."""

    cpu_seconds: float = 2.0
    memory_bytes: int = 512 * MEBIBYTE
    output_bytes: int = 8 * MEBIBYTE


class OutputRules(Struct, frozen=True):
    """How an output is compared with the expected one, as the default output validators do it.

    A tolerance of None means that numbers are compared as text. With `exact_integers` a tolerance is for
    expected tokens with a point or an exponent only (the Kattis validators apply it to every number).
    """

    case_sensitive: bool = False
    space_sensitive: bool = False
    absolute_tolerance: float | None = 1e-6
    relative_tolerance: float | None = 1e-6
    exact_integers: bool = True
    as_json: bool = False
    """Outputs are JSON values, compared as such."""


class Checker(Struct, frozen=True):
    """A program of the package that judges outputs, where comparing them with the expected ones does not do.

    Under `kattis` it is called as INPUT ANSWER FEEDBACK_FOLDER with the output on standard input, and exits with 42
    (accepted) or 43 (wrong). Under `testlib` it is called as INPUT OUTPUT ANSWER, and exits with 0 (accepted), 1, 2
    or 8 (wrong), or 3 and 7 (its own failure). Anything else is a fault of the checker, never of the program.
    """

    program: Program
    protocol: Literal["kattis", "testlib"] = "kattis"
    arguments: tuple[str, ...] = ()
    """Further arguments that the package gives it."""
    interactive: bool = False
    """Whether it talks with the program while that runs (an interactor), each one's output being the other's input."""

    @property
    def digest(self) -> str:
        """The checker's name by content."""
        return digest(self.program.digest, self.protocol, str(self.interactive), *self.arguments)


class Interaction(Struct, frozen=True):
    """An example of what a program and an interactor say to each other.

    `> ` begins a line of the program, `< ` one of the interactor.
    """

    name: str
    text: str


class Test(Struct, frozen=True):
    """An input with the output that is expected; `kind` is public (given with the problem) or custom."""

    __test__ = False  # not a pytest class

    name: str
    input: str
    expected: str
    kind: str = "public"


class Problem(Struct, frozen=True):
    """Statement, public tests, limits and rules: all that a strategy, a prompt or a screen can see.

    Secret tests are no part of it; they belong to `Package` and are read only by the final grade.
    """

    name: str
    title: str
    statement: str
    tests: tuple[Test, ...]
    limits: Limits = field(default_factory=Limits)
    output_rules: OutputRules = field(default_factory=OutputRules)
    input_validators: tuple[Program, ...] = ()
    validator_arguments: tuple[tuple[str, ...], ...] = ((),)
    """How groups of tests call them: an input is allowed if all of them accept it as one of the groups has it."""
    checker: Checker | None = None
    """Judges in place of the output rules, where the package brings one."""
    interactions: tuple[Interaction, ...] = ()
    """Examples for a person and a model; there are none without an interactor."""
    function: Function | None = None
    """What programs define, in place of reading standard input; then inputs and outputs are JSON."""

    def runnable(self, program: Program) -> Program:
        """Give what is executed for a program that solves the problem: it alone, or with what calls its function."""
        if self.function is None:
            return program
        text = calling(self.function, program.source)
        return Program(program.language, (SourceFile(program.files[0].name, text),))

    @property
    def judge(self) -> Literal["", "checker", "interactor"]:
        """Which program of the package judges; empty where outputs are compared with the expected ones."""
        if self.checker is None:
            return ""
        return "interactor" if self.checker.interactive else "checker"

    @property
    def interactive(self) -> bool:
        """Whether programs talk with an interactor and read no test's input."""
        return self.judge == "interactor"

    @property
    def many_answers(self) -> bool:
        """Whether a checker judges outputs, so that another output than the expected one may be right."""
        return self.judge == "checker"
