"""A run in one line: what a list of runs shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from engine.projections.costs import board_cost, known_dollars

if TYPE_CHECKING:
    from engine.projections.board import Board

RunState = Literal["running", "paused", "your turn", "selected", "best effort", "budget ended", "failed", "unfinished"]


class RunSummary(Struct, frozen=True):
    """What a list of runs says of one."""

    id: str
    problem: str
    strategy: str
    model: str
    state: RunState
    started_at: float
    """Seconds since 1970."""
    seconds: float
    """From the first to the latest event."""
    samples: int
    survivors: int
    sample: int | None
    """Of the selection."""
    confidence: float | None
    grade: str | None
    """Verdict on the secret tests, once graded."""
    folder: str
    cost: str = ""
    """In few cells, such as `$0.42` or `price unknown`; a `+` says that it is not all."""
    dollars: float | None = None
    """What is known of it; None when no price is."""
    tokens: int = 0
    """Of prompts and answers, as far as providers told."""
    origin: str = ""
    """The run that it was forked from."""

    def has(self, text: str) -> bool:
        """Whether a text is in what a person would look for it by: name, problem, method, model, state, grade."""
        shown = self.id, self.problem, self.strategy, self.model, self.state, self.grade or "", self.origin
        return text.casefold() in "\n".join(shown).casefold()


def summarize(board: Board, folder: str, *, running: bool) -> RunSummary:
    """Sum a run up.

    Args:
        board: the state of the run.
        folder: its directory.
        running: whether an engine is at work on it now.
    """
    started = board.started
    assert started is not None
    finished = board.finished
    return RunSummary(
        id=started.run,
        problem=started.problem.name,
        strategy=started.strategy,
        model=", ".join(dict.fromkeys(started.models.values())),
        state=finished.status if finished else _live_state(board) if running else "unfinished",
        started_at=board.began_at,
        seconds=round(board.elapsed, 1),
        samples=started.settings.samples,
        survivors=len(board.survivors()),
        sample=board.selection.revision.sample if board.selection else None,
        confidence=board.selection.confidence if board.selection else None,
        grade=board.graded.verdict if board.graded else None,
        folder=folder,
        cost=board_cost(board),
        dollars=known_dollars(board),
        origin=started.origin.run if started.origin else "",
        tokens=board.ledger.total.input_tokens + board.ledger.total.output_tokens,
    )


def _live_state(board: Board) -> RunState:
    """How a run stands that an engine is at work on."""
    if board.paused:
        return "paused"
    return "your turn" if board.waiting_for_person() else "running"
