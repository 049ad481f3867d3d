"""What the confidence of a selection rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.projections.evidence.matches import cluster_label
from engine.projections.statements import Statement

if TYPE_CHECKING:
    from engine.events.selection import SelectionMade
    from engine.projections.board import Board

_MOST = 8
"""Clusters that are named."""


def confidence(board: Board, selection: SelectionMade) -> tuple[Statement, ...]:
    """Tell how likely each cluster was held to be right; nothing where the confidence comes from elsewhere."""
    if not selection.likelihoods:
        return ()
    named = ", ".join(
        f"{cluster_label(board, item.cluster)} {item.probability:.2f}" for item in selection.likelihoods[:_MOST]
    )
    more = len(selection.likelihoods) - _MOST
    others = f" and {more} less likely ones" if more > 0 else ""
    nobody = max(0.0, 1 - sum(item.probability for item in selection.likelihoods))
    text = f"how likely each cluster is right: {named}{others}; that none is: {nobody:.2f}"
    seq = board.selection_seq
    rests = [Statement("each counts as many programs as agree in it; what decides a match weighs it up or down", seq)]
    if selection.judge_right is not None:
        said = f"a vote of the judge counts as right {selection.judge_right:.2f} of the time"
        rests.append(Statement(f"{said}: that is what its answers in both orders, the same or not, tell of it", seq))
    return (Statement(text, seq, tuple(rests)),)
