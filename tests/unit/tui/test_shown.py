"""What is written of a frame makes the screen that Textual's own writing makes, and is no more than what is new."""

from __future__ import annotations

import re
from typing import ClassVar

from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import get_character_cell_size
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from tui.shown import Shown

WIDTH, HEIGHT = 14, 3
CONSOLE = Console(color_system="truecolor", force_terminal=True)
STYLES = [
    None,
    Style(),
    Style(color="#102030", bgcolor="#000000"),
    Style(color="#405060", bgcolor="#000000"),
    Style(color="#405060", bgcolor="#ffffff", bold=True),
    Style(color="red", bold=True, dim=True),
    Style(bgcolor="color(120)", dim=True, italic=True),
    Style(color="default", underline=True, reverse=True, strike=True),
    Style(color="#405060", underline2=True, blink=True, overline=True, link="https://example.org"),
]


class Emulated:
    """A terminal that knows what both ways of writing use: places, colours and attributes, wide characters."""

    _SEQUENCE = re.compile(r"\x1b\[([\d;]*)([HCm])|\x1b\]8;[^\x1b]*\x1b\\|\n|(.)", re.DOTALL)
    _ENDS: ClassVar = {22: {1, 2}, 23: {3}, 24: {4, 21}, 25: {5, 6}, 27: {7}, 28: {8}, 29: {9}, 54: {51, 52}, 55: {53}}

    def __init__(self) -> None:
        blank = (" ", frozenset[int](), (39,), (49,))
        self.cells = [[blank] * WIDTH for _ in range(HEIGHT)]
        self._row = self._column = 0
        self._pen: tuple[frozenset[int], tuple[int, ...], tuple[int, ...]] = (frozenset(), (39,), (49,))

    def feed(self, written: str) -> None:
        for found in self._SEQUENCE.finditer(written):
            numbers = [int(number) for number in (found[1] or "0").split(";")]
            match found[2]:
                case "H":
                    self._row, self._column = numbers[0] - 1, numbers[1] - 1
                case "C":
                    self._column += numbers[0]
                case "m":
                    self._wear(numbers)
                case None if found[3]:
                    self._draw(found[3])

    def _draw(self, character: str) -> None:
        size, row = get_character_cell_size(character), self.cells[self._row]
        for column in range(self._column, self._column + size):
            self._tear(row, column)
        row[self._column] = (character, *self._pen)
        if size == 2:
            row[self._column + 1] = ("", *self._pen)
        self._column += size

    @staticmethod
    def _tear(row: list, column: int) -> None:
        """Half of a wide character that is written over leaves a blank."""
        if row[column][0] == "":
            row[column - 1] = (" ", *row[column - 1][1:])
        elif get_character_cell_size(row[column][0]) == 2:
            row[column + 1] = (" ", *row[column + 1][1:])

    def _wear(self, numbers: list[int]) -> None:
        marks, ink, ground = set(self._pen[0]), self._pen[1], self._pen[2]
        rest = list(numbers)
        while rest:
            code = rest.pop(0)
            if code in {38, 48}:
                colour = (code, *(rest.pop(0) for _ in range({2: 4, 5: 2}[rest[0]])))
                ink, ground = (colour, ground) if code == 38 else (ink, colour)
            elif code == 0:
                marks, ink, ground = set(), (39,), (49,)
            elif code in self._ENDS:
                marks -= self._ENDS[code]
            elif 30 <= code <= 39 or 90 <= code <= 97:
                ink = (code,)
            elif 40 <= code <= 49 or 100 <= code <= 107:
                ground = (code,)
            else:
                marks.add(code)
        self._pen = frozenset(marks), ink, ground


pieces = st.tuples(st.text("ab .│✓漢", min_size=1, max_size=6), st.sampled_from(STYLES))
rows = st.lists(pieces, max_size=5).map(
    lambda found: Strip([Segment(text, style) for text, style in found]).adjust_cell_length(WIDTH)
)
cuts = st.sets(st.integers(1, WIDTH - 1), max_size=2).map(lambda found: [0, *sorted(found), WIDTH])


@st.composite
def partial(draw: st.DrawFn) -> ChopsUpdate:
    """Some parts of some rows, as of widgets that lie beside each other."""
    chops, ends, spans = [], [], []
    for y in range(HEIGHT):
        places = draw(cuts)
        strips = draw(rows).divide(places[1:])
        chops.append({x: draw(st.sampled_from([strip, strip, None])) for x, strip in zip(places, strips, strict=False)})
        ends.append(places[1:])
        if draw(st.booleans()):
            spans.append((y, draw(st.sampled_from(places[:-1])), WIDTH))
    return ChopsUpdate(chops, spans or [(0, 0, WIDTH)], ends)


whole = st.lists(rows, min_size=HEIGHT, max_size=HEIGHT).map(
    lambda strips: LayoutUpdate([[strip] for strip in strips], Region(0, 0, WIDTH, HEIGHT))
)


def layout(*texts: str, style: Style | None = STYLES[2]) -> LayoutUpdate:
    strips = [[Strip([Segment(text.ljust(WIDTH), style)])] for text in texts]
    return LayoutUpdate(strips, Region(0, 0, WIDTH, len(texts)))


def changed(text: str, style: Style | None = STYLES[2]) -> ChopsUpdate:
    strip = Strip([Segment(text.ljust(WIDTH), style)])
    return ChopsUpdate([{0: strip}, {0: None}, {0: None}], [(0, 0, WIDTH)], [[WIDTH]] * HEIGHT)


@given(st.lists(st.one_of(partial(), whole), min_size=1, max_size=6), st.integers(0, 6))
@example([layout("ab", "", ""), changed("abab"), changed("aab")], 6)
def test_any_frames_make_the_screen_that_textual_makes(frames: list, forgotten: int) -> None:
    shown, ours, textual_s = Shown(), Emulated(), Emulated()
    for number, update in enumerate(frames):
        if number == forgotten:
            shown.forget()
        textual_s.feed(update.render_segments(CONSOLE))
        ours.feed(shown.advance(update).render_segments(CONSOLE))
        assert ours.cells == textual_s.cells


def test_what_stands_there_is_not_written_again() -> None:
    shown = Shown()
    shown.advance(layout("S01 · writing", "S02 ✓ passes", "")).render_segments(CONSOLE)
    assert shown.advance(changed("S01 · writing")).render_segments(CONSOLE) == ""
    written = shown.advance(changed("S01 · writinG")).render_segments(CONSOLE)
    assert written == "\x1b[1;13H\x1b[38;2;16;32;48;48;2;0;0;0mG\x1b[0m"


def test_a_piece_says_what_differs_from_the_one_before() -> None:
    strip = Strip([Segment("a" * 7, STYLES[2]), Segment("b" * 7, STYLES[3])])
    update = LayoutUpdate([[strip]], Region(0, 0, WIDTH, 1))
    written = Shown().advance(update).render_segments(CONSOLE)
    assert written == "\x1b[1;1H\x1b[38;2;16;32;48;48;2;0;0;0maaaaaaa\x1b[38;2;64;80;96mbbbbbbb\x1b[0m"


def test_where_another_program_may_have_drawn_everything_is_written() -> None:
    shown = Shown()
    shown.advance(layout("one", "two", "three")).render_segments(CONSOLE)
    shown.forget()
    assert "one" in shown.advance(changed("one")).render_segments(CONSOLE)
    assert "two" in shown.advance(layout("one", "two", "three")).render_segments(CONSOLE)
