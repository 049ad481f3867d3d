"""The list of runs: how those stand that are worked on, and what is read of it again."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from engine.events.codec import Entry, encode
from engine.events.run import Paused
from engine.journal import RunDirectory, RunLock, read_journal
from engine.projections.summary import RunSummary
from tui.listing import RunList

if TYPE_CHECKING:
    from collections.abc import Sequence

JOURNALS = Path(__file__).parents[2] / "journals"


def kept(folder: Path, name: str, entries: Sequence[Entry]) -> RunDirectory:
    (folder / name).mkdir(parents=True)
    directory = RunDirectory(folder / name)
    directory.journal.write_bytes(b"".join(map(encode, entries)))
    return directory


def until_a_person_is_asked() -> list[Entry]:
    entries = read_journal(JOURNALS / "v1-s-star-overrides.jsonl")
    asked = next(at for at, entry in enumerate(entries) if type(entry.event).__name__ == "PersonAsked")
    return list(entries[: asked + 1])


def states(runs: RunList) -> list[str]:
    return [run.state if isinstance(run, RunSummary) else run for run in runs.read()]


def test_a_run_says_whether_it_goes_on_stands_still_or_waits_for_the_person(tmp_path: Path) -> None:
    waiting = until_a_person_is_asked()
    runs, lock = RunList(tmp_path), None
    directory = kept(tmp_path, "run", waiting[:20])
    assert states(runs) == ["unfinished"]
    lock = RunLock(directory)
    try:
        assert states(runs) == ["running"], "though nothing was written since"
        directory.journal.write_bytes(b"".join(map(encode, waiting)))
        assert states(runs) == ["your turn"]
        with directory.journal.open("ab") as file:
            file.write(encode(Entry(waiting[-1].seq + 1, waiting[-1].at, Paused())))
        assert states(runs) == ["paused"]
    finally:
        lock.release()
    assert states(runs) == ["unfinished"]


def test_only_what_has_changed_is_read_again(tmp_path: Path) -> None:
    entries = read_journal(JOURNALS / "v1-s-star.jsonl")
    first, second = (kept(tmp_path, name, entries) for name in ("a", "b"))
    runs = RunList(tmp_path)
    assert states(runs) == ["selected", "selected"]
    for directory in (first, second):  # what cannot be seen from outside is not looked for
        before = directory.journal.stat()
        directory.journal.write_bytes(b"x" * before.st_size)
        os.utime(directory.journal, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert states(runs) == ["selected", "selected"]
    second.journal.write_bytes(b"x")
    told, known = states(runs)
    assert "no event" in told
    assert known == "selected"
    second.journal.unlink()
    assert states(runs) == ["selected"]
