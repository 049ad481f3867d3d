"""Appending: what is durable, what a full disk leaves behind, and who may write."""

from __future__ import annotations

import asyncio
import errno
import os
import subprocess
import sys
import textwrap
import threading

import pytest

from engine.errors import JournalError, RunBusyError, RunError
from engine.events.calls import TextStored
from engine.events.codec import encode
from engine.journal import FileJournal, RunDirectory, RunLock, read_journal


def add(journal, *numbers):
    return [journal.append(TextStored(f"{number}", "x" * 50)) for number in numbers]


@pytest.fixture
def path(tmp_path, journal_lines):
    file = tmp_path / "journal.jsonl"
    file.write_bytes(journal_lines[0])
    return file


def test_what_was_appended_is_read_back_in_order(path):
    journal = FileJournal(path)
    entries = add(journal, *range(500))
    journal.close()
    assert list(read_journal(path))[1:] == entries
    assert [entry.seq for entry in entries] == list(range(2, 502))


def test_durable_means_on_disk(path, monkeypatch):
    """After `durable`, the lines are written and a sync has followed the write."""
    calls = []
    write, sync = os.write, os.fsync
    monkeypatch.setattr(os, "write", lambda fd, data: calls.append("write") or write(fd, data))
    monkeypatch.setattr(os, "fsync", lambda fd: calls.append("sync") or sync(fd))
    journal = FileJournal(path)

    async def main():
        for number in range(5):
            add(journal, number)
            await journal.durable()
            assert len(path.read_bytes().splitlines()) == number + 2
            assert calls[-1] == "sync"

    asyncio.run(main())
    journal.close()


def test_events_that_gather_are_committed_in_one_go(path, monkeypatch):
    begun, gate, syncs = threading.Event(), threading.Event(), []
    sync = os.fsync

    def slow(fd):
        syncs.append(fd)
        begun.set()
        gate.wait(5)
        sync(fd)

    monkeypatch.setattr(os, "fsync", slow)
    journal = FileJournal(path)

    async def main():
        add(journal, 1)
        assert await asyncio.to_thread(begun.wait, 5)
        add(journal, *range(2, 200))
        waiting = asyncio.gather(*(journal.durable() for _ in range(50)))
        await asyncio.sleep(0)
        gate.set()
        await waiting

    asyncio.run(main())
    journal.close()
    assert len(syncs) == 2, "one sync for the first event, one for everything that gathered meanwhile"
    assert len(read_journal(path)) == 200


def test_append_never_waits_for_the_disk(path, monkeypatch):
    gate = threading.Event()
    write = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: gate.wait(5) and write(fd, data))
    journal = FileJournal(path)
    entries = add(journal, *range(100))
    assert not gate.is_set()
    assert journal.entries[1:] == entries
    gate.set()
    journal.close()
    assert len(read_journal(path)) == 101


def test_short_writes_are_finished(path, monkeypatch):
    write = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: write(fd, data[:7]))
    journal = FileJournal(path)
    entries = add(journal, 1, 2)
    journal.close()
    assert list(read_journal(path))[1:] == entries


@pytest.mark.parametrize("room", range(0, 320, 13))
def test_a_full_disk_ends_the_journal_in_words_and_leaves_it_readable(path, monkeypatch, room):
    left = [room]
    write = os.write

    def full(fd, data):
        if not left[0]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written = write(fd, data[: left[0]])
        left[0] -= written
        return written

    monkeypatch.setattr(os, "write", full)
    journal = FileJournal(path)
    length = len(encode(journal.append(TextStored("1", "x" * 50))))

    async def main():
        for number in (2, 3, 4, 5):
            add(journal, number)
            await journal.durable()

    with pytest.raises(JournalError, match=r"No space left.*sstar resume"):
        asyncio.run(main())
    with pytest.raises(JournalError):
        add(journal, 6)
    with pytest.raises(JournalError):
        journal.close()
    monkeypatch.undo()
    assert len(read_journal(path)) == 1 + room // length
    again = FileJournal(path)
    add(again, 7)
    again.close()
    assert [entry.seq for entry in read_journal(path)] == list(range(1, 3 + room // length))


def test_a_disk_that_is_really_full(path):
    """A limit on the length of files is the nearest thing to a small disk that needs no rights."""
    program = """
        import asyncio, resource, signal, sys
        from pathlib import Path
        from engine.errors import JournalError
        from engine.events.calls import TextStored
        from engine.journal import FileJournal
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        journal = FileJournal(Path(sys.argv[1]))
        async def main():
            for number in range(1000):
                journal.append(TextStored(str(number), "x" * 90))
                await journal.durable()
        try:
            asyncio.run(main())
        except JournalError as error:
            print(error)
    """
    command = [sys.executable, "-c", textwrap.dedent(program), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert "File too large" in done.stdout
    assert len(read_journal(path)) > 50


def test_a_second_engine_is_refused_while_the_first_holds_the_lock(tmp_path):
    directory = RunDirectory(tmp_path)
    lock = RunLock(directory)
    assert directory.busy()
    with pytest.raises(RunBusyError, match="sstar attach"):
        RunLock(directory)
    lock.release()
    assert not directory.busy()
    RunLock(directory).release()


def test_a_lock_dies_with_its_holder(tmp_path):
    program = "import sys, os; from pathlib import Path; from engine.journal import *\n"
    program += "RunLock(RunDirectory(Path(sys.argv[1]))); os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False, timeout=60)
    assert (tmp_path / "lock").exists()
    assert not RunDirectory(tmp_path).busy()


def test_a_lock_in_a_folder_that_is_not_there_is_an_error_in_words(tmp_path):
    with pytest.raises(RunError, match="cannot be opened"):
        RunLock(RunDirectory(tmp_path / "nowhere"))
