"""Two runs beside each other: what was chosen, what came of it, and which samples and matches are the same.

Runs share samples where they ask the same question: strategies compared on one problem have most calls in common, and
a call has the same key in every run that makes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from engine.events.selection import Deciding
from engine.projections.costs import board_cost_words
from engine.projections.origin import origin_words
from engine.projections.wording import counted

if TYPE_CHECKING:
    from engine.projections.board import Board
    from engine.projections.pieces import Match, Sample

    Programs = frozenset[str]

_BY: dict[Deciding, str] = {"rule": "by rule", "judge": "by the judge", "person": "by a person", "size": "by size"}


class Fact(Struct, frozen=True):
    """One thing that is known of both runs, in words."""

    name: str
    left: str
    right: str

    @property
    def differs(self) -> bool:
        """Whether the runs differ in it."""
        return self.left != self.right


class SamplePair(Struct, frozen=True):
    """What became of a sample in both runs; empty where a run has none of this number."""

    number: int
    left: str
    right: str
    shared: str
    """What the two have in common: `the same program`, `2 of 3 rounds`; empty for nothing."""

    @property
    def name(self) -> str:
        """`S07`."""
        return f"S{self.number:02d}"


class MatchBeside(Struct, frozen=True):
    """A match of one run, and the one of the other run in which the same programs met."""

    match: str
    left: str
    right: str
    """Clusters; empty for one that is not known yet."""
    winner: str
    """Empty as long as nobody has won."""
    by: Deciding | None
    """Who decided; None as long as nobody has."""
    counterpart: str
    """The other run's match between the same two clusters of programs; empty where they never met."""
    agreed: bool | None
    """Whether the same programs won there; None without a counterpart, or before both are decided."""

    @property
    def words(self) -> str:
        """`M1 C01 against C02: C01 won, by the judge; in the other run M3, where others won`."""
        sides = f"{self.match} {self.left or 'to come'} against {self.right or 'to come'}"
        result = f"{self.winner} won, {_BY[self.by]}" if self.winner and self.by else "not decided"
        there = {True: ", where the same won", False: ", where others won", None: ""}[self.agreed]
        return f"{sides}: {result}" + (f"; in the other run {self.counterpart}{there}" if self.counterpart else "")


class RunPair(Struct, frozen=True):
    """Two runs held against each other."""

    left: str
    right: str
    """Names of the runs."""
    facts: tuple[Fact, ...]
    samples: tuple[SamplePair, ...]
    matches: tuple[tuple[MatchBeside, ...], tuple[MatchBeside, ...]]
    """The tournaments of both; empty for a run that has drawn none."""
    shared_calls: int
    """Questions that both asked, and that need be paid once only."""
    calls: tuple[int, int]
    """Questions of each."""
    note: str
    """What must be said before anything is concluded; empty where nothing must."""

    @property
    def sharing(self) -> str:
        """How much of the runs is the same, in a sentence."""
        if not self.shared_calls:
            return "No question is the same in both."
        return f"{counted(self.shared_calls, 'question')} of {self.calls[0]} and {self.calls[1]} the same in both."


def compare_runs(left: Board, right: Board) -> RunPair:
    """Hold two runs against each other, finished or not; both have started."""
    assert left.started is not None
    assert right.started is not None
    facts = zip(_facts(left), _facts(right), strict=True)
    numbers = sorted(left.samples.keys() | right.samples.keys())
    same = left.started.problem.digest == right.started.problem.digest
    return RunPair(
        left.started.run,
        right.started.run,
        tuple(Fact(name, one, other) for (name, one), (_, other) in facts if one or other),
        tuple(_pair(left, right, number) for number in numbers),
        (_beside(left, right), _beside(right, left)),
        len(left.calls.keys() & right.calls.keys()),
        (len(left.calls), len(right.calls)),
        "" if same else "The runs work on different problems, or on different versions of one.",
    )


