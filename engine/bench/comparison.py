"""What a comparison came to: one problem in full, or the figures of many."""

from __future__ import annotations

from statistics import fmean
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.bench.campaign import failure
from engine.bench.figures import Interval, bootstrap, efficiency, pass_at_k
from engine.bench.pictures import cost_plot, coverage_plot, selection_plot
from engine.bench.report import Report, Table
from engine.bench.tables import (
    ORACLE,
    RANDOM,
    SAMPLE,
    is_right,
    mean,
    mean_cost,
    pool_of,
    runs_table,
    seeds_table,
    survivors_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.bench.campaign import Group, Plan
    from engine.bench.report import Cell
    from engine.projections.board import Board


def comparison_report(plan: Plan, groups: Sequence[Group]) -> Report:
    """The report of a plan: one problem run by run, and more than one run of each strategy by figures."""
    titles = ", ".join(item.problem.title for item in plan.problems[:3])
    more = f" and {len(plan.problems) - 3} more problems" if len(plan.problems) > 3 else ""
    if len(groups) == 1:
        return Report(f"Strategies on {titles}", (runs_table(groups[0]),), remarks=_remarks(plan, groups))
    bounds = _bounds(groups)
    standings = [_standing(plan, groups, name, bounds) for name in plan.strategies]
    steps = _coverage(groups)
    costs = _costs(plan, groups)
    failures = _failures(groups)
    alone = len(plan.problems) == 1
    apart = (seeds_table(groups, plan.strategies), *map(runs_table, groups)) if alone else ()
    tables = (*apart, _figures(plan, standings, bounds), _problems(plan, groups), _covered(steps), costs)
    calls = {str(row[0]): float(row[1] or 0) for row in costs.rows}
    return Report(
        f"Strategies on {titles}{more}",
        (*tables, *([failures] if failures.rows else ())),
        (
            selection_plot(
                [(item.name, item.percent, item.interval) for item in standings],
                bounds.survivor if bounds else None,
                bounds.oracle if bounds else None,
            ),
            *([coverage_plot(steps)] if steps else []),
            cost_plot([(item.name, calls[item.name], item.percent) for item in standings]),
        ),
        _remarks(plan, groups),
    )


# -------------------------------------------------------------------- many problems


class _Bounds(Struct, frozen=True):
    """What a blind choice and the best possible one come to, in per cent."""

    sample: float
    """Any sample."""
    survivor: float
    """Any that passes the public tests."""
    oracle: float


class _Standing(Struct, frozen=True):
    """What a strategy selects, in per cent of problems, means over the seeds."""

    name: str
    percent: float
    interval: Interval
    way: float | None
    """From a random survivor (0) to the oracle (100)."""
    against: Interval
    """Its difference to the first strategy, paired by problem."""
    best_efforts: int


def _bounds(groups: Sequence[Group]) -> _Bounds | None:
    pools = [group for group in groups if group.pool]
    if not pools:
        return None
    return _Bounds(
        sample=100 * fmean(fmean(right for _, right in pool_of(group)) for group in pools),
        survivor=100 * fmean(fmean(survivors_of(group)) for group in pools),
        oracle=100 * fmean(any(right for _, right in pool_of(group)) for group in pools),
    )


def _standing(plan: Plan, groups: Sequence[Group], name: str, bounds: _Bounds | None) -> _Standing:
    """Pass@1 and where it stands; differences are paired with the first strategy, by problem."""
    values, base = (
        _by_problem(plan, groups, lambda group, one=one: 100 * is_right(group.boards.get(one)))  # type: ignore[misc]
        for one in (name, plan.strategies[0])
    )
    percent = fmean(values)
    way = efficiency(percent, bounds.survivor, bounds.oracle) if bounds else None
    return _Standing(
        name=name,
        percent=percent,
        interval=bootstrap(values),
        way=None if way is None else 100 * way,
        against=bootstrap([a - b for a, b in zip(values, base, strict=True)]),
        best_efforts=sum(_status(group.boards.get(name)) == "best effort" for group in groups),
    )


def _figures(plan: Plan, standings: Sequence[_Standing], bounds: _Bounds | None) -> Table:
    first = plan.strategies[0]
    rows: list[tuple[Cell, ...]] = [
        (
            item.name,
            item.percent,
            f"{item.interval.low:.1f} to {item.interval.high:.1f}",
            item.way,
            "–" if item.name == first else f"{item.against.low:+.1f} to {item.against.high:+.1f}",
            item.best_efforts,
        )
        for item in standings
    ]
    if bounds:
        rows.append((SAMPLE, bounds.sample, "", None, "", ""))
        rows.append((RANDOM, bounds.survivor, "", 0.0, "", ""))
        rows.append((ORACLE, bounds.oracle, "", 100.0, "", ""))
    columns = ("strategy", "pass@1 %", "95%", "efficiency %", f"− {first}, 95%", "best efforts")
    return Table("Selection", columns, tuple(rows))


def _problems(plan: Plan, groups: Sequence[Group]) -> Table:
    """How many seeds each strategy solves on each problem; what there is more of has the rows."""
    names = [item.problem.name for item in plan.problems]
    columns: list[tuple[str, list[int]]] = []
    for name in plan.strategies:
        right = [is_right(group.boards.get(name)) for group in groups]
        columns.append((name, _by_name(names, groups, right)))
    columns.append((ORACLE, _by_name(names, groups, [any(good for _, good in pool_of(group)) for group in groups])))
    cells = [(name, *(f"{number}/{len(plan.seeds)}" for number in numbers)) for name, numbers in columns]
    if len(names) <= len(columns):
        return Table("Solved, by problem", ("strategy", *names), tuple(cells))
    return Table(
        "Solved, by problem",
        ("problem", *(name for name, _ in columns)),
        tuple(zip(names, *(row[1:] for row in cells), strict=True)),
    )


def _by_name(names: Sequence[str], groups: Sequence[Group], right: Sequence[bool]) -> list[int]:
    """Of how many groups of each problem something holds."""
    return [sum(good for group, good in zip(groups, right, strict=True) if group.problem == name) for name in names]


def _coverage(groups: Sequence[Group]) -> list[tuple[int, float]]:
    """Pass@k in per cent, for some k."""
    counts = [(len(group.pool), sum(right for _, right in pool_of(group))) for group in groups if group.pool]
    most = max((samples for samples, _ in counts), default=0)
    steps = sorted({k for k in (1, 2, 4, 8, 16, 32, 64, 128, 256) if k <= most} | ({most} if most else set()))
    return [(k, 100 * fmean(pass_at_k(n, c, k) for n, c in counts)) for k in steps]


def _covered(steps: Sequence[tuple[int, float]]) -> Table:
    rows = tuple((f"pass@{k}", value) for k, value in steps)
    return Table("Coverage: any of k samples is right (unbiased)", ("k", "per cent"), rows)


def _costs(plan: Plan, groups: Sequence[Group]) -> Table:
    """What a method takes by itself, on average of its runs."""
    rows: list[tuple[Cell, ...]] = []
    for name in plan.strategies:
        boards = [group.boards[name] for group in groups if name in group.boards]
        spent = [board.ledger.total for board in boards]
        rows.append(
            (
                name,
                mean([item.answers for item in spent]),
                mean([item.all_tokens for item in spent]),
                mean_cost(boards),
                mean([len(board.executions) for board in boards]),
                mean([board.elapsed for board in boards]),
            )
        )
    return Table("Cost of a run", ("strategy", "calls", "tokens", "dollars", "executions", "seconds"), tuple(rows))


def _failures(groups: Sequence[Group]) -> Table:
    rows = [
        (name, group.problem, group.seed, why)
        for group in groups
        for name, board in group.boards.items()
        if (why := failure(board))
    ]
    return Table("Runs that came to nothing", ("strategy", "problem", "seed", "why"), tuple(rows))


def _remarks(plan: Plan, groups: Sequence[Group]) -> tuple[str, ...]:
    models = dict.fromkeys(model for item in plan.problems for model in item.models.values())
    settings = plan.problems[0].settings
    boards = [board for group in groups for board in group.boards.values()]
    notices = dict.fromkeys(board.engine.notice for board in boards if board.engine and board.engine.notice)
    calls = sum(board.ledger.total.answers for board in boards)
    recalled = sum(group.recalled for group in groups)
    remarks = [
        (
            f"Models: {', '.join(models)}. {settings.samples} samples, up to {settings.rounds} debug rounds, "
            f"{settings.inputs} inputs; seeds {', '.join(map(str, plan.seeds))}."
        ),
        (
            "Calls, tokens and costs are what each method takes by itself. What several need was asked once: "
            f"{recalled:,} of {calls:,} calls were answered from memory in this session. Seconds are as it went here, "
            "where an answer from memory takes none."
        ),
        (
            "Public tests fed the search. Secret tests graded what was selected, and then the samples, for random and "
            "oracle; no strategy saw one."
        ),
        *(f"Of the model: {notice}." for notice in notices),
    ]
    return tuple(remarks)


def _by_problem(plan: Plan, groups: Sequence[Group], value: Callable[[Group], float]) -> list[float]:
    """The mean over the seeds, for each problem."""
    names = [item.problem.name for item in plan.problems]
    return [fmean(value(group) for group in groups if group.problem == name) for name in names]


def _status(board: Board | None) -> str:
    return board.finished.status if board and board.finished else ""
