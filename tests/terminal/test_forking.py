"""A forked run as a person has it: by the command, without its origin, cut off and gone on with, on another machine."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from engine.events.calls import CallFinished, CallStarted
from engine.events.executions import ExecutionFinished
from engine.events.selection import SelectionMade
from engine.journal import read_journal
from engine.journal.directory import RunDirectory
from engine.projections.board import fold

pytestmark = pytest.mark.slow

CHOICES = ("--samples", "3", "--rounds", "1", "--inputs", "6", "--seed", "3", "--pace", "0", "--display", "json")


def sstar(*words):
    command = [sys.executable, "-c", "import sys; from tui.cli import main; sys.exit(main())", *words]
    done = subprocess.run(command, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120)
    return done.returncode, done.stdout, done.stderr


def solved(*words):
    """The directory of the run that a command has brought to its end."""
    status, out, err = sstar(*words, *CHOICES)
    assert status == 0, err
    return out


def entries(directory):
    return read_journal(directory.journal)


def events(directory, kind):
    return [entry.event for entry in entries(directory) if isinstance(entry.event, kind)]


def paid(directory):
    return {call.key for call in events(directory, CallStarted) if not call.taken}


def latest(home):
    return RunDirectory(max((home / "runs").iterdir()))


def test_a_fork_outlives_its_origin_a_kill_and_a_journey(home, tmp_path):
    solved("solve", "kilnqueue")
    origin = latest(home)
    known = {event.key for event in events(origin, CallFinished)}
    status, out, err = sstar("fork", origin.run, "--strategy", "codet", "--pace", "0", "--display", "json")
    assert status == 0, err
    assert f"{origin.run} (s-star) is forked to codet. It knows {len(known)} answers." in err
    assert "are taken over" in err
    assert json.loads(out.splitlines()[0])["event"]["origin"]["run"] == origin.run
    fork = latest(home)
    assert fork.run != origin.run
    assert not paid(fork) & known
    assert {event.program for event in events(fork, ExecutionFinished) if event.taken}

    # Both beside each other, the same samples in both.
    status, out, _ = sstar("diff", fork.run, origin.run)
    assert status == 0
    assert "taken over" in out
    assert out.count("(the same)") == 3

    # Cut off in the middle, its origin gone, it goes on to the same end and pays for nothing twice.
    whole, (selection,) = entries(fork), events(fork, SelectionMade)
    made = {event.key for event in events(fork, CallFinished)}
    status, _, err = sstar("delete", origin.run, "--yes")
    assert status == 0, err
    lines = fork.journal.read_bytes().splitlines(keepends=True)
    fork.journal.write_bytes(b"".join(lines[: len(lines) // 4]))
    kept = {event.key for event in events(fork, CallFinished)}
    assert kept < made, "something is left to be done"
    status, _, err = sstar("resume", fork.run, "--display", "none")
    assert status == 0, err
    assert events(fork, SelectionMade) == [selection]
    assert {event.key for event in events(fork, CallFinished)} == made
    assert not paid(fork) & known
    assert fold(entries(fork)).ledger.taken.answers == fold(whole).ledger.taken.answers

    # Packed and unpacked elsewhere, it can be forked on.
    status, out, err = sstar("export", fork.run, str(tmp_path))
    assert status == 0, err
    packed = out.splitlines()[0]
    assert sstar("delete", fork.run, "--yes")[0] == 0
    assert sstar("import", packed)[0] == 0
    status, _, err = sstar("fork", "last", "--strategy", "best-of-n", "--pace", "0", "--display", "none")
    assert status == 0, err
    assert not paid(latest(home)), "all its programs were known"


WRONG = {
    ("--strategy", "coddet"): "Did you mean “codet”?",
    (): "Say what shall be otherwise",
    ("--strategy", "codet", "--samples", "0"): "from 1 to 4096",
}


def test_what_is_wrong_is_said_and_nothing_is_made(home):
    solved("solve", "kilnqueue", "--strategy", "zero-shot")
    for words, said in WRONG.items():
        status, _, err = sstar("fork", "last", *words)
        assert status == 2
        assert said in err
        assert "Traceback" not in err
        assert len(list((home / "runs").iterdir())) == 1
