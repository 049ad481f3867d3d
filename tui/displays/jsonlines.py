"""The JSON display: one object a line, each event as the journal has it, and the selection last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from engine.events.codec import encode
from engine.projections.costs import board_cost_words, known_dollars

if TYPE_CHECKING:
    from engine.events.codec import Entry
    from engine.events.samples import RevisionId
    from engine.projections.board import Board


class SelectionLine(Struct, frozen=True, tag="selection"):
    """The last line: what the run came to. `sample` and what follows is null when nothing was selected."""

    run: str
    status: str
    """As `RunFinished` or the selection says it; "unfinished" for a run that is neither."""
    sample: int | None = None
    round: int | None = None
    confidence: float | None = None
    reason: str = ""
    passes_public: bool | None = None
    """Whether the program passes every public and custom test."""
    language: str | None = None
    program: str | None = None
    """The program's text."""
    cost: str = ""
    """What the calls cost, in words."""
    dollars: float | None = None
    """What is known of it; null when no price is."""
    tokens: int = 0
    """Of prompts and answers, as far as providers told."""


def entry_line(entry: Entry) -> str:
    """One event, without a line end."""
    return encode(entry).decode().rstrip("\n")


def selection_line(board: Board) -> str:
    """What the run came to, without a line end."""
    return msgspec.json.encode(selection_of(board)).decode()


def selection_of(board: Board) -> SelectionLine:
    """Sum up what the run came to."""
    run = board.started.run if board.started else ""
    chosen, finished = board.selection, board.finished
    if chosen is None:
        status = finished.status if finished else "unfinished"
        return SelectionLine(run, status, reason=finished.reason if finished else "", **_cost(board))
    made = board.revisions.get(chosen.revision)
    return SelectionLine(
        run=run,
        status=finished.status if finished else chosen.status,
        sample=chosen.revision.sample,
        round=chosen.revision.round,
        confidence=chosen.confidence,
        reason=chosen.reason,
        passes_public=_passes(board, chosen.revision),
        language=made.language if made else None,
        program=board.text(chosen.text),
        **_cost(board),
    )


def _cost(board: Board) -> dict[str, Any]:
    total = board.ledger.total
    return {
        "cost": board_cost_words(board),
        "dollars": known_dollars(board),
        "tokens": total.input_tokens + total.output_tokens,
    }


def _passes(board: Board, revision: RevisionId) -> bool | None:
    sample = board.samples.get(revision.sample)
    round_ = sample.round(revision.round) if sample else None
    return round_.passed == round_.total if round_ and round_.done else None
