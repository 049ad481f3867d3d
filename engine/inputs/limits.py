"""Documents as large as a problem allows, for programs that are right but too slow, or recurse too deep.

Nothing here knows the limits: `Growth` makes documents in which one number grows, whoever uses it asks a validator
how far each may go, and then has extremes made in which all of them are as large as that.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from engine.inputs import edges, lists, numbers, words
from engine.inputs.content import Maker, Scale
from engine.inputs.draft import Draft
from engine.inputs.formulas import evaluate
from engine.inputs.grammar import learn
from engine.inputs.mutation import Mutation
from engine.inputs.repair import repair
from engine.inputs.text import Kind as TokenKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.inputs.draft import Kind

LENGTHS = tuple(step * 10**power for power in range(1, 6) for step in (1, 2, 5))[:-2]
"""Counts that are tried: 10, 20, 50, ... 100,000."""
VALUES = tuple(10**power for power in range(1, 19))
"""Values that are tried: limits are powers of ten, or nearly so."""

LONGEST = 400_000
"""Characters of a document that is worth keeping: a run keeps its inputs."""

_AS_SEEN = Scale("as seen", (0, 0), None)
_NEAR = (0, 1, 2, 3, 7)  # below the largest value: it may be even, round or a prime, and its neighbours not
_PART = 16  # of the size of a document, which tells how long the whole will be
_TRIES = 4  # a shape may draw a size of its own; it is drawn again until it is large
_SHAPES: tuple[tuple[str, Kind | None], ...] = (
    ("random", None),
    ("sorted", lists.sort),
    ("all equal", numbers.all_equal),
    ("reversed", lists.reverse),
    ("alternating", numbers.alternate),
    ("one letter", words.all_same),
    ("a path", edges.path),
    ("a star", edges.star),
)


class Growth:
    """Makes large documents by the likeliest grammar of the public inputs."""

    def __init__(self, inputs: Sequence[str], seed: int, statement: str = "") -> None:
        """Learn from the public inputs, of which there must be at least one, and from the statement."""
        self._grammar = learn(inputs, statement)[0]
        self._seed = seed

    @property
    def columns(self) -> dict[int, bool]:
        """The numbers that can grow, and whether each one is a count."""
        columns = self._grammar.columns.values()
        return {item.column: bool(item.size) for item in columns if item.kind is not TokenKind.WORD and not item.upper}

    def stated(self) -> dict[int, int]:
        """How large each number that can grow may be, as far as the statement says, all others being that large."""
        binding = self._grammar.binding
        tops: dict[int, int] = {}
        values: dict[str, int] = {}
        for _ in binding.ranges:  # a bound may rest on another one that comes later
            for number, stated in binding.ranges.items():
                column = self._grammar.columns[number]
                ends = [
                    found - edge.strict
                    for edge in stated.highs
                    if (found := evaluate(edge.formula, values, column.decimals)) is not None
                ]
                if ends and number in self.columns:
                    tops[number] = min(ends)
                if ends and not column.decimals:
                    values[stated.name] = min(ends)
        return {number: top for number, top in tops.items() if top > 0}

    def fitting(self, tops: Mapping[int, int]) -> dict[int, int]:
        """Halve the counts until a document of that size is likely short enough; a small one tells."""
        found = dict(tops)
        while any(self.columns[column] and top > _PART for column, top in found.items()):
            part = {column: max(1, top // _PART) if self.columns[column] else top for column, top in found.items()}
            if len(self.grown(part)) * _PART <= LONGEST:
                break
            found = {column: top // 2 if self.columns[column] else top for column, top in found.items()}
        return found

    def grown(self, tops: Mapping[int, int]) -> str:
        """Draw a document in which these columns are exactly as large as said, and the others as seen."""
        return self._maker(tops, "grown", exact=True).document().text()

    def boundaries(self, tops: Mapping[int, int]) -> Iterator[Mutation]:
        """Give documents in which one number is 0, 1 or near the largest that is allowed, and the others as seen."""
        seen = set()
        for column, counts in self.columns.items():
            top = tops.get(column, 1)
            for value in (0, 1) if counts else (0, 1, *(top - less for less in _NEAR if top > less)):
                maker = self._maker({column: value}, f"{column} is {value}", exact=True)
                text = maker.document().text()
                if text not in seen:
                    seen.add(text)
                    yield Mutation(text, None, f"a number is {value}")

    def extremes(self, tops: Mapping[int, int]) -> Iterator[Mutation]:
        """Give documents with these tops in several shapes, none too long to be kept."""
        enough = len(self.grown(tops)) // 3
        seen = set()
        for name, kind in _SHAPES:
            text = self._large(tops, name, kind, enough)
            if text and text not in seen:
                seen.add(text)
                yield Mutation(text, None, f"near the limits, {name}")

    def _large(self, tops: Mapping[int, int], name: str, kind: Kind | None, enough: int) -> str | None:
        for attempt in range(_TRIES if kind else 1):
            text = self._shaped(tops, name, kind, attempt)
            if text is None or enough <= len(text) <= LONGEST:
                return text  # a shape that does not apply never will
        return None

    def _shaped(self, tops: Mapping[int, int], name: str, kind: Kind | None, attempt: int) -> str | None:
        maker = self._maker(tops, f"{name} {attempt}")
        draft = Draft(maker.document(), self._grammar, maker, maker.random, ())
        if kind is not None and kind(draft) is None:
            return None
        repair(draft.document, maker)
        return draft.document.text()

    def _maker(self, tops: Mapping[int, int], name: str, *, exact: bool = False) -> Maker:
        return Maker(self._grammar, Random(f"{self._seed} {name}"), _AS_SEEN, tops=tops, exact=exact)
