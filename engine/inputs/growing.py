"""What grows documents of any form to the limits of a problem: which of its numbers can, and how far they fit."""

from __future__ import annotations

from abc import ABC, abstractmethod
from math import log2
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from engine.inputs.mutation import Mutation
from engine.inputs.shapes import SHAPES

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence

    from engine.inputs.shapes import Shape

Size: TypeAlias = "tuple[str, Mapping[int, int], Sequence[Shape]]"
"""What is large together: a name for it, how large, and the shapes in which it is drawn."""

LENGTHS = tuple(step * 10**power for power in range(1, 6) for step in (1, 2, 5))[:-2]
"""Counts that are tried: 10, 20, 50, ... 100,000."""
VALUES = tuple(10**power for power in range(1, 19))
"""Values that are tried: limits are powers of ten, or nearly so."""

LONG_VALUES = tuple(10**power for power in (30, 100, 1_000, 10_000))
"""Values that are tried after these: numbers of so many digits are no machine's, and programs read them as texts."""

LONGEST = 400_000
"""Characters of a document that is worth keeping: a run keeps its inputs."""

WORDS = LONGEST // 2
"""Characters of all words of a list together."""

FULL = 3_000_000
"""Characters of one of the few documents that are as large as a problem allows, where `LONGEST` is too short for it."""

_FULL_SHAPES = (SHAPES[0], SHAPES[6], SHAPES[9], SHAPES[10])
"""Random, extremes in turn, lists with nothing in common, in which a search ends last, and mostly small values."""

NOTHING: Mapping[int, int] = MappingProxyType({})
_PART = 16  # of the size of a document, which tells how long the whole will be
_SHORTER = 3  # documents, each three quarters as large, of which the first that is short enough is kept
_LONG = 20_000  # characters of a document that is judged by a smaller one


