"""The log and the reports of crashes: what stands in them, and that no key does."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

import pytest

from engine.diagnosis import LOG_VARIABLE, begin_log, is_log_line, report_crash
from engine.errors import UsageError
from engine.keys import remember, scrubbed, secrets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEY = "sk-marker-diagnosis-4f1d2c"


@pytest.fixture(autouse=True)
def nothing_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No secret is known, there is a home, and the log ends with the test."""
    monkeypatch.setattr(secrets, "_seen", set())
    monkeypatch.setenv("SSTAR_HOME", str(tmp_path / "home"))
    before = list(logging.getLogger().handlers)
    yield
    for handler in [item for item in logging.getLogger().handlers if item not in before]:
        logging.getLogger().removeHandler(handler)
        handler.close()


def crash(words: str) -> BaseException:
    typed_by_a_person = KEY

    def fail() -> None:
        raise LookupError(words or typed_by_a_person[:0])

    try:
        fail()
    except LookupError as error:
        return error
    raise AssertionError


@pytest.mark.parametrize("text", [f"Bearer {KEY}!", f"{KEY}", f"a{KEY}b", f"b'{KEY}\\n'"])
def test_a_long_secret_is_replaced_wherever_it_stands(text: str) -> None:
    remember(KEY)
    assert KEY not in scrubbed(text)
    assert "[key]" in scrubbed(text)


def test_a_short_secret_is_replaced_as_a_word() -> None:
    remember("none")
    assert scrubbed("the key none is wrong, nonetheless") == "the key [key] is wrong, nonetheless"


def test_what_the_environment_calls_secret_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_API_KEY", KEY)
    monkeypatch.setenv("SOMETHING_ELSE", "harmless-value")
    assert scrubbed(f"{KEY} harmless-value") == "[key] harmless-value"


def test_the_login_of_a_proxy_is_a_secret() -> None:
    assert scrubbed("by http://me:pass-word@proxy:80/ or http://proxy:80") == (
        "by http://[key]@proxy:80/ or http://proxy:80"
    )


def test_a_report_says_what_happened_and_no_key() -> None:
    remember(KEY)
    said = report_crash(crash(f"no model for {KEY}"), "testing")
    path = said.partition(" is in ")[2].partition(";")[0]
    assert "A fault of this program: LookupError: no model for [key]." in said
    with open(path, encoding="utf-8") as file:  # noqa: PTH123
        text = file.read()
    assert "doing      testing" in text
    assert "LookupError: no model for [key]" in text
    assert "in fail" in text
    assert KEY not in text


def test_a_report_holds_no_values_of_variables() -> None:
    said = report_crash(crash(""), "testing")
    with open(said.partition(" is in ")[2].partition(";")[0], encoding="utf-8") as file:  # noqa: PTH123
        assert KEY not in file.read()


def test_a_report_that_cannot_be_written_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("SSTAR_HOME", str(tmp_path / "file"))
    assert "could not be written down" in report_crash(crash("odd"), "testing")


def test_a_report_ends_with_what_was_logged_last(capsys: pytest.CaptureFixture[str]) -> None:
    remember(KEY)
    begin_log("engine", to_stderr=True)
    logging.getLogger("engine.somewhere").info("sent %s", KEY)
    logging.getLogger("engine.somewhere").debug("not remembered")
    said = report_crash(crash("odd"), "testing")
    with open(said.partition(" is in ")[2].partition(";")[0], encoding="utf-8") as file:  # noqa: PTH123
        last = file.read().partition("What was logged last")[2]
    assert "engine.somewhere: sent [key]" in last
    assert "not remembered" not in last
    shown = capsys.readouterr().err.splitlines()
    assert any("sent [key]" in line for line in shown)
    assert all(map(is_log_line, shown))


def test_the_file_takes_everything(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(LOG_VARIABLE, str(tmp_path / "log"))
    begin_log("view", to_stderr=False)
    logging.getLogger("tui.somewhere").debug("a small thing")
    logging.getLogger("another.library").info("not ours")
    text = (tmp_path / "log").read_text()
    assert f"view[{os.getpid()}] DEBUG tui.somewhere: a small thing" in text
    assert "not ours" not in text


def test_a_file_that_cannot_be_written_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(LOG_VARIABLE, str(tmp_path / "nowhere" / "log"))
    with pytest.raises(UsageError, match="Name another file by --log or SSTAR_LOG"):
        begin_log("view", to_stderr=False)


def test_a_word_to_a_person_is_no_line_of_a_log() -> None:
    assert not is_log_line("A fault of this program: KeyError.")
    assert not is_log_line("")
