"""Kinds of mutation that change words and grid rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from engine.inputs.layout import Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from engine.inputs.draft import Draft, Kind
    from engine.inputs.laws import Column

_COPIES = (3, 30, 60)
"""How many parts with names of their own a list may have: who finds one by luck does not find them all."""
_ELEMENTS = 3_000  # of a list with its copies
_NAME = re.compile("[A-Za-z]{2,}")
_RUN = re.compile("[0-9]+")
_PIECE = re.compile(r"[^0-9][0-9]+|(.)\1*", re.DOTALL)


def letter(draft: Draft) -> str | None:
    """Replace one letter."""

    def change(word: str, letters: str) -> str:
        at = draft.random.randrange(len(word))
        return word[:at] + draft.random.choice(letters) + word[at + 1 :]

    return _word(draft, "another letter", change)


def same(draft: Draft) -> str | None:
    """Make all letters the same."""
    return _word(draft, "one letter only", lambda word, letters: draft.random.choice(letters) * len(word))


def one(draft: Draft) -> str | None:
    """Keep one letter."""
    return _word(draft, "a single letter", lambda word, _: draft.random.choice(word))


def palindrome(draft: Draft) -> str | None:
    """Mirror the first half."""

    def change(word: str, _: str) -> str:
        half = len(word) // 2
        return word[: len(word) - half] + word[:half][::-1]

    return _word(draft, "palindrome", change)


def alternate(draft: Draft) -> str | None:
    """Alternate two letters."""

    def change(word: str, letters: str) -> str:
        two = draft.random.choice(letters) + draft.random.choice(letters)
        return (two * len(word))[: len(word)]

    return _word(draft, "two letters in turn", change)


def backwards(draft: Draft) -> str | None:
    """Turn the word round."""
    return _word(draft, "reversed", lambda word, _: word[::-1])


def shorten(draft: Draft) -> str | None:
    """Drop one letter."""

    def change(word: str, _: str) -> str:
        at = draft.random.randrange(len(word))
        return word[:at] + word[at + 1 :] if len(word) > 1 else word

    return _word(draft, "one letter less", change)


def lengthen(draft: Draft) -> str | None:
    """Insert a letter, or say the word twice."""

    def change(word: str, letters: str) -> str:
        at = draft.random.randint(0, len(word))
        more = word[:at] + draft.random.choice(letters) + word[at:]
        return draft.random.choice((more, more, word + word))

    return _word(draft, "longer", change)


def redraw(draft: Draft) -> str | None:
    """Draw a new word."""
    cell = draft.cell(numeric=False)
    if not cell:
        return None
    cell.token = draft.maker.token(cell.column, cell.frame)
    return f"{cell.place}: new word"


def copied(draft: Draft) -> str | None:
    """Make a word equal to another one of its column."""
    cell = draft.cell(numeric=False)
    if not cell:
        return None
    words = [other.token for other in draft.found.cells if other.column == cell.column]
    cell.token = draft.random.choice(words)
    return f"{cell.place}: a copy of another word"


def all_same(draft: Draft) -> str | None:
    """Make all letters of a whole column of words the same: an empty or a full grid."""
    cell = draft.cell(numeric=False)
    if not cell or not draft.column_of(cell).alphabet:
        return None
    letters = draft.random.choice(draft.column_of(cell).alphabet)
    for other in draft.found.cells:
        if other.column == cell.column:
            other.token = letters * len(other.token)
    return f"only {letters} in the words like {cell.place}"


def _word(draft: Draft, what: str, change: Callable[[str, str], str]) -> str | None:
    cell = draft.cell(numeric=False)
    letters = draft.maker.letters(draft.column_of(cell)) if cell else ""
    if not cell or not cell.token or not letters:
        return None
    cell.token = change(cell.token, letters)
    return f"{cell.place}: {what}"


def nearly(draft: Draft) -> str | None:
    """Make a word nearly equal to any other word of the input: one letter more, less or different."""
    cell, other = draft.cell(numeric=False), draft.cell(numeric=False)
    if not cell or not other or not other.token or cell is other:
        return None
    word = other.token
    at = draft.random.randrange(len(word))
    fresh = draft.random.choice(draft.maker.letters(draft.column_of(cell)) or word)
    cell.token = draft.random.choice((word, word[:at] + fresh + word[at + 1 :], word[:at] + word[at + 1 :] or word))
    return f"{cell.place}: like {other.place}"


def number_inside(draft: Draft) -> str | None:
    """Change a number that is part of a word: to 0, 1, 10, one more or less, or something large."""
    cell = draft.cell(numeric=False)
    runs = list(_RUN.finditer(cell.token)) if cell else []
    if not cell or not runs:
        return None
    run = draft.random.choice(runs)
    value = int(run[0][:18])
    new = draft.random.choice((0, 1, 2, 10, value + 1, max(0, value - 1), 10 * value, 10 ** draft.random.randint(2, 9)))
    cell.token = f"{cell.token[: run.start()]}{new}{cell.token[run.end() :]}"
    return f"{cell.place}: {run[0]} → {new}"


def pieces(draft: Draft) -> str | None:
    """Drop, repeat or exchange the pieces of a word: a letter with the digits after it, or a run of one letter."""
    cell = draft.cell(numeric=False)
    parts = [piece[0] for piece in _PIECE.finditer(cell.token)] if cell else []
    if not cell or len(parts) < 2:
        return None
    i, j = draft.random.sample(range(len(parts)), 2)
    what = draft.random.choice(("dropped", "repeated", "exchanged"))
    if what == "dropped":
        del parts[i]
    elif what == "repeated":
        parts.insert(i, parts[i])
    else:
        parts[i], parts[j] = parts[j], parts[i]
    cell.token = "".join(parts)
    return f"{cell.place}: pieces {what}"


def parts(draft: Draft) -> str | None:
    """Put copies of a list beside it in which everything has other names: what holds of one part may not of many."""
    lists = [series for series in draft.found.series if any(_named(draft, element) for element in series.items)]
    if not lists:
        return None
    series = draft.random.choice(lists)
    count = len(series.items)
    times = min(draft.random.choice(_COPIES), _ELEMENTS // count)
    if times < 2:
        return None
    draft.pick(series, [*range(count)] * times)
    names: dict[tuple[int, str], str] = {}
    taken = {match[0] for cell in draft.found.cells for match in _NAME.finditer(cell.token)}
    for index, element in enumerate(series.items[count:], start=count):
        for holder, at, column in _named(draft, element):
            name = _NAME.search(holder[at])
            if name and (index // count, name[0]) not in names:
                names[index // count, name[0]] = _another(draft, name[0], column, taken)
            if name:
                new = names[index // count, name[0]]
                holder[at] = f"{holder[at][: name.start()]}{new}{holder[at][name.end() :]}"
    draft.lawful = False
    return f"{times} parts with other names in {series.name}"


def _named(draft: Draft, element: Sequence[Any]) -> list[tuple[list[str], int, Column]]:
    """Find the names in an element of a list, each with the list that holds it: words of which nothing is known."""
    return [
        (holder, at, column)
        for holder, at, number in _tokens(element)
        if (column := draft.grammar.columns.get(number)) and not (column.numeric or column.names or column.length)
        if _NAME.search(holder[at])
    ]


def _tokens(element: Sequence[Any]) -> Iterator[tuple[list[str], int, int]]:
    """Give each token of the lines in an element: what holds it, where, and its column."""
    for node in element:
        if isinstance(node, Row):
            yield from ((node.head, at, number) for at, number in enumerate(node.item.head))
            yield from ((group, at, number) for group in node.tail for at, number in enumerate(node.item.group))
        elif not isinstance(node, str):
            for entry in node.entries:
                yield from _tokens(entry)


def _another(draft: Draft, name: str, column: Column, taken: set[str]) -> str:
    """Draw a name of the same length, or a longer one where most of these are taken; it is taken from then on."""
    letters = [
        letter for letter in draft.maker.letters(column) if letter.isalpha() and letter.isupper() == name.isupper()
    ]
    length = len(name)
    while True:
        new = "".join(draft.random.choices(letters or name, k=length))
        new = new.capitalize() if name.istitle() else new
        if new not in taken:
            taken.add(new)
            return new
        length += draft.random.random() < 0.1


KINDS: tuple[Kind, ...] = (
    letter,
    nearly,
    same,
    number_inside,
    one,
    parts,
    pieces,
    palindrome,
    redraw,
    all_same,
    lengthen,
    shorten,
    backwards,
    alternate,
    copied,
)
"""All of them, the most telling first."""
