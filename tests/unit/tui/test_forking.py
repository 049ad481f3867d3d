"""A fork before it begins: what it will do, what it takes over, and what can be wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from msgspec import structs

import engine
from engine.config import load_config
from engine.errors import JournalError, ProblemError, RunError, UnknownNameError, UsageError
from engine.events.calls import CallFinished, CallStarted
from engine.events.codec import Entry, encode
from engine.events.overrides import AddTest, DecideMatch, EditProgram, Fork, OverrideMade, OverrideUndone, Pin
from engine.events.run import RunFinished
from engine.events.samples import RevisionId
from engine.projections.board import fold
from engine.projections.estimate import Range
from tui.forking import plan_fork, said_by
from tui.starting import new_run, settings_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from engine import RunDirectory
    from engine.events.codec import Event
    from tui.forking import Forking

FIRST = RevisionId(1, 0)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSTAR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SSTAR_CONFIG_DIR", str(tmp_path / "config"))


def answers(*paths: tuple[str | int, ...], role: Any = "solver") -> list[Event]:
    """Calls that were made and answered."""
    return [
        event
        for path in paths
        for event in (CallStarted(f"key {path}", path, role, "rehearsal", ()), CallFinished(f"key {path}", "Well."))
    ]


def source(tmp_path: Path, events: Sequence[Event] = (), problem: str = "kilnqueue", **choices: Any) -> RunDirectory:
    """A run in whose journal these events stand."""
    flags = {(name,): ("the test", value) for name, value in choices.items()}
    directory = new_run(problem, load_config({}, flags), tmp_path / "runs").directory
    with directory.journal.open("ab") as file:
        file.writelines(encode(Entry(number, 1.0, event)) for number, event in enumerate(events, start=2))
    return directory


def planned(directory: RunDirectory, *, decisions: bool = True, **said: Any) -> Forking:
    flags = {(name,): (f"--{name}", value) for name, value in said.items()}
    return plan_fork(
        directory,
        lambda under: load_config({}, under).over(flags) if flags else load_config({}, under),
        directory.path.parent,
        decisions=decisions,
    )


def events_of(directory: RunDirectory) -> list[Event]:
    return [entry.event for entry in engine.read_journal(directory.journal)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(data=some.data())
def test_the_choices_of_a_run_are_those_of_its_fork_whatever_is_configured(data: Any) -> None:
    words = some.sampled_from
    flags = {
        ("samples",): data.draw(some.integers(1, 40)),
        ("rounds",): data.draw(some.integers(0, 4)),
        ("context",): data.draw(words(["all", "last"])),
        ("effort",): data.draw(words([None, "low", "high"])),
        ("seed",): data.draw(some.integers(0, 9)),
        ("jury",): data.draw(words([None, "ollama/a, ollama/b"])),
        ("reader",): data.draw(some.booleans()),
        ("tournament",): data.draw(words(["knockout", "swiss"])),
        ("roles", "judge"): data.draw(words(["human", "unsure", "ollama/judge"])),
        ("roles", "debugger"): data.draw(words(["rehearsal", "ollama/mender"])),
    }
    said = load_config({}, {path: ("the test", value) for path, value in flags.items()})
    first = engine.RunStarted(
        "a run", engine.ProblemReference("p", "P", "", ""), "s-star", settings_of(said.config), said.models()
    )
    elsewhere = {
        "SSTAR_EFFORT": "medium",
        "SSTAR_SAMPLES": "3",
        "SSTAR_MODEL": "ollama/other",
        "SSTAR_JURY": "ollama/j",
    }
    again = load_config(elsewhere, said_by(first))
    assert settings_of(again.config) == first.settings
    assert again.models() == first.models
    assert again.config.strategy == "s-star"


def test_what_the_common_samples_cost_is_taken_off_and_said(tmp_path: Path) -> None:
    done = [*answers(*(("sample", n, "round", 0) for n in range(1, 5))), RunFinished("selected")]
    fork = planned(source(tmp_path, done, samples=4, rounds=0), strategy="codet")
    assert fork.estimate.taken == Range(4, 4)
    assert fork.estimate.calls.low == 0
    about, estimate = fork.lines()
    assert about.endswith("(s-star) is forked to codet. It knows 4 answers.")
    assert "besides 4 answers that are taken over" in estimate


def test_what_a_method_may_ask_otherwise_is_no_promise(tmp_path: Path) -> None:
    done = answers(("sample", 1, "round", 0), ("sample", 2, "round", 0), role="solver")
    fork = planned(source(tmp_path, done, samples=2, rounds=0), strategy="codemonkeys")
    assert fork.estimate.taken.low == 0
    assert "had not" not in fork.lines()[0]
    assert "It has not come to its end" in fork.lines()[0]


def test_samples_of_another_model_are_not_taken_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSTAR_BASE_URL", "http://127.0.0.1:1/v1")
    done = answers(("sample", 1, "round", 0))
    fork = planned(source(tmp_path, done, samples=1), strategy="codet", model="ollama/other")
    assert fork.estimate.taken == Range(0, 0)
    assert set(fork.started.models.values()) == {"ollama/other"}


def test_a_method_that_draws_one_sample_leaves_the_number_to_the_next(tmp_path: Path) -> None:
    fork = planned(source(tmp_path, strategy="zero-shot", samples=9), strategy="s-star")
    assert fork.started.settings.samples == 12


def test_the_fork_says_where_it_is_from_and_holds_what_is_known(tmp_path: Path) -> None:
    directory = source(tmp_path, answers(("sample", 1, "round", 0)))
    made = planned(directory, strategy="codet").make().directory
    started = engine.read_started(made.journal)
    assert started.origin == engine.read_source(directory).origin
    assert (started.origin.run, started.origin.strategy, started.origin.last) == (directory.run, "s-star", 3)
    assert started.strategy == "codet"
    engine.delete_run(directory)
    assert {entry.event.key for entry in engine.read_source(made).facts} == {"key ('sample', 1, 'round', 0)"}


def test_a_fork_of_a_fork_knows_what_both_know(tmp_path: Path) -> None:
    first = source(tmp_path, answers(("sample", 1, "round", 0)))
    second = planned(first, strategy="zero-shot").make().directory
    third = planned(second, strategy="codet").make().directory
    assert len(engine.read_source(third).facts) == 2
    assert engine.read_started(third.journal).origin.run == second.run


DECISIONS: list[Event] = [
    OverrideMade(1, AddTest("1 1\n1\n", "1\n", "custom 1")),
    OverrideMade(2, DecideMatch("M1", "C01", ("a",), ("b",))),
    OverrideMade(3, EditProgram(FIRST, "print(1)\n", 1), "command line"),
    OverrideUndone(3),
    OverrideMade(4, Pin(FIRST, "a", "b")),
    OverrideMade(5, Fork(FIRST, "print(2)\n", sample=13)),
]


def test_what_was_decided_of_samples_and_tests_holds_and_the_selection_is_left_to_the_method(tmp_path: Path) -> None:
    fork = planned(source(tmp_path, DECISIONS), strategy="codet")
    assert len(fork.decided) == 2
    overrides = fold(engine.read_journal(fork.make().directory.journal)).overrides
    assert list(overrides.made) == [1, 2, 3, 4, 5], "each under its number, so that none gets the name of another"
    assert list(overrides.standing) == [1, 5]
    bare = fork.make(decisions=False).directory
    assert not [event for event in events_of(bare) if isinstance(event, OverrideMade)]


def test_a_sample_that_a_person_added_is_no_other_one_of_more_samples(tmp_path: Path) -> None:
    fork = planned(source(tmp_path, DECISIONS), strategy="codet", samples=16)
    with pytest.raises(UsageError, match=r"Sample 13 .* --without-decisions"):
        fork.make()
    fork.make(decisions=False)


# -------------------------------------------------------------------- what can be wrong


def test_the_same_once_more_finds_nothing_out(tmp_path: Path) -> None:
    directory = source(tmp_path, DECISIONS)
    with pytest.raises(UsageError, match="--strategy NAME"):
        planned(directory)
    with pytest.raises(UsageError, match="once more"):
        planned(directory, concurrency=3, pace=7.0)
    assert planned(directory, inputs=7).started.settings.inputs == 7
    assert planned(directory, decisions=False).started.strategy == "s-star"


def test_an_unknown_method_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean “codet”"):
        planned(source(tmp_path), strategy="coddet")


def test_a_journal_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    directory = source(tmp_path, DECISIONS)
    directory.journal.write_bytes(b"nonsense\n" + directory.journal.read_bytes())
    with pytest.raises(JournalError, match="line 1 is damaged"):
        planned(directory, strategy="codet")


def test_another_version_of_the_problem_takes_nothing_over(tmp_path: Path) -> None:
    directory = source(tmp_path)
    lines = directory.journal.read_bytes().splitlines(keepends=True)
    started = engine.read_started(directory.journal)
    other = structs.replace(started, problem=structs.replace(started.problem, digest="another"))
    directory.journal.write_bytes(b"".join([encode(Entry(1, 1.0, other)), *lines[1:]]))
    with pytest.raises(RunError, match="is not what it was"):
        planned(directory, strategy="codet")


@pytest.mark.parametrize(("name", "error"), [("kilnqueue", None), ("gone", ProblemError)])
def test_a_run_of_another_machine_is_forked_where_its_problem_is_known(
    tmp_path: Path, name: str, error: type[Exception] | None
) -> None:
    directory = source(tmp_path)
    started = engine.read_started(directory.journal)
    moved = structs.replace(started, problem=structs.replace(started.problem, folder=f"{tmp_path}/gone/p", name=name))
    directory.journal.write_bytes(encode(Entry(1, 1.0, moved)))
    if error is None:
        assert planned(directory, strategy="codet").started.problem.folder != moved.problem.folder
    else:
        with pytest.raises(error, match="no such folder"):
            planned(directory, strategy="codet")


@pytest.mark.parametrize("harm", ["gone", "cut"])
def test_a_fork_without_its_facts_is_not_gone_on_with(tmp_path: Path, harm: str) -> None:
    made = planned(source(tmp_path, answers(("sample", 1, "round", 0))), strategy="codet").make().directory
    if harm == "gone":
        made.facts.unlink()
    else:
        made.facts.write_bytes(made.facts.read_bytes()[:-9])
    with pytest.raises(RunError, match=r"facts\.jsonl.*(?:put it back|Put it back)"):
        engine.read_source(made)
