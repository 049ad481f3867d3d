"""What somebody says of the inputs in place of what was read: a person's correction, or a model's reading.

A rule is a short text, the same for everybody: `1 <= n <= 10^5`, `a distinct`, `a rising`, `s letters a-z`,
`n integer`, and `complete`, which says that the statement asks for nothing else. A variable is named as the statement
does; a column without a name is `c2`, counted from 1 in the order of the input, and `c2 is k` gives it one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

from engine.inputs.binding import Edge, Range
from engine.inputs.formulas import Formula, Name, Operation, names_in
from engine.inputs.inequalities import Comparison, Phrase, comparisons
from engine.inputs.laws import Order
from engine.inputs.survey import survey
from engine.inputs.text import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.inputs.grammar import Grammar

Trait = Literal["distinct", "repeating", "rising", "falling", "unsorted", "integer", "decimal", "word"]

_READING = "`1 <= n <= 100`, `a distinct`, `a rising`, `s letters a-z`, `n integer`"
READING_FORMS = f"{_READING} or `c2 is k`"
"""How rules read, for a model that reads the statement: it has no say in whether that is complete."""
FORMS = f"{_READING}, `c2 is k` or `complete`"
"""How rules read, for a person."""

_TRAIT = re.compile(
    r"(\w+)\s+(?:is\s+|are\s+)?(distinct|repeating|rising|falling|unsorted|integer|decimal|word)s?", re.IGNORECASE
)
_LETTERS = re.compile(r"(\w+)\s+letters\s+(\S+)")
_NAMED = re.compile(r"c([1-9][0-9]*)\s+is\s+([^\W\d_]\w*)")
_COLUMN = re.compile(r"c([1-9][0-9]*)")
_MARKED = re.compile(r"\bc([1-9][0-9]*)\b")
_SPAN = re.compile(r"(\w)-(\w)")
_DECIMALS = 6
"""Digits after the point where numbers may have some and show none."""


class RuleError(ValueError):
    """A rule cannot be read or does not fit; says why, in a sentence."""


class Bounds(Struct, frozen=True):
    """What is below what."""

    comparisons: tuple[Comparison, ...]


class Has(Struct, frozen=True):
    """A column has a kind, or its list an order."""

    name: str
    trait: Trait


class Letters(Struct, frozen=True):
    """The letters that words of a column may have."""

    name: str
    letters: str


class Named(Struct, frozen=True):
    """A column gets a name."""

    column: int
    name: str


class Complete(Struct, frozen=True):
    """The statement asks for nothing that is not known."""


Rule = Bounds | Has | Letters | Named | Complete


def read_rule(text: str) -> Rule:
    """Read one rule. Raises RuleError."""
    said = text.strip().rstrip(".;")
    if said.lower() == "complete":
        return Complete()
    if match := _NAMED.fullmatch(said):
        return Named(int(match[1]) - 1, match[2])
    if match := _LETTERS.fullmatch(said):
        return Letters(match[1], "".join(dict.fromkeys(_SPAN.sub(_spelt, match[2]))))
    if match := _TRAIT.fullmatch(said):
        trait: Trait = match[2].lower()  # type: ignore[assignment]
        return Has(match[1], trait)
    # A name may hold no digit there, but a subscript.
    found = comparisons(Phrase(_MARKED.sub(r"c_\1", said), math=False, start=0))
    if not found:
        raise RuleError(f"“{text.strip()}” is no rule. A rule reads {FORMS}.")
    return Bounds(tuple(Comparison(_plain(item.left), _plain(item.right), item.strict) for item in found))


def _spelt(match: re.Match[str]) -> str:
    return "".join(map(chr, range(ord(match[1]), ord(match[2]) + 1)))


def _plain(formula: Formula) -> Formula:
    """Name columns as a person does, and lists without the index of an element."""
    if isinstance(formula, Operation):
        return Operation(formula.sign, _plain(formula.left), _plain(formula.right))
    if isinstance(formula, Name):
        base, _, index = formula.name.partition("_")
        return Name(f"c{index}" if base == "c" and index.isdigit() else base)
    return formula


def ruled(grammar: Grammar, texts: Sequence[str]) -> Grammar:
    """Put rules in the place of what a grammar says about the same thing; the later of two rules holds.

    Raises:
        RuleError: a rule cannot be read, or names what is not there.
    """
    for text in texts:
        grammar = _with(grammar, read_rule(text))
    return grammar


def _with(grammar: Grammar, rule: Rule) -> Grammar:
    match rule:
        case Complete():
            return replace(grammar, settled=True)
        case Named(column, name):
            return _named(grammar, column, name)
        case Letters(name, letters):
            new = dict.fromkeys(_columns(grammar, name), letters)
            return replace(grammar, letters={**grammar.letters, **new})
        case Has(name, trait):
            for column in _columns(grammar, name):
                grammar = _having(grammar, column, trait)
            return grammar
        case Bounds(found):
            return _bounded(grammar, found)


def _columns(grammar: Grammar, name: str) -> tuple[int, ...]:
    """The columns that a name stands for."""
    if name in grammar.binding.names:
        return grammar.binding.names[name]
    match = _COLUMN.fullmatch(name)
    if match and int(match[1]) - 1 in grammar.columns:
        return (int(match[1]) - 1,)
    there = [*grammar.binding.names, *(f"c{column + 1}" for column in sorted(grammar.columns))]
    raise RuleError(f"There is no {name} in the inputs; there are {', '.join(there)}.")


def _named(grammar: Grammar, column: int, name: str) -> Grammar:
    _columns(grammar, f"c{column + 1}")
    binding = grammar.binding
    before = binding.ranges.get(column)
    ranges = {**binding.ranges, column: replace(before, name=name)} if before else binding.ranges
    names = {**binding.names, name: (column,)}
    return replace(grammar, binding=replace(binding, names=names, ranges=ranges))


def _having(grammar: Grammar, column: int, trait: Trait) -> Grammar:
    order = grammar.orders.get(column, Order())
    match trait:
        case "distinct" | "repeating":
            order = replace(order, distinct=trait == "distinct")
            if trait == "repeating":
                grammar = replace(grammar, records=grammar.records - {column}, differing=grammar.differing - {column})
        case "rising" | "falling" | "unsorted":
            if trait != "rising":
                grammar = replace(grammar, rising=grammar.rising - {column})
            order = replace(order, direction={"rising": 1, "falling": -1, "unsorted": 0}[trait])
        case _:
            return _of_kind(grammar, column, Kind(trait))
    return replace(grammar, orders={**grammar.orders, column: order})


def _of_kind(grammar: Grammar, column: int, kind: Kind) -> Grammar:
    """Let a column hold another kind; its numbers are then counted in other units."""
    known = grammar.columns[column]
    if kind is Kind.WORD:
        words = tuple(sorted(set(_tokens(grammar, column))))
        changed = replace(known, kind=kind, words=words, decimals=0, upper=None, above=None, size=False)
    elif known.kind is Kind.WORD:
        raise RuleError(f"The public inputs have {known.words[0]} there, which is no number.")
    else:
        digits = max(known.decimals, _DECIMALS) if kind is Kind.DECIMAL else 0
        scale = 10 ** abs(digits - known.decimals)
        low, high = ((end * scale if digits >= known.decimals else end // scale) for end in (known.low, known.high))
        changed = replace(known, kind=kind, decimals=digits, low=low, high=high)
    return replace(grammar, columns={**grammar.columns, column: changed})


def _tokens(grammar: Grammar, column: int) -> list[str]:
    documents = [document for text in grammar.examples if (document := grammar.read(text))]
    return [cell.token for document in documents for cell in survey(document).cells if cell.column == column]


def _bounded(grammar: Grammar, found: Sequence[Comparison]) -> Grammar:
    """Put the ends of ranges in the place of those that were read; a rule may give several for one end."""
    binding = grammar.binding
    mentioned = {name for item in found for name in names_in(item.left) | names_in(item.right)}
    names = {**binding.names, **{name: _columns(grammar, name) for name in sorted(mentioned)}}
    ranges, columns = dict(binding.ranges), dict(grammar.columns)
    given: set[tuple[int, bool]] = set()
    for name, edge, upper in _ends(found):
        for column in names[name]:
            if any(min(names[other]) > column for other in names_in(edge.formula)):
                continue  # it bounds that one, which comes later
            before = ranges.get(column, Range(name))
            old = (before.highs if upper else before.lows) if (column, upper) in given else ()
            given.add((column, upper))
            end = {"highs" if upper else "lows": (*old, edge)}
            ranges[column] = replace(before, name=before.name or name, **end)
            if upper:  # what the public inputs never exceed was a guess
                columns[column] = replace(columns[column], upper=None)
    return replace(grammar, columns=columns, binding=replace(binding, names=names, ranges=ranges))


def _ends(found: Sequence[Comparison]) -> list[tuple[str, Edge, bool]]:
    """The bounds that comparisons are: of which variable, and whether from above."""
    ends = []
    for item in found:
        if isinstance(item.left, Name):
            ends.append((item.left.name, Edge(item.right, item.strict), True))
        if isinstance(item.right, Name):
            ends.append((item.right.name, Edge(item.left, item.strict), False))
    return ends
