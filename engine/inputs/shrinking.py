"""Making an input smaller while something still holds of it.

`smaller` gives the candidates, `engine` code that can execute programs asks whether they still distinguish.
Lists are cut as in delta debugging (Zeller & Hildebrandt, *Simplifying and Isolating Failure-Inducing Input*,
IEEE TSE 2002): without a half, a quarter, … a single element, where the complement of each part is a candidate.
A list and its count change together, so that candidates are inputs of the same layout.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from engine.inputs.grammar import Grammar, learn
from engine.inputs.rearranging import rearrange
from engine.inputs.survey import Cell, Series, Survey, survey
from engine.inputs.text import Kind, integer, kind_of, show_units, split_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.inputs.layout import Document

Size: TypeAlias = tuple[int, int, int, str]
"""Number of tokens, number of characters, sum of the numbers' magnitudes, the text itself."""

_FINEST = 512  # parts into which a list or a word is cut; a longer one comes down in rounds
_LONG = 16  # elements of a list of which the first few are tried alone
_LISTS = 3  # the longest ones, of which that is tried
_MANY = 2_000  # tokens, or letters of a word, above which they are not simplified one by one


def size(text: str) -> Size:
    """Tell how large an input is, so that any two can be compared.

    A chain of ever smaller texts always ends: there are finitely many of each number of tokens, characters
    and magnitudes. Decimals count by their digits without the point.
    """
    tokens = [token for line in split_lines(text) for token in line.tokens]
    return len(tokens), len(text), sum(map(_magnitude, tokens)), text


def _magnitude(token: str) -> int:
    if (value := integer(token)) is not None:
        return abs(value)
    return 0 if kind_of(token) is Kind.WORD else int(token.lstrip("-").replace(".", ""))


def smaller(text: str, like: Sequence[str] = (), statement: str = "") -> Iterator[str]:
    """Give simplifications of an input, the most aggressive first; each is smaller than it by `size`, none twice.

    Take the first one of which still holds what should hold, start again with it, and stop when none does.
    The number of candidates is bounded: lists and words are cut into at most 512 parts, and of more than 2,000
    tokens no single one is simplified.

    Args:
        text: the input.
        like: public inputs, from which the layout and its counts are learnt; else the text alone tells.
        statement: the problem's, which says more of the layout.
    """
    bound = size(text)
    seen = {text}
    for candidate in _candidates(text, like, statement):
        if candidate not in seen and size(candidate) < bound:
            seen.add(candidate)
            yield candidate


def _candidates(text: str, like: Sequence[str], statement: str) -> Iterator[str]:
    grammars = [grammar for grammar in learn(like or [text], statement) if grammar.read(text)]
    for grammar in grammars[:1]:
        yield from _beginnings(grammar, text)
    for grammar in grammars:
        yield from _shorter_lists(grammar, text)
    for grammar in grammars:
        yield from _shorter_words(grammar, text)
        yield from _simpler_columns(grammar, text)
        yield from _fewer_nodes(grammar, text)
    for grammar in grammars[:1]:
        yield from _simpler_numbers(grammar, text)
        yield from _simpler_letters(grammar, text)
        yield from _plain_spaces(text)


def _open(grammar: Grammar, text: str) -> tuple[Document, Survey]:
    document = grammar.read(text)
    assert document is not None  # only grammars that read the text are used
    return document, survey(document)


def _with_lists(grammar: Grammar, text: str) -> tuple[Document, Survey]:
    """As `_open`, quicker: single cells are looked for only where a list governs the length of words among them."""
    document = grammar.read(text)
    assert document is not None
    return document, survey(document, tails=any(column.length for column in grammar.columns.values()))


def _beginnings(grammar: Grammar, text: str) -> Iterator[str]:
    """Keep the first few elements of a long list, the fewest first: a difference often shows there already."""
    lists = [(len(series.items), index) for index, series in enumerate(_lists(_with_lists(grammar, text)[1]))]
    for length, index in sorted(lists, reverse=True)[:_LISTS]:
        kept, more = 1, 2
        while length > _LONG and kept < length // 2:
            yield _without(grammar, text, index, range(kept, length))
            kept, more = more, kept + more


