"""Into how many groups each synthesized input splits the programs that ran on it."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.events.executions import Outcome
    from engine.projections.board import Board
    from engine.projections.pieces import Execution

_Groups = dict[str, dict[str, int]]


class _Seen:
    """The groups of one run so far; executions only ever join, so each is looked at once."""

    def __init__(self, executions: dict[str, Execution]) -> None:
        self.executions, self.count, self.groups = executions, 0, _Groups()

    def update(self, programs: set[str]) -> None:
        """Take in what is new; a validator runs on the inputs, too, and is no candidate."""
        for execution in islice(self.executions.values(), self.count, None):
            if execution.finished.program not in programs:
                continue
            groups = self.groups.setdefault(execution.finished.input, {})
            outcome = _outcome(execution.outcome)
            groups[outcome] = groups.get(outcome, 0) + 1
        self.count = len(self.executions)


_latest = _Seen({})


def groups(board: Board, text: str) -> int:
    """How many different outcomes the input with this text digest has had so far, by whole outputs.

    Where a checker judges, different outputs may be as good as each other.
    """
    global _latest  # noqa: PLW0603 - a cache of one run; what it answers depends on the board alone
    if _latest.executions is not board.executions or _latest.count > len(board.executions):
        _latest = _Seen(board.executions)
    _latest.update({made.program for made in board.revisions.values()})
    return len(_latest.groups.get(text, ()))


def _outcome(outcome: Outcome) -> str:
    return outcome.failure or outcome.judged or outcome.output_digest or outcome.output
