"""Documents as large as a problem allows, for programs that are right but too slow, or recurse too deep.

Nothing here knows the limits: `Growth` makes documents in which one number grows, whoever uses it asks a validator
how far each may go, and then has extremes made in which all of them are as large as that.
"""

from __future__ import annotations

from functools import cached_property
from math import isqrt
from random import Random
from typing import TYPE_CHECKING

from engine.inputs.bulk import Bulk
from engine.inputs.content import Maker, Scale, lists_in_lists
from engine.inputs.formulas import evaluate
from engine.inputs.grammar import learn
from engine.inputs.growing import LONG_VALUES, NOTHING, WORDS, Growing
from engine.inputs.layout import Block, Line
from engine.inputs.mutation import Mutation
from engine.inputs.ranges import fixed_length, longest_word
from engine.inputs.repair import repair
from engine.inputs.shapes import ALIKE, CLUMPS, JOINED, RAGGED, SHAPES
from engine.inputs.survey import Frame
from engine.inputs.text import Kind, show_units

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.inputs.growing import Size
    from engine.inputs.layout import Layout
    from engine.inputs.shapes import Shape

_AS_SEEN = Scale("as seen", (0, 0), None)
_NEAR = (0, 1, 2, 3, 7)  # below the largest value: it may be even, round or a prime, and its neighbours not
_SMALL = 100  # a count whose limit, and half of that, are sizes like any other
_SAID = 30  # digits of a number that is told as a whole
_TREES = (SHAPES[1], SHAPES[5])  # a path, and a path with a star at its end
_FEWER = 3  # times fewer lists in which as many elements are
_ALONE = SHAPES[:3]  # shapes of documents in which one count alone is large


