"""The real `sstar` in real terminals, each test in a home of its own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # helper modules of this folder can be imported by their names

import real

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty home; whatever engine is at work in it at the end is told to leave."""
    monkeypatch.setenv("SSTAR_HOME", str(tmp_path))
    (tmp_path / "tour-was-seen").touch()
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.delenv("NO_COLOR", raising=False)
    yield tmp_path
    for directory in real.runs(tmp_path):
        real.end_engine(directory)


@pytest.fixture
def terminal(home: Path) -> Iterator[real.Terminal]:
    """A terminal of 80 columns and 24 lines, with nothing in it."""
    if not real.TMUX:
        pytest.skip("tmux, which is the terminal here, is not installed")
    made = real.Terminal(home)
    yield made
    made.close()
