"""`sstar bench`: its options, its progress, and the report at its end."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from engine.bench.report import FORMS, SUFFIXES, written
from engine.errors import UsageError

if TYPE_CHECKING:
    import argparse

    from engine.bench.recorded import Known, RecordedProblem
    from engine.bench.report import Form, Report
    from engine.execution.protocol import Executor

_BETWEEN_SECONDS = 0.5


def bench_options(made: argparse.ArgumentParser) -> None:
    """Add what `sstar bench` takes."""
    made.add_argument("data", type=Path, help="a file of recorded samples (.jsonl or .jsonl.gz)")
    made.add_argument(
        "--as-recorded", action="store_true", help="take the executions that the file holds; execute nothing"
    )
    made.add_argument("--form", choices=FORMS, help="of the report (default: by the name of --report, or markdown)")
    made.add_argument("--report", type=Path, metavar="FILE", help="write the report there (.md, .html or .json)")


def bench(options: argparse.Namespace, *, unsafe: bool) -> None:
    """Compare on a data set, and print or write the report."""
    from engine.bench.recorded import read_recorded  # imports the steps

    if not options.data.is_file():
        raise UsageError(f"{options.data} is no file. Name a file of recorded samples; `sstar bench --help` says how.")
    problems = read_recorded(options.data)
    if not problems:
        raise UsageError(f"{options.data} is empty, so there is nothing to compare.")
    hand_over(options, _recorded_report(options, problems, unsafe=unsafe))


def hand_over(options: argparse.Namespace, report: Report) -> None:
    """Print the report, or write it to where it was asked for."""
    form: Form = options.form or (SUFFIXES.get(options.report.suffix, "markdown") if options.report else "markdown")
    text = written(report, form)
    if options.report is None:
        sys.stdout.write(text)
        return
    try:
        options.report.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"The report could not be written to {options.report}: {error.strerror}.") from error
    sys.stderr.write(f"The report is in {options.report}.\n")


def _recorded_report(options: argparse.Namespace, problems: list[RecordedProblem], *, unsafe: bool) -> Report:
    from engine.bench.selection import known_already, selection_report
    from engine.composition import choose_executor

    samples = sum(len(problem.solutions) for problem in problems)
    title = f"Selection from recorded samples: {options.data.name}"
    about = f"{len(problems)} problems with {samples:,} different programs; intervals: 95%, paired by problem."
    if options.as_recorded:
        return selection_report(title, known_already(problems), (about, "Executions are those of the file."))
    began = time.monotonic()
    executor = choose_executor(unsafe=unsafe)
    known = asyncio.run(_know(problems, executor, Progress("programs", samples)))
    took = f"All programs were executed here in {time.monotonic() - began:.0f} s (tier: {executor.tier})."
    return selection_report(title, known, (about, took))


async def _know(problems: list[RecordedProblem], executor: Executor, progress: Progress) -> list[Known]:
    from engine.bench.selection import know

    try:
        return await know(problems, executor, progress.reached)
    finally:
        progress.end()
        await executor.close()


class Progress:
    """How far a long work is, and how long it will take, in one line of standard error; silent where nobody looks."""

    def __init__(self, things: str, total: int) -> None:
        """Begin with nothing done."""
        self._things, self._total = things, total
        self._began = self._said = time.monotonic()
        self._shown = sys.stderr.isatty()

    def reached(self, done: int) -> None:
        """Say how many are done."""
        now = time.monotonic()
        if not self._shown or (now - self._said < _BETWEEN_SECONDS and done < self._total):
            return
        self._said = now
        left = (now - self._began) / done * (self._total - done) if done else 0.0
        sys.stderr.write(f"\r\x1b[K{done:,} of {self._total:,} {self._things}, about {duration(left)} left")
        sys.stderr.flush()

    def end(self) -> None:
        """Leave the line."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def duration(seconds: float) -> str:
    """`42 s`, `3 min 20 s`, `2 h 5 min`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
