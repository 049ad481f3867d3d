"""Large documents, drawn column by column: token by token they would hold up whoever waits for a second or more.

What `content.Maker` draws for a small document stands here for whole columns: the range of a column is worked out once
for a list, then all its values are drawn, in a shape such as sorted or all equal, and put under the grammar's laws.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from engine.inputs.chains import chain_of
from engine.inputs.formulas import Name
from engine.inputs.isograms import without_doubles
from engine.inputs.layout import Block, Line
from engine.inputs.ranges import fixed_length, longest_word
from engine.inputs.records import different
from engine.inputs.shapes import all_different, any_letters
from engine.inputs.spreading import in_two_clumps, lay_apart, put_inside
from engine.inputs.survey import Frame
from engine.inputs.text import Kind, show_units

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence
    from random import Random

    from engine.inputs.binding import Edge
    from engine.inputs.content import Maker
    from engine.inputs.laws import Column, Graph
    from engine.inputs.layout import Layout
    from engine.inputs.shapes import Shape
    from engine.inputs.spreading import Circle

_MANY = 50_000  # elements, after the work on which others have their turn
_PIECE = 100_000  # characters of a piece of a document
_LINE = 100  # characters that take as long to draw as a list of its own does
_TRIES = 8  # draws for a word that is not there yet


@dataclass(frozen=True, slots=True)
class Bulk:
    """Draws documents of the maker's size in one shape.

    Attributes:
        maker: draws single tokens, and knows the grammar, the tops and the random source.
        shape: how the values of a column, the letters of a word and the edges of a graph follow each other.
        longest: characters that a list of words may have; each word gets its part of them.
        circles: those drawn last, into which points are put.
    """

    maker: Maker
    shape: Shape
    longest: int
    circles: list[Circle] = field(default_factory=list)

    def pieces(self) -> Iterator[str]:
        """Draw a document of the grammar's layout, piece by piece, each in some hundredths of a second; some are empty.

        Others have their turn between two pieces.
        """
        waiting, size = list[str](), 0
        for line in self._lines(self.maker.grammar.layout, Frame()):
            if line is not None:
                waiting.append(f"{line}\n")
                size += len(line) + _LINE
            if line is None or size > _PIECE:
                yield "".join(waiting)
                waiting, size = [], 0
        yield "".join(waiting)

    def _lines(self, layout: Layout, frame: Frame) -> Iterator[str | None]:
        """Draw line after line, and None for a pause in the work on a long list."""
        lists = 0
        for item in layout:
            drawing = replace(self, shape=self.shape.of_list(lists)) if self.shape.other else self
            lists += isinstance(item, Block) or bool(item.group)
            if isinstance(item, Line):
                head = self._single(item.head, frame)
                times = self.maker.times(item.count, frame) if item.group else 0
                rows = (yield from drawing.rows(item.group, times, frame)) if item.group else []
                if item.columnwise:
                    yield from (" ".join(row[at] for row in rows) for at in range(item.lines))
                else:
                    yield " ".join([*head, *(token for row in rows for token in row)])
            elif (columns := _flat(item)) is not None:
                yield from map(" ".join, (yield from drawing.rows(columns, self.maker.times(item.count, frame), frame)))
            else:
                for _ in range(self.maker.times(item.count, frame)):
                    yield from self._lines(item.body, Frame(frame))

    def _single(self, numbers: tuple[int, ...], frame: Frame) -> list[str]:
        """Draw the tokens that stand before a list or alone: as large as they may be, or as small in such a shape.

        Of several indices, such as the two ends of a way, every second one is at the other end.
        """
        tokens = self.maker.tokens(numbers, frame)
        indices = 0
        for at, number in enumerate(numbers):
            column = self.maker.grammar.columns.get(number)
            if column and number in self.maker.tops and column.kind is Kind.WORD and not chain_of(column.words):
                tokens[at : at + 1] = self._words(column, 1, frame)
            if column is None or column.kind is Kind.WORD or column.size or self.maker.exact:
                continue
            low, high = self.maker.span(column, frame)
            indices += bool(column.upper)
            value = self.shape.of_range(low, max(low, high), turned=bool(column.upper) and indices % 2 == 1)
            token = self.maker.show(column, value, low, max(low, high))
            pairs = [pair for pair in self.maker.grammar.unequal if number in pair]
            if not any(tokens[numbers.index(other)] == token for pair in pairs for other in pair if other in numbers):
                tokens[at] = token
        return tokens

    def rows(self, numbers: tuple[int, ...], times: int, frame: Frame) -> Generator[None, None, list[tuple[str, ...]]]:
        """Draw the elements of a list, each a token of every column, with pauses where it is long."""
        described = [self.maker.grammar.columns.get(number) for number in numbers]
        drawn: dict[int, list[int]] = {}
        if numbers and (law := self.maker.grammar.graphs.get(numbers[0])):
            drawn = yield from self._edges(law, times, frame)
        for column in described:
            if column and column.kind is not Kind.WORD and column.column not in drawn:
                drawn[column.column] = self._numbers(column, times, frame)
                yield from _pauses(times)
        for low, high in self._below(numbers):
            if low in drawn and high in drawn:
                drawn[low], drawn[high] = self._ordered(low, drawn[low], drawn[high])
        self._place(drawn, Frame(frame))
        columns = []
        for number, column in zip(numbers, described, strict=True):
            if column is None:
                columns.append(["1"] * times)
            elif number in drawn:
                columns.append((yield from _shown(drawn[number], column.decimals)))
            else:
                columns.append(self._words(column, times, frame))
                yield from _pauses(times)
        for echo in self.maker.grammar.echoes if times else ():
            if echo.column in numbers and (source := frame.find(echo.source)):
                columns[numbers.index(echo.column)][echo.place] = source.token
        rows = list(zip(*columns, strict=True))
        if numbers and numbers[0] in self.maker.grammar.records:
            apart = different(rows, numbers, Frame(frame), self.maker)
            rows = [new or row for row, new in zip(rows, apart, strict=True)]
        return rows

    # ---------------------------------------------------------------- numbers

    def _numbers(self, column: Column, times: int, frame: Frame) -> list[int]:
        random, law = self.maker.random, self.maker.grammar.orders.get(column.column)
        low, high = self.maker.span(column, Frame(frame))
        if law and law.distinct and self.maker.exact and column.column in self.maker.tops:
            values = [high - at for at in range(times)]
        elif law and law.unsigned and times <= max(-low, high):
            sizes = all_different(1, max(-low, high), times, random)
            values = self.shape.arranged([_signed(size, low, high, random) for size in sizes], random)
        elif law and law.distinct and low + times - 1 <= high:
            values = all_different(low, high, times, random)
            values = self.shape.arranged(values, random)
        else:
            values = self.shape.values(low, high, times, random)
        return sorted(values, reverse=law.direction < 0) if law and law.direction else values

    def _ordered(self, low: int, lows: list[int], highs: list[int]) -> tuple[list[int], list[int]]:
        """Exchange the ends of pairs that are the wrong way round; where the lower ones obey a law, raise the other."""
        pairs = list(zip(lows, highs, strict=True))
        if low in self.maker.grammar.orders:
            return lows, [max(pair) for pair in pairs]
        return [min(pair) for pair in pairs], [max(pair) for pair in pairs]

    def _below(self, numbers: tuple[int, ...]) -> Iterator[tuple[int, int]]:
        """Give the pairs of columns of one list of which the first is never above the second."""
        binding = self.maker.grammar.binding
        for number in numbers:
            column = self.maker.grammar.columns.get(number)
            if column and column.above in numbers:
                yield column.above, number
            if stated := binding.ranges.get(number):
                yield from ((other, number) for other in self._named(stated.lows) if other in numbers)
                yield from ((number, other) for other in self._named(stated.highs) if other in numbers)

    def _named(self, edges: tuple[Edge, ...]) -> Iterator[int]:
        names = self.maker.grammar.binding.names
        for edge in edges:
            if isinstance(edge.formula, Name):
                yield from names.get(edge.formula.name, ())

    def _place(self, drawn: dict[int, list[int]], frame: Frame) -> None:
        """Put circles apart, and points into those before them, in place, where the statement promises it.

        What grows until a validator refuses it stays as it is, or that would never come.
        """
        law, columns = self.maker.grammar.circles, self.maker.grammar.columns
        if (
            law is None
            or not any(drawn.values())
            or len({columns[number].decimals for number in (*law.columns, *(law.points or ()))}) > 1
        ):
            return
        growing = [number for number in law.columns if number in self.maker.tops]
        if self.maker.exact and any(not self.maker.is_capped(columns[number]) for number in growing):
            return
        if set(law.columns) <= drawn.keys():
            xs, ys, radii = (self._reach(columns[number], frame) for number in law.columns)
            given = list(zip(*(drawn[number] for number in law.columns), strict=True))
            lay = in_two_clumps if self.shape.clumped else lay_apart
            self.circles[:] = lay(given, xs, ys, radii[0], self.maker.random)
            drawn |= dict(zip(law.columns, map(list, zip(*self.circles, strict=True)), strict=True))
        elif law.points and set(law.points) <= drawn.keys() and self.circles:
            given_points = list(zip(*(drawn[number] for number in law.points), strict=True))
            xs, ys = (self._reach(columns[number], frame) for number in law.points)
            moved = put_inside(given_points, self.circles, xs, ys, self.maker.random)
            drawn |= dict(zip(law.points, map(list, zip(*moved, strict=True)), strict=True))

    def _reach(self, column: Column, frame: Frame) -> tuple[int, int]:
        """Tell within which range a number may be moved, also where all of them were drawn as large as allowed."""
        low, high = self.maker.span(column, frame)
        return (min(low, self.maker.bounds.of(column, frame)[0]) if self.maker.exact else low), high

    # ---------------------------------------------------------------- words

    def _words(self, column: Column, times: int, frame: Frame) -> list[str]:
        random = self.maker.random
        if column.names:
            return random.choices(column.words, k=times)
        length = frame.value(column.length.column) if column.length else fixed_length(column)
        length = self.maker.tops.get(column.column, length)
        most = max(1, self.longest // max(times, 1))
        if length is None:
            length = min(longest_word(column, self.maker.grammar), most)
        spelling = _Spelling(*self.maker.parts(column), min(length, self.longest), random, once=column.once)
        words = [spelling.draw(self.shape.word) for _ in range(times)]
        law = self.maker.grammar.orders.get(column.column)
        return self._different(words, spelling) if law and law.distinct else words

    def _different(self, words: list[str], spelling: _Spelling) -> list[str]:
        """Replace what comes twice by other words of the shape, or by any, as far as there are some."""
        seen: set[str] = set()
        for at in range(len(words)):
            for number in range(_TRIES):
                if words[at] not in seen:
                    break
                words[at] = spelling.draw(self.shape.word if number < _TRIES // 2 else any_letters)
            seen.add(words[at])
        return words

    # ---------------------------------------------------------------- graphs

    def _edges(self, law: Graph, times: int, frame: Frame) -> Generator[None, None, dict[int, list[int]]]:
        """Draw edges: as many of the shape's as there is room for, then random ones; with pauses."""
        nodes = frame.value(law.nodes.column) or 0
        lowest = 1 + law.nodes.offset
        if nodes < 1:
            return {}
        edges = self.shape.edges(nodes, times, self.maker.random)
        yield from _pauses(len(edges))
        edges += yield from self._others(set(edges), nodes, times - len(edges), simple=law.simple)
        first, second = law.ends
        return {first: [lowest + a for a, _ in edges], second: [lowest + b for _, b in edges]}

    def _others(
        self, taken: set[tuple[int, int]], nodes: int, count: int, *, simple: bool
    ) -> Generator[None, None, list[tuple[int, int]]]:
        draw, found = self.maker.random.random, list[tuple[int, int]]()
        room = nodes * (nodes - 1) // 2 - len(taken) if simple else count
        while len(found) < count:
            edge = int(draw() * nodes), int(draw() * nodes)
            edge = (min(edge), max(edge))
            if simple and len(found) < room and (edge in taken or edge[0] == edge[1]):
                continue
            taken.add(edge)
            found.append(edge)
            if len(found) % _MANY == 0:
                yield
        return found


