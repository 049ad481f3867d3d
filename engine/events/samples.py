"""Samples, their rounds, and the revisions that rounds yield."""

from __future__ import annotations

from typing import ClassVar, Literal

from msgspec import Struct

from engine.events.conclusion import Conclusion
from engine.events.executions import Verdict


class RevisionId(Struct, frozen=True, order=True):
    """Which program: sample (1..N) and round (0 generates, 1..R debug)."""

    sample: int
    round: int

    def __str__(self) -> str:
        return f"S{self.sample:02d}r{self.round}"


class SampleStarted(Conclusion, frozen=True, tag="sample_started", omit_defaults=True):
    """An attempt begins, independent of the others unless a person forked it."""

    ABOUT: ClassVar = ("sample",)

    sample: int
    hint: str
    """The approach hint that its prompt was dealt."""
    parent: RevisionId | None = None
    """What it was forked from."""


class RoundStarted(Conclusion, frozen=True, tag="round_started", omit_defaults=True):
    """A model is asked for a program, or a person gave one.

    An earlier round of this number, and all after it, are void.
    """

    ABOUT: ClassVar = ("sample", "round")

    sample: int
    round: int
    call: str
    """Key of the call that will answer; empty when the program is a person's."""
    judged: bool = False
    """Whether the model is told of an input on which a judge holds another output right: no truth, only a judgement."""


class RevisionMade(Conclusion, frozen=True, tag="revision_made"):
    """A round yielded a program; its text is stored under `text`."""

    ABOUT: ClassVar = ("revision",)

    revision: RevisionId
    program: str
    """Digest of the program: what its executions are recorded under."""
    text: str
    """Digest of the main file's text."""
    language: str
    author: Literal["model", "person"] = "model"


class TestFinished(Conclusion, frozen=True, tag="test_finished", omit_defaults=True):
    """A revision met one public or custom test."""

    ABOUT: ClassVar = ("revision", "test")

    __test__ = False

    revision: RevisionId
    test: str
    verdict: Verdict
    execution: str
    """Key of the execution."""
    check: str = ""
    """Key of what the checker said; empty where the outcome says all."""


class CustomTestChecked(Conclusion, frozen=True, tag="custom_test_checked", omit_defaults=True):
    """Whether the problem allows the input of a custom test; it counts in any case, since a person added it."""

    ABOUT: ClassVar = ("test",)

    test: str
    why_not: str = ""
    """Who refuses it, or what it is against; empty where nothing speaks against it."""


class RoundFinished(Conclusion, frozen=True, tag="round_finished"):
    """All public and custom tests of a revision are known."""

    ABOUT: ClassVar = ("revision",)

    revision: RevisionId
    passed: int
    total: int


class RoundFailed(Conclusion, frozen=True, tag="round_failed"):
    """A round yielded no program: no code in the answer, a fault of the provider, the budget."""

    ABOUT: ClassVar = ("sample", "round")

    sample: int
    round: int
    reason: str


class SampleFinished(Conclusion, frozen=True, tag="sample_finished", omit_defaults=True):
    """The sample's debugging is over; `best` speaks for it, None when no round yielded a program."""

    ABOUT: ClassVar = ("sample",)

    sample: int
    best: RevisionId | None
    survivor: bool
    """Whether `best` passes every public and custom test, or was accepted by a person."""
    rounds: int | None = None
    """How many rounds it has; what an earlier state of it had beyond these is void."""


SampleEvent = (
    SampleStarted
    | RoundStarted
    | RevisionMade
    | TestFinished
    | CustomTestChecked
    | RoundFinished
    | RoundFailed
    | SampleFinished
)
"""Samples and their rounds."""
