"""A comparison seen from outside: what its folder holds while it is worked on, and after."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from msgspec import structs

import engine
from engine.bench.__main__ import main
from engine.bench.campaign import Campaign, Plan, read_plan
from engine.bench.comparison import runs_table
from engine.bench.watching import Watch
from engine.errors import UsageError
from engine.journal import RunDirectory, RunLock
from tui.starting import plan_run

pytestmark = pytest.mark.slow

STRATEGIES = ("best-of-n", "majority-vote")


@pytest.fixture
def plan():
    started, _ = plan_run("moat-level", engine.load_config({}))
    settings = structs.replace(started.settings, samples=4, rounds=1, inputs=4, pace=0.0)
    return Plan((structs.replace(started, settings=settings),), STRATEGIES, (1,))


def test_what_is_watched_is_what_was_worked_on(plan, tmp_path):
    """Nothing at first; at the end the boards, the verdicts of the samples, and the table that `compare` prints."""
    watch = Watch(plan, tmp_path)
    Campaign(plan, tmp_path)
    assert watch.look().boards == {}
    assert main([str(tmp_path)]) == 0
    group = watch.look()
    assert list(group.boards) == list(STRATEGIES)
    assert all(board.graded for board in group.boards.values())
    assert len(group.pool) == 4
    table = runs_table(group)
    assert [row[0] for row in table.rows] == [*STRATEGIES, "(random sample)", "(random survivor)", "(oracle)"]
    assert watch.look().boards["best-of-n"].seq == group.boards["best-of-n"].seq, "nothing new, nothing read twice"


def test_a_journal_is_read_on_where_it_stood_and_a_torn_line_is_left(plan, tmp_path):
    Campaign(plan, tmp_path)
    assert main([str(tmp_path)]) == 0
    watch = Watch(plan, tmp_path)
    journal = watch.directory("best-of-n").journal
    whole = journal.read_bytes()
    journal.write_bytes(whole[: len(whole) // 2])
    half = watch.look().boards["best-of-n"].seq
    journal.write_bytes(whole)
    assert 0 < half < watch.look().boards["best-of-n"].seq
    assert watch.look().boards["best-of-n"].graded


def test_a_comparison_that_was_told_to_leave_goes_on(plan, tmp_path):
    """Told by a signal while it works; the second process does what is left."""
    slow = structs.replace(plan.problems[0], settings=structs.replace(plan.problems[0].settings, pace=1.0))
    slow_plan = structs.replace(plan, problems=(slow,))
    Campaign(slow_plan, tmp_path)
    watch = Watch(slow_plan, tmp_path)
    command = [sys.executable, "-P", "-m", "engine.bench", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as worker:
        journal = watch.directory("best-of-n").journal
        while not journal.exists() and worker.poll() is None:
            os.sched_yield()
        worker.send_signal(signal.SIGTERM)
        said = worker.communicate()[1].decode()
    assert worker.returncode == 0, said
    assert not watch.look().boards["best-of-n"].graded
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
