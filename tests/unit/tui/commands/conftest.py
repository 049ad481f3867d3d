"""A home for each test, and no engine that starts by mistake."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import engine

if TYPE_CHECKING:
    from engine.events.codec import Entry

sys.path.insert(0, str(Path(__file__).parent))  # helper modules of this folder can be imported by their names


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SSTAR_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture(autouse=True)
def no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        pytest.fail("an engine was started")

    monkeypatch.setattr(engine, "spawn_engine", refuse, raising=False)


@pytest.fixture
def entries(scripted: Any) -> list[Entry]:
    return list(scripted.story().entries)
