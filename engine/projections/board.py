"""The state of a run as a fold over its events: everything the screens, the displays and "why" show.

`Board.apply` is the only thing that changes it, and it looks at nothing but the event; hence live, followed
and replayed runs look the same. `Board.stream` adds what is still arriving; it never outlives its call.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from engine.events.calls import (
    CallDelayed,
    CallFailed,
    CallFinished,
    CallInterrupted,
    CallStarted,
    Delta,
    TextStored,
)
from engine.events.executions import Checked, CheckFinished, ExecutionFinished, Outcome
from engine.events.overrides import AddTest, CorrectTest, DecideMatch, DropTest, Fork, OverrideMade, OverrideUndone
from engine.events.run import (
    BudgetEnded,
    EngineStarted,
    EngineStopped,
    Graded,
    NoticeGiven,
    Paused,
    Resumed,
    RunFinished,
    RunStarted,
)
from engine.events.samples import (
    RevisionId,
    RevisionMade,
    RoundFailed,
    RoundFinished,
    RoundStarted,
    SampleFinished,
    SampleStarted,
    TestFinished,
)
from engine.events.selection import (
    BracketDrawn,
    Cluster,
    ClustersFormed,
    GrammarLearnt,
    InputSynthesized,
    MatchDecided,
    MatchInput,
    MatchOpened,
    MatchPlan,
    PersonAsked,
    SelectionMade,
    SurvivorsFiltered,
    VoteAsked,
    VoteCast,
)
from engine.projections.ledger import Ledger
from engine.projections.method import Method
from engine.projections.overrides import Overrides

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.events.codec import Entry

SampleState = Literal["waiting", "streaming", "testing", "survivor", "failing", "failed"]
MatchState = Literal["waiting", "running", "judging", "asking", "won", "tied", "person"]
"""`asking`: a person must decide; `person`: one did."""
Stage = Literal["samples", "inputs", "tournament", "selected"]


@dataclass(slots=True)
class Call:
    """One model call: what it is for, and its answer so far."""

    started: CallStarted
    began_at: float
    seq: int
    text: str = ""
    thinking: str = ""
    state: Literal["open", "finished", "failed"] = "open"
    problem: str = ""
    ended_at: float | None = None
    output_tokens: int | None = None
    waiting_until: float | None = None
    """When the next attempt starts (seconds since 1970), while the call waits for it; `problem` says why."""

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
    finished: RunFinished | None = None
    finished_at: float | None = None
    graded: Graded | None = None
    notices: list[str] = field(default_factory=list)
    """What a person should know: what was asked for and could not be had."""
    texts: dict[str, str] = field(default_factory=dict)
    calls: dict[str, Call] = field(default_factory=dict)
    executions: dict[str, Execution] = field(default_factory=dict)
    checks: dict[str, Check] = field(default_factory=dict)
    samples: dict[int, Sample] = field(default_factory=dict)
    revisions: dict[RevisionId, RevisionMade] = field(default_factory=dict)
    filtered: SurvivorsFiltered | None = None
    grammar: GrammarLearnt | None = None
    inputs: dict[str, Input] = field(default_factory=dict)
    inputs_by_text: dict[str, Input] = field(default_factory=dict)
    formed: ClustersFormed | None = None
    bracket: Bracket | None = None
    selection: SelectionMade | None = None
    selection_seq: int = 0
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
        self.ledger.learn(entry.event)
        self.method.learn(entry)
        match entry.event:
            case RunStarted() as event:
                self.started, self.began_at = event, entry.at
            case EngineStarted() as event:
                self.engine, self.stopped = event, None
                self.paused = False  # a pause does not outlive its engine
            case EngineStopped() as event:
                self.stopped = event
            case Paused():
                self.paused = True
            case Resumed():
                self.paused = False
            case BudgetEnded() as event:
                self.budget_ended = event
            case RunFinished() as event:
                self.finished, self.finished_at = event, entry.at
            case Graded() as event:
                self.graded = event
            case OverrideMade() | OverrideUndone():
                self._decided(entry)
            case NoticeGiven(text):
                self.notices.append(text)
            case TextStored(digest, text):
                self.texts[digest] = text
            case _:
                self._apply_work(entry)

    def _decided(self, entry: Entry) -> None:
        """A person decided, or took it back: what becomes void is what the engine's `Conclusions` drop."""
        event = entry.event
        assert isinstance(event, OverrideMade | OverrideUndone)
        self.finished = self.finished_at = self.graded = None
        if self.budget_ended and self.budget_ended.what == "person":
            self.budget_ended = None
        made = event if isinstance(event, OverrideMade) else self.overrides.standing.get(event.number)
        self.overrides.learn(event)
        if isinstance(event, OverrideMade):
            self.decided_at[event.number] = entry.seq, entry.at
        else:
            self.undone_at[event.number] = entry.seq, entry.at
        match made.override if made else None:
            case DecideMatch() if isinstance(event, OverrideUndone):
                self._reopen_decided()
            case AddTest(name=name) | DropTest(test=name) | CorrectTest(test=name):
                for sample in self.samples.values():
                    for item in sample.rounds:
                        item.tests.pop(name, None)
            case Fork(sample=number):
                if forked := self.samples.pop(number, None):
                    self._drop_rounds(forked, 0)
            case _:
                pass

    def _reopen_decided(self) -> None:
        """Forget what a person decided in matches, and what rests on it; what still holds is concluded again."""
        for match in list(self.bracket.matches.values()) if self.bracket else ():
            if self.bracket and match.decided and match.decided.by == "person":
                match.decided, match.state = None, "running"
                for later in self.bracket.drawn.after(match.plan.match):
                    self.bracket.matches[later] = Match(self.bracket.matches[later].plan, seq=match.seq)

    def _apply_work(self, entry: Entry) -> None:
        match entry.event:
            case CallStarted() as event:
                self.calls[event.key] = Call(event, entry.at, entry.seq)
                self.calls_sent += 1
                self._judging(event)
            case CallFinished() | CallFailed() | CallInterrupted():
                self._call_ended(entry)
            case CallDelayed() as event:
                self._call_delayed(event, entry.at)
            case ExecutionFinished() as event:
                self.executions[event.key] = Execution(event, entry.seq)
                if (made := self.inputs_by_text.get(event.input)) is not None:
                    made.executions += 1
            case CheckFinished() as event:
                self.checks[event.key] = Check(event, entry.seq)
            case GrammarLearnt() as event:
                self.grammar = event
            case InputSynthesized() as event:
                item = Input(event, entry.seq)
                self.inputs[event.input] = item
                self.inputs_by_text[event.text] = item
            case SurvivorsFiltered() as event:
                self.filtered, self.formed, self.bracket, self.selection = event, None, None, None
            case ClustersFormed() as event:
                self.formed = event
            case BracketDrawn() as event:
                plans = {plan.match: Match(plan) for plan in event.matches}
                self.bracket = Bracket(event, entry.seq, plans) if plans else None
            case MatchOpened() | MatchInput() | VoteAsked() | VoteCast() | PersonAsked() | MatchDecided():
                self._apply_match(entry)
            case SelectionMade() as event:
                self.selection, self.selection_seq = event, entry.seq
            case _:
                self._apply_sample(entry)

    def _call_ended(self, entry: Entry) -> None:
        event = entry.event
        assert isinstance(event, CallFinished | CallFailed | CallInterrupted)
        call = self.calls.get(event.key)
        if call is None:
            return
        call.ended_at, call.waiting_until = entry.at, None
        match event:
            case CallFinished():
                call.text, call.thinking, call.state = event.text, event.thinking, "finished"
                call.output_tokens = event.usage.output_tokens
                self.output_tokens += event.usage.output_tokens or 0
            case CallInterrupted():
                call.text, call.thinking, call.state, call.problem = event.text, event.thinking, "failed", "interrupted"
            case CallFailed():
                # What had streamed is in no journal, so no board keeps it.
                call.text, call.state, call.problem = "", "failed", event.reason

    def _call_delayed(self, event: CallDelayed, now: float) -> None:
        call = self.calls.get(event.key)
        if call is None:
            return
        call.state, call.problem, call.ended_at = "open", event.reason, None
        call.waiting_until = now + event.seconds if event.seconds else None

    def _apply_sample(self, entry: Entry) -> None:
        match entry.event:
            case SampleStarted(number, hint, parent):
                self.samples[number] = Sample(number, hint, entry.seq, parent=parent)
            case RoundStarted(sample, number, call):
                self._drop_rounds(self._sample(sample), number)
                self._sample(sample).rounds.append(Round(number, call, entry.seq))
                self._sample(sample).state = "streaming"
            case RevisionMade() as event:
                self.revisions[event.revision] = event
                made = self._round(event.revision)
                made.revision, made.failure = event, ""
                self._sample(event.revision.sample).state = "testing"
            case TestFinished() as event:
                self._round(event.revision).tests[event.test] = event
            case RoundFinished() as event:
                current = self._round(event.revision)
                current.passed, current.total, current.done = event.passed, event.total, True
            case RoundFailed() as event:
                self._round(RevisionId(event.sample, event.round)).failure = event.reason
            case SampleFinished() as event:
                done = self._sample(event.sample)
                done.best = event.best
                if event.rounds is not None:
                    self._drop_rounds(done, event.rounds)
                done.state = "survivor" if event.survivor else "failing" if event.best else "failed"
            case _:
                pass

    def _drop_rounds(self, sample: Sample, first: int) -> None:
        for gone in [item for item in sample.rounds if item.number >= first]:
            sample.rounds.remove(gone)
            self.revisions.pop(RevisionId(sample.number, gone.number), None)

    def _apply_match(self, entry: Entry) -> None:
        event = entry.event
        assert isinstance(event, MatchOpened | MatchInput | VoteAsked | VoteCast | PersonAsked | MatchDecided)
        if self.bracket is None or event.bracket != self.bracket.drawn.bracket:
            return
        match = self.bracket.matches[event.match]
        match.seq = entry.seq
        match event:
            case MatchOpened():
                match = self.bracket.matches[event.match] = Match(match.plan, seq=entry.seq)
                match.left, match.right, match.state = event.left, event.right, "running"
            case MatchInput():
                match.inputs.append(event)
            case VoteAsked():
                match.asked.append(event)
                if (call := self.calls.get(event.call)) and call.state == "open":
                    match.judging, match.state = event.call, "judging"
            case VoteCast():
                match.votes.append(event)
                match.judging = ""
            case PersonAsked():
                match.why_asking, match.state = event.why, "asking"
            case MatchDecided():
                self._match_decided(match, event)

    def _match_decided(self, match: Match, event: MatchDecided) -> None:
        assert self.bracket
        if match.decided and match.decided.winner != event.winner:
            for later in self.bracket.drawn.after(event.match):
                self.bracket.matches[later] = Match(self.bracket.matches[later].plan, seq=match.seq)
        match.decided, match.judging, match.why_asking = event, "", ""
        match.state = {"size": "tied", "person": "person"}.get(event.by, "won")  # type: ignore[assignment]

    def _judging(self, call: CallStarted) -> None:
        """Show a judge's call under the matches that asked for it; older journals name the match in its path."""
        if call.role != "judge" or self.bracket is None:
            return
        if call.path[0] == "match" and call.path[1] == self.bracket.drawn.bracket:
            matches = [self.bracket.matches[str(call.path[2])]]
        else:
            matches = [match for match in self.bracket.matches.values() if self._has_asked(match, call)]
        for match in matches:
            match.judging, match.state = call.key, "judging"

    def _has_asked(self, match: Match, call: CallStarted) -> bool:
        """Whether a call is for one of a match's questions, or for the repair of its answer."""
        mine = (self.calls[item.call].started.path for item in match.asked if item.call in self.calls)
        return any(call.path[: len(path)] == path for path in mine)

    def _sample(self, number: int) -> Sample:
        return self.samples.setdefault(number, Sample(number, "", self.seq))

    def _round(self, revision: RevisionId) -> Round:
        sample = self._sample(revision.sample)
        found = sample.round(revision.round)
        if found is None:
            found = Round(revision.round, "", self.seq)
            sample.rounds.append(found)
        return found

    # ---------------------------------------------------------------- what is still arriving

    def stream(self, delta: Delta) -> None:
        """Add a piece of an answer; one that comes after its call, or leaves a gap, changes nothing."""
        call = self.calls.get(delta.key)
        if call is None or call.state != "open" or call.waiting_until:
            return
        known = call.thinking if delta.part == "thinking" else call.text
        if delta.offset > len(known):
            return
        if delta.part == "thinking":
            call.thinking = known[: delta.offset] + delta.text
        else:
            call.text = known[: delta.offset] + delta.text
        self.version += 1


def fold(entries: Iterable[Entry]) -> Board:
    """The state after these events."""
    board = Board()
    for entry in entries:
        board.apply(entry)
    return board
