"""Commands that keep runs: reports, archives, and the end of a run."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import engine
from engine.errors import UsageError
from engine.projections.report import report
from engine.projections.wording import counted
from tui.export import FORMATS
from tui.exporting import write_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tui.session import Session


def write_report(session: Session, kind: str, path: str | None) -> str:
    """Write a report of a run.

    Args:
        session: the run.
        kind: html, md or json; empty takes the extension of the path, else html.
        path: a file; `-` for standard output; None for `report.html` and the like in the run's directory.

    Returns:
        where it is; empty for standard output.

    Raises:
        UsageError: it cannot be written.
    """
    kind = kind or (Path(path).suffix.removeprefix(".") if path and Path(path).suffix else "html")
    if kind not in FORMATS:
        raise UsageError(f"A report is no .{kind} file. Say one of {', '.join(FORMATS)} with --format.")
    board = session.board()
    text = FORMATS[kind](report(board, session.problem()))
    if path == "-":
        sys.stdout.write(text)
        return ""
    return str(write_text(Path(path) if path else session.directory.path / f"report.{kind}", text))


def export_lines(session: Session, file: Path | None) -> Iterator[str]:
    """Pack a run, and say where, and what is in it."""
    made = engine.export_run(session.directory, file or Path.cwd())
    yield str(made)
    yield (
        "It holds the problem's statement and public tests as prompts show them, every answer, program and output, "
        "the path of the problem's folder, and no key."
    )


def import_lines(folder: Path, file: Path) -> Iterator[str]:
    """Unpack a run, and say how to look at it."""
    directory = engine.import_run(folder, file)
    yield f"{directory.run}: look at it with `sstar replay {directory.run}` or `sstar why {directory.run}`."


def delete_lines(sessions: Sequence[Session], *, agreed: bool) -> Iterator[str]:
    """Remove runs, after a question.

    Raises:
        UsageError: nobody is there to agree.
        RunError: one cannot be removed.
    """
    names = [session.directory.run for session in sessions]
    if not agreed:
        if not sys.stdin.isatty():
            raise UsageError("Runs are deleted for good, and nobody is there to be asked. Say --yes.")
        what = names[0] if len(names) == 1 else f"{counted(len(names), 'run')} ({', '.join(names)})"
        if input(f"Delete {what} for good? [y/N] ").strip().lower() not in {"y", "yes"}:
            yield "Nothing was deleted."
            return
    for session in sessions:
        engine.delete_run(session.directory)
        yield f"{session.directory.run} is deleted."
