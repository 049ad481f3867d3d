"""Whether the package's validators allow an input, however its groups of tests call them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from msgspec import structs

from engine.execution.plain import SubprocessExecutor
from engine.execution.protocol import Job
from engine.execution.scripted import Ended
from engine.problem.checktestdata import as_python
from engine.problem.model import Limits, Problem, Program, SourceFile, Test
from engine.steps.validating import check_validity
from engine.testing import ToyRun, simulate
from engine.testing.toy import PROBLEM, PROGRAMS

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def at_most(text: str, *arguments: str) -> str:
    """Accept numbers up to the argument, and multiples of the second where there is one."""
    if not text.strip().isdigit():
        raise Ended("RE", exit_code=43)
    most, divisor = (*map(int, arguments), 1)[:2]
    raise Ended("RE", exit_code=42 if int(text) <= most and int(text) % divisor == 0 else 43)


def even(text: str, *_: str) -> str:
    raise Ended("RE", exit_code=43 if int(text) % 2 else 42)


def anything(_text: str, *_: str) -> str:
    raise Ended("RE", exit_code=42)


def judged(problem: Problem, *texts: str) -> list[str]:
    toy = ToyRun(problem=problem, programs=PROGRAMS | {"at most": at_most, "even": even, "anything": anything})
    return [finding.state for finding in simulate(lambda: check_validity(toy.run, texts))]


def test_an_input_is_allowed_if_all_validators_accept_it_as_one_group_calls_them() -> None:
    validators = [Program("python", (SourceFile("validate.py", name),)) for name in ("at most", "even")]
    problem = structs.replace(PROBLEM, input_validators=tuple(validators), validator_arguments=(("100", "5"), ("10",)))
    found = judged(problem, "4", "5", "7", "30", "32", "110", "4")
    assert found == ["valid", "invalid", "invalid", "valid", "invalid", "invalid", "valid"]


def test_validators_that_refuse_nothing_do_not_count() -> None:
    problem = structs.replace(PROBLEM, input_validators=(Program("python", (SourceFile("validate.py", "anything"),)),))
    assert judged(problem, "no number") == ["invalid"], "the public inputs are numbers"


PROMISING = structs.replace(
    PROBLEM,
    tests=(Test("1", "4\n", "1\n"), Test("2", "10\n", "1\n")),
    statement="## Input\n\nOne line with an integer $n$ ($1 \\le n \\le 100$).\n\n"
    "It is guaranteed that $n$ is the number of somebody.\n",
)


def test_what_validators_take_is_unchecked_where_more_is_promised_than_they_check() -> None:
    validator = Program("python", (SourceFile("validate.py", "at most"),))
    plain = structs.replace(PROMISING, input_validators=(validator,), validator_arguments=(("100",),))
    assert judged(plain, "5\n", "101\n") == ["unchecked", "invalid"]
    without = structs.replace(plain, statement=PROMISING.statement.partition("It is")[0])
    assert judged(without, "5\n", "101\n") == ["valid", "invalid"]


def test_a_validator_that_refuses_some_of_the_right_form_checks_what_is_promised() -> None:
    validators = tuple(Program("python", (SourceFile("validate.py", name),)) for name in ("at most", "even"))
    problem = structs.replace(PROMISING, input_validators=validators, validator_arguments=(("100",),))
    assert judged(problem, "4\n", "5\n") == ["valid", "invalid"]


def test_scripts_of_checktestdata_run_with_and_without_arguments(tmp_path: Path) -> None:
    text = as_python("INT(1, 9, n) NEWLINE REP(n, SPACE) INT(0, 5) END NEWLINE EOF")
    assert text
    program = Program("python", (SourceFile("validate.ctd", text),))

    async def main() -> list[int | None]:
        executor = SubprocessExecutor(2, tmp_path)
        try:
            job = Job(program, ("2\n0 5\n", "2\n0 6\n", "3\n0 5\n"), Limits(cpu_seconds=8.0), arguments=("n=5",))
            return [outcome.exit_code async for outcome in executor.run(job)]
        finally:
            await executor.close()

    assert asyncio.run(main()) == [42, 43, 43]


def test_without_the_library_a_script_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "checktestdata.parser", None)
    assert as_python("EOF") is None


def test_a_script_that_cannot_be_read_is_none() -> None:
    assert as_python("INT(1, ") is None
