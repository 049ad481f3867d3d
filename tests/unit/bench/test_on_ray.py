"""A local Ray cluster: the same outcomes and the same table, also when workers die. Skips without Ray."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine.bench.campaign import Campaign, Plan
from engine.composition import choose_executor
from engine.errors import UsageError
from engine.events.calls import CallFinished
from engine.execution.protocol import Case, CheckJob, Job
from engine.journal import read_journal
from engine.problem import bundled, read_package
from engine.problem.model import Limits, Program, SourceFile

pytest.importorskip("ray", reason="the extra sstar[ray] is not installed")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # Ray warns of itself
]


@pytest.fixture(scope="module")
def cluster():
    """Two actors on this machine."""
    from engine.bench.on_ray import Cluster

    made = Cluster(unsafe=True, workers=2)
    yield made
    made.close()


def python(text):
    return Program("python", (SourceFile("main.py", text),))


async def collected(outcomes):
    return [outcome async for outcome in outcomes]


def done_by(executor, job):
    async def run():
        try:
            return await collected(executor.run(job))
        finally:
            await executor.close()

    return asyncio.run(run())


PROGRAMS = ("print(int(input()) * 2)", "1 / int(input())", "while True: pass", "def f(:\n")


def test_the_cluster_gives_the_same_outcomes(cluster):
    """All in one test, since each process of the tests that is given one starts a cluster."""
    for text in PROGRAMS:
        job = Job(python(text), ("3\n", "0\n"), Limits(cpu_seconds=0.3))
        here = done_by(choose_executor(unsafe=True), job)
        there = done_by(cluster.executor, job)
        assert [(item.ending, item.output) for item in there] == [(item.ending, item.output) for item in here], text


def test_a_checker_judges_there_too(cluster):
    package = read_package(bundled()["jam-carousel"])
    test = package.problem.tests[0]
    cases = (Case(test.input, test.expected, test.expected), Case(test.input, test.expected, "nonsense\n"))
    said = asyncio.run(collected(cluster.executor.check(CheckJob(package.problem.checker, cases))))
    assert [checked.verdict for checked in said] == ["AC", "WA"]


def test_a_worker_that_dies_loses_nothing(cluster):
    """Each actor is killed in the midst of a job; Ray starts another, and the job is done there."""
    before = {pid for _, _, pid in cluster.about}
    job = Job(python("n = int(input())\nfor _ in range(3_000_000): pass\nprint(n)"), ("1\n", "2\n"), Limits(20.0))

    async def play():
        jobs = [asyncio.create_task(collected(cluster.executor.run(job))) for _ in before]
        jobs += [asyncio.create_task(collected(cluster.executor.run(job))) for _ in before]
        await asyncio.to_thread(wait_until_at_work, before)
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        return await asyncio.gather(*jobs)

    for outcomes in asyncio.run(play()):
        assert [outcome.output for outcome in outcomes] == ["1\n", "2\n"]
    assert not before & {pid for _, _, pid in cluster.asked_about()}


def wait_until_at_work(pids):
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if any(child for pid in pids for child in children(pid)):
            return
        time.sleep(0.01)  # other processes are watched
    raise AssertionError("no actor started its worker")


def children(pid):
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            found += task.read_text().split()
    return found


def test_a_folder_that_is_not_shared_is_named(tmp_path):
    from engine.bench.on_ray import shared_campaign

    campaign = Campaign(Plan((), (), ()), tmp_path / "here")
    shutil.rmtree(tmp_path / "here")
    with pytest.raises(UsageError, match="All machines must share the folder"):
        shared_campaign(campaign.folder)


def sstar(*arguments):
    """A process of its own, since one has one cluster."""
    code = "import sys; from tui.cli import main; sys.exit(main())"
    return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)


def test_a_bench_on_ray_comes_to_the_same_table(tmp_path):
    def table(name, *more):
        into = tmp_path / name
        arguments = ["compare", "quiet-stretch", "--strategies", "best-of-n,s-star", "--samples", "3", "--rounds", "1"]
        arguments += ["--inputs", "6", "--pace", "0", "--seeds", "2", "--runs", str(tmp_path), "--into", str(into)]
        done = sstar(*arguments, "--form", "json", "--unsafe-execution", *more)
        assert done.returncode == 0, done.stderr
        report = json.loads(done.stdout)
        return {made["title"]: [row[:5] for row in made["rows"]] for made in report["tables"]}, report["remarks"]

    here, there = table("here"), table("there", "--on", "ray")
    assert here[1] == there[1], "also how many calls were answered from memory"
    assert here[0] == there[0]


def test_a_task_that_dies_is_started_again_and_goes_on_from_the_journals(tmp_path):
    """The process of the task itself is killed in the midst of a run: no finished call is made twice."""
    into = tmp_path / "kept"
    arguments = ["compare", "quiet-stretch", "--strategies", "best-of-n,codet", "--samples", "3", "--rounds", "1"]
    arguments += ["--pace", "1.5", "--runs", str(tmp_path), "--into", str(into), "--unsafe-execution", "--on", "ray"]
    code = "import sys; from tui.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", code, *arguments, "--form", "json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as working:
        first, journal = (into / f"quiet-stretch--{name}--1" / "journal.jsonl" for name in ("best-of-n", "codet"))
        wait_until(first.exists, working)
        (task,) = [pid for pid in descendants(working.pid) if title(pid).startswith("ray::_work_on")]
        wait_until(lambda: journal.exists() and b"call_finished" in journal.read_bytes(), working)
        os.kill(task, signal.SIGKILL)  # at once: the other calls of the second strategy are under way
        known = finished(journal)
        printed, said = working.communicate()
    assert working.returncode == 0, said
    rows = {row[0]: row for row in json.loads(printed)["tables"][0]["rows"]}
    assert {rows[name][2] for name in ("best-of-n", "codet")} <= {"selected", "best effort"}
    assert len(finished(journal)) == len(set(finished(journal))) > len(known), "none twice, and some after"


def wait_until(true, working):
    until = time.monotonic() + 200
    while not true():
        assert time.monotonic() < until, "it did not come so far"
        assert working.poll() is None, working.communicate()[1]
        time.sleep(0.01)  # another process is watched


def finished(journal):
    entries = [entry.event for entry in read_journal(journal)]
    return [event.key for event in entries if isinstance(event, CallFinished)]


def descendants(pid):
    found = [int(child) for child in children(pid)]
    return found + [below for child in found for below in descendants(child)]


def title(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def test_no_cluster_is_an_error_that_says_so(tmp_path):
    command = ["compare", "quiet-stretch", "--strategies", "zero-shot", "--runs", str(tmp_path), "--unsafe-execution"]
    done = sstar(*command, "--on", "ray=127.0.0.1:1")
    assert done.returncode == 2
    assert "Nobody answers at 127.0.0.1:1" in done.stderr
