"""The state of a run as a fold over its events: everything the screens, the displays and "why" show.

`Board.apply` is the only thing that changes it, and it looks at nothing but the event; hence live, followed
and replayed runs look the same. What each event changes stands in `folds/`, one file a topic, as the events themselves
do. `Board.stream` adds what is still arriving; it never outlives its call.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from engine.projections.folds import take_in
from engine.projections.ledger import Ledger
from engine.projections.method import Method
from engine.projections.overrides import Overrides

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.events.calls import Delta
    from engine.events.codec import Entry
    from engine.events.run import BudgetEnded, EngineStarted, EngineStopped, Graded, RunFinished, RunStarted
    from engine.events.samples import RevisionId, RevisionMade, TestFinished
    from engine.events.selection import (
        ClustersFormed,
        GrammarLearnt,
        SelectionMade,
        SpeakerChosen,
        SurvivorsFiltered,
        ValidatorTried,
    )
    from engine.projections.pieces import Bracket, Call, Check, Execution, Input, Match, Note, Sample

Stage = Literal["samples", "inputs", "tournament", "selected"]


@dataclass(slots=True)
class Board:
    """Everything known of a run."""

    started: RunStarted | None = None
    engine: EngineStarted | None = None
    began_at: float = 0.0
    last_at: float = 0.0
    seq: int = 0
    version: int = field(default=0, compare=False)
    """Grows with every change, events and deltas alike."""
    paused: bool = False
    stopped: EngineStopped | None = None
    budget_ended: BudgetEnded | None = None
    delayed: dict[str, float] = field(default_factory=dict)
    """Calls that wait, by key, and when each is sent again (seconds since 1970)."""
    finished: RunFinished | None = None
    finished_at: float | None = None
    graded: Graded | None = None
    notes: list[Note] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    calls: dict[str, Call] = field(default_factory=dict)
    executions: dict[str, Execution] = field(default_factory=dict)
    checks: dict[str, Check] = field(default_factory=dict)
    samples: dict[int, Sample] = field(default_factory=dict)
    revisions: dict[RevisionId, RevisionMade] = field(default_factory=dict)
    doubted: dict[str, str] = field(default_factory=dict)
    """Why the problem may not allow the inputs of custom tests, by the tests' names; empty for those it allows."""
    filtered: SurvivorsFiltered | None = None
    grammar: GrammarLearnt | None = None
    validator: ValidatorTried | None = None
    """What came of asking a model for a validator of inputs."""
    inputs: dict[str, Input] = field(default_factory=dict)
    inputs_by_text: dict[str, Input] = field(default_factory=dict)
    formed: ClustersFormed | None = None
    bracket: Bracket | None = None
    speaker: SpeakerChosen | None = None
    speaker_seq: int = 0
    selection: SelectionMade | None = None
    selection_seq: int = 0
    seqs: dict[type, int] = field(default_factory=dict)
    """Number of the latest event of each kind."""
    output_tokens: int = 0
    calls_sent: int = 0
    ledger: Ledger = field(default_factory=Ledger)
    """What the calls have cost."""
    method: Method = field(default_factory=Method)
    """What a method other than a tournament shows."""
    overrides: Overrides = field(default_factory=Overrides, compare=False)
    """What a person has decided."""
    decided_at: dict[int, tuple[int, float]] = field(default_factory=dict)
    """Number of the event and time of each decision."""
    undone_at: dict[int, tuple[int, float]] = field(default_factory=dict)
    """The same of those that were taken back."""

    # ---------------------------------------------------------------- questions

    @property
    def stage(self) -> Stage:
        """How far the run is."""
        if self.selection:
            return "selected"
        if self.bracket:
            return "tournament"
        return "inputs" if self.filtered else "samples"

    @property
    def elapsed(self) -> float:
        """Seconds from the first event to the run's end, or to the latest event while it has none."""
        return max(0.0, (self.finished_at or self.last_at) - self.began_at)

    def seq_of(self, kind: type) -> int:
        """Number of the latest event of a kind; that of the latest event of all where there is none."""
        return self.seqs.get(kind, self.seq)

    def text(self, digest: str) -> str:
        """Look a stored text up."""
        return self.texts.get(digest, "")

    def program_text(self, revision: RevisionId) -> str:
        """Text of a revision's main file."""
        made = self.revisions.get(revision)
        return self.text(made.text) if made else ""

    @property
    def judge(self) -> Literal["", "checker", "interactor"]:
        """Which program of the package judges; empty where outputs are compared with the expected ones."""
        return self.started.problem.judge if self.started else ""

    def judgement(self, test: TestFinished) -> str:
        """What the checker or interactor said of a test, or nothing."""
        if (check := self.checks.get(test.check)) is not None:
            return check.checked.message.strip()
        execution = self.executions.get(test.execution)
        return execution.outcome.judge_message.strip() if execution else ""

    def survivors(self) -> list[RevisionId]:
        """Best revisions of the samples that pass all tests, in the order of samples."""
        return [s.best for s in self.ordered_samples() if s.state == "survivor" and s.best]

    def ordered_samples(self) -> list[Sample]:
        """The samples by number."""
        return [self.samples[number] for number in sorted(self.samples)]

    def waiting_for_person(self) -> list[Match]:
        """The matches that a person must decide, in the order of the bracket."""
        matches = self.bracket.matches.values() if self.bracket else ()
        return [match for match in matches if match.state == "asking"]

    @property
    def recomputing(self) -> bool:
        """Whether what is selected rests on a state before the latest decision of the person."""
        return self.selection is not None and self.finished is None and bool(self.overrides.made)

    def valid_inputs(self) -> list[Input]:
        """Inputs that count: not invalid."""
        return [item for item in self.inputs.values() if item.made.validity != "invalid"]

    # ---------------------------------------------------------------- the fold

    def apply(self, entry: Entry) -> None:
        """Take one event in; an event that was taken in before is passed over."""
        if entry.seq <= self.seq:
            return
        self.seq, self.last_at = entry.seq, entry.at
        self.version += 1
        self.seqs[type(entry.event)] = entry.seq
        self.ledger.learn(entry.event)
        self.method.learn(entry)
        take_in(self, entry)

    # ---------------------------------------------------------------- what is still arriving

    def stream(self, delta: Delta) -> None:
        """Add a piece of an answer; one that comes after its call, or leaves a gap, changes nothing."""
        call = self.calls.get(delta.key)
        if call is None or call.state != "open" or call.waiting_until:
            return
        known = call.thought if delta.part == "thinking" else call.answer
        if known.put(delta.offset, delta.text):
            self.version += 1


def fold(entries: Iterable[Entry]) -> Board:
    """The state after these events."""
    board = Board()
    for entry in entries:
        board.apply(entry)
    return board
