"""Problem packages and places for runs that cannot be used."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from answered import refused

import engine
from tui import starting

if TYPE_CHECKING:
    from pathlib import Path


def without(name: str) -> Any:
    return lambda folder: shutil.rmtree(folder / name) if (folder / name).is_dir() else (folder / name).unlink()


def text_in(name: str, text: str) -> Any:
    def write(folder: Path) -> None:
        (folder / name).write_text(text, encoding="utf-8")

    return write


def expected_only(folder: Path) -> None:
    next((folder / "data" / "sample").glob("*.in")).unlink()


DEFECTS = {
    "no problem.yaml": (without("problem.yaml"), "problem.yaml"),
    "problem.yaml is no YAML": (text_in("problem.yaml", "name: [\n"), "problem.yaml"),
    "problem.yaml is a list": (text_in("problem.yaml", "- 1\n"), "problem.yaml"),
    "limits are words": (text_in("problem.yaml", "name: X\nlimits:\n  time_limit: soon\n"), "problem.yaml"),
    "interactive": (
        text_in("problem.yaml", "name: X\ntype: interactive\nvalidation: custom interactive\n"),
        "interactive",
    ),
    "no public tests": (without("data/sample"), "sample"),
    "an output without its input": (expected_only, "sample"),
}


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_package_with_a_defect(capsys: pytest.CaptureFixture[str], tmp_path: Path, home: Path, defect: str) -> None:
    harm, named = DEFECTS[defect]
    folder = tmp_path / "package"
    shutil.copytree(engine.bundled()["kilnqueue"], folder)
    harm(folder)
    complaint = refused(capsys, "solve", str(folder), "--display", "plain")
    assert str(folder) in complaint  # the file,
    assert named in complaint
    assert complaint.count(". ") >= 1, "the reason and the remedy are two sentences"
    assert complaint.endswith(".")
    assert not (home / "runs").exists()


def test_a_folder_that_does_not_exist(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    complaint = refused(capsys, "solve", str(tmp_path / "nowhere"))
    assert "there is no such folder" in complaint
    assert "kilnqueue" in complaint


def test_a_file_is_no_package(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "problem.zip").touch()
    assert "this is a file" in refused(capsys, "solve", str(tmp_path / "problem.zip"))


def test_a_place_for_runs_that_cannot_be_made(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(starting, "Session", lambda _: pytest.fail("a run was made"))
    complaint = refused(capsys, "demo", "--runs", str(tmp_path / "file" / "runs"), "--display", "plain")
    assert "choose another place with SSTAR_HOME" in complaint
