"""All runs of this person: how a new one begins, how one is found again."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import structs

from engine.errors import RunError, UnknownNameError
from engine.events.codec import Entry, encode
from engine.journal.directory import JOURNAL, RunDirectory

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.events.codec import Event
    from engine.events.run import RunStarted


def create_run(
    folder: Path, started: RunStarted, name: str = "", *, then: Iterable[Event] = (), facts: Iterable[Entry] = ()
) -> RunDirectory:
    """Make the directory of a new run, with its first event; its name becomes the run's id.

    Args:
        folder: of the runs.
        started: the first event.
        name: of the directory; made of time and problem unless given.
        then: events that follow the first one.
        facts: what a run that is forked may take over; they lie beside its journal.

    Raises:
        RunError: the directory cannot be made.
    """
    stem = name or f"{time.strftime('%Y%m%d-%H%M%S')}-{started.problem.name}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = _fresh(folder, stem)
        directory = RunDirectory(path)
        if started.origin:
            _write(directory.facts, facts)
        events = (structs.replace(started, run=path.name), *then)
        now = time.time()
        # The journal comes last, and at once: a directory without one is no run.
        partial = path / f"{JOURNAL}.partial"
        _write(partial, (Entry(number, now, event) for number, event in enumerate(events, start=1)))
        partial.rename(directory.journal)
    except OSError as error:
        raise RunError(
            f"A run cannot be started in {folder}: {error.strerror}. Make room or choose another place with "
            "SSTAR_HOME=DIR or --runs DIR."
        ) from error
    return directory


def list_runs(folder: Path) -> list[RunDirectory]:
    """Every run in a folder, the newest first."""
    if not folder.is_dir():
        return []
    names = [path for path in folder.iterdir() if (path / JOURNAL).is_file()]
    return [RunDirectory(path) for path in sorted(names, key=lambda path: path.name, reverse=True)]


def find_run(folder: Path, name: str) -> RunDirectory:
    """Find a run by its id, by a beginning of it that no other run shares, by `last`, or by its path.

    Raises:
        RunError: there is none, or more than one.
    """
    if (Path(name) / JOURNAL).is_file():
        return RunDirectory(Path(name).resolve())
    runs = list_runs(folder)
    if name == "last" and runs:
        return runs[0]
    found = [run for run in runs if run.run.startswith(name)]
    exact = [run for run in found if run.run == name]
    if len(exact or found) == 1:
        return (exact or found)[0]
    if found:
        raise RunError(f"“{name}” begins {len(found)} runs: {', '.join(run.run for run in found[:5])}. Name one.")
    if not runs:
        raise RunError(f"There is no run in {folder} yet. Start one: sstar demo.")
    raise UnknownNameError("run", name, [run.run for run in runs[:20]])


def _write(path: Path, entries: Iterable[Entry]) -> None:
    with path.open("xb") as file:
        file.writelines(map(encode, entries))
        file.flush()
        os.fsync(file.fileno())


def _fresh(folder: Path, stem: str) -> Path:
    for number in range(1, 1000):
        path = folder / (stem if number == 1 else f"{stem}-{number}")
        try:
            path.mkdir(mode=0o700)
        except FileExistsError:
            continue
        return path
    raise OSError(errno.EEXIST, "a thousand runs were started in this second")
