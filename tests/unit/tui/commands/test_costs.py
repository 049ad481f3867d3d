"""What a run will cost, and who agrees to it."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from answered import kept, refused

import engine
from engine.errors import UsageError
from engine.events.codec import Entry
from tui.asked import configured
from tui.options import parser
from tui.starting import settings_of

if TYPE_CHECKING:
    from pathlib import Path

OPUS = "anthropic/claude-opus-4-5"


@pytest.fixture
def priced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys, so that models can be chosen; nothing is ever sent."""
    for name in ("ANTHROPIC_BASE_URL", "OPENAI_BASE_URL", "OLLAMA_HOST"):
        monkeypatch.delenv(name, raising=False)
    for name in ("ANTHROPIC_API_KEY", "OPENAI_API_KEY"):
        monkeypatch.setenv(name, "sk-none")


@pytest.fixture
def engines(monkeypatch: pytest.MonkeyPatch) -> list[engine.RunDirectory]:
    """Engines that were started, of which none works."""
    made: list[engine.RunDirectory] = []

    def spawn(directory: engine.RunDirectory, **_: Any) -> None:
        made.append(directory)
        raise UsageError("that is far enough")

    monkeypatch.setattr(engine, "spawn_engine", spawn, raising=False)
    return made


def answers(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """A person at a terminal."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal(text))
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)


@pytest.mark.usefixtures("priced")
def test_a_dear_run_is_not_started_when_nobody_can_be_asked(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    complaint = refused(capsys, "solve", "kilnqueue", "--model", OPUS, "--samples", "64", "--display", "plain")
    assert "Estimate: 64 to " in complaint
    assert "This run may cost up to $" in complaint
    assert "Nobody is here to be asked. Agree with --yes, or bound it: --budget dollars=D" in complaint
    assert not (home / "runs").exists()


@pytest.mark.usefixtures("priced")
@pytest.mark.parametrize(
    "options",
    [
        ["--yes"],
        ["--confirm-above", "1000"],
        ["--budget", "dollars=0.5"],
        ["--samples", "1", "--rounds", "0"],
        ["--price", "anthropic/*=0.01,0.01"],
    ],
)
def test_a_run_that_was_agreed_to_is_started(
    capsys: pytest.CaptureFixture[str], engines: list[engine.RunDirectory], options: list[str]
) -> None:
    complaint = refused(
        capsys, "solve", "kilnqueue", "--model", OPUS, "--samples", "64", *options, "--display", "plain"
    )
    assert re.match(r"Estimate: [\d,k]+ .* tokens, \$[\d.]+( to \$[\d.]+)?\. sstar: that is far enough", complaint)
    (directory,) = engines
    started = engine.read_journal(directory.journal)[0].event
    assert isinstance(started, engine.RunStarted)
    assert [price.model for price in started.prices] == [OPUS]
    assert started.prices[0].kind == "known"


@pytest.mark.usefixtures("priced")
@pytest.mark.parametrize(("said", "count"), [("y\n", 1), ("\n", 0), ("", 0)])
def test_a_person_is_asked(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    engines: list[engine.RunDirectory],
    said: str,
    count: int,
) -> None:
    answers(monkeypatch, said)
    complaint = refused(capsys, "solve", "kilnqueue", "--model", OPUS, "--samples", "64", "--display", "none")
    assert "Start it? [y/N]" in complaint
    assert len(engines) == count
    assert count or "Nothing was started, and nothing was spent." in complaint


@pytest.mark.usefixtures("priced")
def test_an_unknown_price_is_agreed_to_or_bounded(
    capsys: pytest.CaptureFixture[str], engines: list[engine.RunDirectory]
) -> None:
    unknown = ("solve", "kilnqueue", "--model", "openai/gpt-never", "--display", "plain")
    complaint = refused(capsys, *unknown)
    assert "price unknown" in complaint
    assert "What openai/gpt-never costs is not known." in complaint
    assert "--price openai/gpt-never=IN,OUT, --budget calls=N" in complaint
    complaint = refused(capsys, *unknown, "--budget", "dollars=3")
    assert "a budget of dollars cannot be kept. Say what it costs by --price openai/gpt-never=IN,OUT" in complaint
    assert not engines
    refused(capsys, *unknown, "--budget", "calls=30")
    refused(capsys, *unknown, "--price", "openai/*=0.1,0.1", "--budget", "dollars=3")
    assert len(engines) == 2


@pytest.mark.parametrize("model", ["rehearsal", "ollama/some-model"])
def test_what_is_free_asks_nothing(
    capsys: pytest.CaptureFixture[str], engines: list[engine.RunDirectory], model: str
) -> None:
    arguments = ("solve", "kilnqueue", "--model", model, "--samples", "4000", "--display", "plain")
    assert refused(capsys, *arguments) == "sstar: that is far enough"
    assert len(engines) == 1


@pytest.mark.usefixtures("priced")
def test_past_runs_of_the_same_models_make_the_estimate(
    capsys: pytest.CaptureFixture[str], home: Path, entries: list[Entry], engines: list[engine.RunDirectory]
) -> None:
    arguments = ("solve", "kilnqueue", "--model", OPUS, "--samples", "16", "--display", "plain", "--yes")
    before = refused(capsys, *arguments)
    first = entries[0].event
    assert isinstance(first, engine.RunStarted)
    models = dict.fromkeys(engine.ROLES, OPUS)
    mine = [Entry(1, 0.0, msgspec.structs.replace(first, models=models)), *entries[1:]]
    for name in ("20260101-sum", "20260102-sum"):
        kept(home, name, mine)
    after = refused(capsys, *arguments)
    assert "Estimate: 16 to" in before
    assert "Estimate, by 2 earlier runs: 16 to" in after
    assert engines


def test_a_price_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert "“gpt=1” is no price. Write MODEL=IN,OUT" in refused(capsys, "demo", "--price", "gpt=1")


def test_budgets_of_four_kinds() -> None:
    budget = "calls=9,tokens=5000,dollars=0.25,seconds=60"
    settings = settings_of(configured(parser().parse_args(["demo", "--budget", budget])).config)
    assert (settings.budget_calls, settings.budget_tokens) == (9, 5000)
    assert (settings.budget_dollars, settings.budget_seconds) == (0.25, 60.0)
