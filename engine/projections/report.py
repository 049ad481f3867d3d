"""Everything that is worth telling of a run once it is over, as one value: what reports are made of.

A function of the board alone (and of the problem, which knows the statement and the expected outputs), so that a
report of a journal is the same wherever and whenever it is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from engine.events.executions import Outcome, Verdict
from engine.events.selection import BracketDrawn, Deciding, GrammarLearnt, Source, Validity, VoteCast
from engine.events.settings import Settings
from engine.projections.costs import board_cost, board_cost_words
from engine.projections.lineage import why
from engine.projections.origin import origin_words, taken_words
from engine.projections.pieces import SampleState
from engine.projections.speaking import speaker
from engine.projections.statements import Explanation, ProgramText
from engine.projections.statistics import StageWork, Work, statistics
from engine.projections.submitting import submit_order
from engine.projections.wording import samples_in

if TYPE_CHECKING:
    from engine.events.samples import RevisionId
    from engine.events.selection import MatchInput
    from engine.problem.model import Problem
    from engine.projections.board import Board
    from engine.projections.pieces import Match, Sample


class Selected(Struct, frozen=True):
    """The run's answer."""

    revision: str
    confidence: float
    status: str
    reason: str
    program: ProgramText
    passed: int
    """Public and custom tests that it passes."""
    total: int
    speaks: str
    """How it was chosen among the members of its cluster; empty where there was no choice."""


class Grade(Struct, frozen=True):
    """How the selected program did on the secret tests, after the selection."""

    verdict: Verdict
    tests: int
    """That were run: it ends with the first that fails."""
    failed: str
    """Name of that test; empty when all pass."""


class SampleRow(Struct, frozen=True):
    """One sample."""

    sample: str
    hint: str
    state: SampleState
    best: str
    """The revision that speaks for it; empty without a program."""
    cluster: str
    verdicts: tuple[str, ...]
    """What came of each round: `AC`, or the first verdict that is not, or `no program`."""
    passed: int
    total: int
    cost: str
    seq: int


class ClusterRow(Struct, frozen=True):
    """Programs with the same outcomes."""

    name: str
    members: tuple[str, ...]
    """Revisions, those with the same text as another one included."""


class InputRow(Struct, frozen=True):
    """A synthesized input."""

    input: str
    text: str
    source: Source
    detail: str
    validity: Validity
    why: str
    executions: int
    seq: int


class CaseRow(Struct, frozen=True):
    """An input on which the two sides of a match differ, and what they did with it."""

    input: str
    text: str
    shrunk_from: str
    left: Outcome | None
    right: Outcome | None
    rule: str
    """Why no judge was needed; empty when one was."""
    votes: tuple[VoteCast, ...]


class MatchRow(Struct, frozen=True):
    """A match of the tournament."""

    match: str
    round: int
    left: str
    """A cluster; empty while it is not known."""
    right: str
    winner: str
    by: Deciding | None
    reason: str
    score: tuple[float, float]
    cases: tuple[CaseRow, ...]
    seq: int


class SubmissionRow(Struct, frozen=True):
    """A place of the order in which programs would be submitted."""

    revision: str
    cluster: str
    why: str
    seq: int


class Report(Struct, frozen=True):
    """A run, told from its end."""

    run: str
    problem: str
    title: str
    statement: str
    """Markdown; empty when the problem is not at hand."""
    strategy: str
    origin: str
    """The run that it was forked from, and what was taken over; empty where there is none."""
    models: dict[str, str]
    notice: str
    """What a person must know about the models, such as that they are none."""
    tier: str
    """How closed the programs ran."""
    settings: Settings
    version: str
    began_at: float
    """Seconds since 1970."""
    seconds: float
    state: str
    """How the run ended, or `unfinished`."""
    reason: str
    events: int
    """Of the journal, up to here."""
    selected: Selected | None
    order: tuple[SubmissionRow, ...]
    """What would be submitted, best first."""
    grade: Grade | None
    samples: tuple[SampleRow, ...]
    clusters: tuple[ClusterRow, ...]
    grammar: GrammarLearnt | None
    """What is known of which inputs the problem allows."""
    inputs: tuple[InputRow, ...]
    bracket: BracketDrawn | None
    matches: tuple[MatchRow, ...]
    cost: str
    work: Work
    stages: tuple[StageWork, ...]
    why: Explanation


