"""LiveCodeBench: contest problems that read standard input, or ask for a method, with public and private tests.

Jain et al. 2024, "LiveCodeBench: Holistic and Contamination Free Evaluation of Large Language Models for Code" (arXiv
2403.07974); the files are those of its data sets code_generation and code_generation_lite. Tests are JSON within JSON;
private ones may be packed as a pickle of that text, which is read without unpickling anything.

As in the released harness a program has 6 s for a test. Otherwise here: outputs are compared as contest judges do
(numbers with a point within 1e-6), where that harness wants equal lines and equal decimals.
"""

from __future__ import annotations

import base64
import binascii
import json
import pickletools
import zlib
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct, structs

from engine.problem.function import Function, read_function
from engine.problem.function_files import declaration, json_rules
from engine.problem.model import MEBIBYTE, Limits, OutputRules, Problem, Test
from engine.problem.package import SecretTest, Submission

if TYPE_CHECKING:
    from engine.problem.datasets.lines import Line

_LIMITS = Limits(cpu_seconds=6.0, memory_bytes=1024 * MEBIBYTE, output_bytes=64 * MEBIBYTE)
_MOST_BYTES = 1024 * MEBIBYTE
"""Of the private tests of a problem when they are unpacked."""
_OF_A_TEXT = {"PROTO", "FRAME", "MEMOIZE", "BINPUT", "LONG_BINPUT", "STOP"}
"""What a pickle of one text holds besides that text."""
_TEXTS = {"SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8"}


class _Test(Struct, frozen=True):
    input: str
    output: str
    testtype: str = "stdin"


class _Metadata(Struct, frozen=True):
    func_name: str = ""


class LiveCodeBenchLine(Struct, frozen=True):
    """One line of such a file, its private tests still packed."""

    question_id: str
    question_title: str
    question_content: str
    public_test_cases: str
    private_test_cases: str = "[]"
    starter_code: str = ""
    metadata: str = "{}"

    @property
    def id(self) -> str:
        """What it is called in its file."""
        return self.question_id

    def problem(self, line: Line, name: str) -> Problem:
        """Read what a strategy may see. Raises ProblemError."""
        tests = _tests(line, self.public_test_cases, "public_test_cases")
        function = self._function(line, tests)
        rules = structs.replace(OutputRules(), case_sensitive=True)
        return Problem(
            name=name,
            title=self.question_title.strip() or self.question_id,
            statement=f"{self.question_content.strip()}\n" + (declaration(function) if function else ""),
            tests=tuple(Test(str(number), _input(test), _output(test)) for number, test in enumerate(tests, start=1)),
            limits=_LIMITS,
            output_rules=json_rules(OutputRules()) if function else rules,
            function=function,
        )

    def submissions(self) -> tuple[Submission, ...]:
        """Give the programs that come with it: none."""
        return ()

    def secret_tests(self, line: Line) -> tuple[SecretTest, ...]:
        """Read the private tests, after the public ones, which count as well. Raises ProblemError."""
        public = _tests(line, self.public_test_cases, "public_test_cases")
        private = _tests(line, _unpacked(line, self.private_test_cases), "private_test_cases")
        named = [(f"public-{number}", test) for number, test in enumerate(public, start=1)]
        named += [(f"private-{number}", test) for number, test in enumerate(private, start=1)]
        return tuple(SecretTest(name, _input(test), _output(test)) for name, test in named)

    def _function(self, line: Line, tests: tuple[_Test, ...]) -> Function | None:
        if all(test.testtype == "stdin" for test in tests):
            return None
        try:
            name = msgspec.json.decode(self.metadata, type=_Metadata).func_name
            function = read_function(self.starter_code)
        except (ValueError, msgspec.DecodeError) as error:
            raise line.wrong(f"it wants a function, and its starter_code declares none: {error}") from error
        if name and name != function.name:
            raise line.wrong(f"starter_code declares {function.name}, and metadata.func_name is {name}")
        return function


def _tests(line: Line, text: str, field: str) -> tuple[_Test, ...]:
    try:
        return tuple(msgspec.json.decode(text, type=list[_Test]))
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise line.wrong(f"{field} holds no tests: {error}") from error


def _unpacked(line: Line, packed: str) -> str:
    """Give private tests as JSON, which they are, or base64 of zlib of a pickle of that text."""
    if packed.lstrip().startswith("["):
        return packed
    try:
        inflating = zlib.decompressobj()
        data = inflating.decompress(base64.b64decode(packed, validate=True), _MOST_BYTES)
        if inflating.unconsumed_tail:
            raise line.wrong(f"private_test_cases hold more than {_MOST_BYTES // MEBIBYTE} MiB")
        return _pickled_text(data)
    except (binascii.Error, zlib.error, ValueError) as error:
        raise line.wrong(
            f"private_test_cases are neither JSON nor base64 of zlib of a pickled text: {error}"
        ) from error


def _pickled_text(data: bytes) -> str:
    """Read the one text that a pickle holds, by its opcodes; nothing is built or called. Raises ValueError."""
    texts = []
    for opcode, argument, _ in pickletools.genops(data):
        if opcode.name in _TEXTS and isinstance(argument, str):
            texts.append(argument)
        elif opcode.name not in _OF_A_TEXT:
            raise ValueError(f"the pickle does {opcode.name}, and only a text is taken from one")
    if len(texts) != 1:
        raise ValueError(f"the pickle holds {len(texts)} texts, and one is expected")
    return texts[0]


def _input(test: _Test) -> str:
    """Give an input as programs read it: for functions one value a line, written as we write them."""
    if test.testtype != "functional":
        return _ended(test.input)
    lines = [line for line in test.input.split("\n") if line.strip()]
    return "".join(f"{_normal(line)}\n" for line in lines)


def _output(test: _Test) -> str:
    return _ended(_normal(test.output.strip()) if test.testtype == "functional" else test.output)


def _normal(text: str) -> str:
    try:
        return json.dumps(json.loads(text), ensure_ascii=False)
    except (ValueError, RecursionError):
        return text


def _ended(text: str) -> str:
    return text if text.endswith("\n") else f"{text}\n"
