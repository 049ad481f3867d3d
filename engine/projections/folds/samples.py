"""Samples and their rounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.events.samples import (
    CustomTestChecked,
    RevisionId,
    RevisionMade,
    RoundFailed,
    RoundFinished,
    RoundStarted,
    SampleFinished,
    SampleStarted,
    TestFinished,
)
from engine.projections.pieces import Round, Sample
from engine.projections.voiding import void_after

if TYPE_CHECKING:
    from engine.events.codec import Entry
    from engine.projections.board import Board


def take_in(board: Board, entry: Entry) -> None:
    """Change the board by an event of a sample."""
    match entry.event:
        case SampleStarted(number, hint, parent):
            board.samples[number] = Sample(number, hint, entry.seq, parent=parent)
        case RoundStarted(number, round_number, call, judged) as event:
            sample = _sample(board, number)
            drop_rounds(board, sample, void_after(event).first)
            sample.rounds.append(Round(round_number, call, entry.seq, judged=judged))
            sample.state = "streaming"
        case RevisionMade() as event:
            board.revisions[event.revision] = event
            made = _round(board, event.revision)
            made.revision, made.failure = event, ""
            _sample(board, event.revision.sample).state = "testing"
        case TestFinished() as event:
            _round(board, event.revision).tests[event.test] = event
        case CustomTestChecked(test, why):
            board.doubted[test] = why
        case RoundFinished() as event:
            current = _round(board, event.revision)
            current.passed, current.total, current.done = event.passed, event.total, True
        case RoundFailed() as event:
            _round(board, RevisionId(event.sample, event.round)).failure = event.reason
        case SampleFinished() as event:
            done = _sample(board, event.sample)
            done.best = event.best
            if (void := void_after(event)).sample:
                drop_rounds(board, done, void.first)
            done.state = "survivor" if event.survivor else "failing" if event.best else "failed"


def drop_rounds(board: Board, sample: Sample, first: int) -> None:
    """Forget the rounds of a sample from this one on."""
    for gone in [item for item in sample.rounds if item.number >= first]:
        sample.rounds.remove(gone)
        board.revisions.pop(RevisionId(sample.number, gone.number), None)


def _sample(board: Board, number: int) -> Sample:
    return board.samples.setdefault(number, Sample(number, "", board.seq))


def _round(board: Board, revision: RevisionId) -> Round:
    sample = _sample(board, revision.sample)
    found = sample.round(revision.round)
    if found is None:
        found = Round(revision.round, "", board.seq)
        sample.rounds.append(found)
    return found
