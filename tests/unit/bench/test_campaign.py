"""Many runs in one folder: done once, gone on with, reported."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time

import pytest

from engine.events.calls import CallFinished
from engine.journal import read_journal
from engine.problem.library import bundled
from tui.cli import main

CHOICES = ["--samples", "3", "--rounds", "1", "--inputs", "6", "--pace", "0", "--unsafe-execution"]


@pytest.fixture
def compared(tmp_path, capsys):
    def compare(*more, command=("compare", "glass-ladder")):
        into = tmp_path / "kept"
        status = main([*command, *CHOICES, "--runs", str(tmp_path), "--into", str(into), "--form", "json", *more])
        said = capsys.readouterr()
        return status, (json.loads(said.out) if said.out else None), said.err, into

    return compare


@pytest.mark.slow
def test_a_comparison_grades_each_strategy_and_stands_beside_random_and_oracle(compared):
    status, report, _, into = compared("--strategies", "best-of-n,majority-vote,zero-shot")
    assert status == 0
    rows = {row[0]: row for row in report["tables"][0]["rows"]}
    assert set(rows) == {
        "best-of-n", "majority-vote", "zero-shot", "(random sample)", "(random survivor)", "(oracle)",
    }  # fmt: skip
    verdicts = {name: rows[name][3] for name in ("best-of-n", "majority-vote", "zero-shot")}
    for name, verdict in verdicts.items():
        entries = read_journal(into / f"glass-ladder--{name}--1" / "journal.jsonl")
        assert entries[-1].event.verdict == verdict
    assert "of 3 right" in rows["(random sample)"][3]
    assert any("answered from memory" in remark for remark in report["remarks"])


@pytest.mark.slow
def test_the_same_command_goes_on_where_it_was_left(compared):
    """What is finished is not done again; what was torn off is done from its journal."""
    _, first, _, into = compared("--strategies", "best-of-n,majority-vote")
    kept = (into / "glass-ladder--best-of-n--1" / "journal.jsonl").read_bytes()
    torn = into / "glass-ladder--majority-vote--1" / "journal.jsonl"
    lines = torn.read_bytes().splitlines(keepends=True)
    torn.write_bytes(b"".join(lines[: len(lines) // 2]))
    status, second, _, _ = compared("--strategies", "best-of-n,majority-vote")
    assert status == 0
    assert (into / "glass-ladder--best-of-n--1" / "journal.jsonl").read_bytes() == kept
    same = [[row[:6] for row in report["tables"][0]["rows"]] for report in (first, second)]
    assert same[0] == same[1]


@pytest.mark.slow
def test_another_plan_may_not_use_the_folder(compared):
    compared("--strategies", "zero-shot")
    status, report, error, _ = compared("--strategies", "best-of-n")
    assert (status, report) == (2, None)
    assert "holds another comparison" in error


@pytest.mark.slow
def test_a_bench_gives_figures_over_problems_and_seeds(compared, tmp_path):
    folder = tmp_path / "problems"
    for name in ("glass-ladder", "two-kilns"):
        shutil.copytree(bundled()[name], folder / name)
    status, report, _, _ = compared(
        "--strategies", "zero-shot,best-of-n", "--seeds", "2", command=("bench", str(folder))
    )
    assert status == 0
    tables = {table["title"].partition(":")[0].split(",")[0]: table for table in report["tables"]}
    assert {"Selection", "Solved", "Coverage", "Cost of a run"} <= set(tables)
    solved = {row[0]: row[1:] for row in tables["Solved"]["rows"]}
    assert all(cell.endswith("/2") for row in solved.values() for cell in row)
    figures = {row[0]: row[1] for row in tables["Selection"]["rows"]}
    assert figures["(random survivor)"] <= figures["(oracle)"]
    assert figures["best-of-n"] <= figures["(oracle)"]


def test_wrong_words_are_answered(compared, tmp_path):
    (tmp_path / "empty").mkdir()
    assert "Did you mean “s-star”" in compared("--strategies", "s_star")[2]
    assert "--seeds must be 1 or more" in compared("--seeds", "0")[2]
    assert "no problem package" in compared(command=("bench", str(tmp_path / "empty")))[2]
    assert "budget of seconds is not kept" in compared("--budget", "seconds=3")[2]
    assert "Write --on ray, or --on ray=ADDRESS" in compared("--strategies", "zero-shot", "--on", "slurm")[2]


@pytest.mark.slow
def test_a_bench_that_is_killed_goes_on_and_asks_nothing_twice(compared, tmp_path):
    """The process is ended without a word while it works; the same command comes to the same table."""
    wanted = ("--strategies", "s-star,majority-vote", "--seeds", "2", "--jobs", "1")
    _, whole, _, into = compared(*wanted)
    shutil.move(into, tmp_path / "whole")
    started = [*CHOICES, *wanted, "--runs", str(tmp_path), "--into", str(into)]
    code = "import sys; from tui.cli import main; sys.exit(main())"
    with subprocess.Popen([sys.executable, "-c", code, "compare", "glass-ladder", *started]) as process:
        assert wait_for(lambda: any(path.stat().st_size > 20_000 for path in into.glob("*/journal.jsonl")))
        process.kill()
    assert len([*into.glob("*/journal.jsonl")]) < 4
    status, again, _, _ = compared(*wanted)
    assert status == 0
    assert figures(again) == figures(whole)
    for journal in into.glob("*/journal.jsonl"):
        answered = [entry.event.key for entry in read_journal(journal) if isinstance(entry.event, CallFinished)]
        assert len(answered) == len(set(answered))


def figures(report):
    """All but what depends on how fast it went."""
    tables = [table for table in report["tables"] if table["title"] != "Cost of a run"]
    timed = [{at for at, name in enumerate(table["columns"]) if name == "seconds"} for table in tables]
    return [
        [[cell for at, cell in enumerate(row) if at not in apart] for row in table["rows"]]
        for table, apart in zip(tables, timed, strict=True)
    ]


def wait_for(true, seconds=200.0):
    until = time.monotonic() + seconds
    while not true() and time.monotonic() < until:
        time.sleep(0.01)  # another process is watched
    return true()


@pytest.mark.slow
def test_an_interrupt_says_how_to_go_on(tmp_path):
    started = [*CHOICES, "--runs", str(tmp_path), "--into", str(tmp_path / "kept"), "--strategies", "s-star"]
    code = "import sys; from tui.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "compare", "glass-ladder", *started]

    def hears() -> None:  # what a shell starts in the background ignores Ctrl-C, and so may these tests
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=hears) as process:  # noqa: PLW1509
        assert wait_for(lambda: any((tmp_path / "kept").glob("*/journal.jsonl")))
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "the same command goes on with it" in said


@pytest.mark.slow
def test_markdown_has_its_plots_beside_it(compared, tmp_path):
    file = tmp_path / "page.md"
    compared("--strategies", "zero-shot", "--seeds", "2", "--form", "markdown", "--report", str(file))
    assert "](page-selection.svg)" in file.read_text()
    assert (tmp_path / "page-selection.svg").read_text().startswith("<svg")
