"""Lines, spans, and text made harmless: what every surface is built from.

Whatever a program or a model wrote goes through `clean` before it becomes part of a line, so that no escape
sequence, tab or other control character ever reaches the terminal.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len, get_character_cell_size

from tui.glyphs import UNICODE, Glyphs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TAB_CELLS = 4
_SHORT = 16
_IN_ASCII = {"×": "x", "“": '"', "”": '"', "’": "'", "–": "-", "—": "-", "…": "...", "→": "->", "½": ".5", "√": "sqrt "}
"""What this program itself writes, for terminals without it."""

# Variation selectors change the width of what stands before them; floods of accents climb over other lines.
_WIDTH_BENDING = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]|(?<=[\u0300-\u036f]{2})[\u0300-\u036f]+", re.DOTALL)


class Span(NamedTuple):
    """A piece of a line: text without control characters, and the names of its styles."""

    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the screen."""

    spans: tuple[Span, ...] = ()
    size: int | None = field(default=None, compare=False, repr=False)
    """How many cells it takes, where that is known already."""

    @property
    def text(self) -> str:
        """The line without its styles."""
        return "".join([span.text for span in self.spans])

    @property
    def cells(self) -> int:
        """How many terminal cells the line takes."""
        return sum([cells(span.text) for span in self.spans]) if self.size is None else self.size


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """How things are drawn, whatever is drawn. It stands in the key of what is kept: one is equal to itself alone."""

    glyphs: Glyphs = UNICODE
    reduced: bool = False
    """Less movement: streams show how far they are, not their text."""


EMPTY = Line()


def cells(text: str) -> int:
    """Width of a cleaned text in terminal cells."""
    return len(text) if text.isascii() else cell_len(text)


def clean(text: str, look: Look) -> str:
    """Make control characters visible and everything else harmless; in an ASCII look nothing else remains."""
    if text.isascii():
        if text.isprintable():
            return text
    elif not look.glyphs.ascii:
        text = _WIDTH_BENDING.sub("", text)
        if text.isprintable():
            return text
    return "".join([_harmless(character, look.glyphs) for character in text])


@lru_cache(maxsize=4096)
def _measured(text: str, look: Look) -> tuple[str, int]:
    """A text cleaned, and its width: kept for signs and words, which are the same in every frame."""
    shown = clean(text, look)
    return shown, cells(shown)


@lru_cache(maxsize=4096)
def _harmless(character: str, glyphs: Glyphs) -> str:
    if character.isprintable() and (character.isascii() or not glyphs.ascii):
        return character
    if character == "\n":
        return glyphs.newline
    if character == "\t":
        return " " * TAB_CELLS
    code = ord(character)
    if code < 0x20 or code == 0x7F:
        return f"^{chr(code ^ 0x40)}" if glyphs.ascii else chr(0x2421 if code == 0x7F else 0x2400 + code)
    if unicodedata.category(character) == "Zs":
        return " "
    return _IN_ASCII.get(character, "?") if glyphs.ascii else "\ufffd"


def clip(text: str, width: int, look: Look) -> str:
    """Clean a text and cut it to at most `width` cells, with a mark where it was cut."""
    # Nothing beyond a few times the width can be visible; cleaning 64 KiB for one line would be waste.
    whole = clean(text[: 3 * max(0, width) + 3], look)
    if cells(whole) <= width:
        return whole
    mark = look.glyphs.ellipsis
    return take(whole, width - len(mark)) + mark if width > len(mark) else take(whole, width)


def clip_start(text: str, width: int, look: Look) -> str:
    """Clean a text and keep the end of it, at most `width` cells, with a mark where it was cut."""
    whole = clean(text[-3 * max(1, width) - 3 :], look)
    if cells(whole) <= width:
        return whole
    mark = look.glyphs.ellipsis
    if width <= len(mark):
        return take(whole, width)
    return mark + take_last(whole, width - len(mark))


def fill_end(text: str, width: int, look: Look) -> str:
    """The same, followed by as many spaces as make it exactly `width` cells wide."""
    if text.isascii() and text.isprintable() and width >= len(look.glyphs.ellipsis):
        if len(text) <= width:
            return text.ljust(width)
        mark = look.glyphs.ellipsis
        return mark + text[len(text) - width + len(mark) :]
    shown = clip_start(text, width, look)
    return shown + " " * (width - cells(shown))


def take(text: str, width: int) -> str:
    """The beginning of a cleaned text, at most `width` cells."""
    if width <= 0:
        return ""
    if text.isascii():
        return text[:width]
    used = 0
    for index, character in enumerate(text):
        used += get_character_cell_size(character)
        if used > width:
            return text[:index]
    return text


