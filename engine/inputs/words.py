"""Kinds of mutation that change words and grid rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.inputs.draft import Draft, Kind

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


KINDS: tuple[Kind, ...] = (
    letter,
    nearly,
    same,
    number_inside,
    one,
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
