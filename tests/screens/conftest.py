"""One run of the offline model, made once; every test copies or cuts its journal."""

from __future__ import annotations

import fcntl
import importlib.util
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import engine
from engine.projections.board import fold

sys.path.insert(0, str(Path(__file__).parent))  # helper modules of this folder can be imported by their names

if TYPE_CHECKING:
    from types import ModuleType

    from engine.projections.board import Board


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("SSTAR_HOME", str(tmp_path))
    (tmp_path / "tour-was-seen").touch()
    monkeypatch.setenv("SSTAR_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> engine.RunDirectory:
    """A run to its selection, with a sample that was repaired and a tournament of two matches or more.

    Whichever process of these tests needs it first makes it for all of them; each has a copy.
    """
    own = tmp_path_factory.getbasetemp()
    folder = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    with (folder / "finished-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = engine.list_runs(folder / "finished") or [
            _finished(folder / "finished", tmp_path_factory.mktemp("seeds"))
        ]
    return engine.RunDirectory(shutil.copytree(made[0].path, tmp_path_factory.mktemp("runs") / made[0].run))


def _finished(folder: Path, trials: Path) -> engine.RunDirectory:
    for seed in range(2, 10):
        directory = _run(trials, seed)
        board = fold(engine.read_journal(directory.journal))
        repaired = any(len(sample.rounds) > 1 for sample in board.samples.values())
        if repaired and board.bracket and len(board.bracket.matches) > 1:
            return engine.RunDirectory(shutil.copytree(directory.path, folder / directory.run))
    pytest.fail("none of eight seeds gives a run with a repaired sample and a tournament")


@pytest.fixture(scope="session")
def raw() -> ModuleType:
    """tests/servers/raw.py, which no import finds under --import-mode=importlib."""
    path = Path(__file__).parents[1] / "servers" / "raw.py"
    spec = importlib.util.spec_from_file_location("sstar_test_raw", path)
    assert spec
    assert spec.loader
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _run(folder: Path, seed: int) -> engine.RunDirectory:
    place = engine.bundled()["kilnqueue"]
    package = engine.read_package(place)
    started = engine.RunStarted(
        run="",
        problem=engine.ProblemReference(package.problem.name, package.problem.title, str(place), package.digest),
        strategy="s-star",
        settings=engine.Settings(samples=5, inputs=8, pace=0.0, seed=seed),
        models=dict.fromkeys(engine.ROLES, "rehearsal"),
    )
    directory = engine.create_run(folder, started)
    assert engine.spawn_engine(directory).wait() == 0
    return directory


@pytest.fixture(scope="session")
def board(finished: engine.RunDirectory) -> Board:
    return fold(engine.read_journal(finished.journal))