def _facts(board: Board) -> list[tuple[str, str]]:
    started, chosen = board.started, board.selection
    assert started is not None
    settings = started.settings
    clusters = board.bracket.drawn.clusters if board.bracket else board.formed.clusters if board.formed else ()
    decided = sum(match.decided is not None for match in board.bracket.matches.values()) if board.bracket else 0
    standing, taken = len(board.overrides.standing), board.ledger.taken.answers
    return [
        ("problem", started.problem.title),
        ("strategy", started.strategy),
        ("forked from", origin_words(started.origin) if started.origin else ""),
        ("models", ", ".join(dict.fromkeys(started.models.values()))),
        ("settings", f"{settings.samples} samples, {settings.rounds} rounds, seed {settings.seed}"),
        ("state", board.finished.status if board.finished else "unfinished"),
        ("selected", f"{chosen.revision}, confidence {chosen.confidence:.2f}" if chosen else "nothing"),
        ("secret tests", board.graded.verdict if board.graded else "not graded"),
        ("survivors", f"{len(board.survivors())} of {len(board.samples)}"),
        ("clusters", str(len(clusters))),
        ("matches", str(decided)),
        ("inputs", str(len(board.valid_inputs()))),
        ("decisions", f"{standing} of a person" if standing else "none of a person"),
        ("calls", f"{board.calls_sent}, and {taken} taken over" if taken else str(board.calls_sent)),
        ("cost", board_cost_words(board)),
        ("time", f"{board.elapsed:.1f} s"),
    ]


def _pair(left: Board, right: Board, number: int) -> SamplePair:
    one, other = left.samples.get(number), right.samples.get(number)
    shared = _shared(left, right, number) if one and other else ""
    return SamplePair(number, _told(left, one), _told(right, other), shared)


def _told(board: Board, sample: Sample | None) -> str:
    if sample is None:
        return ""
    if sample.best is None:
        return "no program" if sample.state == "failed" else sample.state
    round_ = sample.round(sample.best.round)
    tests = f" {round_.passed}/{round_.total}" if round_ and round_.total else ""
    chosen = board.selection is not None and board.selection.revision == sample.best
    state = {"survivor": "passes", "failing": "fails"}.get(sample.state, sample.state)
    return f"{state}{tests} r{sample.best.round}{', selected' if chosen else ''}"


def _shared(left: Board, right: Board, number: int) -> str:
    rounds = [board.samples[number].rounds for board in (left, right)]
    texts = [[item.revision.program for item in part if item.revision] for part in rounds]
    if texts[0] == texts[1]:
        return "the same" if texts[0] else ""
    best = [board.revisions.get(board.samples[number].best) for board in (left, right)]  # type: ignore[arg-type]
    if best[0] and best[1] and best[0].program == best[1].program:
        return "the same program"
    common = len(set(texts[0]) & set(texts[1]))
    return f"{common} of {counted(max(map(len, texts)), 'round')}" if common else ""


# ---------------------------------------------------------------- tournaments


def _beside(board: Board, other: Board) -> tuple[MatchBeside, ...]:
    if board.bracket is None:
        return ()
    there = {met: match for match in _matches(other) if (met := _who_met(other, match))}
    made = []
    for match in _matches(board):
        met = _who_met(board, match)
        twin = there.get(met) if met else None
        won, won_there = _programs(board, match.winner), _programs(other, twin.winner) if twin else None
        made.append(
            MatchBeside(
                match.plan.match,
                match.left,
                match.right,
                match.winner,
                match.decided.by if match.decided else None,
                twin.plan.match if twin else "",
                won == won_there if won and won_there else None,
            )
        )
    return tuple(made)


def _matches(board: Board) -> list[Match]:
    return list(board.bracket.matches.values()) if board.bracket else []


def _programs(board: Board, cluster: str) -> Programs:
    """The programs of a cluster: its name, and the numbers of its samples, mean nothing in another run."""
    found = board.bracket.clusters.get(cluster) if board.bracket else None
    return frozenset(board.revisions[member].program for member in found.members) if found else frozenset()


def _who_met(board: Board, match: Match) -> frozenset[Programs] | None:
    """The programs of both sides, whichever stands on the left; None as long as one is not known."""
    sides = _programs(board, match.left), _programs(board, match.right)
    return frozenset(sides) if all(sides) else None
