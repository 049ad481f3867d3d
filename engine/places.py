"""Where this program keeps what it makes and what a person gives it."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def data_folder() -> Path:
    """Where this program keeps what it makes; SSTAR_HOME moves it."""
    moved = os.environ.get("SSTAR_HOME")
    return Path(moved).expanduser() if moved else Path(platformdirs.user_data_dir("sstar", appauthor=False))


def runs_folder() -> Path:
    """Where the runs are."""
    return data_folder() / "runs"


def problems_folder() -> Path:
    """Where a person's own problems are, a folder each."""
    return data_folder() / "problems"
