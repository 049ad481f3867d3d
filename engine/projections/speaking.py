"""Why one member speaks for the cluster that won, as statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.projections.statements import Statement
from engine.projections.wording import counted

if TYPE_CHECKING:
    from engine.events.samples import RevisionId
    from engine.events.selection import Contender
    from engine.projections.board import Board


def speaker(board: Board, revision: RevisionId) -> tuple[Statement, ...]:
    """Say how a program was chosen among the members of its cluster; nothing where it was not chosen so."""
    chosen = board.speaker
    if chosen is None or chosen.speaker != revision:
        return ()
    children = tuple(
        Statement(f"{one.revision}: {_record(one)}", _seen(board, one.revision), about=str(one.revision))
        for one in chosen.contenders
    )
    on = f"on {', '.join(chosen.inputs)}, of full size, and all others" if chosen.inputs else "on all inputs"
    text = f"{revision} speaks for {chosen.cluster}: the best of {counted(len(children), 'member')} {on}"
    return (Statement(text, board.speaker_seq, children),)


def _record(one: Contender) -> str:
    clean = (
        "always ended cleanly" if not one.failures else f"crashed or was stopped on {counted(one.failures, 'input')}"
    )
    return f"{clean}, at most {one.cpu_seconds:.2f} s of CPU and {one.memory_bytes >> 20} MiB"


def _seen(board: Board, revision: RevisionId) -> int:
    """Number of the last event in which it ran."""
    made = board.revisions.get(revision)
    ran = (item.seq for item in board.executions.values() if made and item.finished.program == made.program)
    return max(ran, default=board.speaker_seq)
