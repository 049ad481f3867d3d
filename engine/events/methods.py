"""What methods other than a tournament conclude: notes, tests that a model wrote, rankings, trees."""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct

from engine.events.conclusion import Conclusion
from engine.events.samples import RevisionId


class NoteWritten(Conclusion, frozen=True, tag="note_written", omit_defaults=True):
    """A model thought aloud in a stage of a method: a reflection, a plan, a critique, a rating."""

    ABOUT: ClassVar = ("note",)

    note: str
    """Its name, unique in the run, such as `reflection` or `critique S02r1`."""
    stage: str
    """Stage of the method, such as `reflect`; the stages stand on the screen in the order of their first notes."""
    text: str
    """Digest of the stored text."""
    call: str = ""
    """Key of the call that brought it; empty where the method itself says it."""
    revision: RevisionId | None = None
    """The program that it is about."""


class TestWritten(Conclusion, frozen=True, tag="test_written", omit_defaults=True):
    """A model wrote a test, expected output included. Nobody says that it is right; no verdict rests on it."""

    ABOUT: ClassVar = ("test",)

    __test__ = False

    test: str
    """Name on the screen, such as `T07`."""
    input: str
    """Digest of the stored text."""
    expected: str
    """The same of the expected output."""
    call: str
    """Key of the call that brought it first."""
    count: int = 1
    """How often it was written."""


class Standing(Struct, frozen=True, omit_defaults=True):
    """One place of a ranking: programs that nothing tells apart."""

    members: tuple[RevisionId, ...]
    score: float
    tests: tuple[str, ...] = ()
    """Names of the written tests, or of the inputs, that the score rests on."""
    why: str = ""
    """The score in words, such as `6 tests × √3 programs`."""


class RankingMade(Conclusion, frozen=True, tag="ranking_made", omit_defaults=True):
    """A method put programs in order, the best first; the first place is what it selects from."""

    ABOUT: ClassVar = ("by",)

    by: str
    """What the order rests on, such as `agreement`, `votes`, `cluster size`."""
    standings: tuple[Standing, ...]
    of: int = 0
    """How many tests, inputs or voters there were."""


class NodeScored(Conclusion, frozen=True, tag="node_scored", omit_defaults=True):
    """A node of a search tree got its value, or another visit; the latest event of a node holds."""

    ABOUT: ClassVar = ("node", "visits")

    node: str
    parent: str
    """Empty for a root."""
    value: float
    """0..1: how good the method holds it to be."""
    visits: int = 1
    revision: RevisionId | None = None
    """The program of the node."""


MethodEvent = NoteWritten | TestWritten | RankingMade | NodeScored
"""What other methods show."""
