"""`sstar doctor` and `config show`: what can be asked, what cannot and why, and no password of an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tui import cli

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

PASSWORD = "hunter2-of-the-proxy"
BOX = f'[providers.box]\nbase_url = "http://user:{PASSWORD}@127.0.0.1:9/v1"\n'


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SSTAR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SSTAR_CONFIG_DIR", str(tmp_path))
    monkeypatch.setattr("engine.keys.secrets._seen", set())  # what is found here is no secret of later tests
    for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "OPENAI_API_KEY", "SSTAR_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "config.toml"


def lines(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> list[str]:
    assert cli.main(arguments) == status
    return capsys.readouterr().out.splitlines()


def solver(said: list[str]) -> str:
    return next(line for line in said if line.startswith("role        solver"))


def test_a_role_says_what_its_model_lacks(
    capsys: pytest.CaptureFixture[str], config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config.write_text('model = "anthropic/claude-x"\n')
    assert solver(lines(capsys, "doctor")).endswith(", which has no key")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-something-1234")
    said = lines(capsys, "doctor")
    assert "which" not in solver(said)
    assert any("key from ANTHROPIC_API_KEY (…1234)" in line for line in said)
    for name in ("openai-compatible/some-model", "nobody/some-model"):
        config.write_text(f'model = "{name}"\n')
        assert solver(lines(capsys, "doctor")).endswith(", which cannot be asked")
    config.write_text("")
    assert "which" not in solver(lines(capsys, "doctor"))


def test_a_server_on_this_machine_that_is_down(
    capsys: pytest.CaptureFixture[str], config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config.write_text(BOX)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-nobody")
    said = lines(capsys, "doctor", "--ask", "--model", "box/some-model", "--judge", "openai/gpt-x", status=2)[-2:]
    assert all("Nothing answers at" in line for line in said)
    assert any("Start the server, or correct providers.box.base_url" in line for line in said)
    assert any(line.endswith("Start the server, or correct the address.") for line in said)


@pytest.mark.parametrize("command", [("doctor",), ("config", "show"), ("config", "show", "--display", "json")])
def test_a_password_in_an_address_is_not_shown(
    capsys: pytest.CaptureFixture[str], config: Path, command: tuple[str, ...]
) -> None:
    config.write_text(BOX)
    said = "\n".join(lines(capsys, *command))
    assert "http://[key]@127.0.0.1:9/v1" in said
    assert PASSWORD not in said


def test_a_word_that_serves_as_a_key_is_still_a_word(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `OPENAI_API_KEY=needs` for a local server that wants any."""
    monkeypatch.setenv("OPENAI_API_KEY", "needs")
    said = lines(capsys, "keys", "list")
    assert any(line.endswith("no key, and needs none") for line in said)
