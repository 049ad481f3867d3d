"""The layout of an input: which lines follow each other, and which numbers count what follows them.

A layout is what a problem's "Input" section says in words: *a line with n and m; a line of n integers;
m lines of two integers each*. Columns are numbered through the layout, so that a count can name the column
that holds it. `read` fits a text to a layout, and `Document.text` prints it back byte for byte.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from msgspec import Struct

from engine.inputs.text import TextLine, integer, join_line, split_lines


class Count(Struct, frozen=True):
    """A length told by the input itself: the value in a column times a factor, plus an offset.

    A tree has n - 1 edges, and n pairs of socks are 2n socks.
    """

    column: int
    offset: int = 0
    factor: int = 1

    def length(self, value: int) -> int:
        """How many elements a value announces; below 0 where it announces nothing possible."""
        return self.factor * value + self.offset

    def value(self, length: int, *, more: bool = False) -> int:
        """What announces so many elements, or the next fewer that can be announced, or the next more with `more`."""
        whole, rest = divmod(length - self.offset, self.factor)
        return whole + (more and rest > 0)


class Line(Struct, frozen=True):
    """One line: a head of single columns, then a tail of groups of columns, as many as `count` says.

    An empty `group` means that there is no tail; a tail without a count takes the rest of the line. With `columnwise`
    each column of the groups has a line of its own, as the two ends of edges may have; then there is no head.
    """

    head: tuple[int, ...] = ()
    group: tuple[int, ...] = ()
    count: Count | None = None
    columnwise: bool = False

    @property
    def lines(self) -> int:
        """How many lines of a text it is."""
        return len(self.group) if self.columnwise else 1


class Block(Struct, frozen=True):
    """A part that is repeated as often as `count` says, or to the end of the text without one."""

    body: tuple[Line | Block, ...]
    count: Count | None = None


Item: TypeAlias = Line | Block
Layout: TypeAlias = tuple[Item, ...]


@dataclass(slots=True, eq=False)
class Row:
    """The tokens of one line, as its `Line` divides them."""

    item: Line
    head: list[str]
    tail: list[list[str]]
    gaps: tuple[str, ...] = ()

    def text(self) -> str:
        """Print the line, or all of those that it stands for."""
        if self.item.columnwise:
            gaps = len(self.gaps) // self.item.lines
            return "".join(
                join_line([group[at] for group in self.tail], self.gaps[at * gaps : (at + 1) * gaps])
                for at in range(self.item.lines)
            )
        return join_line([*self.head, *(token for group in self.tail for token in group)], self.gaps)

    def copy(self) -> Row:
        """Copy what can change."""
        return Row(self.item, list(self.head), [list(group) for group in self.tail], self.gaps)


@dataclass(slots=True, eq=False)
class Repeat:
    """The entries of one `Block`."""

    item: Block
    entries: list[list[Node]]

    def text(self) -> str:
        """Print all entries."""
        return "".join(node.text() for entry in self.entries for node in entry)

    def copy(self) -> Repeat:
        """Copy what can change."""
        return Repeat(self.item, [[node.copy() for node in entry] for entry in self.entries])


Node: TypeAlias = Row | Repeat


@dataclass(slots=True, eq=False)
class Document:
    """One text in the structure of a layout; it is changed in place, on a copy."""

    nodes: list[Node]
    trailer: str = ""

    def text(self) -> str:
        """Print the document; unchanged, this is the text it was read from."""
        return "".join(node.text() for node in self.nodes) + self.trailer

    def copy(self) -> Document:
        """Copy what can change."""
        return Document([node.copy() for node in self.nodes], self.trailer)


@dataclass(slots=True)
class Reader:
    """A place in a text and the integers that were read on the way, by column."""

    lines: list[TextLine]
    position: int = 0
    values: dict[int, int] = field(default_factory=dict)

    def fork(self) -> Reader:
        """Give a reader that can go on without moving this one."""
        return Reader(self.lines, self.position, dict(self.values))

    @property
    def left(self) -> int:
        """How many lines are still to be read."""
        return len(self.lines) - self.position

    def length(self, count: Count) -> int | None:
        """Tell what a count says here, or None where it says nothing possible."""
        value = self.values.get(count.column)
        length = -1 if value is None else count.length(value)
        return None if length < 0 else length

    def items(self, layout: Layout) -> list[Node] | None:
        """Read one item after the other, or give None where the text does not fit."""
        nodes: list[Node] = []
        for item in layout:
            node = self.line(item) if isinstance(item, Line) else self.block(item)
            if node is None:
                return None
            nodes.append(node)
        return nodes

    def line(self, item: Line) -> Row | None:
        """Read one line, or all of those that the item stands for."""
        if item.columnwise:
            return self._columns(item)
        width = len(item.head)
        if not self.left or len(self.lines[self.position].tokens) < width:
            return None
        line = self.lines[self.position]
        self.position += 1
        for column, token in zip(item.head, line.tokens, strict=False):
            self._remember(column, token)
        rest = line.tokens[width:]
        if not self._fits(item, len(rest)):
            return None
        size = len(item.group) or 1
        tail = [list(rest[at : at + size]) for at in range(0, len(rest), size)]
        return Row(item, list(line.tokens[:width]), tail, line.gaps)

    def _columns(self, item: Line) -> Row | None:
        lines = self.lines[self.position : self.position + item.lines]
        length = self.length(item.count) if item.count else None
        if len(lines) < item.lines or any(len(line.tokens) != length for line in lines):
            return None
        self.position += item.lines
        tail = [list(group) for group in zip(*(line.tokens for line in lines), strict=True)]
        return Row(item, [], tail, tuple(gap for line in lines for gap in line.gaps))

    def block(self, item: Block) -> Repeat | None:
        """Read a repeated part."""
        times = self.left if item.count is None else self.length(item.count)
        if times is None or times > self.left:
            return None
        entries: list[list[Node]] = []
        while len(entries) < times and (item.count or self.left):
            entry = self.items(item.body)
            if entry is None:
                return None
            entries.append(entry)
        return Repeat(item, entries)

    def _fits(self, item: Line, rest: int) -> bool:
        if not item.group:
            return rest == 0
        if item.count is None:
            return rest % len(item.group) == 0
        length = self.length(item.count)
        return length is not None and length * len(item.group) == rest

    def _remember(self, column: int, token: str) -> None:
        value = integer(token)
        if value is None:
            self.values.pop(column, None)
        else:
            self.values[column] = value


def open_text(text: str) -> tuple[Reader, str]:
    """Split a text into a reader of its lines and the blank lines at its end, which no layout needs to know."""
    lines = split_lines(text)
    end = len(lines)
    while end and not lines[end - 1].tokens:
        end -= 1
    return Reader(lines[:end]), "".join(join_line([], line.gaps) for line in lines[end:])


def read(layout: Layout, text: str) -> Document | None:
    """Fit a whole text to a layout, or give None where it does not fit."""
    reader, trailer = open_text(text)
    nodes = reader.items(layout)
    return None if nodes is None or reader.left else Document(nodes, trailer)
