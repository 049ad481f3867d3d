"""The work of `sstar compare` and `sstar bench`: many runs or programs, their progress, and the report at the end."""

from __future__ import annotations

import asyncio
import sys
from contextlib import contextmanager, redirect_stdout
from typing import TYPE_CHECKING

from msgspec import structs

from engine.bench.forms import SUFFIXES
from engine.bench.plots import svg
from engine.bench.report import written
from engine.errors import UsageError
from tui.progress import Progress

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from engine import Loaded, Package, RunStarted
    from engine.bench.campaign import Campaign, Group, Plan
    from engine.bench.forms import Form
    from engine.bench.kept import Kept
    from engine.bench.on_ray import Cluster
    from engine.bench.recorded import Known
    from engine.bench.report import Report
    from engine.execution.protocol import Executor
    from engine.problem.datasets.recorded import RecordedLine
    from engine.projections.estimate import Estimate

    Agree = Callable[[Estimate, RunStarted], None]

_JOBS = 2
"""Runs at the same time on this machine."""


# -------------------------------------------------------------------- many runs


def run_all(
    options: argparse.Namespace, configured: Loaded, problems: Sequence[str], *, runs: Path, unsafe: bool, agree: Agree
) -> bool:
    """Run every strategy on every problem and hand over the comparison; the result is whether each came to its end."""
    from engine.bench.campaign import Campaign, failure
    from engine.bench.comparison import comparison_report
    from engine.composition import choose_executor

    plan, packages = _plan(options, configured, problems, unsafe=unsafe)
    folder = options.into or runs / "comparisons" / f"{packages[0].problem.name}-{plan.digest[:8]}"
    campaign = Campaign(plan, folder)
    _agree_to_all(plan, packages, runs, agree)
    progress = Progress("runs", plan.size)
    with _kept_on_interrupt(folder), _on_cluster(options.on, unsafe=unsafe) as cluster:
        jobs = options.jobs or (2 * len(cluster.workers) if cluster else _JOBS)
        executor = cluster.executor if cluster else choose_executor(unsafe=unsafe)
        groups = asyncio.run(_work(campaign, packages, executor, max(1, jobs), progress, cluster))
    hand_over(options, comparison_report(plan, groups))
    sys.stderr.write(f"The runs are in {folder}; the same command goes on with them, `sstar replay` shows one.\n")
    failed = [board for group in groups for board in group.boards.values() if failure(board)]
    if failed:
        sys.stderr.write(f"{len(failed)} of {plan.size} runs came to nothing; the report says why.\n")
    return not any(board.stopped and board.stopped.failed for board in failed)


@contextmanager
def _kept_on_interrupt(folder: Path) -> Iterator[None]:
    """Say to whoever interrupts that nothing is lost."""
    try:
        yield
    except KeyboardInterrupt:
        sys.stderr.write(f"Interrupted. What was done is in {folder}; the same command goes on with it.\n")
        raise


@contextmanager
def _on_cluster(on: str | None, *, unsafe: bool) -> Iterator[Cluster | None]:
    """Lend the cluster that `--on` names, or none; a local one ends with it."""
    if on is None:
        yield None
        return
    where, _, address = on.partition("=")
    if where != "ray":
        raise UsageError(f"There is no “{on}” to run on. Write --on ray, or --on ray=ADDRESS.")
    from engine.bench.on_ray import Cluster  # imports Ray

    cluster = Cluster(address, unsafe=unsafe)
    try:
        with redirect_stdout(sys.stderr):  # a cluster prints what dies there; to print is for the report alone
            yield cluster
    finally:
        cluster.close()


async def _work(
    campaign: Campaign,
    packages: Sequence[Package],
    executor: Executor,
    jobs: int,
    progress: Progress,
    cluster: Cluster | None,
) -> list[Group]:
    def done(fresh: bool) -> None:
        progress.one_more(fresh=fresh)

    try:
        if cluster is None:
            return await campaign.work(packages, executor, jobs, done)
        recalled = await cluster.work(campaign, jobs, done)
        groups = await campaign.work(packages, executor, jobs)
        return [structs.replace(group, recalled=number) for group, number in zip(groups, recalled, strict=True)]
    finally:
        progress.end()
        await executor.close()


