"""What a board is made of: calls, samples and their rounds, inputs, matches, executions, as far as they have come."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from engine.events.growing import Growing

if TYPE_CHECKING:
    from engine.events.calls import CallStarted
    from engine.events.executions import Checked, CheckFinished, ExecutionFinished, Outcome
    from engine.events.samples import RevisionId, RevisionMade, TestFinished
    from engine.events.selection import (
        BracketDrawn,
        Cluster,
        InputSynthesized,
        MatchDecided,
        MatchInput,
        MatchPlan,
        VoteAsked,
        VoteCast,
    )

SampleState = Literal["waiting", "streaming", "testing", "survivor", "failing", "failed"]
MatchState = Literal["waiting", "running", "judging", "asking", "won", "tied", "person"]
"""`asking`: a person must decide; `person`: one did."""
Stage = Literal["samples", "inputs", "tournament", "selected"]


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a person should know: what was asked for and could not be had."""

    text: str
    seq: int


@dataclass(slots=True)
class Call:
    """One model call: what it is for, and its answer so far."""

    started: CallStarted
    began_at: float
    seq: int
    answer: Growing = field(default_factory=Growing)
    thought: Growing = field(default_factory=Growing)
    state: Literal["open", "finished", "failed"] = "open"
    problem: str = ""
    ended_at: float | None = None
    output_tokens: int | None = None
    waiting_until: float | None = None
    """When the next attempt starts (seconds since 1970), while the call waits for it; `problem` says why."""

    @property
    def text(self) -> str:
        """The answer so far."""
        return self.answer.text

    @property
    def thinking(self) -> str:
        """What the model thought before it."""
        return self.thought.text

    @property
    def attempts(self) -> int:
        """How often it was sent."""
        return self.started.attempt


@dataclass(slots=True)
class Round:
    """One round of a sample."""

    number: int
    call: str
    seq: int
    revision: RevisionMade | None = None
    tests: dict[str, TestFinished] = field(default_factory=dict)
    passed: int = 0
    total: int = 0
    done: bool = False
    failure: str = ""
    judged: bool = False
    """Whether it rests on what a judge held right."""


@dataclass(slots=True)
class Sample:
    """One sample and its rounds."""

    number: int
    hint: str
    seq: int
    rounds: list[Round] = field(default_factory=list)
    state: SampleState = "waiting"
    best: RevisionId | None = None
    parent: RevisionId | None = None
    """What a person forked it from."""

    @property
    def name(self) -> str:
        """`S07`."""
        return f"S{self.number:02d}"

    def round(self, number: int) -> Round | None:
        """Find a round by its number."""
        return next((item for item in self.rounds if item.number == number), None)


@dataclass(slots=True)
class Input:
    """A synthesized input and how often it was executed."""

    made: InputSynthesized
    seq: int
    executions: int = 0


@dataclass(slots=True)
class Match:
    """One match of the bracket."""

    plan: MatchPlan
    state: MatchState = "waiting"
    left: str = ""
    right: str = ""
    inputs: list[MatchInput] = field(default_factory=list)
    votes: list[VoteCast] = field(default_factory=list)
    decided: MatchDecided | None = None
    asked: list[VoteAsked] = field(default_factory=list)
    judging: str = ""
    """Key of the judge's call that is open."""
    why_asking: str = ""
    """Why a person must decide."""
    seq: int = 0

    @property
    def winner(self) -> str:
        """Name of the winning cluster, or nothing."""
        return self.decided.winner if self.decided else ""


@dataclass(slots=True)
class Bracket:
    """The tournament."""

    drawn: BracketDrawn
    seq: int
    matches: dict[str, Match] = field(default_factory=dict)

    @property
    def clusters(self) -> dict[str, Cluster]:
        """The clusters by name."""
        return {cluster.name: cluster for cluster in self.drawn.clusters}


@dataclass(slots=True)
class Execution:
    """The outcome of a program on an input, and the event that says so."""

    finished: ExecutionFinished
    seq: int

    @property
    def outcome(self) -> Outcome:
        """What the execution did."""
        return self.finished.outcome


@dataclass(slots=True)
class Check:
    """What a checker said of an output, and the event that says so."""

    finished: CheckFinished
    seq: int

    @property
    def checked(self) -> Checked:
        """The judgement."""
        return self.finished.checked