def _shorter_lists(grammar: Grammar, text: str) -> Iterator[str]:
    """Drop parts of lists: all of the list, halves, quarters, … of every list, then single elements."""
    lengths = [len(series.items) for series in _lists(_with_lists(grammar, text)[1])]
    if not lengths:
        return
    chunk = max(lengths)
    while chunk > max(lengths) // _FINEST:
        for index, length in enumerate(lengths):
            if chunk <= length:
                for start in range(0, length, chunk):
                    yield _without(grammar, text, index, range(start, min(start + chunk, length)))
        chunk //= 2


def _lists(found: Survey) -> list[Series]:
    """Choose one list for every count: what it governs besides changes with it."""
    owners: set[int] = set()
    chosen: list[Series] = []
    for series in found.series:
        if series.owner is None or id(series.owner) not in owners:
            chosen.append(series)
            owners.add(id(series.owner))
    return chosen


def _without(grammar: Grammar, text: str, index: int, gone: range) -> str:
    document, found = _with_lists(grammar, text)
    series = _lists(found)[index]
    picks = [i for i in range(len(series.items)) if i not in gone]
    rearrange(found, series, picks, _nothing, grammar.columns)
    return document.text()


def _nothing(_: Series) -> list[str]:
    return []


def _single(grammar: Grammar, text: str) -> list[tuple[int, Cell]]:
    """List the tokens that are simplified one by one: all, or none of too many."""
    cells = _open(grammar, text)[1].cells
    return list(enumerate(cells)) if len(cells) <= _MANY else []


def _shorter_words(grammar: Grammar, text: str) -> Iterator[str]:
    """Drop parts of words; words whose length a number tells change together with it and each other."""
    yield from _narrower_words(grammar, text)
    for index, cell in _single(grammar, text):
        if kind_of(cell.token) is not Kind.WORD:
            continue
        for start, stop in _chunks(len(cell.token)):
            yield _with(grammar, text, {index: cell.token[:start] + cell.token[stop:]})


def _chunks(length: int) -> Iterator[tuple[int, int]]:
    """Give the parts to drop, the largest first, never everything."""
    chunk = length // 2
    while chunk > length // _FINEST:
        for start in range(0, length, chunk):
            yield start, min(start + chunk, length)
        chunk //= 2


def _narrower_words(grammar: Grammar, text: str) -> Iterator[str]:
    """Drop the same columns of letters in all words of one column of the grammar."""
    cells = list(enumerate(_open(grammar, text)[1].cells))
    for column in grammar.columns.values():
        rows = [(index, cell) for index, cell in cells if cell.column == column.column]
        widths = {len(cell.token) for _, cell in rows}
        if column.numeric or len(widths) != 1:
            continue
        width = widths.pop()
        owner = rows[0][1].frame.find(column.length.column) if column.length else None
        for start, stop in _chunks(width):
            new = {index: cell.token[:start] + cell.token[stop:] for index, cell in rows}
            if owner:
                new |= {index: str(width - stop + start) for index, cell in cells if cell is owner}
            yield _with(grammar, text, new)


def _with(grammar: Grammar, text: str, new: dict[int, str]) -> str:
    """Print the text with other tokens in some cells."""
    document, found = _open(grammar, text)
    for index, token in new.items():
        found.cells[index].token = token
    return document.text()


