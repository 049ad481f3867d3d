"""The runs that there are, as lists show them: read once, and again only when something has happened to one."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import engine
from engine.errors import JournalError
from engine.projections.summary import RunSummary, summarize
from tui.reports import json_line
from tui.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    _State = tuple[int, int, bool]
    """Size of the journal, when it was written last, whether an engine is at it."""


class RunList:
    """The runs of a folder."""

    def __init__(self, folder: Path) -> None:
        """List a folder, which need not be there."""
        self._folder = folder
        self._known: dict[Path, tuple[_State, RunSummary | str]] = {}

    def read(self) -> Iterator[RunSummary | str]:
        """Every run in one line, the newest first; for a run that cannot be read, the reason.

        A run to which nothing has happened since the last time is not read again.
        """
        known, self._known = self._known, {}
        for directory in engine.list_runs(self._folder):
            try:
                file = directory.journal.stat()
            except OSError:
                continue  # somebody has deleted it meanwhile
            state = file.st_size, file.st_mtime_ns, directory.busy()
            before = known.get(directory.path)
            told = before[1] if before and before[0] == state else _summary(directory, running=state[2])
            self._known[directory.path] = state, told
            yield told


def _summary(directory: engine.RunDirectory, *, running: bool) -> RunSummary | str:
    try:
        board = Session(directory).board()
    except JournalError as error:
        return str(error)
    return summarize(board, str(directory.path), running=running)


def run_lines(folder: Path, wanted: Sequence[str] = (), *, as_json: bool) -> Iterator[str]:
    """The list of runs, as a table or as JSON lines: all, or those that have all the wanted words."""
    runs = list(RunList(folder).read())
    for complaint in (run for run in runs if isinstance(run, str)):
        sys.stderr.write(f"sstar: {complaint}\n")
    found = [run for run in runs if isinstance(run, RunSummary) and all(map(run.has, wanted))]
    yield from (json_line(run) if as_json else _run_line(run) for run in found)
    if not runs and not as_json:
        yield f"No run in {folder} yet. Start one: sstar demo."
    elif not found and wanted and not as_json:
        yield f"No run has {' and '.join(f'“{word}”' for word in wanted)}."


def _run_line(summary: RunSummary) -> str:
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(summary.started_at))
    chosen = f"S{summary.sample:02d} {summary.confidence:.2f}" if summary.sample else "-"
    grade = summary.grade or "not graded"
    return (
        f"{summary.id:34} {when}  {summary.strategy:12} {summary.state:12} "
        f"{summary.survivors}/{summary.samples} pass  {chosen:9} {grade:10} {summary.cost}"
    )
