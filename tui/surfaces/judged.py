"""Tests that a program of the package judges: what it said, and for an interactor the talk it had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.surfaces.sides import split
from tui.surfaces.text import Line, Row, clean, line, wrap

if TYPE_CHECKING:
    from tui.surfaces.text import Look

_FIRST = 2
"""Lines of a long talk that stay visible above its end."""
_LONGEST_MESSAGE = 3

MANY = "other outputs may be right"
"""Stands beside an expected output that is not the only right one."""


def message_lines(judge: str, message: str, width: int, look: Look) -> list[Line]:
    """What a checker or interactor said, in a few lines; none if it said nothing."""
    if not message:
        return []
    parts = wrap(clean(" ".join(message[:2000].split()), look), max(8, width - 3))
    shown = parts[:_LONGEST_MESSAGE]
    lines = [line(width, look, (f" the {judge} says", "strong"))]
    lines += [line(width, look, (f"  {part}", "warn")) for part in shown]
    if len(parts) > len(shown):
        lines[-1] = line(width, look, (f"  {shown[-1]}{look.glyphs.ellipsis}", "warn"))
    return lines


def talk_lines(transcript: str) -> int:
    """How many lines a talk has, for scrolling."""
    return len(split(transcript))


def paint_talk(transcript: str, top: int | None, width: int, height: int, look: Look) -> list[Line]:
    """What program and interactor said, at most `height` lines, the direction of each line by its sign.

    Args:
        transcript: `> ` begins a line of the program, `< ` one of the interactor.
        top: first line that is shown; None folds what lies between the beginning and the end.
        width: cells.
        height: lines.
        look: signs.
    """
    if height <= 0:
        return []
    head = line(width, look, ("> program", "strong"), ("   ", ""), ("< interactor", "accent"))
    texts = split(transcript)
    room = height - 1
    if not texts:
        return [head, line(width, look, ("(nothing was said)", "dim"))][:height]
    if len(texts) <= room:
        return [head, *(_said(text, width, look) for text in texts)]
    if room < _FIRST + 3:
        return [head, *(_said(text, width, look) for text in texts[-room:])][:height] if room else [head]
    if top is None:
        last = room - _FIRST - 1
        shown = [_said(text, width, look) for text in texts[:_FIRST]]
        shown.append(_left_out(len(texts) - _FIRST - last, "in between (press , or .)", width, look))
        return [head, *shown, *(_said(text, width, look) for text in texts[-last:])]
    return [head, *_window(texts, top, room, width, look)]


def _window(texts: tuple[str, ...], top: int, room: int, width: int, look: Look) -> list[Line]:
    inner = room - 2
    first = max(0, min(top, len(texts) - inner))
    below = len(texts) - first - inner
    return [
        _left_out(first, "above", width, look),
        *(_said(text, width, look) for text in texts[first : first + inner]),
        _left_out(below, "below", width, look),
    ]


def _left_out(number: int, where: str, width: int, look: Look) -> Line:
    mark = look.glyphs.ellipsis
    return line(width, look, (f"{mark} {number} line{'' if number == 1 else 's'} {where}", "dim"))


def _said(text: str, width: int, look: Look) -> Line:
    style = "strong" if text.startswith(">") else "accent" if text.startswith("<") else "dim"
    return Row(width, look).put(text[: 3 * width], style).line()
