"""Where a forked run is from, and what it has taken over, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.projections.wording import counted

if TYPE_CHECKING:
    from engine.events.run import Origin
    from engine.projections.board import Board


def origin_words(origin: Origin) -> str:
    """`RUN (s-star)`; of a run that had not come to its end, up to which event of it."""
    until = "" if origin.finished else f", as it was after event {origin.last}"
    return f"{origin.run} ({origin.strategy}){until}"


def taken_words(board: Board) -> str:
    """`8 answers, 53 executions and 4 checks`: what was taken over so far."""
    executions = sum(item.finished.taken for item in board.executions.values())
    checks = sum(item.finished.taken for item in board.checks.values())
    counts = (board.ledger.taken.answers, "answer"), (executions, "execution"), (checks, "check")
    parts = [counted(number, thing) for number, thing in counts if number] or ["nothing"]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
