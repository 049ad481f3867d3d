"""Run directories: made, listed, found again; and their sockets' addresses."""

from __future__ import annotations

import os

import pytest

from engine.errors import RunError, UnknownNameError
from engine.events.run import RunStarted
from engine.journal import RunDirectory, read_journal
from engine.journal.runs import create_run, find_run, list_runs


def test_a_new_run_begins_with_its_first_event(tmp_path, started):
    directory = create_run(tmp_path / "runs", started)
    (first,) = read_journal(directory.journal)
    assert isinstance(first.event, RunStarted)
    assert first.event.run == directory.run
    assert directory.run.endswith("-span")
    assert directory.path.stat().st_mode & 0o777 == 0o700
    assert [file.name for file in directory.path.iterdir()] == ["journal.jsonl"]


def test_runs_of_one_second_get_names_of_their_own(tmp_path, started, monkeypatch):
    monkeypatch.setattr("time.strftime", lambda *_: "20260102-030405")
    names = [create_run(tmp_path, started).run for _ in range(3)]
    assert names == ["20260102-030405-span", "20260102-030405-span-2", "20260102-030405-span-3"]


def test_runs_are_listed_newest_first_and_found_by_their_beginning(tmp_path, started, monkeypatch):
    assert list_runs(tmp_path / "nowhere") == []
    for day in ("20260101", "20260102", "20260203"):
        monkeypatch.setattr("time.strftime", lambda *_, day=day: day)
        create_run(tmp_path, started)
    (tmp_path / "20260301-no-run").mkdir()
    assert [run.run for run in list_runs(tmp_path)] == ["20260203-span", "20260102-span", "20260101-span"]
    assert find_run(tmp_path, "last").run == "20260203-span"
    assert find_run(tmp_path, "202602").run == "20260203-span"
    assert find_run(tmp_path, "20260101-span").run == "20260101-span"
    assert find_run(tmp_path, str(tmp_path / "20260101-span")).run == "20260101-span"
    with pytest.raises(RunError, match="begins 2 runs"):
        find_run(tmp_path, "202601")
    with pytest.raises(UnknownNameError, match="20260203-span"):
        find_run(tmp_path, "20260204-span")


def test_a_name_that_begins_another_is_found_exactly(tmp_path, started, monkeypatch):
    monkeypatch.setattr("time.strftime", lambda *_: "20260101")
    for _ in range(2):
        create_run(tmp_path, started)
    assert find_run(tmp_path, "20260101-span").run == "20260101-span"


def test_no_run_yet_is_said_so(tmp_path):
    for name in ("last", "x"):
        with pytest.raises(RunError, match="no run in"):
            find_run(tmp_path, name)


def test_a_folder_that_cannot_be_made_is_an_error_in_words(tmp_path, started):
    (tmp_path / "file").write_text("")
    with pytest.raises(RunError, match="SSTAR_HOME"):
        create_run(tmp_path / "file" / "runs", started)


def test_a_socket_lives_in_the_directory_unless_its_address_would_be_too_long(tmp_path):
    short = RunDirectory(tmp_path)
    assert len(os.fsencode(tmp_path)) < 80, "the machine's temporary folder is too deep for this test"
    assert short.socket == tmp_path / "engine.sock"
    deep = [RunDirectory(tmp_path / ("long-name-" * 8) / end) for end in ("a", "b")]
    addresses = [run.socket for run in deep]
    assert all(len(os.fsencode(address)) <= 100 for address in addresses)
    assert addresses[0] != addresses[1]
    assert addresses[0] == deep[0].socket
