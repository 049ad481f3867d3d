"""Inputs that no problem with such public ones allows: what a validator must refuse before it is believed.

Each is a public input with one thing broken: nothing left, a letter for a number, a number just beyond a bound that the
statement gives, the last value missing, a count of more than follows. What a careful validator may let pass, such as
other white space or a line too much, is not among them: the layout of the inputs has its own say on that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from engine.inputs.inference import ANY
from engine.inputs.survey import survey
from engine.inputs.text import Kind, show_units

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.inputs.grammar import Grammar
    from engine.inputs.survey import Cell

_PARENTS = 2
"""Public inputs that are broken: the shortest ones."""
_STRANGE = "§"
"""A letter that words of contests do not have."""


class Broken(Struct, frozen=True):
    """An input that is surely not allowed, and what was broken."""

    text: str
    what: str


def broken_inputs(inputs: Sequence[str], grammar: Grammar) -> tuple[Broken, ...]:
    """Break the shortest of some public inputs in every way that their grammar knows, each text once."""
    found: dict[str, Broken] = {}
    for text in sorted(dict.fromkeys(inputs), key=lambda text: (len(text), text))[:_PARENTS]:
        for broken in _breaks(text, grammar):
            if broken.text not in inputs:
                found.setdefault(broken.text, broken)
    return tuple(found.values())


def broken_values(inputs: Sequence[str]) -> tuple[Broken, ...]:
    """Break inputs of JSON values, one a line: nothing left, one too few, and another kind of value in each place."""
    found: dict[str, Broken] = {}
    for text in sorted(dict.fromkeys(inputs), key=lambda text: (len(text), text))[:_PARENTS]:
        lines = text.removesuffix("\n").split("\n")
        made = [Broken("", "nothing at all"), Broken("".join(f"{line}\n" for line in lines[:-1]), "a value is missing")]
        for at, line in enumerate(lines):
            other = "0" if line.startswith(("[", "{", '"')) else '"x"'
            changed = [*lines[:at], other, *lines[at + 1 :]]
            made.append(Broken("".join(f"{item}\n" for item in changed), f"line {at + 1} is {other}"))
        for item in made:
            found.setdefault(item.text, item)
    return tuple(found.values())


def _breaks(text: str, grammar: Grammar) -> Iterator[Broken]:
    if text.strip():
        yield Broken("", "nothing at all")
    yield from _changed_tokens(text, grammar)
    if grammar.layout != ANY and grammar.alone:
        yield from _misfits(text, grammar)


def _changed_tokens(text: str, grammar: Grammar) -> Iterator[Broken]:
    """Break one token of each column."""
    document = grammar.read(text)
    seen: set[int] = set()
    for cell in survey(document).cells if document else ():
        if cell.column in seen:
            continue
        seen.add(cell.column)
        before = cell.token
        for token, what in _worse(cell, grammar):
            cell.token = token
            assert document
            yield Broken(document.text(), f"{cell.place}: {what}")
            cell.token = before


def _worse(cell: Cell, grammar: Grammar) -> Iterator[tuple[str, str]]:
    column = grammar.columns.get(cell.column)
    if column is None:
        return
    if column.kind is Kind.WORD:
        if column.alphabet.isascii():
            yield f"{_STRANGE}{cell.token[1:]}", f"the letter {_STRANGE}"
        return
    yield "x", "a letter in place of a number"
    stated = grammar.binding.ranges.get(cell.column)
    names = grammar.binding.names
    for edges, step in ((stated.lows, 1), (stated.highs, -1)) if stated else ():
        for edge in edges:
            end = edge.value(cell.frame, names, column.decimals, step)
            if end is not None:
                token = show_units(end - step, column.decimals)
                yield token, f"{token} is beyond {stated.show() if stated else ''}"


def _misfits(text: str, grammar: Grammar) -> Iterator[Broken]:
    """Take the last value away, and let each count announce more than follows, where the layout does not have that."""
    document = grammar.read(text)
    if document is None:
        return
    shorter = text.rstrip()[: -len(text.rsplit(maxsplit=1)[-1])] if text.split() else ""
    if shorter.strip() and grammar.read(shorter) is None:
        yield Broken(shorter, "the last value is missing")
    counts = {series.owner.column: series.owner for series in survey(document).series if series.owner}
    for cell in counts.values():
        before = cell.token
        if before.isdigit():
            cell.token = str(int(before) + 1)
            more = document.text()
            cell.token = before
            if grammar.read(more) is None:
                yield Broken(more, f"{cell.place}: {int(before) + 1} are announced and {before} follow")
