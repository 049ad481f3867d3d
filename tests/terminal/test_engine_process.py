"""The engine as the process that it is: killed, told to leave, refused, and out of disk."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from msgspec import structs

from engine.errors import RunBusyError
from engine.events.calls import CallFinished, CallStarted
from engine.events.executions import ExecutionFinished
from engine.events.run import EngineStopped, ProblemReference, RunFinished, RunStarted
from engine.events.selection import SelectionMade
from engine.events.settings import Settings
from engine.journal import RunLock, read_journal
from engine.journal.runs import create_run
from engine.problem import bundled, read_package

pytestmark = pytest.mark.slow

SETTINGS = Settings(samples=3, rounds=0, inputs=3, pace=0.0)
LARGER = {"rounds": 2, "inputs": 8}
"""With debug rounds and a tournament, at thrice the price."""
ROLES = ("solver", "debugger", "input writer", "judge")
DEADLINE = 120.0
LOGGED = re.compile(r"^\S+Z engine\[\d+\] INFO .*\n", re.MULTILINE)


def new_run(folder, problem=None, **changes):
    package = read_package(problem or bundled()["kilnqueue"])
    started = RunStarted(
        run="",
        problem=ProblemReference(package.problem.name, package.problem.title, str(package.folder), package.digest),
        strategy="s-star",
        settings=structs.replace(SETTINGS, **changes),
        models=dict.fromkeys(ROLES, "rehearsal"),
    )
    return create_run(folder, started)


def start(directory, *options):
    command = [sys.executable, "-P", "-m", "engine", str(directory.path), *options]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def ended(process):
    """Its exit status and what it said, besides what its log tells of its work."""
    with process:
        said = process.communicate(timeout=DEADLINE)[1].decode()
    return process.returncode, LOGGED.sub("", said)


def wait_for(directory, lines, process):
    """Wait until the journal has this many lines, or the engine has ended."""
    give_up = time.monotonic() + DEADLINE
    while time.monotonic() < give_up and process.poll() is None:
        if directory.journal.read_bytes().count(b"\n") >= lines:
            return
        os.sched_yield()


def events(directory, kind=object):
    return [entry.event for entry in read_journal(directory.journal) if isinstance(entry.event, kind)]


def selected(directory):
    (selection,) = events(directory, SelectionMade)
    return selection.revision, selection.text, selection.reason


def finished_keys(directory):
    return Counter(event.key for event in events(directory, CallFinished | ExecutionFinished))


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """A run from start to end, and what it selected."""
    directory = new_run(tmp_path_factory.mktemp("runs"))
    status, said = ended(start(directory))
    assert (status, said) == (0, "")
    return directory


def test_a_run_ends_with_its_solution_and_without_a_trace_of_the_engine(undisturbed):
    assert events(undisturbed)[-1].status == "selected"
    assert (undisturbed.path / "solution.py").read_text() in {
        event.text for event in events(undisturbed) if type(event).__name__ == "TextStored"
    }
    assert sorted(path.name for path in undisturbed.path.iterdir()) == ["journal.jsonl", "lock", "solution.py"]
    assert not undisturbed.busy()


def test_a_finished_run_is_refused_and_can_be_graded(undisturbed, tmp_path):
    folder = tmp_path / undisturbed.run
    shutil.copytree(undisturbed.path, folder)
    directory = type(undisturbed)(folder)
    status, said = ended(start(directory))
    assert status == 2
    assert "is finished" in said
    status, said = ended(start(directory, "--grade"))
    assert (status, said) == (0, "")
    assert type(events(directory)[-1]).__name__ == "Graded"


@pytest.mark.exhaustive
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_larger_run_is_killed_anywhere(tmp_path, seed):
    undisturbed = new_run(tmp_path / "undisturbed", **LARGER)
    assert ended(start(undisturbed)) == (0, "")
    kill_and_go_on(undisturbed, new_run(tmp_path / "killed", **LARGER), random.Random(seed))


def test_killed_anywhere_it_selects_the_same_and_repeats_nothing(undisturbed, tmp_path):
    kill_and_go_on(undisturbed, new_run(tmp_path), random.Random(0))


def kill_and_go_on(undisturbed, directory, chance):
    whole = len(events(undisturbed))
    for _ in range(3):
        before = len(read_journal(directory.journal))
        process = start(directory)
        wait_for(directory, before + chance.randrange(1, max(2, whole // 3)), process)
        process.kill()
        status, _ = ended(process)
        if status == 0:
            break
    if not events(directory, RunFinished):
        assert ended(start(directory)) == (0, "")
    assert selected(directory) == selected(undisturbed)
    assert set(finished_keys(directory).values()) == {1}, "something that was finished was done again"
    assert set(finished_keys(directory)) == set(finished_keys(undisturbed))
    assert not list(directory.path.glob("*.sock"))


def test_told_to_leave_it_drains_and_can_go_on(undisturbed, tmp_path):
    directory = new_run(tmp_path, pace=40.0)
    process = start(directory)
    wait_for(directory, 30, process)
    process.send_signal(signal.SIGTERM)
    assert ended(process) == (0, "")
    assert isinstance(events(directory)[-1], EngineStopped)
    assert not events(directory, RunFinished)
    calls = Counter(event.key for event in events(directory, CallStarted))
    assert calls == Counter(event.key for event in events(directory, CallFinished)), "a drain waits for answers"
    assert ended(start(directory)) == (0, "")
    assert selected(directory) == selected(undisturbed)
    assert set(Counter(event.key for event in events(directory, CallStarted)).values()) == {1}


def test_a_run_that_finishes_while_it_drains_is_finished(tmp_path):
    """Then nothing is left to resume, and no event may say so."""
    directory = new_run(tmp_path)
    process = start(directory)
    while process.poll() is None and not directory.socket.exists():
        os.sched_yield()
    process.send_signal(signal.SIGTERM)
    ended(process)
    kinds = [type(event) for event in events(directory)]
    assert RunFinished not in kinds or EngineStopped not in kinds[kinds.index(RunFinished) :]


def test_a_second_engine_is_refused(tmp_path):
    directory = new_run(tmp_path)
    lock = RunLock(directory)
    status, said = ended(start(directory))
    assert status == 2
    assert "sstar attach" in said
    lock.release()
    process = start(directory)
    try:
        wait_for(directory, 5, process)
        with pytest.raises(RunBusyError):
            RunLock(directory)
    finally:
        process.kill()
        ended(process)


def test_a_problem_that_changed_in_between_is_refused(tmp_path):
    problem = tmp_path / "problem"
    shutil.copytree(bundled()["kilnqueue"], problem)
    directory = new_run(tmp_path / "runs", problem)
    lines = len(read_journal(directory.journal))
    (problem / "data" / "sample" / "1.ans").write_text("12345\n")
    status, said = ended(start(directory))
    assert status == 2
    assert "not what it was when the run began" in said
    assert len(read_journal(directory.journal)) == lines


@pytest.mark.parametrize(("path", "words"), [("nowhere", "cannot be opened"), ("empty", "does not begin")])
def test_what_is_no_run_is_refused_in_words(tmp_path, path, words):
    (tmp_path / "empty").mkdir()
    process = subprocess.run(
        [sys.executable, "-P", "-m", "engine", str(tmp_path / path)], capture_output=True, text=True, check=False
    )
    assert process.returncode == 2
    assert words in process.stderr
    assert "Traceback" not in process.stderr


def test_a_full_disk_ends_it_in_words_and_loses_nothing(undisturbed, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    mount = shutil.which("mount")
    if not mount or subprocess.run([mount, "-t", "tmpfs", "-o", "size=64k", "tmpfs", small], check=False).returncode:
        pytest.skip("a small disk can only be mounted by root")
    try:
        directory = new_run(small)
        status, said = ended(start(directory))
        assert status == 74
        assert "No space left" in said
        assert "Traceback" not in said
        assert len(read_journal(directory.journal)) > 10
        larger = tmp_path / "larger" / directory.run
        shutil.copytree(directory.path, larger)
    finally:
        subprocess.run(["umount", small], check=True)
    moved = type(directory)(Path(larger))
    assert ended(start(moved)) == (0, "")
    assert selected(moved) == selected(undisturbed)
    assert set(finished_keys(moved).values()) == {1}


def test_no_environment_reaches_the_journal(tmp_path, monkeypatch):
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "SSTAR_ANYTHING"):
        monkeypatch.setenv(name, "marker-of-a-key")
    directory = new_run(tmp_path)
    assert ended(start(directory))[0] == 0
    assert b"marker-of-a-key" not in directory.journal.read_bytes()
