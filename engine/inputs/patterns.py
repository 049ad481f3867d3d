"""Patterns of small lists and words: which places hold equal elements, and in which order different ones follow.

Random elements of a short list are rarely in such a relation, and many faults need one: a stack that takes what
meets its like, a period, a value that occurs an odd number of times, the one element that breaks a rule.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING, TypeAlias

from engine.inputs.content import Scale
from engine.inputs.survey import survey

if TYPE_CHECKING:
    from engine.inputs.draft import Draft
    from engine.inputs.laws import Column
    from engine.inputs.survey import Series

Pattern: TypeAlias = Callable[[int, Random], list[int]]
"""From a length and the source of choices to the rank of each element: equal ones have the same, from 0 on."""

_WIDEST = 2**60  # values from which some are drawn

SCALES = (
    Scale("few", (2, 6), (1, 9)),
    Scale("few, all that is allowed", (2, 6), None, whole=True),
    Scale("some", (4, 10), (1, 20)),
)
"""The sizes of documents in a pattern."""


def repeated(length: int, random: Random) -> list[int]:
    """Repeat a block of different elements, of about a half or a third of the whole."""
    block = max(1, length // random.choice((2, 2, 3)))
    return [at % block for at in range(length)]


def twins(length: int, random: Random) -> list[int]:
    """Give every element twice, in any order."""
    ranks = [at // 2 for at in range(length)]
    random.shuffle(ranks)
    return ranks


def mirrored(length: int, random: Random) -> list[int]:
    """Go there and back."""
    half = [random.randint(0, max(1, length // 3)) for _ in range((length + 1) // 2)]
    return [*half[: length // 2], *half[::-1]]


def one_apart(length: int, random: Random) -> list[int]:
    """Let all be equal but one."""
    ranks = [random.randint(0, 1)] * length
    if ranks:
        ranks[random.choice((0, length // 2, length - 1))] ^= 1
    return ranks


def shuffled(length: int, random: Random) -> list[int]:
    """Let all be different."""
    return random.sample(range(length), length)


def nearly_sorted(length: int, random: Random) -> list[int]:
    """Sort different elements, rising or falling, and exchange two of them."""
    ranks = list(range(length))[:: random.choice((1, -1))]
    if length > 1:
        i, j = random.sample(range(length), 2)
        ranks[i], ranks[j] = ranks[j], ranks[i]
    return ranks


def runs(length: int, random: Random) -> list[int]:
    """Let equal elements follow each other, two or three at a time."""
    ranks: list[int] = []
    while len(ranks) < length:
        ranks += [len(ranks)] * random.randint(1, 3)
    order = {rank: number for number, rank in enumerate(sorted(set(ranks)))}
    return [order[rank] for rank in ranks[:length]]


def peak(length: int, random: Random) -> list[int]:
    """Rise to a highest element, and fall from there, or the other way round."""
    top = random.randrange(length) if length else 0
    ranks = [length - abs(at - top) for at in range(length)]
    return ranks if random.random() < 0.5 else [length - rank for rank in ranks]


PATTERNS: dict[str, Pattern] = {
    "a block repeated": repeated,
    "each twice": twins,
    "there and back": mirrored,
    "all equal but one": one_apart,
    "all different": shuffled,
    "nearly sorted": nearly_sorted,
    "equal ones in runs": runs,
    "a peak": peak,
}
"""All of them, the most telling first."""

_OF_DIFFERENT = (shuffled, nearly_sorted)
"""Those for lists without doubles."""


def arrange(draft: Draft, pattern: Pattern) -> bool:
    """Put the lists of a document, and its single words, into a pattern, in place; whether there was any to put."""
    grammar, arranged = draft.grammar, False
    found = survey(draft.document)
    counts = {series.owner.column for series in found.series if series.owner}
    for series in found.series:
        if series.columns() and series.columns()[0] in grammar.graphs:
            continue
        for number in series.columns():
            column = grammar.columns.get(number)
            law = grammar.orders.get(number)
            different = law is not None and law.distinct and pattern not in _OF_DIFFERENT
            if not column or number in counts or different or (law and law.direction) or len(series.items) < 2:
                continue
            _arrange_list(draft, series, column, pattern)
            arranged = True
    for cell in survey(draft.document).cells:
        column = grammar.columns.get(cell.column)
        if column and _is_plain(column) and len(cell.token) > 2:
            cell.token = _word(draft, column, len(cell.token), pattern)
            arranged = True
    return arranged


def _arrange_list(draft: Draft, series: Series, column: Column, pattern: Pattern) -> None:
    rows = series.rows(column.column)
    ranks = pattern(len(rows), draft.random)
    different = sorted(set(ranks))
    if column.numeric:
        low, high = draft.maker.span(column, series.frame)
        width = min(max(1, high - low + 1), _WIDEST)
        several = draft.random.sample(range(low, low + width), min(width, len(different)))
        values = [sorted(several)[at % width] for at in range(len(different))]
        tokens = [draft.maker.show(column, value, low, max(low, high)) for value in values]
    else:
        tokens = [draft.maker.token(column.column, series.frame) for _ in different]
    shown = dict(zip(different, tokens, strict=True))
    for (holder, at), rank in zip(rows, ranks, strict=True):
        holder[at] = shown[rank]


def _is_plain(column: Column) -> bool:
    """Whether its words are made of one kind of letters, so that each may stand in any place."""
    alphabet = column.alphabet
    alike = alphabet.isalpha() or alphabet.isdigit() or not any(letter.isalnum() for letter in alphabet)
    return alike and not (column.numeric or column.names or column.length or column.heads or column.once)


def _word(draft: Draft, column: Column, length: int, pattern: Pattern) -> str:
    letters = draft.maker.letters(column)
    ranks = pattern(length, draft.random)
    different = sorted(set(ranks))
    some = sorted(draft.random.sample(letters, min(len(letters), len(different))))
    shown = {rank: some[at % len(some)] for at, rank in enumerate(different)}
    return "".join(shown[rank] for rank in ranks)
