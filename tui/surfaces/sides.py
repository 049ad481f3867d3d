"""Two outputs side by side, aligned at their first difference; and single texts with visible line ends."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from engine.problem.compare import first_difference
from engine.problem.model import OutputRules
from tui.surfaces.text import Line, Row, Span, cells, clean, line, take_last

if TYPE_CHECKING:
    from engine.problem.compare import Difference
    from tui.surfaces.text import Look

RULES = OutputRules()
STACKED_BELOW = 44
"""Cells below which two texts stand one above the other."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of two texts that are compared."""

    title: str
    text: str
    style: str = "strong"
    note: str = ""
    """What is said instead of, or after, the text: `crashed`."""


@lru_cache(maxsize=128)
def difference(left: str, right: str, rules: OutputRules) -> Difference | None:
    """`first_difference`, kept: a frame has no time to compare 64 KiB again."""
    return first_difference(left, right, rules)


@lru_cache(maxsize=128)
def split(text: str) -> tuple[str, ...]:
    """The lines of an output; a line end at the end begins no further line."""
    return tuple(text.removesuffix("\n").split("\n")) if text else ()


def paint_sides(
    left: Side, right: Side, width: int, height: int, look: Look, rules: OutputRules | None = RULES
) -> list[Line]:
    """At most `height` lines: titles, then both texts, folded around the first difference.

    Without rules the two texts need not be the same, so no difference is looked for.
    """
    if height <= 0:
        return []
    found = difference(left.text, right.text, rules) if rules else None
    rules = rules or RULES
    left_at, right_at = (found.expected_at, found.got_at) if found else (None, None)
    if width < STACKED_BELOW:
        half = height // 2
        return [
            *_column(left, left_at, width, height - half, look, rules),
            *_column(right, right_at, width, half, look, rules),
        ]
    room = (width - 3) // 2
    pair = (
        _column(left, left_at, room, height, look, rules),
        _column(right, right_at, room, height, look, rules),
    )
    return _beside(*_aligned(left, right, found, pair, room, height, look, rules), room, width, look)


def _aligned(
    left: Side,
    right: Side,
    found: Difference | None,
    pair: tuple[list[Line], list[Line]],
    room: int,
    height: int,
    look: Look,
    rules: OutputRules,
) -> tuple[list[Line], list[Line]]:
    """Fold both texts around the difference by the same number of lines, unless both are shown whole."""
    longest = max(len(split(left.text)), len(split(right.text)))
    if found is None or longest + 1 + bool(left.note or right.note) <= height:
        return pair
    above = min(_line_of(left.text, found.expected_at), _line_of(right.text, found.got_at), max(0, (height - 3) // 2))
    return (
        _column(left, found.expected_at, room, height, look, rules, above),
        _column(right, found.got_at, room, height, look, rules, above),
    )


def _line_of(text: str, at: int) -> int:
    return min(text.count("\n", 0, at), max(0, len(split(text)) - 1))


def _beside(left: list[Line], right: list[Line], room: int, width: int, look: Look) -> list[Line]:
    lines = []
    for index in range(max(len(left), len(right))):
        row = Row(width, look)
        if index < len(left):
            row.extend(left[index].spans)
        row.to(room).put(f" {look.glyphs.bar} ", "rule")
        if index < len(right):
            row.extend(right[index].spans)
        lines.append(row.line())
    return lines


def _column(
    side: Side, at: int | None, width: int, height: int, look: Look, rules: OutputRules, above: int | None = None
) -> list[Line]:
    """Title, note and text of one side, folded so that the difference is visible."""
    if height <= 0:
        return []
    lines = [line(width, look, (side.title, side.style))]
    if side.note:
        lines.append(line(width, look, (side.note, "bad")))
    texts = split(side.text)
    if not texts:
        if not side.note:
            lines.append(line(width, look, ("(nothing)", "dim")))
        return lines[:height]
    lines += _folded(side.text, at, width, height - len(lines), look, above, spaces=rules.space_sensitive)
    return lines[:height]


def _folded(
    text: str, at: int | None, width: int, height: int, look: Look, above: int | None, *, spaces: bool
) -> list[Line]:
    """The lines around the character `at`; marks stand for those that are left out."""
    texts = split(text)
    hit = _line_of(text, at) if at is not None else -1
    first = 0
    if len(texts) > height and hit >= 0:
        context = min(hit, max(0, (height - 3) // 2)) if above is None else above
        first = max(0, hit - context)
    lines = [_folding(first, width, look)] if first else []
    room = max(1, height - len(lines))
    last = min(len(texts), first + room)
    if last < len(texts) and last - first > 1:
        last -= 1
    for index in range(first, last):
        column = None
        if index == hit and at is not None:
            column = at - (text.rfind("\n", 0, at) + 1)
        lines.append(_marked(texts[index], column, width, look, spaces=spaces))
    if last < len(texts):
        lines.append(_folding(len(texts) - last, width, look))
    return lines


def _folding(number: int, width: int, look: Look) -> Line:
    mark = look.glyphs.ellipsis
    return line(width, look, (f"{mark} {number} line{'' if number == 1 else 's'} {mark}", "dim"))


def _marked(text: str, column: int | None, width: int, look: Look, *, spaces: bool) -> Line:
    """One line of an output with the token at `column` marked; a far column is brought into view."""
    row = Row(width, look)
    if column is None:
        return row.extend(visible(text[: 3 * width], look, spaces=spaces)).line()
    end, last = column, min(len(text), column + 2 * width)  # of a token of 60,000 digits, what can be seen
    while end < last and not text[end].isspace():
        end += 1
    if end == column:
        end += 1
    before = clean(text[max(0, column - 3 * width) : column], look)
    token = clean(text[column:end], look) or look.glyphs.newline
    if cells(before) + min(cells(token), width) > width:
        mark = look.glyphs.ellipsis
        keep = max(0, min(width // 2, width - cells(token)) - len(mark))
        before = mark + take_last(before, keep)
    row.put(before).put(token, "mark")
    return row.extend(visible(text[end : end + 3 * width], look, spaces=spaces)).line()


def visible(text: str, look: Look, *, spaces: bool = False) -> list[Span]:
    """A line with the white space shown that a person would overlook: tabs and spaces at its end."""
    body = text if spaces else text.rstrip(" \t")
    spans = [Span(part, "") for part in (body,) if part]
    rest = text[len(body) :]
    if spaces and " " in body:
        spans = [Span(body.replace(" ", look.glyphs.space), "")]
    if rest:
        spans.append(Span(rest.replace("\t", look.glyphs.tab).replace(" ", look.glyphs.space), "space"))
    return spans


def paint_text(text: str, width: int, height: int, look: Look, style: str = "") -> list[Line]:
    """An input with visible line ends, at most `height` lines."""
    texts = split(text)
    if not texts:
        return [line(width, look, ("(empty)", "dim"))][: max(0, height)]
    shown = texts if len(texts) <= height else texts[: max(0, height - 1)]
    lines = [_ended(item, width, look, style) for item in shown]
    if len(shown) < len(texts) and height > 0:
        lines.append(_folding(len(texts) - len(shown), width, look))
    return lines


def _ended(text: str, width: int, look: Look, style: str) -> Line:
    end = look.glyphs.newline
    row = Row(width - len(end), look).put(text.replace("\t", look.glyphs.tab), style)
    return Line((*row.line().spans, Span(end, "space"))) if width > len(end) else line(width, look, (text, style))


def one_line(text: str, look: Look) -> str:
    """A text in one line, for labels: line ends become signs."""
    return clean(text[:200].strip().replace("\n", look.glyphs.newline), look)
