"""Where this program keeps what it makes and what a person gives it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

if TYPE_CHECKING:
    from collections.abc import Mapping


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


def crashes_folder() -> Path:
    """Where reports of this program's own faults are."""
    return data_folder() / "crashes"


def config_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where config.toml and the keys are; SSTAR_CONFIG_DIR moves it."""
    moved = environment.get("SSTAR_CONFIG_DIR")
    return Path(moved).expanduser() if moved else Path(platformdirs.user_config_dir("sstar", appauthor=False))


def config_file(environment: Mapping[str, str] = os.environ) -> Path:
    """The configuration of this person; it need not exist."""
    return config_folder(environment) / "config.toml"
