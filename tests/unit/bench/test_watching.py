"""A comparison seen from outside: what its folder holds while it is worked on, and after."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys

import pytest
from msgspec import structs

import engine
from engine.bench.__main__ import main
from engine.bench.campaign import Campaign, Plan, read_plan
from engine.bench.tables import runs_table, seeds_table
from engine.bench.watching import Watch
from engine.errors import UsageError
from engine.journal import RunDirectory, RunLock
from tui.starting import plan_run

pytestmark = pytest.mark.slow

STRATEGIES = ("best-of-n", "majority-vote")


@pytest.fixture(scope="module")
def plan():
    started, _ = plan_run("glass-ladder", engine.load_config({}))
    settings = structs.replace(started.settings, samples=4, rounds=1, inputs=4, pace=0.0)
    return Plan((structs.replace(started, settings=settings),), STRATEGIES, (1,))


@pytest.fixture(scope="module")
def worked_on(plan, tmp_path_factory):
    """A comparison from its beginning to its end, and who watches it."""
    folder = tmp_path_factory.mktemp("comparison")
    watch = Watch(plan, folder)
    Campaign(plan, folder)
    assert watch.look()[0].boards == {}, "nothing at first"
    assert main([str(folder)]) == 0
    return folder, watch


def test_what_is_watched_is_what_was_worked_on(worked_on):
    """At the end the boards, the verdicts of the samples, and the table that `compare` prints."""
    _, watch = worked_on
    (group,) = watch.look()
    assert list(group.boards) == list(STRATEGIES)
    assert all(board.graded for board in group.boards.values())
    assert len(group.pool) == 4
    table = runs_table(group)
    assert [row[0] for row in table.rows] == [*STRATEGIES, "(random sample)", "(random survivor)", "(oracle)"]
    assert watch.look()[0].boards["best-of-n"].seq == group.boards["best-of-n"].seq, "nothing new, nothing read twice"


def test_several_seeds_are_watched_each_and_counted_together(plan, tmp_path):
    """Before anything has begun the table stands already; at the end each row is the sum of its seeds' tables."""
    twice = structs.replace(plan, seeds=(1, 2))
    watch = Watch(twice, tmp_path)
    Campaign(twice, tmp_path)
    waiting = seeds_table(watch.look(), STRATEGIES)
    assert [row[1] for row in waiting.rows] == ["–"] * 5
    assert main([str(tmp_path)]) == 0
    groups = watch.look()
    assert [group.seed for group in groups] == [1, 2]
    tables = [{row[0]: row for row in runs_table(group).rows} for group in groups]
    table = {
        row[0]: dict(zip(seeds_table(groups, STRATEGIES).columns, row, strict=True))
        for row in seeds_table(groups, STRATEGIES).rows
    }
    for name in STRATEGIES:
        assert table[name]["right"] == f"{sum(each[name][3] == 'AC' for each in tables)} of 2"
        assert table[name]["calls"] == sum(each[name][4] for each in tables) / 2
    solvable = sum(any(verdict == "AC" for _, verdict in group.pool) for group in groups)
    assert table["(oracle)"]["right"] == f"{solvable} of 2"
    assert table["(random sample)"]["right"].endswith("%")


def test_a_journal_is_read_on_where_it_stood_and_a_torn_line_is_left(plan, worked_on, tmp_path):
    watch = Watch(plan, shutil.copytree(worked_on[0], tmp_path / "copy"))
    journal = watch.directory("best-of-n", 1).journal
    whole = journal.read_bytes()
    journal.write_bytes(whole[: len(whole) // 2])
    half = watch.look()[0].boards["best-of-n"].seq
    journal.write_bytes(whole)
    assert 0 < half < watch.look()[0].boards["best-of-n"].seq
    assert watch.look()[0].boards["best-of-n"].graded


def test_a_comparison_that_was_told_to_leave_goes_on(plan, tmp_path):
    """Told by a signal while it works; the second process does what is left."""
    slow = structs.replace(plan.problems[0], settings=structs.replace(plan.problems[0].settings, pace=1.0))
    slow_plan = structs.replace(plan, problems=(slow,))
    Campaign(slow_plan, tmp_path)
    watch = Watch(slow_plan, tmp_path)
    command = [sys.executable, "-P", "-m", "engine.bench", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as worker:
        journal = watch.directory("best-of-n", 1).journal
        while not journal.exists() and worker.poll() is None:
            os.sched_yield()
        worker.send_signal(signal.SIGTERM)
        said = worker.communicate()[1].decode()
    assert worker.returncode == 0, said
    assert not watch.look()[0].boards["best-of-n"].graded
    fast = structs.replace(read_plan(tmp_path), problems=plan.problems)
    assert fast.digest != slow_plan.digest
    assert not RunDirectory(tmp_path).busy()


def test_two_do_not_work_on_one_comparison(plan, tmp_path, capfd):
    Campaign(plan, tmp_path)
    lock = RunLock(RunDirectory(tmp_path))
    try:
        assert main([str(tmp_path)]) == 2
    finally:
        lock.release()
    assert "served by another engine" in capfd.readouterr().err


def test_a_folder_without_a_plan_is_an_error_with_what_to_do(tmp_path):
    with pytest.raises(UsageError, match="Begin one with `sstar compare`"):
        read_plan(tmp_path)
    assert main([]) == 2
