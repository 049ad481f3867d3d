"""What an explanation is made of: statements, the events they rest on, and what a screen can show beside."""

from __future__ import annotations

from msgspec import Struct

from engine.events.executions import Outcome, Verdict
from engine.events.samples import RevisionId
from engine.events.selection import InputSynthesized
from engine.problem.compare import Difference
from engine.projections.statistics import Work


class ProgramText(Struct, frozen=True, tag="program"):
    """A revision's program."""

    revision: RevisionId
    language: str
    text: str


class CodeDiff(Struct, frozen=True, tag="diff"):
    """What a debug round changed."""

    before: RevisionId
    after: RevisionId
    lines: tuple[str, ...]
    """A unified diff, without its line ends."""


class FailedTest(Struct, frozen=True, tag="failed_test"):
    """A test that a revision fails."""

    test: str
    verdict: Verdict
    input: str | None
    """The test's input; None when neither the journal nor the problem has it."""
    expected: str | None
    """The expected output; None when the problem is not at hand."""
    outcome: Outcome | None
    difference: Difference | None
    """Where the output first parts from the expected one; None where a checker or interactor judges."""
    judged: bool = False
    """Whether one does: other outputs than the expected one may be right."""
    message: str = ""
    """What it said."""


class TwoOutputs(Struct, frozen=True, tag="two_outputs"):
    """An input on which the two sides of a match differ."""

    input: str
    """Its name, such as `I07`."""
    text: str
    made: InputSynthesized | None
    left: str
    """Name of the left cluster."""
    right: str
    left_outcome: Outcome | None
    right_outcome: Outcome | None
    difference: Difference | None
    """Where two clean outputs first part; the left one stands as the expected one. None where a checker judges."""


class JudgeVote(Struct, frozen=True, tag="vote"):
    """One answer of the judge."""

    input: str
    first: str
    """Cluster whose output was shown first."""
    choice: str | None
    """Cluster whose output the judge holds right, None for neither."""
    reason: str
    answer: str
    """The judge's whole answer."""
    both: bool = False
    """It holds both right."""


class ClusterMembers(Struct, frozen=True, tag="cluster"):
    """Who is in a cluster."""

    name: str
    members: tuple[RevisionId, ...]
    """Programs that differ as texts, and those with the same text as one of them."""


class Costs(Struct, frozen=True, tag="costs"):
    """What a part of the run took."""

    work: Work


Detail = ProgramText | CodeDiff | FailedTest | TwoOutputs | JudgeVote | ClusterMembers | Costs


class Statement(Struct, frozen=True):
    """One sentence of an explanation, and what it follows from."""

    text: str
    """Printable, in one line."""
    seq: int = 0
    """Number of the journal's event that it rests on; of a sum over many, the last one."""
    children: tuple[Statement, ...] = ()
    detail: Detail | None = None
    about: str = ""
    """What it speaks of, as orders name it: `S04r1`, `S04`, `M3`; empty where it speaks of what the one above does."""


class Explanation(Struct, frozen=True):
    """Why a sample was selected, or why not."""

    sample: int | None
    """The sample that is explained; None when nothing is selected and nobody asked for a sample."""
    complete: bool
    """Whether the run is finished; if not, this is what is known so far."""
    root: Statement
