"""What a person decided or took back, and what becomes void by it (`voiding.py`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.events.overrides import JudgeAgain, OverrideMade, OverrideRedone, OverrideUndone
from engine.projections.folds.samples import drop_rounds
from engine.projections.folds.selection import forget_matches
from engine.projections.voiding import void_by

if TYPE_CHECKING:
    from engine.events.codec import Entry
    from engine.events.overrides import Override
    from engine.projections.board import Board


def take_in(board: Board, entry: Entry) -> None:
    """Change the board by a decision: the run has not come to its end any more."""
    board.finished = board.finished_at = board.graded = None
    if board.budget_ended and board.budget_ended.what == "person":
        board.budget_ended = None
    match entry.event:
        case OverrideMade(number, override) as event:
            board.decided_at[number] = entry.seq, entry.at
            _make_void(board, override, undone=False)
            board.overrides.learn(event)
        case OverrideUndone(number) as event:
            board.undone_at[number] = entry.seq, entry.at
            if made := board.overrides.made.get(number):
                _make_void(board, made.override, undone=True)
            board.overrides.learn(event)
        case OverrideRedone(number) as event:
            board.undone_at.pop(number, None)
            if made := board.overrides.made.get(number):
                _make_void(board, made.override, undone=False)
            board.overrides.learn(event)


def _make_void(board: Board, override: Override, *, undone: bool) -> None:
    void = void_by(override, undone=undone)
    if void.decided:
        _reopen_decided(board)
    if void.test:
        for item in (item for sample in board.samples.values() for item in sample.rounds):
            item.tests.pop(void.test, None)
    if void.inputs:
        board.inputs.clear()
        board.inputs_by_text.clear()
    if void.sample and (forked := board.samples.pop(void.sample, None)):
        drop_rounds(board, forked, void.first)
    if isinstance(override, JudgeAgain):
        _stop_asking(board, override.match)


def _stop_asking(board: Board, name: str) -> None:
    """Show at once that a match does not wait for the person; when its turn comes it is opened anew in any case."""
    match = board.bracket.matches.get(name) if board.bracket else None
    if match and match.state == "asking":
        match.state, match.why_asking = "running", ""


def _reopen_decided(board: Board) -> None:
    """Forget what a person decided in matches, and what rests on it; what still holds is concluded again."""
    for match in list(board.bracket.matches.values()) if board.bracket else ():
        if board.bracket and match.decided and match.decided.by == "person":
            match.decided, match.state = None, "running"
            forget_matches(board.bracket, match.seq, board.bracket.drawn.after(match.plan.match))
