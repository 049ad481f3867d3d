"""In which order the programs of a run would be submitted, best first, and why each stands where it does.

The selected program comes first. Then, for each other cluster, the program that would speak for it: the cluster that
went furthest first, since a second submission is worth most where it says something else. A person's order stands
before all that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from engine.events.samples import RevisionId
from engine.projections.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.events.selection import Cluster
    from engine.projections.board import Board


class Submission(Struct, frozen=True):
    """One place of the order."""

    revision: RevisionId
    cluster: str
    """Empty for a program that is in none."""
    why: str
    seq: int
    """Number of the event that it rests on."""


def submit_order(board: Board) -> tuple[Submission, ...]:
    """Rank the programs of a run, each text once; empty while none has come."""
    found: dict[str, Submission] = {}
    chosen = [*_of_the_person(board), *_selected(board)]
    said = {item.cluster for item in chosen}
    others = [*_ranked(board), *(item for item in _by_cluster(board) if item.cluster not in said)]
    for item in (*chosen, *(others or ([] if board.formed else _by_tests(board)))):
        if made := board.revisions.get(item.revision):
            found.setdefault(made.program, item)
    return tuple(found.values())


def merit(board: Board, revision: RevisionId) -> tuple[int, float]:
    """What makes one member of a cluster speak for it: (unclean executions, CPU seconds of the slowest in tenths).

    Less is better; over the inputs that count.
    """
    made = board.revisions.get(revision)
    valid = {item.made.text for item in board.valid_inputs()}
    ran = [
        execution.outcome
        for execution in board.executions.values()
        if made and execution.finished.program == made.program and execution.finished.input in valid
    ]
    unclean = sum(not outcome.clean for outcome in ran)
    slowest = max((outcome.cpu_seconds for outcome in ran), default=0.0)
    return unclean, int(slowest * 10) / 10


def _of_the_person(board: Board) -> Iterator[Submission]:
    order = board.overrides.order()
    number = next((one.number for one in board.overrides.standing.values() if one.override is order), 0)
    for revision in order.revisions if order else ():
        yield Submission(revision, _cluster_of(board, revision), "your order", board.decided_at[number][0])


def _selected(board: Board) -> Iterator[Submission]:
    if chosen := board.selection:
        cluster = _cluster_of(board, chosen.revision)
        yield Submission(chosen.revision, cluster, "selected", board.selection_seq)


def _ranked(board: Board) -> Iterator[Submission]:
    ranking = board.method.ranking
    for at, standing in enumerate(ranking.standings if ranking else (), 1):
        assert ranking
        if board.selection and board.selection.revision in standing.members:
            continue  # nothing tells these apart from what is selected
        why = f"place {at} by {ranking.by}"
        yield Submission(standing.members[0], "", why, board.method.seqs.get(ranking.by, 0))


def _by_cluster(board: Board) -> Iterator[Submission]:
    clusters = board.bracket.drawn.clusters if board.bracket else board.formed.clusters if board.formed else ()
    for cluster in sorted(clusters, key=lambda item: (-_won(board, item.name), -len(item.members), item.name)):
        speaker = min(cluster.members, key=lambda name: (merit(board, name), name))
        yield Submission(speaker, cluster.name, _record(board, cluster), board.bracket.seq if board.bracket else 0)


def _by_tests(board: Board) -> Iterator[Submission]:
    """The speakers of the samples: survivors in their order, or by the tests that they pass where none survives."""
    ended = [sample for sample in board.ordered_samples() if sample.best]
    survivors = [sample for sample in ended if sample.state == "survivor"]
    for sample in survivors or sorted(ended, key=lambda item: -_passed(board, item.best)):
        assert sample.best
        round_ = sample.round(sample.best.round)
        why = f"passes {round_.passed} of {counted(round_.total, 'test')}" if round_ else "its tests are not known"
        yield Submission(sample.best, _cluster_of(board, sample.best), why, round_.seq if round_ else sample.seq)


def _passed(board: Board, revision: RevisionId | None) -> int:
    round_ = board.samples[revision.sample].round(revision.round) if revision else None
    return round_.passed if round_ else 0


def _won(board: Board, name: str) -> int:
    matches = board.bracket.matches.values() if board.bracket else ()
    return sum(match.winner == name for match in matches)


def _record(board: Board, cluster: Cluster) -> str:
    matches = board.bracket.matches.values() if board.bracket else ()
    lost = [match.plan.match for match in matches if match.decided and match.decided.loser == cluster.name]
    won = _won(board, cluster.name)
    told = [f"won {counted(won, 'match', 'matches')}"] if won else []
    told += [f"lost {', '.join(lost)}"] if lost else []
    size = counted(len(cluster.members), "program")
    return f"speaks for {cluster.name} ({size})" + (f", which {' and '.join(told)}" if told else "")


def _cluster_of(board: Board, revision: RevisionId) -> str:
    """Name of the cluster that a revision is in, or whose program it repeats."""
    duplicates = dict(board.filtered.duplicates) if board.filtered else {}
    known = duplicates.get(revision, revision)
    clusters = board.bracket.drawn.clusters if board.bracket else board.formed.clusters if board.formed else ()
    return next((cluster.name for cluster in clusters if known in cluster.members), "")
