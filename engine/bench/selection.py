"""Recorded samples, selected from by each ranking: the table of a paper without a model call."""

from __future__ import annotations

import asyncio
from statistics import fmean
from typing import TYPE_CHECKING

from engine.bench.figures import bootstrap, efficiency, pass_at_k, ranked_pass_at_k
from engine.bench.pictures import coverage_plot, selection_plot
from engine.bench.recorded import RANKINGS, as_recorded, executed
from engine.bench.report import Report, Table
from engine.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.bench.kept import Kept
    from engine.bench.recorded import Known
    from engine.execution.protocol import Executor
    from engine.problem.datasets.recorded import RecordedLine

AT_ONCE = 4
"""Problems at the same time."""
_KS = (1, 2, 10)


async def know(
    problems: Sequence[RecordedLine],
    executor: Executor,
    kept: Kept,
    done: Callable[[], None] = lambda: None,
    at_once: int = AT_ONCE,
) -> list[Known]:
    """Execute all recorded samples that were not executed before; the result is in the order of the problems.

    Args:
        problems: with their samples.
        executor: runs them.
        kept: what is known already, and where it is kept.
        done: told of each sample that has been executed.
        at_once: problems at the same time.
    """
    lanes = asyncio.Semaphore(at_once)

    async def one(problem: RecordedLine) -> Known:
        async with lanes:
            if known := kept.get(problem):
                return known
            known = await executed(problem, executor, done)
            kept.add(problem, known)
            return known

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(problem)) for problem in problems]
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from None
    return [task.result() for task in tasks]


def known_already(problems: Sequence[RecordedLine]) -> list[Known]:
    """What the file itself says of its samples. Raises UsageError where it says nothing."""
    known = []
    for problem in problems:
        recorded = as_recorded(problem)
        if recorded is None:
            raise UsageError(
                f"The samples of {problem.task_id} were recorded without their executions (passed, tests_passed). "
                "Leave --as-recorded out: they are then executed here."
            )
        known.append(recorded)
    return known


def selection_report(title: str, known: Sequence[Known], remarks: Sequence[str] = ()) -> Report:
    """What each ranking selects, in per cent of problems, with the way from random to oracle that it goes."""
    ranked = {name: [problem.in_ranks(ranking) for problem in known] for name, ranking in RANKINGS.items()}
    first = {name: [ranked_pass_at_k(ranks, 1) for ranks in rows] for name, rows in ranked.items()}
    oracle = fmean(any(problem.right) for problem in known)
    chance = fmean(first["random"])
    rows: list[tuple[str | float | None, ...]] = []
    for name, problems in ranked.items():
        figures = [100 * fmean(ranked_pass_at_k(ranks, k) for ranks in problems) for k in _KS]
        low, high = bootstrap([100 * (a - b) for a, b in zip(first[name], first["random"], strict=True)])
        way = efficiency(fmean(first[name]), chance, oracle)
        better = "–" if name == "random" else f"{low:+.1f} to {high:+.1f}"
        rows.append((name, *figures, None if way is None else 100 * way, better))
    rows.append(("oracle", *(100 * oracle for _ in _KS), 100.0, "–"))
    columns = ("method", *(f"pass@{k}" for k in _KS), "efficiency", "pass@1 − random, 95%")
    table = Table("Selection", columns, tuple(rows))
    around = {name: bootstrap([100 * value for value in values]) for name, values in first.items()}
    plots = (
        selection_plot([(name, 100 * fmean(first[name]), around[name]) for name in ranked], 100 * chance, 100 * oracle),
        coverage_plot(steps := _coverage(known)),
    )
    covered = tuple((f"pass@{k}", value) for k, value in steps)
    coverage = Table("Coverage: any of k random samples is right (unbiased)", ("k", "per cent"), covered)
    return Report(title, (table, coverage), plots, tuple(remarks))


def _coverage(known: Sequence[Known]) -> list[tuple[int, float]]:
    """Pass@k of random samples in per cent, for some k."""
    counts = [
        (sum(problem.copies), sum(n for n, good in zip(problem.copies, problem.right, strict=True) if good))
        for problem in known
    ]
    most = max((samples for samples, _ in counts), default=0)
    steps = [k for k in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if k <= most]
    return [(k, 100 * fmean(pass_at_k(n, c, k) for n, c in counts)) for k in steps]
