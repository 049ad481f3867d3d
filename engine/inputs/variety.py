"""Words of which another number tells how many different letters they have, such as a text of the first k letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.inputs.text import letter_class

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from random import Random

    from engine.inputs.survey import Cell, Frame

_CLASSES = ("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789")


def counted_by(cells: Sequence[Cell], visible: Iterable[int]) -> int | None:
    """Find the column that tells of every word how many different letters it has; no two words share such a number.

    Args:
        cells: the words.
        visible: the columns that are in sight of them.
    """
    if len({len(set(cell.token)) for cell in cells}) < 2:
        return None
    for column in visible:
        counts = [cell.frame.find(column) for cell in cells]
        if len(set(map(id, counts))) == len(cells) and all(
            count and count.token == str(len(set(cell.token))) for count, cell in zip(counts, cells, strict=True)
        ):
            return column
    return None


def first_letters(words: Sequence[str]) -> str:
    """The letters of which words take the first ones, `abc…`, as far as all of them do; else empty."""
    for letters in _CLASSES:
        if all(set(word) == set(letters[: len(set(word))]) for word in words):
            return letters
    return ""


def spell(words: Sequence[str], alphabet: str, number: int, length: int, random: Random) -> str:
    """Draw a word of so many different letters, or as many as there are.

    Args:
        words: those seen.
        alphabet: the letters that words may have, if they are not the first ones of all.
        number: of different letters.
        length: of the word.
        random: the source of choices.
    """
    letters = first_letters(words) or "".join(random.sample(alphabet, len(alphabet)))
    letters = letters[: max(1, min(number, length))]
    drawn = [*letters, *random.choices(letters, k=max(0, length - len(letters)))]
    random.shuffle(drawn)
    return "".join(drawn)


def put_right(cell: Cell, words: Sequence[str], number: Cell) -> None:
    """Let a word have the first letters, if all words do, and let the number tell how many they are; in place."""
    order = first_letters(words)
    different = sorted(set(cell.token), key=lambda letter: (letter_class(letter), letter))
    if order and len(different) <= len(order):
        first = dict(zip(different, order, strict=False))
        cell.token = "".join(first[letter] for letter in cell.token)
    number.token = str(len(different))


def miscounted(word: str, words: Sequence[str], frame: Frame, column: int) -> str:
    """Why a word does not have the letters that the number announces; empty if it does."""
    number, different = frame.value(column), len(set(word))
    if number is not None and number != different:
        return f"{different} different letters where {number} are announced"
    order = first_letters(words)
    if order and set(word) != set(order[:different]):
        return f"its letters are not the first {different}"
    return ""
