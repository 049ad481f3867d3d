"""Inputs that separate accepted submissions, judged by hand: whose fault it is, or why the problem forbids them.

A fault is known again by a referee of ours, which decides on the input at hand. A validator may check less than its
statement promises: where the promise stands in words that no rule of ours reads, it is held against inputs here, so
that the benchmark can tell such an alarm from an unexplained one.
"""

from __future__ import annotations

import decimal
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import isqrt
from typing import TYPE_CHECKING

import referees
from msgspec import Struct
from referees import Referee

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from referees import Did


class Fault(Struct, frozen=True):
    """An accepted submission that is wrong on inputs that its problem allows.

    Attributes:
        program: its name.
        why: what was found.
        wrong: whether it is wrong on an input.
    """

    program: str
    why: str
    wrong: Referee


def fault_of(problem: str, text: str, did: Mapping[str, Did]) -> Fault | None:
    """Which of two accepted submissions is wrong on an input that separates them; None where nobody found a fault.

    Args:
        problem: its name.
        text: the input.
        did: what each of the two did there, by its name.
    """
    for fault in _FAULTS.get(problem, ()):
        others = [each for name, each in did.items() if name != fault.program]
        if fault.program in did and fault.wrong(text, did[fault.program], others[0]):
            return fault
    return None


_UNIQUE = "it holds that only one order is best, and ends by an assertion where two are, of which it may print any"
_FAULTS = {
    "cars": (
        Fault(
            "joseph.py",
            "it looks at two moments for each step of the faster car, and misses a crash between them",
            referees.prints(referees.overlooks_a_crash),
        ),
    ),
    "hogwarts": (
        Fault(
            "hogwarts_erik.cpp",
            "the buttons that it presses leave other staircases than those wanted",
            referees.prints(referees.misplaces_staircases),
        ),
    ),
    "intercept": (
        Fault(
            "intercept_erik.go",
            "it prints the stations as they are passed, and the statement asks for increasing order",
            referees.prints(referees.misses_stations),
        ),
        Fault(
            "intercept_ulf.py",
            "it goes along links of one way in both directions, so that it misses stations",
            referees.prints(referees.misses_stations),
        ),
    ),
    "kentbuggen": (
        Fault(
            "kentbuggen_js.cpp",
            "it counts hashes of 32 bits for names, of which two in 100,000 may have the same",
            referees.prints(referees.miscounts_names),
        ),
    ),
    "kubiskaboxar": (
        Fault("arash_100.py", _UNIQUE, referees.fails),
        Fault("par_100.py", _UNIQUE, referees.fails),
    ),
    "lastafarjan": (
        Fault(
            "LoadFerry.java",
            "its table has ten places for each car, and a car of 10 m takes 11 with the margin",
            referees.fails_where(referees.has_long_cars),
        ),
    ),
    "radar": (
        Fault(
            "radar_lukas.cpp",
            "where an accuracy is as large as half its wavelength, it tries only some of the distances that fit",
            referees.prints(referees.is_no_nearest),
        ),
    ),
    "tagstationer": (
        Fault(
            "tagstationer.cpp",
            "it ends by an assertion where at no station more people get off than on",
            referees.fails_where(referees.loses_nobody),
        ),
    ),
    "treehugging": (
        Fault(
            "mw.cpp",
            "it deals edges to two trees of which one lacks the edge from a node to its parent",
            referees.prints(referees.plants_no_trees),
        ),
    ),
}


def forbidden_in_words(problem: str, text: str) -> str:
    """What the statement of a problem promises in words and an input does not keep; empty where it keeps all."""
    kept, promise = _PROMISES.get(problem, (None, ""))
    return promise if kept and not kept(text.split()) else ""


