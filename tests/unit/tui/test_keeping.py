"""`sstar keys`: kept, listed by their ends, forgotten; never taken from the command line, never shown."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

import engine
from tui import cli
from tui.status import OK, USAGE

if TYPE_CHECKING:
    from pathlib import Path

KEY = "sk-marker-0123456789abcdef"


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SSTAR_CONFIG_DIR", str(tmp_path / "config"))
    for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "config" / "keys.toml"


def said(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = OK) -> str:
    assert cli.main(["keys", *arguments]) == status
    out, err = capsys.readouterr()
    assert KEY not in out + err
    return out + err


@pytest.fixture
def kept(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(KEY + "\n"))
    assert f"The key of openai is in {file}." in said(capsys, "set", "openai")


def test_path(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    assert said(capsys, "path").strip() == str(file)


@pytest.mark.usefixtures("kept")
def test_a_kept_key_opens_its_provider_and_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    lines = {line.split()[0]: line for line in said(capsys, "list").splitlines()}
    assert lines["openai"].split()[1:] == ["…cdef", "keys.toml"]
    assert lines["anthropic"].endswith("no key")
    assert lines["ollama"].endswith("no key, and needs none")
    providers = engine.providers_here()
    assert providers.open_model("openai/x")._key.value == KEY
    with pytest.raises(engine.SStarError, match=r"sstar keys set anthropic"):
        providers.open_model("anthropic/x")


@pytest.mark.usefixtures("kept")
def test_the_environment_goes_before_it_and_that_is_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-other-0123456789abcXYZ")
    assert "…cXYZ  OPENAI_API_KEY" in said(capsys, "list")
    monkeypatch.setattr("sys.stdin", io.StringIO(KEY))
    assert "OPENAI_API_KEY is set in the environment, and goes before it" in said(capsys, "set", "openai")
    assert "OPENAI_API_KEY still brings one" in said(capsys, "remove", "openai")


@pytest.mark.usefixtures("kept")
def test_a_forgotten_key_is_gone(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    assert "no longer in keys.toml" in said(capsys, "remove", "openai")
    assert KEY not in file.read_text()
    assert "No key of openai is kept here" in said(capsys, "remove", "openai", status=USAGE)


def test_a_terminal_asks_without_showing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, file: Path
) -> None:
    asked = []

    def hidden(prompt: str) -> str:
        asked.append(prompt)
        return KEY

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", hidden)
    said(capsys, "set", "anthropic")
    assert asked == ["Key of anthropic (not shown): "]
    assert KEY in file.read_text()


def test_a_key_on_the_command_line_is_refused_and_not_repeated(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    assert "get a new one" in said(capsys, "set", "openai", KEY, status=USAGE)
    assert not file.exists()


def test_an_unknown_provider_brings_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Did you mean “anthropic”" in said(capsys, "set", "antropic", status=USAGE)


@pytest.mark.usefixtures("kept")
def test_a_file_that_others_can_read_is_said_by_each_who_needs_it(
    capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    file.chmod(0o644)
    assert "chmod 600" in said(capsys, "list")
    assert "chmod 600" in said(capsys, "remove", "openai", status=USAGE)
    assert cli.main(["demo", "--model", "openai/x", "--display", "plain"]) == USAGE
    assert "chmod 600" in capsys.readouterr().err
