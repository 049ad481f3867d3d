"""What a column may hold in its place: the bounds of the statement, or else about what the public inputs show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
_BEFORE = r"at most|no more than|max(?:imum|imal)?(?: length(?: is)?)?|maximum of|up to|högst|and|och|to|longer than"
_AFTER = r"(?:lower\S*|upper\S*|english)?\s*(?:letter|character|bokst|tecken|symbol)"
_LENGTH = re.compile(rf"(?:{_BEFORE})\s*\$?\s*([0-9][0-9\\, {{}}]*)\$?\s*{_AFTER}", re.IGNORECASE)


def allowed(grammar: Grammar, column: Column, frame: Frame) -> tuple[int, int]:
    """Tell the range of a number in its place: the stated ends, or else about what the public inputs show."""
    stated = grammar.binding.ranges.get(column.column)
    lows = _ends(stated.lows, frame, grammar, column, 1) if stated else []
    highs = _ends(stated.highs, frame, grammar, column, -1) if stated else []
    low = max(lows) if lows else column.low if column.low <= 0 else min(column.low, 10**column.decimals)
    high = min(highs) if highs else max(column.high, _COUNTS) if column.size else column.high
    if not highs and column.upper and (limit := frame.value(column.upper.column)) is not None:
        high = limit + column.upper.offset
    if column.above is not None and (cell := frame.find(column.above)):
        below = grammar.columns[column.above].value(cell.token)
        low = max(low, low if below is None else below)
    return low, high


def _ends(edges: tuple[Edge, ...], frame: Frame, grammar: Grammar, column: Column, step: int) -> list[int]:
    found = (edge.value(frame, grammar.binding.names, column.decimals, step) for edge in edges)
    return [value for value in found if value is not None]


def letters(column: Column, grammar: Grammar) -> str:
    """Tell the letters that a word may have: those seen, and all of their kind where the statement names a kind."""
    seen = column.alphabet
    whole = any(promise.about == "letters" and _WHOLE_CLASS.search(promise.text) for promise in grammar.promises)
    if not whole:
        return seen
    return "".join(dict.fromkeys(seen + "".join(kind for kind in _CLASSES if len(set(kind) & set(seen)) > 1)))


def longest_word(column: Column, grammar: Grammar) -> int:
    """Tell how many letters a word may have: the stated number, or else that of the longest one seen."""
    seen = max((len(word) for word in column.words), default=0)
    stated = [
        int(re.sub(r"\D", "", match[1])) for promise in grammar.promises for match in _LENGTH.finditer(promise.text)
    ]
    return max([seen, *([min(stated)] if stated and min(stated) >= seen else [])])


def fixed_length(column: Column) -> int | None:
    """Tell how many letters each word has, where all of several different ones have as many."""
    lengths = {len(word) for word in column.words}
    return lengths.pop() if len(lengths) == 1 and len(column.words) >= _SEVERAL and not column.length else None
