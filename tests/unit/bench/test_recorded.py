"""Recorded samples: reading them, executing them, and what each ranking makes of them."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
from pathlib import Path

import pytest

from engine.bench.recorded import RANKINGS, RecordedProblem, RecordedSample, as_recorded, executed, read_recorded
from engine.bench.report import FORMS, written
from engine.bench.selection import known_already, selection_report
from engine.composition import choose_executor
from engine.errors import UsageError

PUBLISHED = Path(os.environ.get("SSTAR_RECORDED", "recorded.jsonl.gz"))

PROBLEM = RecordedProblem(
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


def test_executing_gives_what_was_recorded():
    """A loop takes its tenth of a second, and what does not compile passes nothing."""

    async def run():
        executor = choose_executor(unsafe=True)
        try:
            return await executed(PROBLEM, executor)
        finally:
            await executor.close()

    assert asyncio.run(run()) == as_recorded(PROBLEM)


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
        ('{"task_id": "t"}', "line 1, holds no recorded samples: .*missing required field"),
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
    with pytest.raises(UsageError, match=complaint):
        read_recorded(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        read_recorded(tmp_path / "none.jsonl")


def test_samples_without_executions_must_be_executed():
    bare = RecordedProblem("t", "", "f", "", (RecordedSample("pass"),))
    with pytest.raises(UsageError, match="--as-recorded"):
        known_already([bare])


@pytest.mark.skipif(not PUBLISHED.exists(), reason="SSTAR_RECORDED names no file with the published samples")
def test_the_published_table_comes_out_of_the_published_executions():
    """CodeT's data: random 22.1, dual agreement 37.1 and 45.0 at 1 and 2, most asserts 20.6, any of 100 73.8."""
    report = selection_report("CodeT", known_already(read_recorded(PUBLISHED)))
    rows = {row[0]: [round(value, 1) for value in row[1:4]] for row in report.tables[0].rows}
    assert rows["random"][0] == 22.1
    assert rows["codet"][:2] == [37.1, 45.0]
    assert rows["most asserts passed"][0] == 20.6
    assert rows["largest cluster"][0] == 33.2
    assert rows["oracle"][0] == 73.8
