"""The final grade: whole outputs, checkers with the arguments of each test, interactors."""

from __future__ import annotations

import pytest

from engine.events.executions import OUTPUT_KEPT, Checked
from engine.execution.scripted import ScriptedExecutor, Talk
from engine.grading import grade
from engine.problem import read_package
from engine.problem.model import Program, SourceFile
from engine.testing import simulate

PROGRAM = Program("python", (SourceFile("main.py", "play\n"),))
LONG = "123456 " * (OUTPUT_KEPT // 5)
FILES = {
    "problem.yaml": "problem_format_version: 2025-09\nname: Play\n",
    "statement/problem.en.md": "Play.\n",
    "data/sample/1.in": "1\n",
    "data/sample/1.ans": "1\n",
    "data/secret/1.in": "1\n",
    "data/secret/1.ans": "1\n",
    "data/secret/2.in": "2\n",
    "data/secret/2.ans": "2\n",
    "data/secret/3.in": "3\n",
    "data/secret/3.ans": "3\n",
}
CHECKED = FILES | {
    "output_validator/check.py": "check\n",
    "data/secret/2.yaml": "output_validator_args: [second]\n",
}
TALKING = CHECKED | {"problem.yaml": "problem_format_version: 2025-09\nname: Play\ntype: interactive\n"}


@pytest.fixture
def package(tmp_path):
    """Write a package."""

    def build(files):
        for name, text in files.items():
            path = tmp_path / "play" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return read_package(tmp_path / "play")

    return build


class Arguments(ScriptedExecutor):
    """Notes what checkers and interactors are called with."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.arguments = []

    async def check(self, job):
        self.arguments.append(job.checker.arguments)
        async for checked in super().check(job):
            yield checked

    async def run(self, job):
        if job.interactor:
            self.arguments.append((job.interactor.arguments, len(job.inputs)))
        async for outcome in super().run(job):
            yield outcome


def verdicts(package, executor):
    graded = simulate(lambda: grade(package, PROGRAM, executor))
    assert graded.verdict == graded.tests[-1].verdict
    return [(test.name, test.verdict) for test in graded.tests]


def test_an_output_that_is_longer_than_what_is_kept_is_right_when_all_of_it_is(package):
    files = FILES | {"data/secret/1.ans": LONG}
    given = package(files)
    right = ScriptedExecutor({"play\n": lambda text: LONG if text == "1\n" else text})
    assert verdicts(given, right) == [("1", "AC"), ("2", "AC"), ("3", "AC")]
    wrong = ScriptedExecutor({"play\n": lambda _: f"{LONG} 1"})
    assert verdicts(given, wrong) == [("1", "WA")]


def test_the_checker_judges_whole_outputs_with_the_arguments_of_the_test(package):
    executor = Arguments(
        {"play\n": lambda text: LONG if text == "1\n" else f"{text} another"},
        checkers={"check\n": lambda case: Checked("AC" if case.output in {LONG, "2\n another"} else "WA")},
    )
    assert verdicts(package(CHECKED), executor) == [("1", "AC"), ("2", "AC"), ("3", "WA")]
    assert executor.arguments == [(), ("second",), ()]


def test_a_fault_of_the_checker_is_no_wrong_answer(package):
    executor = ScriptedExecutor({"play\n": str}, checkers={"check\n": lambda _: Checked("IE", "it fell")})
    assert verdicts(package(CHECKED), executor) == [("1", "IE")]


def test_the_interactor_gets_the_answers_and_the_arguments_of_each_test(package):
    told = []

    def interactor(text, answer, _):
        told.append((text, answer))
        return Talk("WA" if text == "3\n" else "AC", "so")

    executor = Arguments({"play\n": str}, interactors={"check\n": interactor})
    assert verdicts(package(TALKING), executor) == [("1", "AC"), ("2", "AC"), ("3", "WA")]
    assert told == [("1\n", "1\n"), ("2\n", "2\n"), ("3\n", "3\n")]
    assert executor.arguments == [((), 1), (("second",), 1), ((), 1)]