def _pauses(times: int) -> Iterator[None]:
    """Pause once after the work on many elements."""
    if times >= _MANY:
        yield


def _shown(values: Sequence[int], decimals: int) -> Generator[None, None, list[str]]:
    """Print numbers, with pauses."""
    tokens: list[str] = []
    for start in range(0, len(values), _MANY):
        tokens += [show_units(value, decimals) for value in values[start : start + _MANY]]
        yield from _pauses(len(tokens))
    return tokens


@dataclass(frozen=True, slots=True)
class _Spelling:
    """How words of a column are spelled: the letters that begin them, where these are apart, the others, the length.

    Those that may have no letter `once` more are shorter.
    """

    heads: str
    letters: str
    length: int
    random: Random
    once: bool = False

    def draw(self, word: Callable[[str, int, Random], str]) -> str:
        """Draw a word of a shape."""
        head = self.random.choice(self.heads) if self.heads else ""
        drawn = head + word(self.letters or "a", self.length - len(head), self.random)
        return without_doubles(drawn) if self.once else drawn


def _signed(size: int, low: int, high: int, random: Random) -> int:
    """Give a number of this size a sign that keeps it in range."""
    signs = [value for value in (size, -size) if low <= value <= high]
    return random.choice(signs) if signs else size


def _flat(block: Block) -> tuple[int, ...] | None:
    """The columns of a block whose entries are lines of single tokens; None for any other block."""
    if len(block.body) != 1:
        return None
    line = block.body[0]
    return line.head if isinstance(line, Line) and not line.group else None
