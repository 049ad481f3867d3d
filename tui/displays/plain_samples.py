"""What the plain display says of samples, inputs and clusters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.events.methods import NodeScored, NoteWritten, RankingMade
from engine.events.samples import CustomTestChecked, RoundFailed, SampleFinished
from engine.events.selection import BracketDrawn, ClustersFormed, GrammarLearnt, SpeakerChosen, SurvivorsFiltered
from engine.projections.wording import (
    counted,
    doubted_test,
    dropped_rule,
    number_of,
    one_line,
    printable,
    samples_in,
    sentence,
)

if TYPE_CHECKING:
    from engine.events.codec import Entry
    from engine.events.selection import Cluster
    from engine.projections.board import Board


def of_samples(board: Board, entry: Entry) -> str:
    """Say what happened to samples, inputs, clusters; nothing of what is told elsewhere or by nobody."""
    match entry.event:
        case RoundFailed(sample, number, reason):
            return f"Sample {sample}, round {number}: no program. {sentence(reason)}".rstrip()
        case CustomTestChecked(test, why) if why:
            return sentence(doubted_test(test, why))
        case SampleFinished(sample, None):
            return f"Sample {sample} failed: no round yielded a program."
        case GrammarLearnt() as event:
            return _grammar(event)
        case SurvivorsFiltered() as event:
            return _survivors(event)
        case NoteWritten(stage=stage, text=text, revision=revision):
            about = f", sample {revision.sample}, round {revision.round}" if revision else ""
            return sentence(f"{stage}{about}: {one_line(board.text(text), 120)}")
        case RankingMade() as event:
            return _ranked(event)
        case NodeScored(node, parent, value, visits=1):
            return f"Node {node}{f', below {parent}' if parent else ''}: value {value:.2f}."
        case ClustersFormed(inputs=0):
            return ""  # every survivor is in one cluster before the first input
        case ClustersFormed(inputs=inputs, clusters=clusters) as event:
            names = "; ".join(sized(board, cluster) for cluster in clusters)
            total = counted(len(clusters), "cluster")
            said = f"After {counted(inputs, 'valid input')}: {total}. {sentence(names)}".rstrip()
            return f"{said} {_undecided(event)}".rstrip()
        case SpeakerChosen() as event:
            return _speaker(event)
        case BracketDrawn(format=form, clusters=clusters, matches=matches):
            between = f"{counted(len(matches), 'match', 'matches')} between {counted(len(clusters), 'cluster')}"
            return f"The tournament is drawn: {form}, {between}."
        case _:
            return ""


def _speaker(event: SpeakerChosen) -> str:
    size = f" on {counted(len(event.inputs), 'input')} of full size" if event.inputs else ""
    best = next(one for one in event.contenders if one.revision == event.speaker)
    clean = f"fails on {counted(best.failures, 'input')}" if best.failures else "ends cleanly everywhere"
    many = counted(len(event.contenders), "member")
    return (
        f"Sample {event.speaker.sample} speaks for {event.cluster}: of {many}{size} it is the best; it {clean}, "
        f"at most {best.cpu_seconds:.2f} s of CPU, {best.memory_bytes >> 20} MiB."
    )


def _ranked(event: RankingMade) -> str:
    first = event.standings[0] if event.standings else None
    if first is None:
        return f"Ranking by {event.by}: there is nothing to rank."
    who = ", ".join(f"sample {name.sample}" for name in first.members)
    why = f" ({first.why})" if first.why else ""
    return sentence(f"ranking by {event.by}: {counted(len(event.standings), 'place')}, the first is {who}{why}")


def _undecided(event: ClustersFormed) -> str:
    if not event.undecided:
        return ""
    why = f": {event.why_undecided}" if event.why_undecided else ""
    return sentence(f"on {counted(len(event.undecided), 'input')} different outputs may all be right{why}")


def _grammar(event: GrammarLearnt) -> str:
    """What is known of which inputs are allowed."""
    bounds = "; ".join(map(printable, event.bounds)) or "no bounds found in the statement"
    read = f" {event.model} read: {', '.join(map(printable, event.rules))}." if event.model else ""
    doubt = f" An input that keeps that may still be forbidden: {sentence(event.doubts[0])}" if event.doubts else ""
    return " ".join([f"Inputs: {bounds}.{read}{doubt}", *(sentence(dropped_rule(one)) for one in event.dropped)])


def _survivors(event: SurvivorsFiltered) -> str:
    distinct, same = len(event.survivors), len(event.duplicates)
    if event.best_effort:
        return f"No sample passes all tests; the closest {counted(distinct, 'program')} are compared."
    total = distinct + same
    verb = "passes" if total == 1 else "pass"
    programs = f", with {counted(distinct, 'different program')}" if same else ""
    return f"{counted(total, 'sample')} {verb} all tests{programs}."


def sized(board: Board, cluster: Cluster) -> str:
    """A cluster with its size."""
    return f"cluster {number_of(cluster.name)}, {counted(len(samples_in(board, cluster)), 'sample')}"
