"""What must never reach a strategy, a prompt or a journal: secret tests, keys, the environment."""

from __future__ import annotations

import dataclasses

import msgspec
import pytest

from engine.events.codec import encode
from engine.grading import grade
from engine.problem import read_package
from engine.problem.model import Program, SourceFile
from engine.projections.board import fold
from engine.strategies import STRATEGIES
from engine.testing import ToyRun, simulate
from engine.testing.toy import PROBLEM, PROGRAMS, SPAN, VALIDATOR

SECRET_INPUT, SECRET_ANSWER = "2\n-91919 91919\n", "183838\n"
MARKS = ("91919", "183838", "marked-secret-name")


@pytest.fixture
def package(tmp_path):
    """The toy problem on disk, with a secret test that cannot be mistaken."""
    folder = tmp_path / "span"
    files = {
        "problem.yaml": "problem_format_version: 2025-09\nname: Span\n",
        "statement/problem.en.md": PROBLEM.statement,
        "input_validators/validate.py": VALIDATOR,
        "submissions/accepted/span.py": SPAN,
        "data/secret/marked-secret-name.in": SECRET_INPUT,
        "data/secret/marked-secret-name.ans": SECRET_ANSWER,
    }
    for test in PROBLEM.tests:
        files[f"data/sample/{test.name}.in"] = test.input
        files[f"data/sample/{test.name}.ans"] = test.expected
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return read_package(folder)


def everything(thing, seen=None):
    """Every text that can be reached from an object by its attributes and items."""
    seen = set() if seen is None else seen
    if id(thing) in seen or isinstance(thing, type) or callable(thing):
        return
    seen.add(id(thing))
    if isinstance(thing, str | bytes):
        yield thing if isinstance(thing, str) else thing.decode(errors="replace")
        return
    parts = []
    if isinstance(thing, dict):
        parts = [*thing.keys(), *thing.values()]
    elif isinstance(thing, list | tuple | set | frozenset):
        parts = list(thing)
    elif isinstance(thing, msgspec.Struct):
        parts = [getattr(thing, name) for name in thing.__struct_fields__]
    elif dataclasses.is_dataclass(thing):
        parts = [getattr(thing, field.name) for field in dataclasses.fields(thing)]
    elif hasattr(thing, "__dict__") and type(thing).__module__.startswith("engine"):
        parts = list(vars(thing).values())
    for part in parts:
        yield from everything(part, seen)


def test_the_walk_would_find_a_secret(package):
    assert any(mark in text for text in everything([package.secret_tests()]) for mark in MARKS)


@pytest.mark.slow
@pytest.mark.parametrize("strategy", sorted(STRATEGIES))
def test_no_secret_test_reaches_the_problem_the_run_a_prompt_or_the_journal(package, strategy):
    toy = ToyRun(problem=package.problem)
    selection = toy.play(strategy)
    assert selection
    prompts = [message.text for request in toy.model.asked for message in request.messages]
    events = [encode(entry).decode() for entry in toy.journal.entries]
    walked = list(everything([package.problem, toy.run, fold(toy.journal.entries)]))
    assert prompts
    assert len(events) > 10
    assert any(PROBLEM.statement[:30] in text for text in walked), "the walk reaches the problem"
    for mark in MARKS:
        assert not [text for text in [*prompts, *events, *walked] if mark in text]


def test_the_final_grade_names_the_test_and_keeps_its_contents_to_itself(package):
    toy = ToyRun(problem=package.problem)
    program = Program("python", (SourceFile("main.py", SPAN),))
    graded = simulate(lambda: grade(package, program, toy.executor))
    assert graded.verdict == "AC"
    text = msgspec.json.encode(graded).decode()
    assert "marked-secret-name" in text
    assert "91919" not in text
    assert "183838" not in text


def test_the_final_grade_stops_at_the_first_failure(package):
    secret = package.folder / "data" / "secret"
    (secret / "zz-later.in").write_text("1\n5\n")
    (secret / "zz-later.ans").write_text("0\n")
    toy = ToyRun(problem=package.problem, programs=PROGRAMS | {"wrong": lambda _: "7\n"})
    graded = simulate(lambda: grade(package, Program("python", (SourceFile("main.py", "wrong"),)), toy.executor))
    assert graded.verdict == "WA"
    assert [test.verdict for test in graded.tests] == ["WA"]
    assert len(toy.executor.executed) == 1


def test_no_key_and_no_environment_reaches_a_journal(monkeypatch):
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "SSTAR_API_KEY", "HOME", "USER"):
        monkeypatch.setenv(name, f"marker-{name}-marker")
    toy = ToyRun()
    toy.play()
    assert b"marker-" not in b"".join(encode(entry) for entry in toy.journal.entries)
