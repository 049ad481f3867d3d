"""Names and values on the command line: what is accepted, and what is refused and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from answered import kept, refused

import engine
from tui.asked import configured
from tui.options import parser
from tui.starting import plan_run, settings_of

if TYPE_CHECKING:
    from pathlib import Path

    from engine.events.codec import Entry


@pytest.mark.parametrize(
    ("arguments", "near"),
    [
        (["solve", "kilnqueu"], "kilnqueue"),
        (["demo", "litbridge"], "litbridges"),
        (["demo", "--strategy", "s-star-papr"], "s-star-paper"),
        (["demo", "--model", "rehersal"], "rehearsal"),
        (["demo", "--language", "pyton"], "python"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(
    capsys: pytest.CaptureFixture[str], home: Path, arguments: list[str], near: str
) -> None:
    complaint = refused(capsys, *arguments, "--display", "plain")
    assert f"Did you mean “{near}”?" in complaint
    assert "Known: " in complaint
    assert not (home / "runs").exists()


@pytest.mark.parametrize("key", ["strategy", "language"])
def test_an_unknown_name_that_no_option_brought_is_said_with_its_source(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv(f"SSTAR_{key.upper()}", "nonsense")
    assert f"There is no {key} (set by SSTAR_{key.upper()}) “nonsense”" in refused(capsys, "demo", "--display", "plain")


@pytest.mark.parametrize("command", ["resume", "attach", "replay", "why", "grade"])
def test_an_unknown_run(capsys: pytest.CaptureFixture[str], home: Path, entries: list[Entry], command: str) -> None:
    assert "There is no run in" in refused(capsys, command, "last")
    kept(home, "20260101-kiln", entries)
    kept(home, "20260102-kiln", entries)
    assert "Did you mean “20260101-kiln”?" in refused(capsys, command, "20260101-kilm")
    assert "“2026010” begins 2 runs" in refused(capsys, command, "2026010")


def test_an_unknown_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert "invalid choice: 'slove'" in refused(capsys, "slove")


@pytest.mark.parametrize(
    ("option", "reason"),
    [
        ("--budget=euros=5", "“euros=5” is no budget; write calls=200, tokens=500000, dollars=2"),
        ("--budget=calls=", "a whole number from 1 to 1000000 is needed"),
        ("--budget=calls=0", "a whole number from 1 to 1000000 is needed"),
        ("--budget=calls=5,seconds=-1", "a number above 0 is needed"),
        ("--budget=seconds=0", "a number above 0 is needed"),
        ("--budget=", "“” is no budget"),
        ("--samples=0", "a whole number from 1 to 4096 is needed, not “0”"),
        ("--samples=many", "not “many”"),
        ("--samples=٣", "not “٣”"),
        ("--samples=9999999", "from 1 to 4096"),
        ("--rounds=-1", "from 0 to 4096"),
        ("--inputs=1.5", "a whole number"),
        ("--best-of=0", "from 1 to 4096"),
        ("--concurrency=0", "from 1 to 4096"),
        ("--pace=-1", "a number from 0 on is needed"),
        ("--pace=nan", "a number from 0 on is needed"),
        ("--pace=inf", "a number from 0 on is needed"),
        ("--seed=x", "a whole number is needed, not “x”"),
        ("--display=fancy", "one of auto, full, plain, json, none is needed"),
        ("--context=some", "one of all, last is needed"),
    ],
)
def test_a_value_that_makes_no_sense(capsys: pytest.CaptureFixture[str], option: str, reason: str) -> None:
    assert reason in refused(capsys, "demo", option)


@pytest.mark.parametrize("value", ["0", "-1", "fast"])
def test_a_speed_that_makes_no_sense(capsys: pytest.CaptureFixture[str], value: str) -> None:
    assert "is needed" in refused(capsys, "replay", "last", f"--speed={value}")


def test_a_sample_that_makes_no_sense(capsys: pytest.CaptureFixture[str]) -> None:
    assert "a sample such as S07 or 7 is needed" in refused(capsys, "why", "last", "seven")


def test_the_paper_has_one_strategy(capsys: pytest.CaptureFixture[str]) -> None:
    complaint = refused(capsys, "demo", "--paper", "--strategy", "best-of-n")
    assert "--paper is for s-star" in complaint
    assert "Leave one out" in complaint


def test_good_values_are_taken() -> None:
    options = parser().parse_args(
        ["demo", "litbridges", "--budget", "calls=200,seconds=60", "--samples", "64", "--rounds", "0", "--pace", "0.5"]
    )
    settings = settings_of(configured(options).config)
    assert (options.problem, settings.samples, settings.rounds, settings.pace) == ("litbridges", 64, 0, 0.5)
    assert (settings.budget_calls, settings.budget_seconds) == (200, 60.0)
    assert parser().parse_args(["why", "last", "s07"]).sample == 7


@pytest.mark.parametrize(("arguments", "samples"), [([], 12), (["--paper"], 16), (["--paper", "--samples", "3"], 3)])
def test_the_paper_has_its_own_default(arguments: list[str], samples: int) -> None:
    assert settings_of(configured(parser().parse_args(["demo", *arguments])).config).samples == samples


def test_a_run_says_of_itself_what_its_strategy_draws() -> None:
    chosen = configured(parser().parse_args(["demo", "--strategy", "chain-of-thought"]))
    planned, _ = plan_run("moat-level", chosen)
    assert (planned.settings.samples, planned.settings.rounds) == (12, 2), "other strategies draw these"
    started = engine.started_by(planned, "chain-of-thought")
    assert (started.settings.samples, started.settings.rounds) == (1, 0)


def test_a_demonstration_is_offline_whatever_is_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSTAR_MODEL", "openai/x")
    monkeypatch.setenv("SSTAR_ROLES_JUDGE", "openai/judge")

    def models(*arguments: str) -> set[str]:
        return set(configured(parser().parse_args(arguments)).models().values())

    assert models("solve", "kilnqueue") == {"openai/x", "openai/judge"}
    assert models("demo") == {"rehearsal"}
    assert models("demo", "--judge", "ollama/x") == {"rehearsal", "ollama/x"}
