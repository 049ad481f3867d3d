"""Comparison of outputs, as the field's default output validators do it."""

from __future__ import annotations

import json
import math
import re
from itertools import zip_longest
from string import ascii_lowercase, ascii_uppercase
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.problem.function import same_json

if TYPE_CHECKING:
    from engine.problem.model import OutputRules

# ASCII only, as the field's validators read bytes: a no-break space is part of a token, “٣” is no number.
# Digits match in one way only, or a long token of digits and a letter would take quadratic time.
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_WORDS = re.compile(r"\S+", re.ASCII)
_WORDS_AND_SPACES = re.compile(r"\s|\S+", re.ASCII)
_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)


class Difference(Struct, frozen=True):
    """Where two outputs part: the 0-based token, its position in each text, and both tokens (None: ended)."""

    token: int
    expected_at: int
    got_at: int
    expected: str | None
    got: str | None


def same_output(expected: str, got: str, rules: OutputRules) -> bool:
    """Whether `got` is as good as `expected`."""
    return first_difference(expected, got, rules) is None


def first_difference(expected: str, got: str, rules: OutputRules) -> Difference | None:
    """Find the first token in which two outputs differ, or None when they are the same.

    Tokens are separated by any white space, which itself does not count unless the rules are space-sensitive.
    Numbers are compared within the tolerances of the rules; NaN and infinities are words, not numbers.
    """
    if rules.as_json and _same_values(expected, got, rules):
        return None
    words = _WORDS_AND_SPACES if rules.space_sensitive else _WORDS
    pairs = zip_longest(words.finditer(expected), words.finditer(got))
    for index, (left, right) in enumerate(pairs):
        if left and right and _same_token(left.group(), right.group(), rules):
            continue
        return Difference(
            token=index,
            expected_at=left.start() if left else len(expected),
            got_at=right.start() if right else len(got),
            expected=left.group() if left else None,
            got=right.group() if right else None,
        )
    if rules.as_json:  # the texts agree word by word, and yet are other values, such as 1 and true in other words
        return Difference(0, 0, 0, expected, got)
    return None


def _same_values(expected: str, got: str, rules: OutputRules) -> bool:
    try:
        values = json.loads(expected), json.loads(got)
        return same_json(*values, rules.absolute_tolerance, rules.relative_tolerance)
    except (ValueError, RecursionError, OverflowError):
        return False


def _same_token(expected: str, got: str, rules: OutputRules) -> bool:
    if expected == got:
        return True
    if not rules.case_sensitive and expected.translate(_LOWER) == got.translate(_LOWER):
        return True
    absolute, relative = rules.absolute_tolerance, rules.relative_tolerance
    if absolute is None and relative is None:
        return False
    if not (_NUMBER.fullmatch(expected) and _NUMBER.fullmatch(got)):
        return False
    if rules.exact_integers and expected.lstrip("+-").isdigit():
        return False
    wanted, found = float(expected), float(got)
    if not (math.isfinite(wanted) and math.isfinite(found)):
        return False
    distance = abs(wanted - found)
    return (absolute is not None and distance <= absolute) or (
        relative is not None and distance <= relative * abs(wanted)
    )
