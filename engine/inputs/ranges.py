"""What a column may hold in its place: the bounds of the statement, or else about what the public inputs show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.inputs.formulas import names_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.inputs.binding import Edge
    from engine.inputs.grammar import Grammar
    from engine.inputs.laws import Column
    from engine.inputs.survey import Frame

_SEVERAL = 3  # different words before an equal length is believed
_COUNTS = 20  # how far a count may go whose bound is not stated
_CLASSES = ("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789")
_WHOLE_CLASS = re.compile(
    r"a-z|A-Z|lower.?case|upper.?case|english|alphabet|versal|gemen|små bokst|stora bokst", re.IGNORECASE
)
BITS = "01"
"""The letters of a word of ones and zeros, which may look like a number."""
_OF_BITS = re.compile(
    r"\b(?:ones and zeroe?s|zeroe?s and ones|1['’]?s and 0['’]?s|0['’]?s and 1['’]?s|"
    r"ettor och nollor|nollor och ettor|binary strings?|binära? sträng(?:ar)?)\b",
    re.IGNORECASE,
)
_QUOTE = r"\s*(?:\\\w+)?[\s{}$`'\"“”‘’]*"
_SPAN = re.compile(
    rf"(?:between|from|mellan|från){_QUOTE}([A-Za-z]){_QUOTE}(?:and|to|och|till|-|–){_QUOTE}([A-Za-z])(?![\w])"
)
"""Which letters there are, as in "between \\texttt{a} and \\texttt{j}"."""
_BEFORE = (
    r"at most|no more than|max(?:imum|imal)?(?: length(?: is)?)?|maximum of|up to|upp till|högst|and|och|to|"
    r"longer than|längre än"
)
_AFTER = r"(?:lower\S*|upper\S*|english)?\s*(?:letter|character|bokst|tecken|symbol)"
_LENGTH = re.compile(rf"(?:{_BEFORE})\s*\$?\s*([0-9][0-9\\, {{}}]*)\$?\s*{_AFTER}", re.IGNORECASE)


class Bounds:
    """The ranges of a grammar's numbers, each worked out once for what it depends on: large inputs repeat them."""

    def __init__(self, grammar: Grammar) -> None:
        """Nothing is known yet."""
        self._grammar = grammar
        self._known: dict[tuple[object, ...], tuple[int, int]] = {}
        self._depends: dict[int, tuple[int, ...]] = {}

    def of(self, column: Column, frame: Frame) -> tuple[int, int]:
        """Tell the range of a number in its place, as `allowed` does."""
        number = column.column
        if number not in self._depends:
            self._depends[number] = tuple(_depends(self._grammar, column))
        seen = (cell.token if (cell := frame.find(other)) else "" for other in self._depends[number])
        key = (number, *seen)
        if key not in self._known:
            self._known[key] = allowed(self._grammar, column, frame)
        return self._known[key]


def _depends(grammar: Grammar, column: Column) -> Iterator[int]:
    """Name the columns on which the range of a column may depend."""
    if stated := grammar.binding.ranges.get(column.column):
        for edge in (*stated.lows, *stated.highs, *stated.beyond):
            for name in sorted(names_in(edge.formula)):
                yield from grammar.binding.names.get(name, ())
    if column.upper:
        yield column.upper.column
    if column.above is not None:
        yield column.above


def allowed(grammar: Grammar, column: Column, frame: Frame) -> tuple[int, int]:
    """Tell the range of a number in its place: the stated ends, or else about what the public inputs show."""
    stated = grammar.binding.ranges.get(column.column)
    lows = _ends(stated.lows, frame, grammar, column, 1) if stated else []
    highs = _ends(stated.highs, frame, grammar, column, -1) if stated else []
    if stated and not highs:
        highs = _ends(stated.beyond, frame, grammar, column, -1)
    low = max(lows) if lows else column.low if column.low <= 0 else min(column.low, 10**column.decimals)
    high = min(highs) if highs else max(column.high, _COUNTS) if column.size else column.high
    if not highs and column.upper and (limit := frame.value(column.upper.column)) is not None:
        high = limit + column.upper.offset
    if column.above is not None and (cell := frame.find(column.above)):
        below = grammar.columns[column.above].value(cell.token)
        low = max(low, low if below is None else below)
    return low, high


def stated_ends(grammar: Grammar, column: Column, frame: Frame) -> tuple[int | None, int | None]:
    """Tell the least and the greatest number that inequalities of the statement allow; None where there is none."""
    stated = grammar.binding.ranges.get(column.column)
    lows, highs = (stated.lows, stated.highs) if stated else ((), ())
    lows, highs = (tuple(edge for edge in edges if not edge.loose) for edges in (lows, highs))
    least, most = _ends(lows, frame, grammar, column, 1), _ends(highs, frame, grammar, column, -1)
    return max(least, default=None), min(most, default=None)


def _ends(edges: tuple[Edge, ...], frame: Frame, grammar: Grammar, column: Column, step: int) -> list[int]:
    found = (edge.value(frame, grammar.binding.names, column.decimals, step) for edge in edges)
    return [value for value in found if value is not None]


def letters(column: Column, grammar: Grammar) -> str:
    """Tell the letters that a word may have: those that somebody tells, or else those seen."""
    return told_letters(column, grammar) or column.alphabet


def told_letters(column: Column, grammar: Grammar) -> str:
    """Tell the letters that a word may have as far as it is said; empty where it is not.

    What a person or a model has said goes first, then "ones and zeros" in the statement where no other letters were
    seen, then "between a and j", then the kind of letters that it names, all of which then count if two were seen.
    """
    if column.column in grammar.letters:
        return grammar.letters[column.column]
    seen = column.alphabet
    if set(seen) <= set(BITS) and any(_OF_BITS.search(promise.text) for promise in grammar.promises):
        return BITS
    about = [promise.text for promise in grammar.promises if promise.about == "letters"]
    if spans := "".join(span for text in about for span in _spans(text, seen)):
        return "".join(dict.fromkeys(seen + spans))
    if not any(_WHOLE_CLASS.search(text) for text in about):
        return ""
    return "".join(dict.fromkeys(seen + "".join(kind for kind in _CLASSES if len(set(kind) & set(seen)) > 1)))


def _spans(text: str, seen: str) -> Iterator[str]:
    """Give the letters from one to another that a sentence names, where those seen of their kind are among them."""
    for match in _SPAN.finditer(text):
        for kind in _CLASSES[:2]:
            first, last = kind.find(match[1]), kind.find(match[2])
            of_kind = set(seen) & set(kind)
            if 0 <= first < last and of_kind and of_kind <= set(kind[first : last + 1]):
                yield kind[first : last + 1]


def longest_word(column: Column, grammar: Grammar) -> int:
    """Tell how many letters a word may have: the stated number, or else that of the longest one seen."""
    seen = max((len(word) for word in column.words), default=0)
    if column.once:
        seen = max(seen, len(told_letters(column, grammar)))
    stated = [
        int(re.sub(r"\D", "", match[1])) for promise in grammar.promises for match in _LENGTH.finditer(promise.text)
    ]
    return max([seen, grammar.longest, *([min(stated)] if stated and min(stated) >= seen else [])])


def fixed_length(column: Column) -> int | None:
    """Tell how many letters each word has, where all of several different ones have as many."""
    lengths = {len(word) for word in column.words}
    return lengths.pop() if len(lengths) == 1 and len(column.words) >= _SEVERAL and not column.length else None
