"""What there is to change in a document: its single tokens, its lists, and which count each list obeys."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.inputs.layout import Block, Count, Document, Line, Node, Row
from engine.inputs.text import integer

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(slots=True, eq=False)
class Frame:
    """The columns that one entry of a block (or one group of a tail) can see: its own, then its parent's."""

    parent: Frame | None = None
    cells: dict[int, Cell] = field(default_factory=dict)

    def find(self, column: int) -> Cell | None:
        """Look a column up, the nearest first."""
        frame: Frame | None = self
        while frame is not None:
            if column in frame.cells:
                return frame.cells[column]
            frame = frame.parent
        return None

    def value(self, column: int) -> int | None:
        """Read the integer in a visible column, or None."""
        cell = self.find(column)
        return None if cell is None else integer(cell.token)


@dataclass(slots=True, eq=False)
class Cell:
    """One token in its place; lines and positions count from 1."""

    column: int
    holder: list[str]
    index: int
    frame: Frame
    line: int
    position: int

    @property
    def token(self) -> str:
        """The token as it stands."""
        return self.holder[self.index]

    @token.setter
    def token(self, token: str) -> None:
        self.holder[self.index] = token

    @property
    def place(self) -> str:
        """Where it is, for a person."""
        return f"line {self.line}, token {self.position}"


@dataclass(slots=True, eq=False)
class Series:
    """A list in a document: the groups of a tail (tokens) or the entries of a block (nodes)."""

    item: Line | Block
    items: list[list[Any]]  # tokens or nodes; whoever looks inside asks `item` first
    owner: Cell | None
    frame: Frame
    line: int

    @property
    def count(self) -> Count | None:
        """What tells the length."""
        return self.item.count

    @property
    def offset(self) -> int:
        """Length minus the value of the count."""
        return self.item.count.offset if self.item.count else 0

    @property
    def name(self) -> str:
        """What it is, for a person."""
        if isinstance(self.item, Line) and self.item.columnwise:
            return f"the lists in lines {self.line} to {self.line + self.item.lines - 1}"
        return f"line {self.line}" if isinstance(self.item, Line) else f"the lines from line {self.line}"

    def columns(self) -> tuple[int, ...]:
        """Name the columns that every element has once."""
        if isinstance(self.item, Line):
            return self.item.group
        return tuple(column for item in self.item.body if isinstance(item, Line) for column in item.head)

    def rows(self, column: int) -> list[tuple[list[str], int]]:
        """Find a column in every element: the list that holds its token, and where."""
        if isinstance(self.item, Line):
            at = self.item.group.index(column)
            return [(group, at) for group in self.items]
        return [
            (node.head, node.item.head.index(column))
            for entry in self.items
            for node in entry
            if isinstance(node, Row) and column in node.item.head
        ]


@dataclass(slots=True)
class Survey:
    """All cells and series of a document, in the order of the text."""

    cells: list[Cell] = field(default_factory=list)
    series: list[Series] = field(default_factory=list)
    root: Frame = field(default_factory=Frame)


def survey(document: Document, *, tails: bool = True) -> Survey:
    """Walk through a document; what is found refers into it and is stale after a change of structure.

    Args:
        document: where to look.
        tails: also find the cells in the tails of lines, which are most of a large document; without them the series
            are the same, and the time is a fraction.
    """
    found = Survey()
    _nodes(document.nodes, found.root, found, 1, tails)
    return found


def _nodes(nodes: Sequence[Node], frame: Frame, found: Survey, line: int, tails: bool) -> int:
    for node in nodes:
        if isinstance(node, Row):
            _row(node, frame, found, line, tails)
            line += node.item.lines
            continue
        owner = frame.find(node.item.count.column) if node.item.count else None
        found.series.append(Series(node.item, node.entries, owner, frame, line))
        for entry in node.entries:
            line = _nodes(entry, Frame(frame), found, line, tails)
    return line


def _row(row: Row, frame: Frame, found: Survey, line: int, tails: bool) -> None:
    for index, column in enumerate(row.item.head):
        cell = Cell(column, row.head, index, frame, line, index + 1)
        frame.cells[column] = cell
        found.cells.append(cell)
    if not row.item.group:
        return
    owner = frame.find(row.item.count.column) if row.item.count else None
    found.series.append(Series(row.item, row.tail, owner, frame, line))
    for number, group in enumerate(row.tail if tails else ()):
        inner = Frame(frame)
        for index, column in enumerate(row.item.group):
            if row.item.columnwise:
                place = line + index, number + 1
            else:
                place = line, len(row.head) + number * len(row.item.group) + index + 1
            cell = Cell(column, group, index, inner, *place)
            inner.cells[column] = cell
            found.cells.append(cell)
