"""The same small program in every language that is here, in every way that programs can be run."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from shared import Shared

from engine.execution import Job
from engine.execution.languages import LANGUAGES
from engine.execution.languages.java import Java
from engine.problem.languages import BY_EXTENSION, SOURCE_LANGUAGES
from engine.problem.model import MEBIBYTE, Limits, Program, SourceFile

if TYPE_CHECKING:
    from engine.events.executions import Outcome

KINDS = ("python", "cpp", "java")
"""A language of each kind: what Python's own fork runs, an executable, and what a runtime runs."""

EACH = [
    pytest.param(way, language, marks=() if way == "full" or language in KINDS else pytest.mark.exhaustive)
    for language in LANGUAGES
    for way in ("full", "no-namespace", "plain")
]
each_language = pytest.mark.parametrize(("way", "language"), EACH, indirect=["way"], scope="session")
pytestmark = pytest.mark.slow

LIMITS = Limits(cpu_seconds=9.0, memory_bytes=256 * MEBIBYTE, output_bytes=100_000)
OTHER_LIMITS = {"loop": Limits(cpu_seconds=0.3), "memory": Limits(cpu_seconds=9.0, memory_bytes=64 * MEBIBYTE)}
"""Of acts that end by a limit: the soonest end by which they can be told."""

RIGHT = {
    "sum 3 1 2 3": "6",
    "sum 100000 " + "7 " * 100_000: "700000",
    "real": "0.333333",
    "depth": "100000",
    "thread": "joined",
}
WRONG = {"exit": "RE", "crash": "RE", "loop": "TLE", "memory": "MLE", "flood": "OLE"}
SHUT = ("read", "write", "net", "spawn")

WHERE = {"python": "line {}", "pypy": "line {}", "go": "main.go:{}", "java": "Polyglot.java:{}", "rust": "main.rs:{}"}
"""How a language tells the line in which a program crashed, for those that do."""

BROKEN = {
    "python": "x = = 1",
    "pypy": "x = = 1",
    "java": "class A { int x = ; }",
    "go": "package main\nfunc main() { x }",
}


@cache
def is_here(language: str) -> bool:
    return LANGUAGES[language].version() is not None


def run(shared: Shared, program: Program, *inputs: str) -> list[Outcome]:
    if not is_here(program.language):
        pytest.skip(f"no {SOURCE_LANGUAGES[program.language].title} here")
    return shared.do(*(Job(program, (text,), OTHER_LIMITS.get(text, LIMITS)) for text in inputs))


def program(language: str, text: str) -> Program:
    return Program(language, (SourceFile(SOURCE_LANGUAGES[language].main_file, text),))


def acts(language: str) -> Program:
    extension = SOURCE_LANGUAGES[language].extensions[0]
    return program(language, (Path(__file__).parent / "polyglot" / f"acts{extension}").read_text())


def crash_line(language: str) -> int:
    lines = acts(language).source.split("\n")
    return next((number for number, line in enumerate(lines, start=1) if "crashes here" in line), 0)


@each_language
def test_every_language_keeps_the_same_rules(shared: Shared, language: str) -> None:
    shut = SHUT if shared.way != "plain" else ()
    outcomes = run(shared, acts(language), *RIGHT, *WRONG, *shut)
    right, wrong, tried = outcomes[: len(RIGHT)], outcomes[len(RIGHT) :][: len(WRONG)], outcomes[-len(shut) :]
    for act, outcome in zip(RIGHT, right, strict=True):
        assert (act[:9], outcome.ending, outcome.output.strip()) == (act[:9], "OK", RIGHT[act]), outcome
        assert not outcome.error
    assert [outcome.ending for outcome in wrong] == list(WRONG.values()), wrong
    assert wrong[0].exit_code == 3
    assert WHERE.get(language, "").format(crash_line(language)) in wrong[1].error
    assert "/tmp/" not in wrong[1].error
    if shut:
        assert [outcome.output.strip() for outcome in tried] == ["closed"] * len(shut), tried


@each_language
def test_what_does_not_compile_is_told_in_the_words_of_the_compiler(shared: Shared, language: str) -> None:
    text = BROKEN.get(language, "int main( { return 0; }")
    for outcome in run(shared, program(language, text), "", ""):
        assert outcome.ending == "CE"
        assert any(word in outcome.error.lower() for word in ("error", "x declared", "undefined", "expected")), outcome
        assert "/tmp/" not in outcome.error


def test_every_language_is_known_as_text() -> None:
    assert set(LANGUAGES) <= set(SOURCE_LANGUAGES)
    for name, language in LANGUAGES.items():
        assert language.name == name
        assert language.installed_by
    assert BY_EXTENSION[".py"] == "python"
    assert BY_EXTENSION[".C"] == "cpp"


@pytest.mark.parametrize("variable", ["SSTAR_CXXFLAGS", "SSTAR_CXX"])
def test_compiler_and_options_can_be_chosen(variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if variable == "SSTAR_CXX":
        compiler = tmp_path / "mine"
        compiler.write_text('#!/bin/sh\nexec g++ -DANSWER=42 "$@"\n')
        compiler.chmod(0o755)
        monkeypatch.setenv("SSTAR_CXX", str(compiler))
    else:
        monkeypatch.setenv("SSTAR_CXXFLAGS", "-DANSWER=42 -std=c++17")
    text = '#include <cstdio>\nint main() { std::printf("%d", ANSWER); }'
    plain = Shared("plain")  # one of its own: an executor asks for the compiler once
    (outcome,) = run(plain, program("cpp", text), "")
    plain.close()
    assert outcome.output == "42", outcome


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("public class A { public static void main(String[] a) {} }", "A.java"),
        ("class B {}\nfinal class C { public static void main(String... a) {} }\n", "C.java"),
        ("class B { public static void main(String[] a) {} }\npublic final class D {}", "D.java"),
        (
            '// class X\n/* public class Y */\nclass E { String s = "class Z"; static void main(String[] a) {} }',
            "E.java",
        ),
        ("record P(int x) {}\nclass F { public static final void main(String[] a) {} }", "F.java"),
        ("nothing", "Main.java"),
    ],
)
def test_a_java_file_is_named_after_its_class(source: str, name: str) -> None:
    assert Java().file_name(source) == name


@pytest.mark.parametrize(
    "way",
    ["full", *(pytest.param(way, marks=pytest.mark.exhaustive) for way in ("no-namespace", "plain"))],
    indirect=True,
    scope="session",
)
def test_a_java_class_may_be_in_a_package(shared: Shared) -> None:
    text = """
        package contest.round7;
        public class Solution {
            static class Helper { int twice(int x) { return 2 * x; } }
            public static void main(String[] arguments) { System.out.println(new Helper().twice(21)); }
        }
    """
    (outcome,) = run(shared, program("java", text), "")
    assert (outcome.ending, outcome.output) == ("OK", "42\n"), outcome
