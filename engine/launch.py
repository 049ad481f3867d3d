"""Starting an engine in a process of its own, which outlives the view that started it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from engine.diagnosis import is_log_line

if TYPE_CHECKING:
    from engine.journal import RunDirectory

LOG = "engine.log"
GRADE = "--grade"
"""Grades what was selected, and solves nothing."""
DECIDE = "--decide"
"""Opens a finished run again for a decision of the person."""
UNSAFE = "--unsafe-execution"
"""Agrees to run programs open where they cannot be closed in."""

_STARTED: list[subprocess.Popen[bytes]] = []
"""What was started here. It may outlive whoever asked for it, so it is kept until it has ended, and reaped."""


def spawn_engine(
    directory: RunDirectory, *, grading: bool = False, deciding: bool = False, unsafe: bool = False
) -> subprocess.Popen[bytes]:
    """Start an engine at a run; what it says goes to engine.log in the run's directory.

    It gets a session of its own, so that Ctrl-C in the terminal reaches the view, which decides.
    """
    return _spawn("engine", directory, [GRADE] * grading + [DECIDE] * deciding + [UNSAFE] * unsafe)


def spawn_comparison(directory: RunDirectory, *, unsafe: bool = False) -> subprocess.Popen[bytes]:
    """Start what works on the comparison in a directory, as `spawn_engine` does with a run."""
    return _spawn("engine.bench", directory, [UNSAFE] * unsafe)


def _spawn(module: str, directory: RunDirectory, options: list[str]) -> subprocess.Popen[bytes]:
    _STARTED[:] = [process for process in _STARTED if process.poll() is None]
    with (directory.path / LOG).open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", module, str(directory.path), *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    _STARTED.append(process)
    return process


def last_words(directory: RunDirectory) -> str:
    """What an engine said last to a person, in its log; empty when it said nothing."""
    try:
        lines = (directory.path / LOG).read_text(encoding="utf-8", errors="replace").strip().splitlines()
    except OSError:
        return ""
    return lines[-1] if lines and not is_log_line(lines[-1]) else ""
