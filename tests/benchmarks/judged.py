"""Inputs that separate accepted submissions, judged by hand: whose fault it is, or why the problem forbids them.

A validator may check less than its statement promises. Where the promise stands in words that no rule of ours reads, it
is held against inputs here, so that the benchmark can tell such an alarm from an unexplained one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Sequence

_DIGITS = 300
"""Longer numbers are not held against what is promised of them."""


class Fault(Struct, frozen=True):
    """An accepted submission that is wrong on inputs that its problem allows.

    Attributes:
        program: its name.
        why: what was found.
        on: whether it is wrong on an input: one of those that somebody looked at, or all of a kind.
    """

    program: str
    why: str
    on: Callable[[str], bool]


def fault_on(problem: str, text: str) -> Fault | None:
    """What was found of an input that separates accepted submissions of a problem; None where nobody looked."""
    fault = _FAULTS.get(problem)
    return fault if fault and fault.on(text) else None


def digest(text: str) -> str:
    """The name of an input in this table."""
    return sha256(text.encode()).hexdigest()[:12]


def _these(*digests: str) -> Callable[[str], bool]:
    return lambda text: digest(text) in digests


def _has_long_cars(text: str) -> bool:
    """Whether cars with a metre between them take more than ten metres each."""
    count, _, *lengths = map(int, text.split())
    return sum(length + 1 for length in lengths) > 10 * count


def _leads_down(text: str) -> bool:
    """Whether the way is asked for from a station to one of a smaller number."""
    *_, source, target = map(int, text.split())
    return source > target


_FAULTS = {
    "hogwarts": Fault(
        "hogwarts_erik.cpp",
        "after its 35 presses one staircase leads from 1 to 2, and none from 0 to 7",
        _these("83388e32f12b"),
    ),
    "intercept": Fault(
        "intercept_erik.go",
        "it prints the stations as they are passed, and the statement asks for increasing order",
        _leads_down,
    ),
    "lastafarjan": Fault(
        "LoadFerry.java",
        "its table has ten places for each car, and a car of 10 m takes 11 with the margin",
        _has_long_cars,
    ),
    "treehugging": Fault(
        "mw.cpp",
        "its left tree has three edges for five nodes; node 3 has no edge left that could lead to its parent",
        _these("84df96a62135"),
    ),
}


def forbidden_in_words(problem: str, text: str) -> str:
    """What the statement of a problem promises in words and an input does not keep; empty where it keeps all."""
    kept, promise = _PROMISES.get(problem, (None, ""))
    return promise if kept and not kept(text.split()) else ""


def _is_an_encryption(words: Sequence[str]) -> bool:
    """Whether so many digits are some n written n times."""
    if len(words[0]) > _DIGITS:
        return True
    length = int(words[0])
    return length == 0 or any(
        length % digits == 0 and len(str(length // digits)) == digits for digits in range(1, len(words[0]) + 1)
    )


def _ends_in_bingo(words: Sequence[str]) -> bool:
    """Whether the calls fill a row, a column or a diagonal of the board."""
    side, _, *numbers = map(int, words)
    rows = [numbers[at : at + side] for at in range(0, side * side, side)]
    diagonals = [[row[at] for at, row in enumerate(rows)], [row[-1 - at] for at, row in enumerate(rows)]]
    called = Counter(numbers[side * side :])
    return any(Counter(line) <= called for line in (*rows, *zip(*rows, strict=True), *diagonals))


def _has_the_code(words: Sequence[str]) -> bool:
    """Whether the keys of the code are pressed in order."""
    keys = iter(words[0])
    return all(key in keys for key in "UUNNVHVHBA")


_PROMISES: dict[str, tuple[Callable[[Sequence[str]], bool], str]] = {
    "bingo": (_ends_in_bingo, "there is a bingo after the last call"),
    "konami": (_has_the_code, "the code is a subsequence of the keys"),
    "nnnnn": (_is_an_encryption, "the number is the encryption of some number"),
}
