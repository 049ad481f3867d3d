"""`sstar compare` and `sstar bench`: their options, their progress, and the report at the end."""

from __future__ import annotations

import asyncio
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import structs

from engine.bench.plots import svg
from engine.bench.report import FORMS, SUFFIXES, written
from engine.errors import UsageError
from tui.progress import Progress

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence

    from engine import Loaded, Package, RunStarted
    from engine.bench.campaign import Campaign, Group, Plan
    from engine.bench.kept import Kept
    from engine.bench.on_ray import Cluster
    from engine.bench.recorded import Known
    from engine.bench.report import Form, Report
    from engine.execution.protocol import Executor
    from engine.problem.datasets.recorded import RecordedLine
    from engine.projections.estimate import Estimate

    Agree = Callable[[Estimate, RunStarted], None]

_JOBS = 2
"""Runs at the same time on this machine."""
RECORDED = "recorded"
"""The model that gives recorded samples."""


def compare_options(made: argparse.ArgumentParser) -> None:
    """Add what `sstar compare` takes besides the choices of a run."""
    made.add_argument(
        "problem",
        help="a bundled problem (`sstar problems`), a Kattis package, or FILE#ID (LiveCodeBench, HumanEval)",
    )
    _comparing(made)


def bench_options(made: argparse.ArgumentParser) -> None:
    """Add what `sstar bench` takes besides the choices of a run."""
    made.add_argument(
        "data",
        help="`bundled`, a problem package, a folder of them, or a file of problems (.jsonl or .jsonl.gz): of "
        "LiveCodeBench, HumanEval, or with recorded samples, which are ranked or, with --strategies, selected from",
    )
    made.add_argument("--first", type=int, metavar="N", help="only the first N problems")
    made.add_argument(
        "--as-recorded", action="store_true", help="of recorded samples, take the executions that the file holds"
    )
    _comparing(made)


def _comparing(made: argparse.ArgumentParser) -> None:
    made.add_argument("--strategies", metavar="A,B,...", help="which, the first is the measure (all)")
    made.add_argument("--seeds", type=int, metavar="K", default=1, help="how many seeds, from --seed on (default: 1)")
    made.add_argument(
        "--jobs", type=int, metavar="N", help="runs at the same time (default: 2; on Ray 2 for each core)"
    )
    made.add_argument(
        "--on",
        metavar="ray[=ADDRESS]",
        help="on a Ray cluster, or a local one without an address (pip install 'sstar[ray]')",
    )
    made.add_argument("--into", type=Path, metavar="DIR", help="keep the runs there (default: named by the plan)")
    made.add_argument("--form", choices=FORMS, help="of the report (default: by the name of --report, or markdown)")
    made.add_argument("--report", type=Path, metavar="FILE", help="write the report there (.md, .html or .json)")


def compare(options: argparse.Namespace, configured: Loaded, *, runs: Path, unsafe: bool, agree: Agree) -> bool:
    """Compare strategies on one problem; the result is whether every run came to its end."""
    return _campaign(options, configured, [options.problem], runs=runs, unsafe=unsafe, agree=agree)


def bench(options: argparse.Namespace, configured: Loaded, *, runs: Path, unsafe: bool, agree: Agree) -> bool:
    """Compare on a data set; the result is whether every run came to its end."""
    from engine.bench.recorded import holds_recorded, read_recorded  # imports the steps

    path = Path(options.data)
    recorded = path.is_file() and holds_recorded(path)
    if recorded and options.strategies is None:
        lines = read_recorded(path)[: options.first]
        _hand_over(options, _recorded_report(options, path, lines, runs, unsafe=unsafe))
        return True
    problems = _named(options.data)[: options.first]
    configured = playing_recorded(configured) if recorded else configured
    return _campaign(options, configured, problems, runs=runs, unsafe=unsafe, agree=agree)