def report(board: Board, problem: Problem | None = None) -> Report:
    """Tell a run, finished or not.

    Args:
        board: its state; it has started.
        problem: brings statement and expected outputs.
    """
    started, finished = board.started, board.finished
    assert started is not None
    numbers = statistics(board)
    clusters = board.bracket.drawn.clusters if board.bracket else board.formed.clusters if board.formed else ()
    home = {member: cluster.name for cluster in clusters for member in samples_in(board, cluster)}
    return Report(
        run=started.run,
        problem=started.problem.name,
        title=started.problem.title,
        statement=problem.statement if problem else "",
        strategy=started.strategy,
        origin=f"{origin_words(started.origin)}: {taken_words(board)} taken over" if started.origin else "",
        models=started.models,
        notice=board.engine.notice if board.engine else "",
        tier=board.engine.tier if board.engine else "",
        settings=started.settings,
        version=started.version,
        began_at=board.began_at,
        seconds=round(board.elapsed, 3),
        state=finished.status if finished else "unfinished",
        reason=finished.reason if finished else "",
        events=board.seq,
        selected=_selected(board),
        order=tuple(
            SubmissionRow(str(item.revision), item.cluster, item.why, item.seq) for item in submit_order(board)
        ),
        grade=_grade(board),
        samples=tuple(_sample(board, sample, home) for sample in board.ordered_samples()),
        clusters=tuple(
            ClusterRow(item.name, tuple(str(member) for member in sorted(samples_in(board, item)))) for item in clusters
        ),
        grammar=board.grammar,
        inputs=tuple(
            InputRow(
                item.made.input,
                board.text(item.made.text),
                item.made.source,
                item.made.detail,
                item.made.validity,
                item.made.why,
                item.executions,
                item.seq,
            )
            for item in board.inputs.values()
        ),
        bracket=board.bracket.drawn if board.bracket else None,
        matches=tuple(_match(board, match) for match in board.bracket.matches.values()) if board.bracket else (),
        cost=board_cost_words(board),
        work=numbers.total,
        stages=numbers.stages,
        why=why(board, None, problem),
    )


def _selected(board: Board) -> Selected | None:
    made = board.selection
    if made is None:
        return None
    language = board.revisions[made.revision].language
    sample = board.samples.get(made.revision.sample)
    round_ = sample.round(made.revision.round) if sample else None
    return Selected(
        str(made.revision),
        made.confidence,
        made.status,
        made.reason,
        ProgramText(made.revision, language, board.text(made.text)),
        round_.passed if round_ else 0,
        round_.total if round_ else 0,
        next((statement.text for statement in speaker(board, made.revision)), ""),
    )


def _grade(board: Board) -> Grade | None:
    if board.graded is None:
        return None
    tests = board.graded.tests
    failed = next((test.name for test in tests if test.verdict != "AC"), "")
    return Grade(board.graded.verdict, len(tests), failed)


def _sample(board: Board, sample: Sample, home: dict[RevisionId, str]) -> SampleRow:
    best = sample.round(sample.best.round) if sample.best else None
    spent = board.ledger.samples.get(sample.number)
    return SampleRow(
        sample.name,
        sample.hint,
        sample.state,
        str(sample.best) if sample.best else "",
        home.get(sample.best, "") if sample.best else "",
        tuple(
            "no program"
            if not round_.revision
            else next((test.verdict for test in round_.tests.values() if test.verdict != "AC"), "AC")
            for round_ in sample.rounds
        ),
        best.passed if best else 0,
        best.total if best else 0,
        board_cost(board, spent) if spent else "",
        sample.seq,
    )


def _match(board: Board, match: Match) -> MatchRow:
    decided = match.decided
    return MatchRow(
        match.plan.match,
        match.plan.round,
        match.left,
        match.right,
        match.winner,
        decided.by if decided else None,
        decided.reason if decided else "",
        decided.score if decided else (0.0, 0.0),
        tuple(_case(board, match, item) for item in match.inputs),
        match.seq,
    )


def _case(board: Board, match: Match, item: MatchInput) -> CaseRow:
    made = board.inputs.get(item.input)
    left, right = (board.executions.get(key) for key in (item.left_execution, item.right_execution))
    return CaseRow(
        item.input,
        board.text(made.made.text) if made else "",
        item.shrunk_from,
        left.outcome if left else None,
        right.outcome if right else None,
        item.rule,
        tuple(vote for vote in match.votes if vote.input == item.input),
    )
