"""Words whose letters are of several kinds, such as `2*3+4`: which kind follows which, so that new ones read alike."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.inputs.text import letter_class

if TYPE_CHECKING:
    from random import Random

_OTHER = letter_class("+")


class Chain(Struct, frozen=True):
    """Which kinds of letters words begin with, end with, and have one after the other (a Markov chain of kinds)."""

    first: tuple[int, ...]
    last: frozenset[int]
    after: dict[int, tuple[int, ...]]

    def draw(self, alphabet: str, length: int, random: Random) -> str:
        """Draw a word of at most so many letters; empty if the alphabet lacks a kind that must come."""
        letters = {kind: [letter for letter in alphabet if letter_class(letter) == kind] for kind in (*self.after, 0)}
        kinds, kind = list[int](), random.choice(self.first)
        while len(kinds) < length:
            kinds.append(kind)
            if not (following := self.after.get(kind)):
                break
            kind = random.choice(following)
        while kinds and kinds[-1] not in self.last:
            kinds.pop()
        return "".join(random.choice(letters[kind]) for kind in kinds) if all(letters[kind] for kind in kinds) else ""


@lru_cache(maxsize=256)
def chain_of(words: tuple[str, ...]) -> Chain | None:
    """Learn the chain of some words; None where all letters are of one kind, or signs are not among them."""
    kinds = [[letter_class(letter) for letter in word] for word in words if word]
    every = {kind for word in kinds for kind in word}
    if len(every) < 2 or _OTHER not in every:
        return None
    after: dict[int, list[int]] = defaultdict(list)
    for kind in sorted(every):
        after[kind] = []
    for word in kinds:
        for before, kind in pairwise(word):
            after[before].append(kind)
    return Chain(
        tuple(word[0] for word in kinds),
        frozenset(word[-1] for word in kinds),
        {kind: tuple(following) for kind, following in after.items()},
    )
