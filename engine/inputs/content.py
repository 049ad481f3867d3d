"""New content for a layout: tokens, lines and whole documents, drawn at random within a grammar's laws."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.inputs.chains import chain_of
from engine.inputs.isograms import isogram
from engine.inputs.layout import Block, Document, Item, Layout, Line, Node, Repeat, Row
from engine.inputs.primes import prime_near
from engine.inputs.ranges import Bounds, fixed_length, letters, longest_word, told_letters
from engine.inputs.survey import Cell, Frame, Series
from engine.inputs.text import Kind, integer, show_units
from engine.inputs.variety import spell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.inputs.grammar import Grammar
    from engine.inputs.laws import Column
    from engine.inputs.layout import Count

_MOST = 3_000  # elements of one new list, whatever its count says, unless a top is larger
_FREE = 20  # elements where nothing counts them: such lists stand in each other
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_DIGITS = "0123456789"
_LONG = 8  # least count of a scale of long lists
_MANY = 5  # times as many lists in lists may be where they are long: heuristics fail on those of middling size
_TRIES = 6  # draws for a number that must differ from another one
_WIDE = 10_000  # numbers in a range from which a magnitude is drawn first
_BY_MAGNITUDE = 0.6  # share of numbers that are drawn so
_AS_SEEN = 0.5  # share of new words that have the shape of one that was seen


class Scale(Struct, frozen=True):
    """How large new content is.

    Attributes:
        name: for a person.
        sizes: the least and the greatest count.
        values: the least and the greatest value, in whole numbers; None takes the range that was seen.
        whole: whether, in its place, all of the stated range is taken where there is one.
    """

    name: str
    sizes: tuple[int, int]
    values: tuple[int, int] | None
    whole: bool = False


SCALES = (
    Scale("tiny", (1, 3), (0, 3)),
    Scale("small", (2, 6), (1, 9)),
    Scale("few, all that is allowed", (1, 4), None, whole=True),
    Scale("short, values as seen", (1, 5), None),
    Scale("few different values", (3, 9), (1, 2)),
    Scale("as seen", (0, 0), None),
    Scale("signed", (2, 5), (-5, 5)),
    Scale("small, all that is allowed", (2, 6), None, whole=True),
    Scale("small, wide values", (1, 4), (1, 1000)),
    Scale("longer", (8, 20), (1, 20)),
    Scale("longer, values as seen", (10, 30), None),
    Scale("large values", (2, 5), (10**8, 10**9)),
    Scale("longer, all that is allowed", (10, 30), None, whole=True),
    Scale("long", (50, 120), (1, 100)),
    Scale("very long, values as seen", (1500, 2500), None),
)
"""The sizes of new documents, the most telling first: small inputs show most faults, and show them best."""


@dataclass(slots=True)
class Maker:
    """Draws new content; equal random states give equal content.

    Attributes:
        grammar: the laws it keeps.
        random: the source of choices.
        scale: how large everything becomes.
        flavour: chooses the few letters that all words of one document share.
        tops: columns that grow beyond the scale: a count has this value, other numbers reach up to it.
        exact: whether these other numbers, too, have just that value.
        ragged: whether counts of lists in lists have any value up to it, and all other counts just that.
        bounds: the ranges of the grammar's numbers.
    """

    grammar: Grammar
    random: Random
    scale: Scale
    flavour: int = 0
    tops: Mapping[int, int] = field(default_factory=dict)
    exact: bool = False
    ragged: bool = False
    bounds: Bounds = field(init=False)
    _apart: dict[int, list[int]] = field(init=False)
    _counting: set[int] = field(init=False)
    _ragged: set[int] = field(init=False)
    _rooms: dict[int, list[tuple[Column, Count]]] = field(init=False)

    def __post_init__(self) -> None:
        self.bounds = Bounds(self.grammar)
        self._counting = set(_counting(self.grammar.layout))
        self._ragged = {inner for _, inner in lists_in_lists(self.grammar.layout)} if self.ragged else set()
        self._rooms = rooms(self.grammar)
        self._apart = {}
        for low, high in self.grammar.unequal:
            self._apart.setdefault(high, []).append(low)

    def document(self) -> Document:
        """Draw a whole document of the grammar's layout."""
        return Document(self.nodes(self.grammar.layout, Frame()))

    def nodes(self, layout: Layout, frame: Frame) -> list[Node]:
        """Draw one item after the other; the counts drawn first govern the lists after them."""
        return [self._node(item, frame) for item in layout]

    def element(self, series: Series) -> list[Node] | list[str]:
        """Draw one more element of a list."""
        if isinstance(series.item, Line):
            return self.tokens(series.item.group, Frame(series.frame))
        return self.nodes(series.item.body, Frame(series.frame))

    def token(self, number: int, frame: Frame) -> str:
        """Draw a token of a column."""
        column = self.grammar.columns.get(number)
        if column is None:
            return str(self.random.randint(1, 3))
        if column.kind is Kind.WORD:
            return self._word(column, frame)
        low, high = self.span(column, frame)
        taken = {cell.token for other in self._apart.get(number, ()) if (cell := frame.find(other))}
        token = self._number(column, low, high)
        for _ in range(_TRIES):
            if token not in taken:
                break
            token = self._number(column, low, high)
        return token

    def _number(self, column: Column, low: int, high: int) -> str:
        if self.scale.whole and high - low > _WIDE and self.random.random() < _BY_MAGNITUDE:
            value = self._of_any_magnitude(low, high)
        else:
            value = self.random.randint(low, max(low, high))
        return self.show(column, value, low, max(low, high))

    def show(self, column: Column, value: int, low: int, high: int) -> str:
        """Print a number of a column, or the nearest one within bounds that is of the column's kind."""
        if column.column in self.grammar.primes:
            value = prime_near(value, low, high)
        return show_units(value, column.decimals)

    def _of_any_magnitude(self, low: int, high: int) -> int:
        """Draw a number whose length is as likely as any other: wide ranges hold hardly any small ones."""
        sign = -1 if low < 0 and (high <= 0 or self.random.random() < 0.5) else 1
        bits = self.random.randint(0, max(abs(low) if sign < 0 else high, 1).bit_length())
        value = sign * self.random.randint(2**bits // 2, 2**bits - 1 if bits else 0)
        return min(max(value, low), high)

    def span(self, column: Column, frame: Frame) -> tuple[int, int]:
        """Tell the range of a column's new values here, in its units."""
        low, high = self._wanted(column, frame)
        free = bool(self.tops) or not self.is_capped(column)
        if column.upper and free and (limit := frame.value(column.upper.column)) is not None:
            low, high = max(0, min(column.low, 1)), limit + column.upper.offset
        if column.above is not None and (cell := frame.find(column.above)):
            below = self.grammar.columns[column.above].value(cell.token)
            low = max(low, low if below is None else below)
        for listed, count in self._rooms.get(column.column, ()):
            high = min(high, count.value(max(1, self._room(listed, frame))))
            low = min(low, high)
        return self._stated(column, frame, low, max(low, high))

    def is_capped(self, column: Column) -> bool:
        """Whether the statement says how large its numbers may be."""
        stated = self.grammar.binding.ranges.get(column.column)
        return stated is not None and bool(stated.highs)

    def _room(self, listed: Column, frame: Frame) -> int:
        """Tell how many different values a list can hold."""
        if self.grammar.orders[listed.column].unsigned:
            low, high = self.span(listed, frame)
            return max(-low, high)
        low, high = self.bounds.of(listed, frame)
        return high - low + 1

    def _stated(self, column: Column, frame: Frame, low: int, high: int) -> tuple[int, int]:
        """Bring a range into the stated one, where there is one; 0 is a boundary that a statement names."""
        if column.column not in self.grammar.binding.ranges:
            return low, high
        least, most = self.bounds.of(column, frame)
        if column.column in self.tops and not self.is_capped(column):
            most = max(most, high)  # a validator has taken it, and the statement does not speak of it
        return min(max(low, least), max(least, most)), max(least, min(high, most))

    def _wanted(self, column: Column, frame: Frame) -> tuple[int, int]:
        if (top := self.tops.get(column.column)) is not None:
            low = -top if column.low < 0 else min(column.low, 1, top)
            if column.column in self.grammar.binding.ranges:
                low = min(top, self.bounds.of(column, frame)[0])  # it may go below 0 though no public input does
            fixed = self.exact or (column.size and column.column not in self._ragged)
            return (top, top) if fixed else (low, top)
        if column.size and not (self.scale.whole and column.column not in self._counting):
            least = 0 if column.low == 0 else 1
            low, high = self.scale.sizes if self.scale.sizes[1] else (least, max(column.high, 2))
            most = max(least, self.grammar.caps.get(column.column, high) * (_MANY if low >= _LONG else 1))
            return min(max(low, least), most), min(high, most)
        if self.scale.values is None:
            whole = self.scale.whole and column.column in self.grammar.binding.ranges
            return self.bounds.of(column, frame) if whole else (column.low, column.high)
        unit = 10**column.decimals
        low, high = self.scale.values[0] * unit, self.scale.values[1] * unit
        # 0 and below are plausible only where they were seen, except that 0 is what a tiny scale is for
        return (max(low, unit) if column.low > 0 and low == 0 and self.random.random() < 0.7 else low), high

    def _word(self, column: Column, frame: Frame) -> str:
        if column.names:
            return self.random.choice(column.words)
        top = self.tops.get(column.column)
        free = not (column.length or column.once) and top is None and any(len(word) > 1 for word in column.words)
        if free and self.random.random() < _AS_SEEN:
            return self._like(self.random.choice(column.words))
        length = frame.value(column.length.column) if column.length else top or fixed_length(column)
        if length is None and self.tops:
            length = longest_word(column, self.grammar)
        if length is None:
            longest = max(len(word) for word in column.words)
            low, high = self.scale.sizes if self.scale.sizes[1] else (1, longest)
            length = self.random.randint(max(1, low), max(1, low, min(high, longest_word(column, self.grammar))))
        if column.variety is not None and (number := frame.find(column.variety)):
            different = integer(number.token) or 1
            word = spell(column.words, self.letters(column), different, max(1, min(length, self._most)), self.random)
            number.token = str(len(set(word)))  # not every text is long enough
            return word
        if column.once:
            return isogram(self.letters(column), max(1, length), self.random)
        chain = None if column.length else chain_of(column.words)
        if chain and (word := chain.draw(self.letters(column), min(length, self._most), self.random)):
            return word
        heads, alphabet = self.parts(column)
        if len(alphabet) > 2 and self.random.random() < 0.6:
            alphabet = "".join(Random(self.flavour).sample(alphabet, 2))
        head = self.random.choice(heads) if heads else ""
        return head + "".join(self.random.choices(alphabet, k=max(1, min(length, self._most) - len(head))))

    def _like(self, word: str) -> str:
        """Draw a word of the same shape: digits for digits, letters for letters, the rest as it is.

        The letters come from two or three that the whole document shares: words that have nothing in common
        are told apart by any program.
        """
        shared = Random(self.flavour)
        small = "".join(shared.sample(_LETTERS, shared.randint(1, 3)))
        digits = "".join(shared.sample("123456789", 2)) + "1"
        return "".join(
            self.random.choice(digits)
            if letter in _DIGITS
            else self.random.choice(small)
            if letter in _LETTERS
            else self.random.choice(small.upper())
            if letter in _LETTERS.upper()
            else letter
            for letter in word
        )

    def letters(self, column: Column) -> str:
        """Tell a column's alphabet; many small letters seen stand for all of them, unless somebody says which."""
        if told := told_letters(column, self.grammar):
            return "".join(sorted(told))
        seen = letters(column, self.grammar)
        small = {letter for letter in seen if letter in _LETTERS}
        return "".join(sorted(set(seen) | set(_LETTERS))) if len(small) > 5 and not column.length else seen

    def parts(self, column: Column) -> tuple[str, str]:
        """Tell the letters that a word begins with, where these are apart, and those of all other places."""
        heads, every = column.heads, self.letters(column)
        return heads, "".join(letter for letter in every if letter not in heads) or every

    @property
    def _most(self) -> int:
        return max(_MOST, *(self.tops[column] for column in self.tops if self._is_length(column)), 0)

    def _is_length(self, column: int) -> bool:
        return self.grammar.columns[column].size or not self.grammar.columns[column].numeric

    def _node(self, item: Item, frame: Frame) -> Node:
        if isinstance(item, Line):
            head = self.tokens(item.head, frame)
            times = self.times(item.count, frame) if item.group else 0
            return Row(item, head, [self.tokens(item.group, Frame(frame)) for _ in range(times)])
        times = self.times(item.count, frame)
        return Repeat(item, [self.nodes(item.body, Frame(frame)) for _ in range(times)])

    def tokens(self, columns: tuple[int, ...], frame: Frame) -> list[str]:
        """Draw a token of each column; the frame sees them afterwards."""
        holder: list[str] = []
        for index, column in enumerate(columns):
            holder.append(self.token(column, frame))
            frame.cells[column] = Cell(column, holder, index, frame, 0, 0)
        return holder

    def times(self, count: Count | None, frame: Frame) -> int:
        """Tell how many elements a list has here."""
        if count is None:
            low, high = self.scale.sizes if self.scale.sizes[1] else (1, 6)
            return self.random.randint(min(low, _FREE), min(high, _FREE))
        cell = frame.find(count.column)
        value = integer(cell.token) if cell else None
        return max(0, count.length(min(value or 0, self._most)))


def _counting(layout: Layout) -> Iterator[int]:
    """Name the columns that count something, as against those that bound indices only."""
    yield from (item.count.column for item in _items(layout) if item.count)


def lists_in_lists(layout: Layout) -> list[tuple[int, int]]:
    """Name the counts of lists whose elements have lists with counts of their own: the outer and the inner one."""
    found: list[tuple[int, int]] = []
    for block in layout:
        if isinstance(block, Line):
            continue
        own = {column for item in block.body if isinstance(item, Line) for column in item.head}
        inner = {item.count.column for item in block.body if item.count}
        found += [(block.count.column, column) for column in sorted(own & inner) if block.count]
        found += lists_in_lists(block.body)
    return found


def rooms(grammar: Grammar) -> dict[int, list[tuple[Column, Count]]]:
    """Name, for each count, the lists of different values that it counts and that have room for few only."""
    found: dict[int, list[tuple[Column, Count]]] = {}
    for item in _items(grammar.layout):
        for number in item.group if isinstance(item, Line) else _heads(item):
            column, law = grammar.columns.get(number), grammar.orders.get(number)
            if not (item.count and column and law and law.distinct and column.numeric):
                continue
            stated = grammar.binding.ranges.get(number)
            if law.unsigned or (stated and stated.highs) or (column.upper and column.upper.column != item.count.column):
                found.setdefault(item.count.column, []).append((column, item.count))
    return found


def _items(layout: Layout) -> Iterator[Item]:
    for item in layout:
        yield item
        if not isinstance(item, Line):
            yield from _items(item.body)


def _heads(block: Block) -> Iterator[int]:
    for item in block.body:
        if isinstance(item, Line):
            yield from item.head
