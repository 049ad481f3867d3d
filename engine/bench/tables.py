"""The tables of one problem: what each strategy came to with one seed, and over several."""

from __future__ import annotations

from statistics import fmean
from typing import TYPE_CHECKING

from engine.bench.report import Table
from engine.projections.costs import board_cost, dollars, known_dollars

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.bench.campaign import Group
    from engine.bench.report import Cell
    from engine.projections.board import Board

RANDOM, ORACLE, SAMPLE = "(random survivor)", "(oracle)", "(random sample)"
"""Rows that stand beside those of the strategies."""


def runs_table(group: Group) -> Table:
    """What each strategy came to so far, with a random sample, a random survivor and the oracle beside."""
    columns = ("strategy", "selected", "status", "verdict", "calls", "tokens", "cost", "executions", "seconds")
    rows = [_run(name, board) for name, board in group.boards.items()]
    blank: tuple[Cell, ...] = ("",) * 5
    rows.append((SAMPLE, "", "", _share([right for _, right in pool_of(group)]), *blank))
    rows.append((RANDOM, "", "", _share(survivors_of(group)), *blank))
    solvable = "AC" if any(right for _, right in pool_of(group)) else "none is right" if group.pool else "–"
    rows.append((ORACLE, "", "", solvable, *blank))
    return Table(f"{group.problem}, seed {group.seed}", columns, tuple(rows))


def seeds_table(groups: Sequence[Group], strategies: Sequence[str]) -> Table:
    """What each strategy came to over the seeds of one problem: how often it was right, and what a run took on average.

    Args:
        groups: one a seed, of the same problem.
        strategies: in their order; one that has not come to an end with any seed has a row without figures.
    """
    columns = ("strategy", "right", "calls", "tokens", "cost", "executions", "seconds")
    rows = [_over_seeds(name, [group.boards[name] for group in groups if name in group.boards]) for name in strategies]
    blank: tuple[Cell, ...] = ("",) * 5
    pools = [group for group in groups if group.pool]
    if not pools:
        beside: tuple[str, ...] = ("–",) * 3
    else:
        sample = fmean(fmean(right for _, right in pool_of(group)) for group in pools)
        survivor = fmean(fmean(survivors_of(group)) for group in pools)
        solvable = sum(any(right for _, right in pool_of(group)) for group in pools)
        beside = f"{100 * sample:.1f}%", f"{100 * survivor:.1f}%", f"{solvable} of {len(pools)}"
    rows += [(name, said, *blank) for name, said in zip((SAMPLE, RANDOM, ORACLE), beside, strict=True)]
    return Table(f"{groups[0].problem}, {len(groups)} seeds", columns, tuple(rows))


def pool_of(group: Group) -> list[tuple[bool, bool]]:
    """For each sample whether it survives, and whether it is right."""
    return [(survives, verdict == "AC") for survives, verdict in group.pool]


def survivors_of(group: Group) -> list[bool]:
    """Of the survivors, which are right; where there are none, of all samples: some program is submitted."""
    pool = pool_of(group)
    return [right for survives, right in pool if survives] or [right for _, right in pool]


def is_right(board: Board | None) -> bool:
    """Whether what a run selected passes the secret tests."""
    return board is not None and board.graded is not None and board.graded.verdict == "AC"


def mean(values: Sequence[float]) -> float:
    """The mean; 0 of nothing."""
    return fmean(values) if values else 0.0


def mean_cost(boards: Sequence[Board]) -> str:
    """What a run costs on average; where not all of it is known, what is known of one, in words."""
    prices = [known_dollars(board) for board in boards]
    paid = [price for price in prices if price is not None]
    if paid and len(paid) == len(prices):
        return dollars(mean(paid))
    words = dict.fromkeys(board_cost(board) for board in boards)
    return next(iter(words)) if len(words) == 1 else "not known"


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


def _over_seeds(name: str, boards: Sequence[Board]) -> tuple[Cell, ...]:
    done = [board for board in boards if board.finished]
    if not done:
        return (name, "–", *(None,) * 5)
    return (
        name,
        f"{sum(map(is_right, done))} of {len(done)}",
        round(mean([board.ledger.total.answers for board in done]), 1),
        round(mean([board.ledger.total.all_tokens for board in done])),
        mean_cost(done),
        round(mean([len(board.executions) for board in done])),
        round(mean([board.elapsed for board in done]), 1),
    )


def _share(right: Sequence[bool]) -> str:
    return f"{sum(right)} of {len(right)} right" if right else "–"
