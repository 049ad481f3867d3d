"""Words in which no letter comes twice, such as sets of kinds that are named by one letter each."""

from __future__ import annotations

from math import perm, prod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

_CHANCE = 0.002  # at most, that words of these lengths have no letter twice, before that is believed
_PROMISED = 0.2  # at most, where the statement speaks of things that differ


def are_isograms(words: Sequence[str], *, promised: bool) -> bool:
    """Whether no word has a letter twice, and more than chance speaks for that.

    Args:
        words: different ones.
        promised: whether the statement says of anything that it differs.
    """
    if any(len(set(word)) < len(word) for word in words):
        return False
    letters = len(set().union(*words))
    chance = prod(perm(letters, len(word)) / letters ** len(word) for word in words if word)
    return bool(chance <= (_PROMISED if promised else _CHANCE))


def ways(words: Sequence[str]) -> int:
    """How many words have no letter twice, of the letters and lengths of these."""
    letters = len(set().union(*words))
    return max(1, sum(perm(letters, length) for length in {len(word) for word in words}))


def isogram(letters: str, length: int, random: Random) -> str:
    """Draw a word of so many different letters, or of all that there are."""
    left, word = list(letters), ""
    while left and len(word) < length:
        letter = random.choice(left)
        left.remove(letter)
        word += letter
    return word


def without_doubles(word: str, letters: str = "", length: int = 0) -> str:
    """Keep each letter where it comes first, and add others of these until the word is as long as said."""
    kept = dict.fromkeys(word)
    added = (letter for letter in letters if letter not in kept)
    return "".join([*kept, *(letter for letter, _ in zip(added, range(length - len(kept)), strict=False))])
