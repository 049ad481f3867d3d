"""Recorded samples: reading them, executing them, and what each ranking makes of them."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
from pathlib import Path

import msgspec
import pytest

from engine.bench.forms import FORMS
from engine.bench.kept import Kept
from engine.bench.recorded import RANKINGS, as_recorded, executed, held, read_recorded
from engine.bench.report import written
from engine.bench.selection import know, known_already, selection_report
from engine.composition import choose_executor
from engine.errors import ProblemError, UsageError
from engine.events.calls import CallStarted
from engine.events.run import Graded
from engine.events.samples import RevisionMade
from engine.events.selection import ClustersFormed
from engine.execution.scripted import Ended, ScriptedExecutor, Talk
from engine.journal import read_journal
from engine.problem.datasets.recorded import RecordedLine, RecordedSample
from engine.problem.model import Program, SourceFile
from engine.problem.remote import Statements, answering, asserting
from tui.cli import main

pytestmark = pytest.mark.slow

PUBLISHED = Path(os.environ.get("SSTAR_TEST_RECORDED", "recorded.jsonl.gz"))

PROBLEM = RecordedLine(
    task_id="double",
    prompt="def double(x):\n",
    entry_point="double",
    test="def check(candidate):\n    assert candidate(21) == 42\n    assert candidate(-1) == -2\n",
    solutions=(
        RecordedSample("    return x + x\n", 2, passed=True, tests_passed="1101"),
        RecordedSample("    return 2 * x\n", 1, passed=True, tests_passed="1101"),
        RecordedSample("    return x * x\n", 9, passed=False, tests_passed="1000"),
        RecordedSample("    while x < 9:\n        pass\n    return 18\n", 1, passed=False, tests_passed="0001"),
        RecordedSample("    return x +\n", 1, passed=False, tests_passed="0000"),
    ),
    generated_tests=(
        "assert double(2) == 4",
        "assert double(3) == 6",
        "assert double(1) == 3",
        "assert double(9) == 18",
    ),
    generated_test_count=(1, 1, 1, 5),
)


def on_executor(act):
    """Do something with an executor."""

    async def run():
        executor = choose_executor(unsafe=True)
        try:
            return await act(executor)
        finally:
            await executor.close()

    return asyncio.run(run())


def bits(source, statements, name="f", seconds=0.1, helpers=""):
    program = Program("python", (SourceFile("main.py", answering(name, source)),))
    asked = Statements(name, tuple(statements), seconds, 3.0, helpers)
    return on_executor(lambda executor: held(program, (asked,), executor))[0]


def test_executing_gives_what_was_recorded():
    """A loop takes its tenth of a second, and what does not compile passes nothing."""
    assert on_executor(lambda executor: executed(PROBLEM, executor)) == as_recorded(PROBLEM)


@pytest.mark.parametrize(
    ("source", "statements", "said"),
    [
        ("class E:\n  def __eq__(s, o): return True\ndef f(): return E()", ["assert f() == 1", "assert f()"], "01"),
        ("class E(list):\n  def __eq__(s, o): return True\ndef f(): return E([2])", ["assert f() == [1]"], "0"),
        ("def f(): return (1, [{'a': {3}}], b'x', None, 1j)", ["assert f() == (1, [{'a': {3}}], b'x', None, 1j)"], "1"),
        ("def f(): return [1]", ["assert f() == (1,)", "assert tuple(f()) == (1,)"], "01"),
        ("def f(): return float('nan')", ["assert f() == f()", "assert str(f()) == 'nan'"], "01"),
        ("def f(*a, **k): return a, k", ["assert f(1, (2,), b={3}) == ((1, (2,)), {'b': {3}})"], "1"),
        ("def f(x): raise KeyError(x)", ["assert f(1) == 1", "try: f(2)\nexcept KeyError: pass"], "01"),
        ("def f(x): return 10 ** 5000 + x", ["assert f(1) == 10 ** 5000 + 1"], "1"),
        ("def f(x): return x", ["assert f(___) == 1", "assert f(", "assert all(f(n) == n for n in range(9))"], "001"),
        ("def f(x): return input()", ["assert f(1)", "assert 1"], "01"),
        ("print('noise')\ndef f(x):\n  print(7)\n  return x", ["assert f(1) == 1"], "1"),
        ("def f(x):\n  while x: pass", ["assert f(1)", "f(0)", "assert f(1)", "f(0)"], "0101"),
        ("def f(x): return x", ["while True: f(1)", "while True: pass", "assert f(2) == 2"], "001"),
        ("def f(x): return x", ["del f", "assert f(2) == 2", "f = max", "assert f(2) == 2"], "1111"),
        ("def f(x): return x", ["assert helper(1) == 1"], "1"),
    ],
)
def test_statements_see_what_the_function_gives_and_nothing_else(source, statements, said):
    helpers = "def helper(x):\n    return x\n\ndef f(x):\n    pass\n"
    assert bits(source, statements, helpers=helpers) == said


@pytest.mark.parametrize(("crowded_out", "said"), [(1, "1"), (2, "0")])
def test_what_the_clock_ended_with_time_left_is_asked_once_more(crowded_out, said):
    asked = []

    def interactor(*_):
        asked.append(1)
        if len(asked) <= crowded_out:
            raise Ended("TLE", error="Time limit of the clock.")
        return Talk("AC", "1")

    executor = ScriptedExecutor({"program": str}, interactors={asserting().program.source: interactor})
    program = Program("python", (SourceFile("main.py", "program"),))
    statements = Statements("f", ("assert f()",), 0.1, 3.0, "")
    assert asyncio.run(held(program, (statements,), executor)) == [said]
    assert len(asked) == 2


KILLERS = {
    "exit": "import os; os._exit(3)",
    "signal": "import os; os.kill(os.getpid(), 9)",
    "memory": "x = 'a' * 9 ** 12",
    "no interruption": "9 ** 9 ** 8",
}


@pytest.mark.slow
@pytest.mark.parametrize("killer", KILLERS.values(), ids=KILLERS)
def test_a_program_that_ends_itself_fails_there_alone(killer):
    source = f"def f(x):\n    if x == 3:\n        {killer}\n    return x\n"
    assert bits(source, [f"assert f({x}) == {x}" for x in range(6)]) == "111011"


def test_statements_that_end_their_own_process_fail_alone():
    statements = ["assert f(1) == 1", "import os; os._exit(42)", "print(7); exit()", "assert f(4) == 4"]
    assert bits("def f(x): return x", statements) == "1001"


def test_what_was_executed_is_kept_and_a_torn_line_is_done_again(tmp_path):
    one = RecordedLine(task_id="b", prompt="", entry_point="f", test="", solutions=PROBLEM.solutions[:1])
    file = tmp_path / "kept" / "executed.jsonl"
    counts = []

    def once():
        return on_executor(lambda executor: know([PROBLEM, one], executor, Kept(file), lambda: counts.append(1)))

    first = once()
    assert len(counts) == 6
    counts.clear()
    assert once() == first
    assert counts == []
    whole = file.read_bytes()
    file.write_bytes(whole[:-9])
    assert once() == first
    assert len(counts) in {1, 5}
    assert sorted(file.read_bytes().splitlines()) == sorted(whole.splitlines())


def test_another_file_is_not_overwritten(tmp_path):
    (tmp_path / "executed.jsonl").write_text("something else\n")
    with pytest.raises(UsageError, match="Choose another --into"):
        Kept(tmp_path / "executed.jsonl")


# -------------------------------------------------------------------- strategies on recorded samples


@pytest.mark.slow
def test_strategies_select_from_recorded_samples(tmp_path, capsys):
    """All 14 samples and the asserts that are plain tests; the judge alone is asked, and no sample is debugged."""
    path = tmp_path / "own.jsonl"
    *others, looping, broken = PROBLEM.solutions  # one that fails at once in its place tells the same
    failing = msgspec.structs.replace(looping, code="    assert x >= 9\n    return 18\n")
    shown = msgspec.structs.replace(
        PROBLEM, prompt="def double(x):\n    'double(2) == 4'\n", solutions=(*others, failing, broken)
    )
    path.write_bytes(msgspec.json.encode(shown) + b"\n")
    names = ["best-of-n-random", "majority-vote", "codet", "s-star"]
    into = tmp_path / "into"
    arguments = ["bench", str(path), "--strategies", ",".join(names), "--samples", "14", "--inputs", "6", "--pace", "0"]
    arguments += ["--seeds", "2", "--runs", str(tmp_path), "--into", str(into), "--form", "json", "--unsafe-execution"]
    assert main(arguments) == 0
    report = json.loads(capsys.readouterr().out)
    tables = {
        table["title"].partition(":")[0]: {row[0]: row[1:] for row in table["rows"]} for table in report["tables"]
    }
    assert tables["Selection"]["(random sample)"][0] == pytest.approx(100 * 3 / 14)
    assert tables["Selection"]["codet"][0] == tables["Selection"]["(oracle)"][0] == 100.0
    assert tables["Coverage"]["pass@14"] == [100.0]
    orders = []
    for seed in (1, 2):
        events = [entry.event for entry in read_journal(into / f"double--codet--{seed}" / "journal.jsonl")]
        assert {event.model for event in events if isinstance(event, CallStarted)} == {"recorded"}
        programs = [event.program for event in events if isinstance(event, RevisionMade)]
        assert len(programs) == 14
        orders.append(programs)
    assert orders[0] != orders[1], "another seed draws in another order"


def test_where_no_example_is_shown_the_inputs_of_the_recorded_tests_tell_programs_apart(tmp_path, capsys):
    """Two programs that double, five copies in all, outvote the four that square; nothing but inputs can show that."""
    doubling = RecordedSample("    return x + x\n", 2, passed=True), RecordedSample("    return 2 * x\n", 3)
    bare = msgspec.structs.replace(PROBLEM, solutions=(*doubling, RecordedSample("    return x * x\n", 4)))
    path = tmp_path / "bare.jsonl"
    path.write_bytes(msgspec.json.encode(bare) + b"\n")
    arguments = ["bench", str(path), "--strategies", "majority-vote,s-star", "--samples", "9", "--inputs", "6"]
    arguments += ["--pace", "0", "--runs", str(tmp_path), "--into", str(tmp_path / "into"), "--unsafe-execution"]
    assert main([*arguments, "--form", "json"]) == 0
    capsys.readouterr()
    for name in ("majority-vote", "s-star"):
        events = [entry.event for entry in read_journal(tmp_path / "into" / f"double--{name}--1" / "journal.jsonl")]
        formed = [event for event in events if isinstance(event, ClustersFormed)][-1]
        assert (formed.inputs, sorted(len(cluster.members) for cluster in formed.clusters)) == (4, [1, 2])
        assert {event.model for event in events if isinstance(event, CallStarted)} <= {"recorded", "rehearsal"}
        (graded,) = [event for event in events if isinstance(event, Graded)]
        assert graded.verdict == "AC"


def test_what_was_not_recorded_is_no_model(tmp_path, capsys):
    assert main(["solve", "quiet-stretch", "--model", "recorded", "--runs", str(tmp_path), "--unsafe-execution"]) == 2
    assert "No samples of “Quiet Stretch” were recorded" in capsys.readouterr().err


def test_each_ranking_by_hand():
    """The asserts weigh 1, 1, 1 and 5; the first two pass 7 of weight, and are three programs."""
    known = as_recorded(PROBLEM)
    best = {name: ranking(known)[0] for name, ranking in RANKINGS.items()}
    assert best == {
        "random": (0, 1, 2, 3, 4),
        "most asserts passed": (0, 1),
        "largest cluster": (2,),
        "codet": (0, 1),
        "codet-product": (0, 1),
    }
    assert known.in_ranks(RANKINGS["random"]) == [(14, 3)]


def test_the_report_stands_in_every_form():
    report = selection_report("Doubling", [as_recorded(PROBLEM)], ("a remark",))
    rows = {row[0]: row for row in report.tables[0].rows}
    assert rows["random"][1] == pytest.approx(100 * 3 / 14)
    assert rows["codet"][1] == rows["oracle"][1] == 100.0
    for form in FORMS:
        assert "codet-product" in written(report, form)
        assert "a remark" in written(report, form)
    assert json.loads(written(report, "json"))["title"] == "Doubling"


def test_a_file_may_be_compressed(tmp_path):
    line = json.dumps({"task_id": "t", "prompt": "", "entry_point": "f", "test": "", "solutions": []})
    plain, packed = tmp_path / "a.jsonl", tmp_path / "a.jsonl.gz"
    plain.write_text(f"{line}\n\n{line}\n")
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert read_recorded(plain) == read_recorded(packed)
    assert len(read_recorded(plain)) == 2


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('{"task_id": "t"}', "line 1: it cannot be read: .*missing required field"),
        ("no json", "line 1"),
        (
            (
                '{"task_id": "t", "prompt": "", "entry_point": "f", "test": "", "solutions": [], '
                '"generated_tests": ["assert f()"], "generated_test_count": [1, 2]}'
            ),
            "2 numbers for 1 generated_tests",
        ),
    ],
)
def test_a_bad_line_is_named(tmp_path, text, complaint):
    path = tmp_path / "bad.jsonl"
    path.write_text(text)
    with pytest.raises(ProblemError, match=complaint):
        read_recorded(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ProblemError, match="cannot be read"):
        read_recorded(tmp_path / "none.jsonl")


def test_samples_without_executions_must_be_executed():
    bare = RecordedLine(task_id="t", prompt="", entry_point="f", test="", solutions=(RecordedSample("pass"),))
    with pytest.raises(UsageError, match="--as-recorded"):
        known_already([bare])


@pytest.mark.skipif(not PUBLISHED.exists(), reason="SSTAR_TEST_RECORDED names no file with the published samples")
def test_the_published_table_comes_out_of_the_published_executions():
    """CodeT's data: random 22.1, dual agreement 37.1 and 45.0 at 1 and 2, most asserts 20.6, any of 100 73.8."""
    report = selection_report("CodeT", known_already(read_recorded(PUBLISHED)))
    rows = {row[0]: [round(value, 1) for value in row[1:4]] for row in report.tables[0].rows}
    assert rows["random"][0] == 22.1
    assert rows["codet"][:2] == [37.1, 45.0]
    assert rows["most asserts passed"][0] == 20.6
    assert rows["largest cluster"][0] == 33.2
    assert rows["oracle"][0] == 73.8
