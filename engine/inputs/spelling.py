"""What words of a column may look like: their letters, and how many of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from engine.inputs.ranges import BITS, fixed_length, letters, longest_word
from engine.inputs.text import Kind, kind_of
from engine.inputs.variety import miscounted

if TYPE_CHECKING:
    from engine.inputs.grammar import Grammar
    from engine.inputs.laws import Column
    from engine.inputs.survey import Cell


class Spelling(Struct, frozen=True):
    """What words of a column may look like, worked out once."""

    letters: frozenset[str]
    fixed: int | None
    longest: int


def spelling_of(column: Column, grammar: Grammar) -> Spelling:
    """Work out what words of a column may look like."""
    return Spelling(frozenset(letters(column, grammar)), fixed_length(column), longest_word(column, grammar))


def misspelt(cell: Cell, column: Column, spelling: Spelling) -> str | None:
    """Why a word is none of its column; None where it is one."""
    word = cell.token
    if column.names:
        return None if word in column.words else f"{word} is none of the words seen"
    if kind_of(word) is not Kind.WORD and not (column.once or spelling.letters <= set(BITS)):
        return None
    strange = set(word) - spelling.letters
    if strange and column.variety is None:
        return f"the letter {min(strange)} is in no public input"
    if column.once and len(set(word)) < len(word):
        return "a letter comes twice"
    length = cell.frame.value(column.length.column) if column.length else None
    if length is not None and length != len(word):
        return f"{len(word)} letters where {length} are announced"
    if column.variety is not None and (fault := miscounted(word, column.words, cell.frame, column.variety)):
        return fault
    if spelling.fixed is not None and len(word) != spelling.fixed:
        return f"{len(word)} letters, and all words seen have {spelling.fixed}"
    if length is not None or len(word) <= spelling.longest:
        return None
    return f"{len(word)} letters, and {spelling.longest} are the most"
