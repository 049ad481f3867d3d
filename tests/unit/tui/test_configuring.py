"""`sstar config`: shown with the source of each value, edited and checked, changed in one key."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from tui import cli
from tui.status import OK, USAGE

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SSTAR_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.delenv("VISUAL", raising=False)
    return tmp_path / "config" / "config.toml"


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An editor that adds the lines of a file; without the file it changes nothing."""
    program, lines = tmp_path / "editor.py", tmp_path / "lines"
    program.write_text(
        "import sys, pathlib\n"
        f"lines = pathlib.Path({str(lines)!r})\n"
        "text = pathlib.Path(sys.argv[1]).read_text()\n"
        "pathlib.Path(sys.argv[1]).write_text((lines.read_text() if lines.exists() else '') + text)\n"
    )
    monkeypatch.setenv("EDITOR", f"{sys.executable} {program}")
    return lines


def said(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = OK) -> str:
    assert cli.main(arguments) == status
    out, err = capsys.readouterr()
    return out + err


def test_show_says_where_each_value_is_from(
    capsys: pytest.CaptureFixture[str], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.parent.mkdir()
    file.write_text('inputs = 9\n[prices]\n"a/*" = [1, 2.5]\n')
    monkeypatch.setenv("SSTAR_ROLES_JUDGE", "a/judge")
    lines = {line.split()[0]: line.split(None, 1)[1] for line in said(capsys, "config", "show").splitlines()}
    assert lines["inputs"].split(None, 1) == ["9", "config.toml line 1"]
    assert lines["roles.judge"].split() == ['"a/judge"', "SSTAR_ROLES_JUDGE"]
    assert lines["rounds"].split() == ["2", "default"]
    assert lines["samples"].split() == ["-", "default"]
    assert "[1, 2.5]" in lines['prices."a/*"']
    assert lines["config.toml"] == str(file)
    rows = [json.loads(line) for line in said(capsys, "config", "show", "--display", "json").splitlines()]
    assert {"key": "inputs", "value": 9, "source": "config.toml line 1"} in rows


def test_path_is_where_edit_writes(capsys: pytest.CaptureFixture[str], file: Path, editor: Path) -> None:
    assert said(capsys, "config", "path").strip() == str(file)
    assert said(capsys, "locate", "config").strip() == str(file.parent)
    assert "Nothing was changed" in said(capsys, "config", "edit")
    assert not file.exists()
    editor.write_text("samples = 5\n")
    assert f"{file} is changed" in said(capsys, "config", "edit")
    assert file.read_text().startswith("samples = 5\n# The configuration of sstar")


def test_names_of_one_s_own_are_known(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    file.parent.mkdir()
    file.write_text('[providers.box]\nbase_url = "http://box/v1"\n')
    assert "model" in said(capsys, "config", "set", "model", "box/org/any:7b")
    for name, value in (("strategy", "codet"), ("language", "rust"), ("theme", "nord"), ("roles.judge", "unsure")):
        assert value in said(capsys, "config", "set", name, value)


def test_what_is_wrong_after_editing_is_kept_elsewhere(
    capsys: pytest.CaptureFixture[str], file: Path, editor: Path
) -> None:
    editor.write_text("sampels = 5\n")
    complaint = said(capsys, "config", "edit", status=USAGE)
    assert "line 1: sampels: there is no such key. Did you mean “samples”?" in complaint
    kept = complaint.rpartition("kept in ")[2].strip().rstrip(".")
    with open(kept, encoding="utf-8") as text:  # noqa: PTH123 - a path in a sentence
        assert text.read().startswith("sampels = 5")
    assert not file.exists()


def test_set_and_unset(capsys: pytest.CaptureFixture[str], file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert f"budget.calls = 50 in {file}." in said(capsys, "config", "set", "budget.calls", "50")
    assert "roles.input_writer" in said(capsys, "config", "set", "roles.input-writer", "ollama/b")
    assert "calls = 50\n" in file.read_text()
    assert "no longer set" in said(capsys, "config", "unset", "budget.calls")
    assert "\ncalls" not in file.read_text()
    assert "budget.calls is not set in" in said(capsys, "config", "unset", "budget.calls", status=USAGE)
    monkeypatch.setenv("SSTAR_PACE", "3")
    assert "SSTAR_PACE is set, too" in said(capsys, "config", "set", "pace", "2")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("samples", "none"), "samples: a whole number from 1 to 4096 is needed, not “none”"),
        (("strategy", "s-stat"), "strategy: there is no “s-stat”. Did you mean “s-star”?"),
        (("language", "pyton"), "language: there is no “pyton”. Did you mean “python”?"),
        (("theme", "nrd"), "theme: there is no “nrd”. Did you mean “nord”?"),
        (("model", "antropic/x"), "model: there is no “antropic/MODEL”. Did you mean “anthropic/MODEL”?"),
        (("roles.solver", "human"), "roles.solver: there is no “human”"),
        (("roles.judge", "rehersal"), "roles.judge: there is no “rehersal”. Did you mean “rehearsal”?"),
        (("sample", "5"), "sample: there is no such key. Did you mean “samples”?"),
    ],
)
def test_what_cannot_be_set(
    capsys: pytest.CaptureFixture[str], file: Path, arguments: tuple[str, str], words: str
) -> None:
    complaint = said(capsys, "config", "set", *arguments, status=USAGE)
    assert words in complaint
    assert ", line " not in complaint, "nothing of it stands in a file"
    assert not file.exists()


@pytest.mark.slow
def test_a_wrong_file_stops_what_needs_it_and_nothing_else(
    capsys: pytest.CaptureFixture[str], file: Path, tmp_path: Path
) -> None:
    file.parent.mkdir()
    file.write_text("nonsense = 1\n")
    for arguments in (("demo", "--display", "plain"), ("config", "show"), ("config", "set", "pace", "1")):
        assert "line 1: nonsense: there is no such key" in said(capsys, *arguments, status=USAGE)
    assert said(capsys, "runs", "--runs", str(tmp_path))
    assert said(capsys, "locate")


@pytest.mark.parametrize("command", [("config", "show"), ("config", "edit"), ("config", "set", "pace", "1"), ("demo",)])
def test_a_file_that_is_no_text_is_said(capsys: pytest.CaptureFixture[str], file: Path, command: tuple[str]) -> None:
    file.parent.mkdir()
    file.write_bytes(b"model = '\xff'\n")
    assert f"{file}: it cannot be read: not UTF-8" in said(capsys, *command, status=USAGE)


@pytest.mark.parametrize("theme", ["high-contrast", "monochrome", "textual-light"])
def test_every_theme_can_be_kept(capsys: pytest.CaptureFixture[str], file: Path, theme: str) -> None:
    said(capsys, "config", "set", "theme", theme)
    assert f'theme = "{theme}"' in file.read_text(encoding="utf-8")
