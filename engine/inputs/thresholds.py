"""Where what programs do changes with one number of an input: the value is found by bisection.

Faults sit at boundaries (White & Cohen, *A Domain Strategy for Computer Program Testing*, IEEE TSE 1980): a program
with `<` for `<=`, or one more or less than it should have, does what the others do everywhere but beside the value at
which their outputs change. Random numbers from a wide range hardly ever fall there.

Nothing here runs a program: whoever can answers the searches, which ask about one value after the other.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from engine.inputs.grammar import learn
from engine.inputs.ranges import Bounds, stated_ends
from engine.inputs.survey import survey
from engine.inputs.text import show_units

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence

    from engine.inputs.grammar import Grammar
    from engine.inputs.laws import Column
    from engine.inputs.survey import Frame

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_TOKEN = re.compile(r"\S+")
_STRIDE = 8  # by which the steps away from a value grow
_WIDEST = 10**9  # how far a number goes of which nobody says how far

Search: TypeAlias = "Generator[int, bool, tuple[int, int] | None]"
"""Asks of one value after the other whether it does the same, and ends with two neighbours, or nothing."""


class Number(Struct, frozen=True):
    """A number of an input that counts nothing, in its place.

    Attributes:
        column: of the grammar.
        line: where it stands, counted from 1.
        position: among the tokens of the line, counted from 1.
        start: the place of its first character in the text.
        stop: the place after its last character.
        value: in units of 10^-decimals, as are `low` and `high`.
        decimals: digits after the point.
        low: the least value that it may have.
        high: the greatest one.
    """

    column: int
    line: int
    position: int
    start: int
    stop: int
    value: int
    decimals: int
    low: int
    high: int

    @property
    def place(self) -> str:
        """Where it is, for a person."""
        return f"line {self.line}, token {self.position}"


class Edge(Struct, frozen=True):
    """Two neighbouring values of a number: with the first an input does what it did, with the other one it does not."""

    text: str
    number: Number
    same: int
    other: int

    @property
    def step(self) -> int:
        """From the first value to the other."""
        return self.other - self.same

    def beyond(self) -> str:
        """The input with the value after the other one."""
        return written(self.text, {self.number: self.other + self.step})

    def inputs(self, mates: Sequence[Number]) -> Iterator[tuple[str, str]]:
        """Give inputs at the edge, each with what it is: on both sides of it, and there with a mate that is turned.

        Faults of which the edge itself shows nothing, such as a length that is too small by one, show where another
        number of the same thing is not the round one that it is mostly.
        """
        values = (self.other, self.same, self.same - self.step, self.other + self.step)
        near = [value for value in values if self.number.low <= value <= self.number.high]
        for value in near:
            yield written(self.text, {self.number: value}), self._said(value)
        for mate in mates:
            turned = mate.value + 1 if mate.value < mate.high else mate.value - 1
            for value in near[:3] if turned >= mate.low else ():
                what = f"{self._said(value)}, {mate.place} = {show_units(turned, mate.decimals)}"
                yield written(self.text, {self.number: value, mate: turned}), what

    def _said(self, value: int) -> str:
        shown, same, other = (show_units(each, self.number.decimals) for each in (value, self.same, self.other))
        return f"{self.number.place} = {shown}, at the edge between {same} and {other}"


class Numbers:
    """Finds the numbers of inputs that can have other values."""

    def __init__(self, inputs: Sequence[str], statement: str = "", rules: Sequence[str] = (), *, wide: bool) -> None:
        """Learn from the public inputs, of which there must be at least one, the statement and what somebody says.

        Args:
            inputs: the public ones.
            statement: the problem's.
            rules: what somebody says in place of that.
            wide: whether numbers go beyond what was seen where nobody says how far they may: a validator will tell.
        """
        self._grammar: Grammar = learn(inputs, statement, rules)[0]
        self._bounds = Bounds(self._grammar)
        self._wide = wide

    def of(self, text: str) -> list[Number]:
        """The numbers of an input that count nothing, in the order of the text; none where it is not understood."""
        document = self._grammar.read(text)
        if document is None:
            return []
        found, spans = survey(document), _spans(text)
        counting = {id(series.owner) for series in found.series}
        numbers = []
        for cell in found.cells:
            column = self._grammar.columns.get(cell.column)
            value = column.value(cell.token) if column and column.numeric else None
            if column is None or value is None or column.size or id(cell) in counting:
                continue
            low, high = self._range(column, cell.frame)
            span = spans.get((cell.line, cell.position))
            if span and low <= value <= high and text[slice(*span)] == cell.token:
                place = cell.column, cell.line, cell.position, *span
                numbers.append(Number(*place, value, column.decimals, low, high))
        return numbers

    def _range(self, column: Column, frame: Frame) -> tuple[int, int]:
        low, high = self._bounds.of(column, frame)
        if not self._wide:
            return low, high
        least, most = stated_ends(self._grammar, column, frame)
        wide = _WIDEST * 10**column.decimals
        return -wide if least is None else least, wide if most is None else most


def mates_of(number: Number, numbers: Sequence[Number]) -> list[Number]:
    """The numbers that belong to the same thing: those in its line, the nearest first."""
    mates = [mate for mate in numbers if mate.line == number.line and mate is not number]
    return sorted(mates, key=lambda mate: abs(mate.position - number.position))


def written(text: str, values: Mapping[Number, int]) -> str:
    """Print an input with other values of some numbers."""
    for number in sorted(values, key=lambda each: -each.start):
        text = text[: number.start] + show_units(values[number], number.decimals) + text[number.stop :]
    return text


def search(value: int, end: int) -> Search:
    """Look from a value towards an end for the first neighbours between which something changes.

    Steps grow until it has, then their last one is halved again and again. It asks about at most one and a half times
    as many values as the distance has binary digits, and a few.

    Args:
        value: where it is known.
        end: how far to look.
    """
    same, reach, sign = value, 1, 1 if end > value else -1
    while True:
        if same == end:
            return None
        other = min(value + reach, end) if sign > 0 else max(value - reach, end)
        if not (yield other):
            break
        same, reach = other, reach * _STRIDE
    while abs(other - same) > 1:
        middle = (same + other) // 2
        if (yield middle):
            same = middle
        else:
            other = middle
    return same, other


def _spans(text: str) -> dict[tuple[int, int], tuple[int, int]]:
    """Where each token of a text stands, by its line and its number in it, both from 1."""
    return {
        (line, position): (row.start() + token.start(), row.start() + token.end())
        for line, row in enumerate(_LINE.finditer(text), start=1)
        for position, token in enumerate(_TOKEN.finditer(row[0]), start=1)
    }
