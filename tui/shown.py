"""What is written of a frame: only what the terminal does not show already, and no colour twice.

Textual writes a row that changed as far as its last change, and every piece of it with all of its colours, each time
from none. Where 256 samples stream, most of that stands on the screen already, and a terminal at the other end of a
slow line takes a second for a few frames of it. Here a row is held against what was written before, and a piece says
what differs from the piece before it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Final

from msgspec import structs
from rich.cells import get_character_cell_size
from rich.color import ColorSystem
from rich.segment import Segment
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

from tui.glyphs import UNICODE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import Console
    from rich.style import Style

    Stretch = tuple[int, int, list[Segment]]
    """Row, first column, and what stands there."""

_ON: Final = {
    "bold": "1",
    "dim": "2",
    "italic": "3",
    "underline": "4",
    "blink": "5",
    "blink2": "6",
    "reverse": "7",
    "conceal": "8",
    "strike": "9",
    "underline2": "21",
    "frame": "51",
    "encircle": "52",
    "overline": "53",
}
_OFF: Final = {
    "bold": "22",
    "dim": "22",
    "italic": "23",
    "underline": "24",
    "blink": "25",
    "blink2": "25",
    "reverse": "27",
    "conceal": "28",
    "strike": "29",
    "underline2": "24",
    "frame": "54",
    "encircle": "54",
    "overline": "55",
}
"""Attributes of a style, and the codes (ECMA-48, SGR) that begin and end them."""
_SIGNS: Final = "".join(map(str, structs.astuple(UNICODE)))
_OURS: Final = re.compile(f"[ -~{re.escape(''.join(sign for sign in _SIGNS if get_character_cell_size(sign) == 1))}]*")
"""What nearly every row is made of: ASCII, and the signs that the screen is drawn with."""


class Shown:
    """What the terminal shows, as far as it is known."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._size = (0, 0)
        self._rows: list[list[Segment] | None] = []

    def forget(self) -> None:
        """Take nothing for known any more, where something else may have drawn on the terminal."""
        self._rows = [None] * len(self._rows)

    def advance(self, update: CompositorUpdate) -> CompositorUpdate:
        """The least that makes a screen with this update of what is shown; it counts as shown once it is rendered."""
        return _Advance(self, update) if isinstance(update, LayoutUpdate | ChopsUpdate) else update

    def render(self, update: LayoutUpdate | ChopsUpdate, console: Console) -> str:
        """Escape sequences and text of an update, which is shown from here on."""
        pen = _Pen(console._color_system or ColorSystem.TRUECOLOR)  # noqa: SLF001 - public is its name alone
        if isinstance(update, LayoutUpdate):
            stretches, size = _whole(update), (update.region.right, update.region.bottom)
        else:
            stretches, size = _parts(update), (update.chop_ends[0][-1], len(update.chops))
        if size != self._size:
            self._size, self._rows = size, [None] * size[1]
        for row, column, pieces in stretches:
            self._show(pen, row, column, pieces)
        return pen.lifted()

    def _show(self, pen: _Pen, row: int, column: int, pieces: list[Segment]) -> None:
        """Write a stretch of a row, or of it what is new."""
        text = "".join([piece.text for piece in pieces])
        known, even = self._rows[row], _narrow(text) and not any(piece.control for piece in pieces)
        end = column + len(text)
        whole = column == 0 and end == self._size[0]
        if known is None or not even:
            pen.write(row, column, pieces)
        else:
            for at, text, style in _news(known if whole else _cut(known, column, end), pieces):
                pen.put(row, column + at, text, style)
        if not even or (known is None and not whole):
            self._rows[row] = None
        elif known is None or whole:
            self._rows[row] = pieces
        else:
            self._rows[row] = [*_cut(known, 0, column), *pieces, *_cut(known, end, self._size[0])]


class _Advance(CompositorUpdate):
    """An update that is written as the difference to what is shown."""

    def __init__(self, shown: Shown, update: LayoutUpdate | ChopsUpdate) -> None:
        self._shown, self._update = shown, update

    def render_segments(self, console: Console) -> str:
        return self._shown.render(self._update, console)


def _whole(update: LayoutUpdate) -> Iterator[Stretch]:
    for row, strips in enumerate(update.strips, update.region.y):
        yield row, update.region.x, list(chain.from_iterable(strips))


def _parts(update: ChopsUpdate) -> Iterator[Stretch]:
    """The parts of rows that belong to widgets which changed; what lies over them has been cut out already."""
    for row, first, last in update.spans:
        for end, (column, strip) in zip(update.chop_ends[row], update.chops[row].items(), strict=False):
            if strip is not None and column < last and first < end:
                yield row, column, list(strip)