def _simpler_columns(grammar: Grammar, text: str) -> Iterator[str]:
    """Change all numbers of a column, or of the whole input, at once: to 0, to 1, to their ranks."""
    found = _open(grammar, text)[1]
    governing = {series.owner for series in found.series}
    free = [(index, cell) for index, cell in enumerate(found.cells) if cell not in governing]
    groups = [[(index, cell) for index, cell in free if cell.column == number] for number in grammar.columns]
    for group in (free, *groups):
        values = {index: value for index, cell in group if (value := integer(cell.token)) is not None}
        if len(values) > 1:
            for constant in ("0", "1"):
                yield _with(grammar, text, dict.fromkeys(values, constant))
            ranks = {value: rank for rank, value in enumerate(sorted(set(values.values())), start=1)}
            yield _with(grammar, text, {index: str(ranks[value]) for index, value in values.items()})
            yield _with(grammar, text, {index: str(abs(value) // 2) for index, value in values.items()})


def _fewer_nodes(grammar: Grammar, text: str) -> Iterator[str]:
    """Number the indices that occur without gaps, and set what bounds them to how many they are."""
    found = _open(grammar, text)[1]
    places = {cell: index for index, cell in enumerate(found.cells)}
    labels: dict[Cell, dict[int, int]] = {}
    lowest: dict[Cell, int] = {}
    for cell, index in places.items():
        column = grammar.columns.get(cell.column)
        owner = cell.frame.find(column.upper.column) if column and column.upper else None
        value = integer(cell.token)
        if column and column.upper and owner and value is not None:
            labels.setdefault(owner, {})[index] = value
            lowest[owner] = 1 + column.upper.offset
    governing = {series.owner for series in found.series}
    for owner, values in labels.items():
        names = {label: lowest[owner] + rank for rank, label in enumerate(sorted(set(values.values())))}
        new = {index: str(names[label]) for index, label in values.items()}
        if owner not in governing:
            yield _with(grammar, text, {**new, places[owner]: str(len(names))})
        yield _with(grammar, text, new)


def _simpler_numbers(grammar: Grammar, text: str) -> Iterator[str]:
    """Bring single numbers nearer to 0: to the smallest ones first, then in ever smaller steps."""
    for index, cell in _single(grammar, text):
        decimals = len(cell.token.partition(".")[2]) if kind_of(cell.token) is Kind.DECIMAL else 0
        if kind_of(cell.token) is Kind.WORD:
            continue
        value = int(cell.token.replace(".", ""))
        if decimals:
            yield _with(grammar, text, {index: cell.token.partition(".")[0]})
        for nearer in _nearer(value, 10**decimals):
            yield _with(grammar, text, {index: show_units(nearer, decimals)})


def _nearer(value: int, one: int) -> Iterator[int]:
    sign = -1 if value < 0 else 1
    yield from (0, one, abs(value))
    small = 2 * one
    while small < abs(value) // 2:  # 2, 4, 16, 256, …: what must only be large enough is found in a few tries
        yield sign * small
        small = small * small // one
    step = abs(value) // 2
    while step:
        yield sign * (abs(value) - step)
        step //= 2


def _simpler_letters(grammar: Grammar, text: str) -> Iterator[str]:
    """Bring letters to the first of the alphabet: all of a word, then one by one."""
    for index, cell in _single(grammar, text):
        if kind_of(cell.token) is not Kind.WORD:
            continue
        column = grammar.columns.get(cell.column)
        letters = (column.alphabet if column else "") or cell.token
        first = "a" if "a" <= min(letters) <= "z" else min(letters)
        yield _with(grammar, text, {index: first * len(cell.token)})
        for at, old in enumerate(cell.token[:_MANY]):
            for new in dict.fromkeys((first, chr((ord(first) + ord(old)) // 2), chr(max(ord(old) - 1, ord(first))))):
                if new < old and (new == first or new.isalnum()):
                    yield _with(grammar, text, {index: cell.token[:at] + new + cell.token[at + 1 :]})


def _plain_spaces(text: str) -> Iterator[str]:
    """Print tokens with single blanks between them, without blank lines at the end."""
    lines = split_lines(text)
    while lines and not lines[-1].tokens:
        lines.pop()
    yield "".join(" ".join(line.tokens) + "\n" for line in lines)
