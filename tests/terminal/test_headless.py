"""Runs without a screen: sentences, JSON lines, Ctrl-C, pipes, and a disk that is full."""

from __future__ import annotations

import json
import os
import pty
import shutil
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest
from real import ENDLESS, PATIENCE_SECONDS, SLOW, SOON, SSTAR, ended, runs, sstar, started, the_run, until

from engine.events.run import EngineStopped
from engine.journal import read_journal

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


def going(home: Path) -> bool:
    return bool(runs(home)) and the_run(home).socket.exists()


def test_json_lines_end_with_the_selection(home: Path) -> None:
    solution = home / "solution.py"
    status, said, complaint = sstar("demo", *SOON, "--display", "json", "--output", str(solution))
    assert (status, complaint) == (0, "")
    rows = [json.loads(line) for line in said.splitlines()]
    assert "selection" in json.dumps(rows[-1])
    assert solution.read_text(encoding="utf-8") == (the_run(home).path / "solution.py").read_text(encoding="utf-8")
    status, said, complaint = sstar("replay", "last", "--display", "none", "--output", "-")
    assert (status, said, complaint) == (0, solution.read_text(encoding="utf-8"), "")


def test_ctrl_c_drains_and_resume_goes_on(home: Path) -> None:
    view = started("demo", *SLOW)  # not in a terminal: sentences
    assert view.stdout
    assert view.stdout.readline().startswith("Run ")
    view.send_signal(signal.SIGINT)
    status, said, complaint = ended(view)
    assert status == 130
    assert "\x1b" not in said
    assert "Ctrl-C again leaves at once" in complaint
    assert f"sstar resume {the_run(home).run}" in complaint
    assert not the_run(home).busy()
    status, said, _ = sstar("resume", "last", "--display", "json")
    assert status == 0
    assert "selection" in json.dumps(json.loads(said.splitlines()[-1]))


def test_ctrl_c_before_the_engine_is_there(home: Path) -> None:
    view = started("demo", *SLOW)
    until(lambda: (home / "runs").is_dir() and any((home / "runs").glob("*/engine.log")))
    view.send_signal(signal.SIGINT)
    status, _, complaint = ended(view)
    assert status == 130
    assert "Traceback" not in complaint
    assert "Exception" not in complaint
    assert not the_run(home).busy()


def test_leaving_a_view_of_somebody_else_s_run_changes_nothing(home: Path) -> None:
    first = started("demo", *ENDLESS, "--display", "none")
    until(lambda: going(home))
    status, _, complaint = sstar("resume", "last")
    assert status == 2
    assert "sstar attach" in complaint
    second = started("attach", "last")
    assert second.stdout
    assert second.stdout.readline().startswith("Run ")
    second.send_signal(signal.SIGINT)
    status, _, complaint = ended(second)
    assert status == 130
    assert "sstar attach" in complaint
    assert the_run(home).busy()
    for _ in range(2):  # the second leaves at once
        first.send_signal(signal.SIGINT)
        assert first.stderr
        assert first.stderr.readline()
    assert ended(first)[0] == 130


def test_a_reader_that_leaves_ends_the_run_in_good_order(home: Path) -> None:
    view = started("demo", *SLOW, "--display", "json")
    assert view.stdout
    assert view.stdout.readline()
    view.stdout.close()
    assert view.wait(PATIENCE_SECONDS) == 130
    assert view.stderr
    with view.stderr:
        assert view.stderr.read() == ""
    until(lambda: not the_run(home).busy())
    entries = read_journal(the_run(home).journal)
    assert isinstance(entries[-1].event, EngineStopped)


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("command", ["runs", "problems"])
def test_a_reader_that_never_read(command: str) -> None:
    """As in `sstar runs | head -0`."""
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([SSTAR, command], stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (130, b"")


@pytest.mark.usefixtures("home")
def test_a_dumb_terminal_gets_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    ours, theirs = pty.openpty()
    view = subprocess.Popen([SSTAR, "demo", *SOON], stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    said = b""
    try:
        while piece := os.read(ours, 4096):
            said += piece
    except OSError:  # the other side is closed
        pass
    os.close(ours)
    assert view.wait(PATIENCE_SECONDS) == 0
    assert b"\x1b" not in said
    assert said.startswith(b"Run ")


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("seen", [b"", b"S*"], ids=["while-it-starts", "on-its-first-screen"])
def test_a_view_whose_terminal_is_gone_ends_although_nobody_hangs_up(
    monkeypatch: pytest.MonkeyPatch, seen: bytes
) -> None:
    """The terminal is nobody's controlling one, so the system sends no signal."""
    monkeypatch.setenv("TERM", "xterm-256color")
    ours, theirs = pty.openpty()
    view = subprocess.Popen([SSTAR], stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
    os.close(theirs)
    said = os.read(ours, 1)
    while seen not in said:
        said += os.read(ours, 4096)
    os.close(ours)
    try:
        assert view.wait(PATIENCE_SECONDS) == -signal.SIGHUP
    finally:
        view.kill()


def test_a_full_disk_is_called_so(home: Path) -> None:
    """On a tiny file system that only this process sees."""
    unshare = shutil.which("unshare")
    if not unshare:
        pytest.skip("unshare, which makes a file system for one process, is not installed")
    mounted = f"mount -t tmpfs -o size=40k none {home}"
    if subprocess.run([unshare, "-rm", "sh", "-c", mounted], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount a file system of his own")
    line = f"{mounted} && exec {SSTAR} demo --pace 0 --samples 3 --inputs 8 --display none"
    done = subprocess.run([unshare, "-rm", "sh", "-c", line], capture_output=True, text=True, check=False)
    assert done.returncode == 74
    assert "Traceback" not in done.stderr
    assert "space left" in done.stderr
    assert "sstar resume" in done.stderr