def _is_an_encryption(words: Sequence[str]) -> bool:
    """Whether so many digits are some n written n times."""
    digits = len(words[0])
    with decimal.localcontext(prec=digits + 1):
        length = Decimal(words[0])
        shortest = max(1, digits - len(str(digits)) - 1)
        return length == 0 or any(
            length % each == 0 and (length // each).adjusted() + 1 == each for each in range(shortest, digits + 1)
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


def _leads_home(words: Sequence[str]) -> bool:
    """Whether the last station can be reached from the one before it."""
    _, count, *numbers = map(int, words)
    links = [(numbers[at], numbers[at + 1], numbers[at + 2]) for at in range(0, 3 * count, 3)]
    return numbers[-1] in referees.distances(links, numbers[-2])


def _can_be_walked(words: Sequence[str]) -> bool:
    """Whether people in a row can come to stand in an order of which these pairs are the inversions."""
    people, _, *ends = map(int, words)
    crossing = [0] * (people + 1)  # for each person, the later ones that they cross, as bits
    for first, second in zip(ends[::2], ends[1::2], strict=True):
        crossing[first] |= 1 << second
    for first in range(1, people + 1):
        for second in range(first + 1, people + 1):
            if crossing[first] >> second & 1:  # who is passed by the second one is passed by the first one, too
                if crossing[second] & ~crossing[first]:
                    return False
            elif (crossing[first] >> second << second) & ~crossing[second]:
                return False
    return True


def _stand_apart(words: Sequence[str]) -> bool:
    """Whether no two circles touch or overlap."""
    _, *numbers = map(Fraction, words)
    circles = list(zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True))
    return all((a - c) ** 2 + (b - d) ** 2 > (r + s) ** 2 for (a, b, r), (c, d, s) in combinations(circles, 2))


def _starts_on_ice(words: Sequence[str]) -> bool:
    """Whether the upper left square is free."""
    return words[2][0] == "."


def _are_positive(words: Sequence[str]) -> bool:
    """Whether each function ax² + bx + c is positive from 0 to t."""
    _, *numbers = map(int, words)
    rows = [numbers[at : at + 4] for at in range(0, len(numbers), 4)]
    return all(
        c > 0 and a * t * t + b * t + c > 0 and not (0 < -b < 2 * a * t and 4 * a * c <= b * b) for a, b, c, t in rows
    )


def _has_one_best_rug(words: Sequence[str]) -> bool:
    """Whether one pair of sides alone, a product between the two numbers, has the least difference."""
    least, most = map(int, words)
    best, pairs = most, 0
    for short in range(isqrt(most), 0, -1):
        long = max(short, -(-least // short))
        if long - short > best:
            break
        if long <= most // short:
            best, pairs = (long - short, 1) if long - short < best else (best, pairs + 1)
    return pairs == 1


def _can_become_white(words: Sequence[str]) -> bool:
    """Whether there are three pieces, and an even number of black ones, since a move turns two over."""
    return len(words[0]) >= _PIECES and words[0].count("S") % 2 == 0


def _makes_a_difference(words: Sequence[str]) -> bool:
    """Whether the two ways up take times that differ by a second at least."""
    steps, standing, walking, left_rate, right_rate, left, right = map(Fraction, words)
    return abs(left / left_rate + steps / walking - right / right_rate - steps / standing) >= _A_SECOND


def _stays_inside(words: Sequence[str]) -> bool:
    """Whether the arrows, followed from the upper left square, never lead out of the map."""
    rows, columns = map(int, words[:2])
    square, seen = (0, 0), set()
    while square not in seen:
        if not (0 <= square[0] < rows and 0 <= square[1] < columns):
            return False
        seen.add(square)
        down, right = _ARROWS.get(words[2 + square[0]][square[1]], (0, 0))
        square = square[0] + down, square[1] + right
    return True


_A_SECOND = 1 - Fraction(1, 10**6)
"""The tests have numbers with rounded decimals."""
_PIECES = 3
_ARROWS = {"<": (0, -1), ">": (0, 1), "^": (-1, 0), "v": (1, 0)}
_PROMISES: dict[str, tuple[Callable[[Sequence[str]], bool], str]] = {
    "bastubad": (_are_positive, "each function is positive from 0 to t"),
    "bingo": (_ends_in_bingo, "there is a bingo after the last call"),
    "brickor": (_can_become_white, "three pieces or more can all become white"),
    "intercept": (_leads_home, "t can be reached from s"),
    "konami": (_has_the_code, "the code is a subsequence of the keys"),
    "kopamatta": (_has_one_best_rug, "the answer is unique"),
    "nnnnn": (_is_an_encryption, "the number is the encryption of some number"),
    "rulltrappa": (_makes_a_difference, "the two ways up differ by a second at least"),
    "shibuyacrossing": (_can_be_walked, "paths that cross once at most can cross so"),
    "skattkarta": (_stays_inside, "the arrows never lead out of the map"),
    "skridskor": (_starts_on_ice, "she comes in on the upper left square"),
    "tomosynthesis": (_stand_apart, "no two cylinders touch or overlap"),
}
