"""What a comparison came to: one problem in full, or the figures of many."""

from __future__ import annotations

from statistics import fmean
from typing import TYPE_CHECKING

from engine.bench.campaign import failure
from engine.bench.figures import bootstrap, efficiency, pass_at_k
from engine.bench.report import Report, Table
from engine.projections.costs import board_cost, known_dollars

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.bench.campaign import Group, Plan
    from engine.bench.report import Cell
    from engine.projections.board import Board

_RANDOM, _ORACLE, _SAMPLE = "(random survivor)", "(oracle)", "(random sample)"


def comparison_report(plan: Plan, groups: Sequence[Group]) -> Report:
    """The report of a plan: one problem and seed run by run, more of them by figures."""
    titles = ", ".join(item.problem.title for item in plan.problems[:3])
    more = f" and {len(plan.problems) - 3} more problems" if len(plan.problems) > 3 else ""
    if len(groups) == 1:
        return Report(f"Strategies on {titles}", (_runs(groups[0]),), _remarks(plan, groups))
    tables = (_figures(plan, groups), _problems(plan, groups), _coverage(groups), _costs(plan, groups))
    failures = _failures(groups)
    return Report(
        f"Strategies on {titles}{more}", (*tables, *([failures] if failures.rows else ())), _remarks(plan, groups)
    )


# -------------------------------------------------------------------- one problem


def _runs(group: Group) -> Table:
    columns = ("strategy", "selected", "status", "verdict", "calls", "tokens", "cost", "executions", "seconds")
    rows = [_run(name, board) for name, board in group.boards.items()]
    blank: tuple[Cell, ...] = ("",) * 5
    rows.append((_SAMPLE, "", "", _share([right for _, right in _pool(group)]), *blank))
    rows.append((_RANDOM, "", "", _share(_survivors(group)), *blank))
    solvable = "AC" if any(right for _, right in _pool(group)) else "none is right" if group.pool else "–"
    rows.append((_ORACLE, "", "", solvable, *blank))
    return Table(f"{group.problem}, seed {group.seed}", columns, tuple(rows))


def _run(name: str, board: Board) -> tuple[Cell, ...]:
    spent = board.ledger.total
    return (
        name,
        str(board.selection.revision) if board.selection else "–",
        board.finished.status if board.finished else "unfinished",
        board.graded.verdict if board.graded else "–",
        spent.answers,
        spent.all_tokens,
        board_cost(board),
        len(board.executions),
        round(board.elapsed, 1),
    )


def _pool(group: Group) -> list[tuple[bool, bool]]:
    """For each sample whether it survives, and whether it is right."""
    return [(survives, verdict == "AC") for survives, verdict in group.pool]


def _survivors(group: Group) -> list[bool]:
    """Of the survivors, which are right; where there are none, of all samples: some program is submitted."""
    pool = _pool(group)
    return [right for survives, right in pool if survives] or [right for _, right in pool]


def _share(right: Sequence[bool]) -> str:
    return f"{sum(right)} of {len(right)} right" if right else "–"


# -------------------------------------------------------------------- many problems


def _figures(plan: Plan, groups: Sequence[Group]) -> Table:
    """Pass@1 and what it is between random and oracle; differences are paired with the first strategy, by problem."""
    base = _by_problem(plan, groups, lambda group: _right(group.boards.get(plan.strategies[0])))
    known = [group for group in groups if group.pool]
    chance = _mean([fmean(_survivors(group)) for group in known])
    oracle = _mean([float(any(right for _, right in _pool(group))) for group in known])
    rows: list[tuple[Cell, ...]] = []
    for name in plan.strategies:
        values = _by_problem(plan, groups, lambda group, name=name: _right(group.boards.get(name)))  # type: ignore[misc]
        low, high = bootstrap([100 * value for value in values])
        least, most = bootstrap([100 * (a - b) for a, b in zip(values, base, strict=True)])
        way = efficiency(fmean(values), chance, oracle) if known else None
        against = "–" if name == plan.strategies[0] else f"{least:+.1f} to {most:+.1f}"
        best_efforts = sum(_status(group.boards.get(name)) == "best effort" for group in groups)
        percent = None if way is None else 100 * way
        rows.append((name, 100 * fmean(values), f"{low:.1f} to {high:.1f}", percent, against, best_efforts))
    if known:
        sample = _mean([fmean(right for _, right in _pool(group)) for group in known])
        rows.append((_SAMPLE, 100 * sample, "", None, "", ""))
        rows.append((_RANDOM, 100 * chance, "", 0.0, "", ""))
        rows.append((_ORACLE, 100 * oracle, "", 100.0, "", ""))
    columns = ("strategy", "pass@1 %", "95%", "efficiency %", f"− {plan.strategies[0]}, 95%", "best efforts")
    return Table("Selection", columns, tuple(rows))


def _problems(plan: Plan, groups: Sequence[Group]) -> Table:
    """How many seeds each strategy solves on each problem."""
    names = [item.problem.name for item in plan.problems]
    rows = []
    for name in plan.strategies:
        right = [
            sum(_right(group.boards.get(name)) for group in groups if group.problem == problem) for problem in names
        ]
        rows.append((name, *(f"{round(number)}/{len(plan.seeds)}" for number in right)))
    oracle = [
        sum(any(right for _, right in _pool(group)) for group in groups if group.problem == problem)
        for problem in names
    ]
    rows.append((_ORACLE, *(f"{number}/{len(plan.seeds)}" for number in oracle)))
    return Table("Solved, by problem", ("strategy", *names), tuple(rows))


def _coverage(groups: Sequence[Group]) -> Table:
    counts = [(len(group.pool), sum(right for _, right in _pool(group))) for group in groups if group.pool]
    most = max((samples for samples, _ in counts), default=0)
    steps = sorted({k for k in (1, 2, 4, 8, 16, 32, 64, 128, 256) if k <= most} | ({most} if most else set()))
    rows = tuple((f"pass@{k}", 100 * fmean(pass_at_k(n, c, k) for n, c in counts)) for k in steps)
    return Table("Coverage: any of k samples is right (unbiased)", ("k", "per cent"), rows)


def _costs(plan: Plan, groups: Sequence[Group]) -> Table:
    """What a method takes by itself, on average of its runs."""
    rows: list[tuple[Cell, ...]] = []
    for name in plan.strategies:
        boards = [group.boards[name] for group in groups if name in group.boards]
        spent = [board.ledger.total for board in boards]
        prices = [known_dollars(board) for board in boards]
        paid = [price for price in prices if price is not None]
        rows.append(
            (
                name,
                _mean([item.answers for item in spent]),
                _mean([item.all_tokens for item in spent]),
                f"${_mean(paid):.4f}" if paid and len(paid) == len(prices) else "–",
                _mean([len(board.executions) for board in boards]),
                _mean([board.elapsed for board in boards]),
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


def _right(board: Board | None) -> float:
    return float(board is not None and board.graded is not None and board.graded.verdict == "AC")


def _status(board: Board | None) -> str:
    return board.finished.status if board and board.finished else ""


def _mean(values: Sequence[float]) -> float:
    return fmean(values) if values else 0.0