def _narrow(text: str) -> bool:
    """Whether each character takes one cell, so that the place of a character in the text is its column."""
    return text.isprintable() and (
        text.isascii()
        or _OURS.fullmatch(text) is not None
        or all(get_character_cell_size(character) == 1 for character in text)
    )


def _cut(pieces: Sequence[Segment], start: int, end: int) -> list[Segment]:
    """What stands from one column to another."""
    found, at = [], 0
    for text, style, _ in pieces:
        if shown := text[max(0, start - at) : max(0, end - at)]:
            found.append(Segment(shown, style))
        at += len(text)
    return found


def _news(before: Iterable[Segment], after: Iterable[Segment]) -> Iterator[tuple[int, str, Style | None]]:
    """What is shown `after` and was not `before`, both equally wide: column, text, style."""
    olds = iter(before)
    old, worn, column = "", None, 0
    for text, style, _ in after:
        rest = text
        while rest:
            if not old:
                old, worn, _ = next(olds)
            size = min(len(rest), len(old))
            first, last = _differing(rest, old, size) if style is worn or style == worn else (0, size)
            if first < last:
                yield column + first, rest[first:last], style
            column += size
            rest, old = rest[size:], old[size:]


def _differing(text: str, other: str, size: int) -> tuple[int, int]:
    """From where to where two texts differ, in as many of their first characters."""
    if text[:size] == other[:size]:
        return size, size
    first, last = 0, size
    while text[first] == other[first]:
        first += 1
    while text[last - 1] == other[last - 1]:
        last -= 1
    return first, last


class _Pen:
    """Writes on a terminal; knows where it stands and what it wears."""

    def __init__(self, system: ColorSystem) -> None:
        self._system = system
        self._written: list[str] = []
        self._at = (-1, -1)
        self._style: Style | None = None

    def write(self, row: int, column: int, pieces: Iterable[Segment]) -> None:
        """Write pieces one after the other, whatever their width; from here on it stands nowhere."""
        for text, style, _ in pieces:
            self.put(row, column, text, style)
            self._at = (row, column)  # the terminal knows how wide it was
        self._at = (-1, -1)

    def put(self, row: int, column: int, text: str, style: Style | None) -> None:
        """Write a text at a place."""
        if self._at != (row, column):
            near = self._at[0] == row and self._at[1] < column
            self._written.append(f"\x1b[{column - self._at[1]}C" if near else f"\x1b[{row + 1};{column + 1}H")
        if style is not None and style.link:
            self._written += (self.turned(None), Strip.render_style(style, text, color_system=self._system))
        else:
            self._written += (self.turned(style), text)
        self._at = (row, column + len(text))

    def turned(self, style: Style | None) -> str:
        """The sequence after which the terminal draws in a style."""
        sequence = "" if style is self._style else _turn(self._style, style, self._system)
        self._style = style
        return sequence

    def lifted(self) -> str:
        """All that was written, and an end of all colours."""
        return "".join((*self._written, self.turned(None)))


@lru_cache(maxsize=8192)
def _turn(before: Style | None, after: Style | None, system: ColorSystem) -> str:
    """The shortest sequence that makes one style of another."""
    turned = ";".join(_turning(before, after, system))
    anew = ";".join(["0", *_turning(None, after, system)])
    shortest = min(turned, anew, key=len)
    return f"\x1b[{shortest}m" if turned else ""


def _turning(before: Style | None, after: Style | None, system: ColorSystem) -> list[str]:
    were, are = _attributes(before), _attributes(after)
    ended = dict.fromkeys(_OFF[name] for name in were if name not in are)
    # What ends together with another one, as bold does with dim, begins again.
    codes = [*ended, *(_ON[name] for name in are if name not in were or _OFF[name] in ended)]
    for ground in (False, True):
        was, now = _colour(before, system, ground=ground), _colour(after, system, ground=ground)
        codes += now if was != now else ()
    return codes


def _attributes(style: Style | None) -> list[str]:
    return [name for name in _ON if getattr(style, name, None)]


def _colour(style: Style | None, system: ColorSystem, *, ground: bool) -> tuple[str, ...]:
    colour = None if style is None else style.bgcolor if ground else style.color
    if colour is None:
        return ("49",) if ground else ("39",)
    return colour.downgrade(system).get_ansi_codes(foreground=not ground)
