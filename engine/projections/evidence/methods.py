"""What methods without a tournament rest on: rankings, trees, and what a model wrote of a program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.events.methods import NodeScored
from engine.projections.statements import Statement
from engine.projections.wording import counted, one_line, opinion_words, printable

if TYPE_CHECKING:
    from engine.events.samples import RevisionId
    from engine.projections.evidence.case import Case


def method_evidence(case: Case, revision: RevisionId) -> list[Statement]:
    """Its place in the ranking, its node in the tree, and what a model said of it."""
    method = case.board.method
    found = []
    if method.ranking and (placed := method.place(revision)):
        others = [str(name) for name in placed.standing.members if name != revision]
        beside = f", with {', '.join(others)}" if others else ""
        why = f": {printable(placed.standing.why)}" if placed.standing.why else ""
        score = f"score {placed.standing.score:g}{why}"
        text = f"place {placed.place} of {len(method.ranking.standings)} by {method.ranking.by}, {score}{beside}"
        found.append(Statement(text, method.seqs.get(method.ranking.by, 0)))
    for node in method.nodes.values():
        if node.revision == revision:
            below = f" below {node.parent}" if node.parent else ""
            text = f"node {node.node}{below} of the tree, value {node.value:g}, {counted(node.visits, 'visit')}"
            found.append(Statement(text, case.board.seq_of(NodeScored)))
    alone = len(case.board.samples) == 1
    for note in method.notes.values():
        if note.revision == revision or alone:
            said = one_line(opinion_words(case.board.text(note.text)), 160)
            found.append(Statement(f"{printable(note.stage)}: {said}", method.seqs[note.note]))
    return found
