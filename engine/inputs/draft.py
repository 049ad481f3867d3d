"""What a kind of mutation works on: a copy of a public input, with its survey and a source of new content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from engine.inputs.rearranging import rearrange
from engine.inputs.survey import Cell, Series, Survey, survey

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from engine.inputs.content import Maker
    from engine.inputs.grammar import Grammar
    from engine.inputs.laws import Column
    from engine.inputs.layout import Document


@dataclass(slots=True)
class Draft:
    """One mutation in the making.

    Attributes:
        document: what is changed in place.
        grammar: the laws of all public inputs.
        maker: new content, of the scale that this mutation has drawn.
        random: the choices of this mutation.
        others: the public inputs that it does not come from.
        found: the survey of the document as it was.
        lawful: whether the result is put back under the grammar's laws.
        whole: whether nothing of the parent is left.
    """

    document: Document
    grammar: Grammar
    maker: Maker
    random: Random
    others: Sequence[Document]
    found: Survey = field(init=False)
    lawful: bool = True
    whole: bool = False

    def __post_init__(self) -> None:
        self.found = survey(self.document)

    def list_of(self, least: int = 0) -> Series | None:
        """Choose a list of at least so many elements; every part of the layout is as likely as another."""
        parts: dict[int, list[Series]] = {}
        for series in self.found.series:
            if len(series.items) >= least:
                parts.setdefault(id(series.item), []).append(series)
        return self.random.choice(self.random.choice(list(parts.values()))) if parts else None

    def cell(self, *, numeric: bool, counts: bool = False) -> Cell | None:
        """Choose a number that counts nothing (or anything with `counts`), or a word; column by column."""
        parts: dict[int, list[Cell]] = {}
        governing = {id(series.owner) for series in self.found.series}
        for cell in self.found.cells:
            column = self.grammar.columns.get(cell.column)
            if column and column.numeric == numeric and (counts or id(cell) not in governing):
                parts.setdefault(cell.column, []).append(cell)
        return self.random.choice(self.random.choice(list(parts.values()))) if parts else None

    def column_of(self, cell: Cell) -> Column:
        """Describe a cell's column."""
        return self.grammar.columns[cell.column]

    def pick(self, series: Series, picks: Sequence[int | None]) -> str:
        """Rearrange a list, and say how its length changed."""
        before = len(series.items)
        rearrange(self.found, series, picks, self.maker.element, self.grammar.columns)
        return f"{series.name} ({before} → {len(series.items)})"


Kind: TypeAlias = Callable[[Draft], str | None]
"""A kind of mutation: changes the draft and says what it did, or None where it does not apply."""
