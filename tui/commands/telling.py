"""What is told of runs, problems and this program's places, on standard output."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

import engine
from engine.errors import UsageError
from tui.asked import print_lines, runs_folder, session_of
from tui.options import revision
from tui.status import OK

if TYPE_CHECKING:
    from pathlib import Path


def why(options: argparse.Namespace) -> int:
    """Explain the selection, or why a sample was not selected."""
    from tui.reports import why_lines

    print("\n".join(why_lines(session_of(options), options.sample)))
    return OK


def diff(options: argparse.Namespace) -> int:
    """Hold two programs of a run, or two runs, against each other."""
    from tui.reports import diff_lines, run_diff_lines

    one, as_json = session_of(options), options.display == "json"
    if options.right is None:
        print_lines(run_diff_lines(one, session_of(options, options.left), as_json=as_json))
        return OK
    try:
        left = revision(options.left)
    except argparse.ArgumentTypeError as error:
        raise UsageError(f"{error}. With two runs, name no sample.") from error
    print_lines(diff_lines(one, left, options.right, as_json=as_json))
    return OK


def report(options: argparse.Namespace) -> int:
    """Write what happened in a run as one page."""
    from tui.archiving import write_report

    if path := write_report(session_of(options), options.format, options.output):
        print(path)
    return OK


def runs(options: argparse.Namespace) -> int:
    """List the runs, the newest first."""
    from tui.listing import run_lines

    print_lines(run_lines(runs_folder(options), options.words, as_json=options.display == "json"))
    return OK


def problems(options: argparse.Namespace) -> int:
    """List the bundled problems."""
    from tui.reports import problem_lines

    print_lines(problem_lines(as_json=options.display == "json"))
    return OK


def locate(options: argparse.Namespace) -> int:
    """Print where this program keeps things."""
    places = {
        "data": engine.data_folder(),
        "runs": runs_folder(options),
        "problems": engine.problems_folder(),
        "config": engine.config_folder(),
        "crashes": engine.crashes_folder(),
        "log": _latest_log(options),
        "bundled": _bundled_folder(),
    }
    if options.what:
        print(places[options.what])
    else:
        print_lines(f"{name:9} {path}" for name, path in places.items())
    return OK


def _latest_log(options: argparse.Namespace) -> Path:
    """The log of the engine that was started last, or where it would be."""
    folder = runs_folder(options)
    latest = next(iter(engine.list_runs(folder)), None)
    return (latest.path if latest else folder / "RUN") / engine.LOG


def _bundled_folder() -> Path:
    return next(iter(engine.bundled().values())).parent