class Growing(ABC):
    """Makes documents in which numbers, told by keys, are as large as is asked for.

    Attributes:
        longer: values that are tried where `VALUES` are too small; none where numbers are no text.
    """

    longer: tuple[int, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether a document may break what a smaller one made in the same way keeps, so that none speaks for it."""
        return False

    @property
    @abstractmethod
    def columns(self) -> dict[int, bool]:
        """The numbers that can grow, and whether each one is a count."""

    @abstractmethod
    def stated(self) -> dict[int, int]:
        """How large each number that can grow may be, as far as the statement says, all others being that large."""

    @abstractmethod
    def boundaries(self, tops: Mapping[int, int]) -> Iterator[Mutation]:
        """Give documents in which one number is 0, 1 or near the largest that is allowed, and the others as seen."""

    @abstractmethod
    def extremes(self, tops: Mapping[int, int], alone: Mapping[int, int] = NOTHING) -> Iterator[Mutation]:
        """Give documents as large as these tops allow, in several shapes, none too long to be kept.

        Args:
            tops: how large the numbers may be together.
            alone: how large each may be where the others are small, as far as that is more.
        """

    def full(self, tops: Mapping[int, int]) -> Iterator[Mutation | None]:
        """Give a few documents of the size that the problem allows, where `extremes` had to stop short of it.

        Each is drawn in pieces; None is a pause after one of them, in which others have their turn.
        """
        for name, large, shapes in self.full_sizes(tops):
            for shape in shapes:
                stopped = self.fitting(large, shape) != self.fitting(large, shape, FULL)
                stopped = stopped or self._cuts_words(large, shape)
                yield None
                if stopped and (made := (yield from self._in_pieces(large, shape, f"{name}, of full size", FULL))):
                    yield made

    def full_sizes(self, tops: Mapping[int, int]) -> Iterator[Size]:
        """Choose what is large together in the documents of full size."""
        yield "", tops, _FULL_SHAPES

    def _cuts_words(self, tops: Mapping[int, int], shape: Shape) -> bool:
        """Whether words are shorter than they may be, so that a document of this size is kept."""
        part = self.part(tops)
        short, long = (self.drawn(part, shape, "part", longest=longest // _PART) for longest in (WORDS, FULL // 2))
        return len(short) < len(long)

    def drawn(
        self, tops: Mapping[int, int], shape: Shape, name: str, *, exact: bool = False, longest: int = WORDS
    ) -> str:
        """Draw a document as a whole; see `pieces`."""
        return "".join(self.pieces(tops, shape, name, exact=exact, longest=longest))

    @abstractmethod
    def pieces(
        self, tops: Mapping[int, int], shape: Shape, name: str, *, exact: bool = False, longest: int = WORDS
    ) -> Iterator[str]:
        """Draw a document piece by piece; equal arguments give equal ones.

        Args:
            tops: how large each number is at most, a count just as large.
            shape: of its content.
            name: what else the random choices depend on.
            exact: whether other numbers than counts, too, are just as large.
            longest: characters of all words of a list together.
        """

    @property
    def tried(self) -> tuple[Shape, ...]:
        """The shapes in which a document is grown: a validator that refuses the first may take the next."""
        return SHAPES[:1]

    def grown(self, tops: Mapping[int, int], shape: Shape = SHAPES[0]) -> str:
        """Draw a document in which these numbers are exactly as large as said, and the others as seen."""
        return self.drawn(tops, shape, "grown", exact=True)

    def grown_to_fit(self, tops: Mapping[int, int], shape: Shape) -> str:
        """Draw such a document with smaller counts where it would be too long to be kept; empty if it still is."""
        sizes = self.fitting(tops)
        for _ in range(_SHORTER):
            if len(text := self.grown(sizes, shape)) <= LONGEST:
                return text
            sizes = self.smaller(sizes)
        return ""

    def fitting(self, tops: Mapping[int, int], shape: Shape = SHAPES[0], longest: int = LONGEST) -> dict[int, int]:
        """Halve the counts until a document of that size is likely short enough; a small one tells."""
        found = dict(tops)
        words = longest // 2 // _PART
        while any(self.columns[column] and top > _PART for column, top in found.items()):
            if self._expected(found, shape, words, longest) <= longest:
                break
            found = {column: top // 2 if self.columns[column] else top for column, top in found.items()}
        return found

    def smaller(self, tops: Mapping[int, int]) -> dict[int, int]:
        """Make the counts three quarters as large, for a document that was expected to be short enough and is not.

        The small one that told how long it would be has numbers of fewer digits.
        """
        return {column: top * 3 // 4 if self.columns[column] else top for column, top in tops.items()}

    def _expected(self, tops: Mapping[int, int], shape: Shape, words: int, longest: int) -> float:
        """About how many characters a document of this size has: a small one, and one of half its counts, tell.

        Twice the counts make a list twice as long, and a matrix four times. Of a document that is longer than `longest`
        in any case, only that much is told.
        """
        part = self.part(tops)
        divided = [column for column in part if part[column] < tops[column]]
        times = max((tops[column] / part[column] for column in divided), default=1.0)
        whole = self._length(part, shape, words, longest / times)
        if not divided or whole * times > longest:
            return whole * times
        half = {**part, **{column: part[column] // 2 for column in divided}}
        less = self._length(half, shape, words, longest)
        return whole * times ** max(1, round(log2(whole / max(1, less))))

    def _length(self, tops: Mapping[int, int], shape: Shape, words: int, most: float) -> int:
        """How many characters a document of this size has, counted until they are more than `most`."""
        length = 0
        for piece in self.pieces(tops, shape, "part", longest=words):
            length += len(piece)
            if length > most:
                break
        return length

    def part(self, tops: Mapping[int, int]) -> dict[int, int]:
        """Make the counts a sixteenth; small ones stay, since lists of that length must be possible as a whole."""
        counts = (column for column, counts in self.columns.items() if counts and column in tops)
        return {**tops, **{column: max(min(tops[column], _PART), tops[column] // _PART) for column in counts}}

    def large(self, tops: Mapping[int, int], shape: Shape, name: str, longest: int = LONGEST) -> Mutation | None:
        """Draw a document near the limits, with a small likeness if it is long; None if none is short enough."""
        work = self._in_pieces(tops, shape, name, longest)
        while True:
            try:
                next(work)
            except StopIteration as end:
                made: Mutation | None = end.value
                return made

    def _in_pieces(
        self, tops: Mapping[int, int], shape: Shape, name: str, longest: int
    ) -> Generator[None, None, Mutation | None]:
        sizes = self.fitting(tops, shape, longest)
        what = f"near the limits, {shape.name}{name}"
        for _ in range(_SHORTER):
            pieces, length = list[str](), 0
            for piece in self.pieces(sizes, shape, what, longest=longest // 2):
                pieces.append(piece)
                length += len(piece)
                if length > longest:
                    break
                yield
            if length <= longest:
                text = "".join(pieces)
                small = len(text) <= _LONG or self.whole
                likeness = "" if small else self.drawn(self.part(sizes), shape, what)
                return Mutation(text, None, what, likeness)
            sizes = self.smaller(sizes)
        return None
