"""Every small document of a grammar, the smallest first: most faults show on some very small input (Jackson 2006).

The maker of new content draws from a random source; here that source is an odometer, which deals the same choices in
order until all have been dealt (as in Runciman, Naylor & Lindblad, *SmallCheck and Lazy SmallCheck*, Haskell 2008).
"""

from __future__ import annotations

from itertools import islice
from random import Random
from typing import TYPE_CHECKING, Any

from engine.inputs.content import Maker, Scale
from engine.inputs.repair import repair

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.inputs.grammar import Grammar

_DRAWS = 400  # of one document
_PATIENCE = 300  # documents in a row that are not new: where numbers must differ, most choices come to the same
_MOST = 600  # documents of one round
_ROUNDS = (((1, 2), 3), ((1, 1), 9), ((2, 3), 3), ((3, 4), 2))
"""The least and the greatest count of a round, and how many values a number has, from the least on."""


class _Odometer(Random):
    """Deals choices 0, 0, 0, then 0, 0, 1, and so on; `turn` goes on to the next ones."""

    def __init__(self, values: int) -> None:
        super().__init__(0)
        self._values = values
        self._wheels: list[tuple[int, int]] = []
        self._at = 0

    def turn(self) -> bool:
        """Go on to the next choices; False when all were dealt."""
        while self._wheels:
            choice, most = self._wheels.pop()
            if choice < most:
                self._wheels.append((choice + 1, most))
                self._at = 0
                return True
        return False

    def randint(self, a: int, b: int) -> int:
        return a + self._deal(min(b - a, self._values - 1))

    def choice(self, seq: Sequence[Any]) -> Any:  # type: ignore[override]
        return seq[self._deal(min(len(seq), self._values) - 1)]

    def choices(  # type: ignore[override]
        self, population: Sequence[Any], *_: Any, k: int = 1, **__: Any
    ) -> list[Any]:
        return [self.choice(population) for _ in range(k)]

    def random(self) -> float:
        return 0.75  # words of their own, 0 where it is allowed

    def _deal(self, most: int) -> int:
        if self._at == len(self._wheels):
            self._wheels.append((0, most if len(self._wheels) < _DRAWS else 0))
        choice, _ = self._wheels[self._at]
        self._at += 1
        return choice


def tiny(grammar: Grammar, seed: int) -> Iterator[str]:
    """Give small documents, all different, those with small counts first, and else in an order that the seed draws."""
    seen: set[str] = set()
    for number, (sizes, values) in enumerate(_ROUNDS):
        texts = [text for text in islice(_every(grammar, sizes, values), _MOST) if text not in seen]
        seen.update(texts)
        Random(f"{seed} {number}").shuffle(texts)
        yield from texts


def _every(grammar: Grammar, sizes: tuple[int, int], values: int) -> Iterator[str]:
    odometer = _Odometer(values)
    maker = Maker(grammar, odometer, Scale("tiny", sizes, (0, values)))
    plain = Maker(grammar, Random(0), maker.scale)
    seen: set[str] = set()
    misses = 0
    while misses < _PATIENCE:
        document = maker.document()
        repair(document, plain)
        text = document.text()
        misses += 1
        if text not in seen:
            misses = 0
            seen.add(text)
            yield text
        if not odometer.turn():
            return
