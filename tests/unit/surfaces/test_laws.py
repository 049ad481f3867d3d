"""Laws that every surface keeps at every size, for every state of a run."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
import stories
from hypothesis import given, settings
from hypothesis import strategies as st
from painters import PAINTERS
from rich.cells import cell_len

from engine.projections.board import fold
from tui.glyphs import ASCII, UNICODE
from tui.surfaces.focus import Focus
from tui.surfaces.text import Line, Look, clean

if TYPE_CHECKING:
    import scripted

    from engine.projections.board import Board

LOOKS = (Look(), Look(ASCII), Look(reduced=True))


@cache
def story(name: str) -> scripted.Story:
    return stories.SITUATIONS[name]()


@cache
def board(name: str) -> Board:
    return story(name).board()


def check(lines: list[Line], width: int, height: int, look: Look) -> None:
    assert len(lines) == height
    for line in lines:
        assert cell_len(line.text) <= width, line.text
        assert line.text.isprintable(), line.text
        assert not look.glyphs.ascii or line.text.isascii(), line.text


focuses = st.builds(
    Focus,
    sample=st.none() | st.integers(0, 300),
    round=st.none() | st.integers(0, 3),
    test=st.sampled_from(["", "1", "2", "9"]),
    match=st.sampled_from(["", "M1", "M3", "M9", "M31", "nonsense"]),
    input=st.sampled_from(["", "I01", "I05"]),
    bracket_size=st.sampled_from([None, "list", "tree", "boxes"]),
    first_round=st.none() | st.integers(0, 6),
    program_top=st.none() | st.integers(0, 200),
    card_top=st.integers(0, 50),
    statement_top=st.integers(0, 100),
    filter=st.sampled_from(["", "S0", "WA", "zzz"]),
    now=st.none() | st.floats(900, 2_000),
)


@pytest.mark.parametrize("surface", PAINTERS)
@settings(max_examples=3 * settings.default.max_examples, deadline=None)
@given(
    name=st.sampled_from(list(stories.SITUATIONS)),
    focus=focuses,
    width=st.integers(1, 250),
    height=st.integers(1, 80),
    look=st.sampled_from(LOOKS),
)
def test_surface_fills_its_area_exactly(surface, name, focus, width, height, look):
    check(PAINTERS[surface](board(name), focus, width, height, look), width, height, look)


@pytest.mark.parametrize("surface", PAINTERS)
@settings(max_examples=2 * settings.default.max_examples, deadline=None)
@given(
    name=st.sampled_from([name for name in stories.SITUATIONS if name not in {"many", "nothing"}]),
    share=st.floats(0, 1),
    size=st.sampled_from([(40, 12), (80, 24), (120, 40), (200, 60)]),
)
def test_surface_paints_a_run_cut_off_anywhere(surface, name, share, size):
    entries = story(name).entries
    cut = fold(entries[: int(share * len(entries))])
    check(PAINTERS[surface](cut, Focus(), *size, Look()), *size, Look())


@pytest.mark.parametrize("surface", PAINTERS)
@pytest.mark.parametrize("sample", [4, 5, 6])
@pytest.mark.parametrize("size", [(3, 3), (60, 20), (120, 40), (200, 60)])
@pytest.mark.parametrize("look", LOOKS)
def test_hostile_text_stays_harmless(surface, sample, size, look):
    focus = Focus(sample=sample)
    check(PAINTERS[surface](board("hostile"), focus, *size, look), *size, look)


@given(st.text())
def test_clean_text_is_printable_and_measured_alike_in_parts(text):
    look = Look(UNICODE)
    shown = clean(text, look)
    assert shown.isprintable()
    assert cell_len(shown) == sum(cell_len(character) for character in shown)
    assert clean(text, Look(ASCII)).isascii()


@pytest.mark.parametrize("surface", PAINTERS)
def test_painting_depends_on_nothing_but_its_arguments(surface):
    paint = PAINTERS[surface]
    first = paint(board("bracket8"), Focus(), 120, 40, Look())
    paint(board("inputs"), Focus(sample=3), 77, 30, Look(ASCII))
    assert paint(stories.tournament(8).board(), Focus(), 120, 40, Look()) == first