def _plan(
    options: argparse.Namespace, configured: Loaded, problems: Sequence[str], *, unsafe: bool
) -> tuple[Plan, list[Package]]:
    import engine
    from engine.bench.campaign import Plan
    from engine.errors import UnknownNameError
    from tui.starting import plan_run

    known = engine.strategy_names()
    wanted = options.strategies or "all"
    names = tuple(known if wanted == "all" else dict.fromkeys(wanted.split(",")))
    for name in names:
        if name not in known:
            raise UnknownNameError("strategy", name, known)
    if options.seeds < 1:
        raise UsageError("--seeds must be 1 or more.")
    if configured.config.budget.seconds is not None:
        raise UsageError("A budget of seconds is not kept in a comparison. Give calls=N, tokens=N or dollars=D.")
    planned = [plan_run(problem, configured) for problem in problems]
    for started, package in planned:
        engine.check(started, package, unsafe=unsafe)
    first = configured.config.seed
    seeds = tuple(range(first, first + options.seeds))
    return Plan(tuple(started for started, _ in planned), names, seeds), [package for _, package in planned]


def _agree_to_all(plan: Plan, packages: Sequence[Package], runs: Path, agree: Agree) -> None:
    """Ask whether all runs together may cost what they will; what they share is reckoned with in full."""
    from engine.composition import started_by
    from tui.estimating import estimate_run, summed

    made = [
        estimate_run(started_by(started, strategy), package.problem, runs)
        for started, package in zip(plan.problems, packages, strict=True)
        for strategy in plan.strategies
    ]
    agree(summed(made, len(plan.seeds)), plan.problems[0])


def hand_over(options: argparse.Namespace, report: Report) -> None:
    """Print the report, or write it to where it was asked for; Markdown has its plots beside it."""
    file: Path | None = options.report
    form: Form = options.form or (SUFFIXES.get(file.suffix, "markdown") if file else "markdown")
    if file is None:
        sys.stdout.write(written(report, form))
        return
    pictures = {plot.name: f"{file.stem}-{plot.name}.svg" for plot in report.plots} if form == "markdown" else {}
    try:
        file.write_text(written(report, form, pictures), encoding="utf-8")
        for plot in report.plots if pictures else ():
            file.with_name(pictures[plot.name]).write_text(svg(plot), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"The report could not be written to {file}: {error.strerror}.") from error
    sys.stderr.write(f"The report is in {file}.\n")


# -------------------------------------------------------------------- recorded samples


def report_recorded(
    options: argparse.Namespace, path: Path, problems: list[RecordedLine], runs: Path, *, unsafe: bool
) -> Report:
    """Execute recorded samples, as far as that is wanted and not done, and report what each rule selects."""
    from engine.bench.kept import Kept
    from engine.bench.selection import AT_ONCE, known_already, selection_report
    from engine.composition import choose_executor

    samples = sum(len(problem.solutions) for problem in problems)
    title = f"Selection from recorded samples: {path.name}"
    about = f"{len(problems)} problems with {samples:,} different programs; intervals: 95%, paired by problem."
    if options.as_recorded:
        return selection_report(title, known_already(problems), (about, "Executions are those of the file."))
    folder = options.into or runs / "comparisons" / path.name.partition(".")[0]
    kept = Kept(folder / "executed.jsonl")
    left = [problem for problem in problems if kept.get(problem) is None]
    progress = Progress("programs", sum(len(problem.solutions) for problem in left))
    with _kept_on_interrupt(folder), _on_cluster(options.on, unsafe=unsafe) as cluster:
        executor = cluster.executor if cluster else choose_executor(unsafe=unsafe)
        jobs = options.jobs or (2 * len(cluster.workers) if cluster else AT_ONCE)
        known = asyncio.run(_know(problems, executor, kept, progress, max(1, jobs)))
    sys.stderr.write(f"What was executed is in {folder}; the same command goes on with it.\n")
    return selection_report(title, known, (about, f"All programs were executed here (tier: {executor.tier})."))


async def _know(
    problems: list[RecordedLine], executor: Executor, kept: Kept, progress: Progress, jobs: int
) -> list[Known]:
    from engine.bench.selection import know

    try:
        return await know(problems, executor, kept, progress.one_more, jobs)
    finally:
        progress.end()
        await executor.close()