def take_last(text: str, width: int) -> str:
    """The end of a cleaned text, at most `width` cells."""
    if width <= 0:
        return ""
    if text.isascii():
        return text[-width:]
    used, index = 0, len(text)
    while index and used + get_character_cell_size(text[index - 1]) <= width:
        index -= 1
        used += get_character_cell_size(text[index])
    return text[index:]


def skip(text: str, width: int) -> str:
    """A cleaned text without its first `width` cells."""
    return text[len(take(text, width)) :]


def wrap_growing(text: str, width: int) -> tuple[str, ...]:
    """Break one cleaned paragraph at spaces into lines of at most `width` cells; words too long are cut."""
    lines: list[str] = []
    line, width = "", max(1, width)
    for word in text.split(" "):
        rest = word
        if line and cells(line) + 1 + cells(rest) <= width:
            line = f"{line} {rest}"
            continue
        if line:
            lines.append(line)
        while cells(rest) > width:
            # A wide character does not fit into a single cell; then it is dropped.
            head = take(rest, width)
            lines.append(head)
            rest = rest[max(1, len(head)) :]
        line = rest
    return (*lines, line)


wrap = lru_cache(maxsize=8192)(wrap_growing)
"""The same, kept: for paragraphs that stay as they are from frame to frame."""


class Row:
    """A line under construction that never gets wider than it may."""

    __slots__ = ("_base", "_spans", "look", "used", "width")

    def __init__(self, width: int, look: Look, base: str = "") -> None:
        """Begin a line of at most `width` cells; `base` is combined with the style of every span."""
        self.width, self.look, self.used = width, look, 0
        self._base, self._spans = base, list[Span]()

    def copy(self) -> Row:
        """Another line that begins with what this one has."""
        other = Row(self.width, self.look, self._base)
        other.used, other._spans = self.used, self._spans.copy()
        return other

    @property
    def room(self) -> int:
        """Cells that are left."""
        return self.width - self.used

    def put(self, text: str, style: str = "") -> Row:
        """Add a text, cleaned and cut to what is left."""
        room = self.width - self.used
        if room <= 0 or not text:
            return self
        if text.isascii() and text.isprintable():
            shown, taken = text, len(text)
        elif len(text) <= _SHORT:
            shown, taken = _measured(text, self.look)
        else:
            shown = clean(text[: 3 * room + 3], self.look)
            taken = cells(shown)
        if taken > room:
            shown = clip(text, room, self.look)
            taken = cells(shown)
        return self.add(shown, taken, style)

    def add(self, shown: str, taken: int, style: str = "") -> Row:
        """Add a text that is clean and takes so many cells, for which there is room."""
        self.used += taken
        if self._base:
            style = f"{self._base} {style}" if style else self._base
        if self._spans and self._spans[-1].style == style:
            self._spans[-1] = Span(self._spans[-1].text + shown, style)  # every change of style is drawn
        else:
            self._spans.append(Span(shown, style))
        return self

    def extend(self, spans: Iterable[Span]) -> Row:
        """Add several spans."""
        for text, style in spans:
            self.put(text, style)
        return self

    def to(self, column: int) -> Row:
        """Fill with spaces up to a column."""
        gap = min(column, self.width) - self.used
        return self.put(" " * gap) if gap > 0 else self

    def end(self, text: str, style: str = "") -> Row:
        """Put a text at the right edge, unless there is no room for it."""
        shown = clean(text, self.look)
        size = cells(shown)
        if size < self.room:
            self.to(self.width - size).put(shown, style)
        return self

    def line(self) -> Line:
        """The finished line; a base style reaches the right edge."""
        if self._base:
            self.to(self.width)
        return Line(tuple(self._spans), self.used)


def line(width: int, look: Look, *parts: tuple[str, str]) -> Line:
    """A line of (text, style) parts."""
    row = Row(width, look)
    for text, style in parts:
        row.put(text, style)
    return row.line()


def rule(width: int, look: Look, title: str = "", style: str = "dim", end: str = "") -> Line:
    """A horizontal line with a title in it."""
    stroke = look.glyphs.line
    row = Row(width, look).put(stroke * 2, "rule")
    if title:
        row.put(f" {title} ", style)
    tail = f" {end} " if end else ""
    fill = row.room - cells(clean(tail, look)) - (2 if tail else 0)
    if fill < 0:
        tail, fill = "", row.room
    row.put(stroke * fill, "rule")
    if tail:
        row.put(tail, "dim").put(stroke * 2, "rule")
    return row.line()


def frame(lines: Sequence[Line], height: int, top: int = 0) -> list[Line]:
    """Exactly `height` lines: those from `top` on, then empty ones."""
    top = max(0, min(top, len(lines) - height))
    shown = list(lines[top : top + max(0, height)])
    return shown + [EMPTY] * (height - len(shown))
