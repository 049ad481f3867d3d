"""The double behaves like an executor."""

from __future__ import annotations

import asyncio

import pytest

from engine.execution import Ended, Job, ScriptedExecutor
from engine.problem.model import Limits, Program, SourceFile, digest


def program(source: str) -> Program:
    return Program("python", (SourceFile("main.py", source),))


def run(executor: ScriptedExecutor, source: str, *inputs: str):
    async def main():
        return [outcome async for outcome in executor.run(Job(program(source), inputs, Limits()))]

    return asyncio.run(main())


def test_programs_answer_by_their_source() -> None:
    executor = ScriptedExecutor({"echo": str.upper}, seconds=lambda _, text: len(text) / 1000)
    first, second = run(executor, "echo", "a b\n", "")
    assert (first.ending, first.output, first.output_digest) == ("OK", "A B\n", digest("A B"))
    assert (first.exit_code, first.output_bytes, first.cpu_seconds) == (0, 4, 0.004)
    assert second.output == ""
    assert executor.executed == [(program("echo").digest, digest(text)) for text in ("a b\n", "")]


def test_endings_can_be_scripted() -> None:
    def fails(text: str) -> str:
        raise Ended("RE", output="so far", error=f"no {text}", exit_code=1)

    (outcome,) = run(ScriptedExecutor({"x": fails}), "x", "way")
    assert (outcome.ending, outcome.output, outcome.error, outcome.exit_code) == ("RE", "so far", "no way", 1)


def test_an_unknown_program_does_not_compile() -> None:
    executor = ScriptedExecutor({})
    found = run(executor, "print(1)\nprint(2)", "1", "2")
    assert [outcome.ending for outcome in found] == ["CE", "CE"]
    assert "'print(1)'" in found[0].error
    assert executor.executed == []


def test_a_mistake_in_a_script_is_raised() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        run(ScriptedExecutor({"x": lambda text: str(int(text))}), "x", "one")