def playing_recorded(configured: Loaded) -> Loaded:
    """The configuration with which strategies select from recorded samples: nobody is asked for programs.

    Nor for inputs, unless a model is said to write them: then it writes tests as well, in place of the recorded ones.
    """
    who = "the recorded samples"
    said: dict[tuple[str, ...], tuple[str, Any]] = {
        ("roles", "solver"): (who, RECORDED),
        ("roles", "debugger"): (who, RECORDED),
        ("rounds",): (who, 0),
    }
    if configured.config.roles.input_writer is None:
        said |= {("roles", "input_writer"): (who, RECORDED), ("adaptive",): (who, 0)}
    return configured.over(said)


def _named(data: str) -> list[str]:
    """The problems of a data set, as names, folders or `FILE#ID`."""
    import engine
    from engine.problem.datasets.files import names_of

    if data == "bundled":
        return list(engine.bundled())
    folder = Path(data)
    if folder.is_file():
        return names_of(folder)
    if folder.is_dir() and not (folder / "problem.yaml").is_file():
        found = sorted(str(path.parent) for path in folder.glob("*/problem.yaml"))
        if not found:
            raise UsageError(
                f"{folder} holds no problem package: no folder in it has a problem.yaml. Name a package, a folder of "
                "packages, a file of problems, or `bundled`."
            )
        return found
    return [data]


# -------------------------------------------------------------------- many runs


def _campaign(
    options: argparse.Namespace, configured: Loaded, problems: Sequence[str], *, runs: Path, unsafe: bool, agree: Agree
) -> bool:
    from engine.bench.campaign import Campaign, failure
    from engine.bench.comparison import comparison_report
    from engine.composition import choose_executor

    plan, packages = _plan(options, configured, problems, unsafe=unsafe)
    folder = options.into or runs / "comparisons" / f"{packages[0].problem.name}-{plan.digest[:8]}"
    campaign = Campaign(plan, folder)
    _agree_to_all(plan, packages, runs, agree)
    progress = Progress("runs", plan.size)
    with kept_on_interrupt(folder), on_cluster(options.on, unsafe=unsafe) as cluster:
        jobs = options.jobs or (2 * len(cluster.workers) if cluster else _JOBS)
        executor = cluster.executor if cluster else choose_executor(unsafe=unsafe)
        groups = asyncio.run(_work(campaign, packages, executor, max(1, jobs), progress, cluster))
    _hand_over(options, comparison_report(plan, groups))
    sys.stderr.write(f"The runs are in {folder}; the same command goes on with them, `sstar replay` shows one.\n")
    failed = [board for group in groups for board in group.boards.values() if failure(board)]
    if failed:
        sys.stderr.write(f"{len(failed)} of {plan.size} runs came to nothing; the report says why.\n")
    return not any(board.stopped and board.stopped.failed for board in failed)


@contextmanager
def kept_on_interrupt(folder: Path) -> Iterator[None]:
    """Say to whoever interrupts that nothing is lost."""
    try:
        yield
    except KeyboardInterrupt:
        sys.stderr.write(f"Interrupted. What was done is in {folder}; the same command goes on with it.\n")
        raise


@contextmanager
def on_cluster(on: str | None, *, unsafe: bool) -> Iterator[Cluster | None]:
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
    from tui.estimating import estimate_run, summed

    made = [
        estimate_run(structs.replace(started, strategy=strategy), package.problem, runs)
        for started, package in zip(plan.problems, packages, strict=True)
        for strategy in plan.strategies
    ]
    agree(summed(made, len(plan.seeds)), plan.problems[0])


def _hand_over(options: argparse.Namespace, report: Report) -> None:
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


def _recorded_report(
    options: argparse.Namespace, path: Path, problems: list[RecordedLine], runs: Path, *, unsafe: bool
) -> Report:
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
    with kept_on_interrupt(folder), on_cluster(options.on, unsafe=unsafe) as cluster:
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
