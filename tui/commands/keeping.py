"""Problems of one's own, and runs as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import engine
from tui.asked import print_lines, runs_folder, session_of
from tui.status import OK

if TYPE_CHECKING:
    import argparse


def new(options: argparse.Namespace) -> int:
    """Make a problem of one's own."""
    from tui.authoring import new_problem, report

    print_lines(report(new_problem(options)))
    return OK


def edit(options: argparse.Namespace) -> int:
    """Change a problem of one's own."""
    from tui.authoring import change_problem, report

    folder, changed = change_problem(options.problem)
    print_lines(report(folder) if changed else ["Nothing was changed."])
    return OK


def export(options: argparse.Namespace) -> int:
    """Pack a run as one file."""
    from tui.archiving import export_lines

    print_lines(export_lines(session_of(options), options.file))
    return OK


def import_(options: argparse.Namespace) -> int:
    """Unpack a run that was exported."""
    from tui.archiving import import_lines

    print_lines(import_lines(runs_folder(options), options.file))
    return OK


def delete(options: argparse.Namespace) -> int:
    """Delete runs for good."""
    from tui.archiving import delete_lines
    from tui.session import Session

    found = {engine.find_run(runs_folder(options), name) for name in options.run}
    sessions = [Session(directory) for directory in sorted(found, key=lambda item: item.run)]
    print_lines(delete_lines(sessions, agreed=options.yes))
    return OK