class Growth(Growing):
    """Makes large documents by the likeliest grammar of the public inputs."""

    longer = LONG_VALUES

    def __init__(self, inputs: Sequence[str], seed: int, statement: str = "", rules: Sequence[str] = ()) -> None:
        """Learn from the public inputs, of which there must be at least one, the statement and what somebody says."""
        self._grammar = learn(inputs, statement, rules)[0]
        self._seed = seed

    @property
    def columns(self) -> dict[int, bool]:
        """The numbers that can grow, and whether each one is a count."""
        columns = self._grammar.columns.values()
        numbers = {item.column: bool(item.size) for item in columns if item.kind is not Kind.WORD and not item.upper}
        return numbers | dict.fromkeys(self._texts, True)

    @cached_property
    def _texts(self) -> list[int]:
        """The words that stand alone, and whose letters nothing counts: they grow by themselves."""
        heads = [column for item in self._grammar.layout if isinstance(item, Line) for column in item.head]
        known = (self._grammar.columns[column] for column in heads if column in self._grammar.columns)
        return [
            column.column
            for column in known
            if not (column.numeric or column.names or column.length or fixed_length(column))
        ]

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
        for number in self._texts:
            column = self._grammar.columns[number]
            if (longest := longest_word(column, self._grammar)) > max(map(len, column.words)):
                tops[number] = longest
        return {number: top for number, top in tops.items() if top > 0}

    def boundaries(self, tops: Mapping[int, int]) -> Iterator[Mutation]:
        """Give documents in which one number is 0, 1 or near the largest that is allowed, and the others as seen."""
        seen = set()
        for column, counts in self.columns.items():
            top = tops.get(column, 1)
            near = (top // 2, top) if counts and top <= _SMALL else () if counts else _below(top)
            for value in dict.fromkeys((1, *near) if column in self._texts else (0, 1, *near)):
                said = show_units(value, 0)
                maker = self._maker({column: value}, f"{column} is {said}", exact=True)
                document = maker.document()
                repair(document, maker)
                text = document.text()
                if text not in seen:
                    seen.add(text)
                    what = said if len(said) <= _SAID else f"of {len(said)} digits"
                    yield Mutation(text, None, f"a number is {what}")

    def extremes(self, tops: Mapping[int, int], alone: Mapping[int, int] = NOTHING) -> Iterator[Mutation]:
        """Give documents as large as these tops allow, in several shapes; see `Growing.extremes`."""
        seen = set()
        for name, large, shapes in self._sizes(tops, alone):
            for shape in shapes:
                made = self.large(large, shape, name)
                if made and made.text not in seen:
                    seen.add(made.text)
                    yield made

    def _sizes(self, tops: Mapping[int, int], alone: Mapping[int, int]) -> Iterator[Size]:
        """Choose what is large together: everything, each count, lists in lists, then the edges of a small graph."""
        counts = [column for column in tops if self.columns[column]]
        told = any(len(column.words) > 1 or column.alphabet for column in self._grammar.columns.values())
        varied = bool(_lists(self._grammar.layout)) or told
        yield "", tops, SHAPES if varied else SHAPES[:3]
        if len(counts) > 1:
            for column in counts:
                only = {other: 1 if other in counts and other != column else top for other, top in tops.items()}
                yield f", count {counts.index(column) + 1} alone", only, _ALONE
        if self._grammar.circles:
            yield "", tops, (CLUMPS,)
        yield from self._of_different_lengths(tops, alone)
        for law in self._grammar.graphs.values():
            nodes, edges = law.nodes.column, self._edges_of(law.ends[0])
            if edges is None or edges == nodes:
                continue
            limits = {**self.stated(), **tops}  # random edges may be refused in every number, and all of them not
            if nodes in limits and edges in limits:
                joined = min(limits[nodes], (isqrt(8 * limits[edges] + 1) + 1) // 2) // 2 * 2  # an even number
                every = {nodes: joined, edges: joined * (joined - 1) // 2}
                yield ", a complete graph", {**tops, **every}, (JOINED, ALIKE)
            if nodes not in tops or edges not in tops:
                continue
            few = min(tops[nodes], isqrt(2 * tops[edges]) + 2)
            yield ", a dense graph", {**tops, nodes: few}, _ALONE[:1]
            yield ", half of the edges", {**tops, edges: max(1, tops[edges] // 2)}, _ALONE[:1]
            yield ", a sparse graph", {**tops, edges: min(tops[edges], tops[nodes] + few)}, SHAPES[:5]

    def _of_different_lengths(self, tops: Mapping[int, int], alone: Mapping[int, int]) -> Iterator[Size]:
        """Deal the elements of lists in lists to as many lists as may be, and to a third of them, of any length.

        What bounds all elements together, as "the sum of all n is at most 10^5" does, makes the counts smaller than
        each of them may be where all lists are equally long.
        """
        limits = {column: max(top, alone.get(column, 0)) for column, top in tops.items()}
        for outer, inner in lists_in_lists(self._grammar.layout):
            if outer not in tops or inner not in tops:
                continue
            elements = tops[outer] * self._inner_length(inner, tops) * 7 // 8  # on average: they may be some more
            for name, lists in (("", limits[outer]), ("fewer ", limits[outer] // _FEWER)):
                length = min(2 * elements // max(1, lists), self._inner_length(inner, limits))
                if lists > 1 and length > 1:
                    sizes = {**limits, outer: lists, inner: length}
                    yield f", in {name}lists of different lengths", sizes, (RAGGED,)

    def _inner_length(self, inner: int, sizes: Mapping[int, int]) -> int:
        """How long a list in a list is in a document of this size: of different values there may be fewer."""
        maker, frame = self._maker(sizes, "length"), Frame()
        for item in self._grammar.layout:
            if isinstance(item, Block):
                break
            maker.tokens(item.head, frame)
        return maker.span(self._grammar.columns[inner], Frame(frame))[1]

    def full_sizes(self, tops: Mapping[int, int]) -> Iterator[Size]:
        """Everything, and trees where a graph has edges of its own: one edge more shortens its longest way."""
        yield from super().full_sizes(tops)
        for law in self._grammar.graphs.values():
            nodes, edges = law.nodes.column, self._edges_of(law.ends[0])
            if edges is not None and edges != nodes and nodes in tops and tops.get(edges, 0) >= tops[nodes] > 1:
                yield ", a tree", {**tops, edges: tops[nodes] - 1}, _TREES

    @property
    def whole(self) -> bool:
        """A place may be reached over a few links, and not over many."""
        return bool(self._grammar.routes)

    @property
    def tried(self) -> tuple[Shape, ...]:
        """Random edges, then a path, which leads everywhere, then groups, for where friends of friends are friends."""
        return (*SHAPES[:2], JOINED) if self._grammar.graphs else SHAPES[:1]

    def _edges_of(self, column: int) -> int | None:
        """Name what counts the list that a column is in; None where it has no count of its own."""
        return next((count for columns, count in _lists(self._grammar.layout) if column in columns), None)

    def pieces(
        self, tops: Mapping[int, int], shape: Shape, name: str, *, exact: bool = False, longest: int = WORDS
    ) -> Iterator[str]:
        """Draw a document; see `Growing.pieces`."""
        return Bulk(self._maker(tops, name, exact=exact, ragged=shape.ragged), shape, longest).pieces()

    def _maker(self, tops: Mapping[int, int], name: str, *, exact: bool = False, ragged: bool = False) -> Maker:
        random = Random(f"{self._seed} {name}")
        return Maker(self._grammar, random, _AS_SEEN, tops=tops, exact=exact, ragged=ragged)


def _below(top: int) -> list[int]:
    return [top - less for less in _NEAR if top > less]


def _lists(layout: Layout) -> list[tuple[tuple[int, ...], int | None]]:
    """Give the columns of each list, and what counts its elements."""
    found: list[tuple[tuple[int, ...], int | None]] = []
    for item in layout:
        count = item.count.column if item.count else None
        if isinstance(item, Block):
            found += [(line.head, count) for line in item.body if not isinstance(line, Block)]
            found += _lists(item.body)
        elif item.group:
            found.append((item.group, count))
    return found
