"""The table of a comparison, painted at the sizes that people have."""

from __future__ import annotations

import pytest

from engine.bench.report import Table
from tui.glyphs import ASCII, UNICODE
from tui.surfaces.strategies import Compared, paint
from tui.surfaces.text import Look

COLUMNS = ("strategy", "selected", "status", "verdict", "calls", "tokens", "cost", "executions", "seconds")
ROWS = (
    ("best-of-n", "S01r0", "selected", "WA", 12, 5623, "free, offline", 480, 4.1),
    ("codet", "S07r1", "selected", "AC", 22, 10308, "free, offline", 1480, 18.0),
    ("self-refine", "–", "not begun", "–", None, None, None, None, None),
    ("(random sample)", "", "", "3 of 12 right", "", "", "", "", ""),
    ("(random survivor)", "", "", "3 of 7 right", "", "", "", "", ""),
    ("(oracle)", "", "", "AC", "", "", "", "", ""),
)
DETAILS = (("Take the first.", "Selected: the first to pass. " * 4), ("Vouch.",), ("Criticize.", "It has not begun."))


def compared(at=0, rows=ROWS):
    own = [row for row in rows if not row[0].startswith("(")]
    states = tuple("done" if row[4] else "waits" for row in own)
    details = tuple(DETAILS[index % 3] for index in range(len(own)))
    return Compared("on “Span”, seed 1", "2 of 3 done, works", Table("t", COLUMNS, rows), states, details, at)


def texts(width, height, look=None, **more):
    return [line.text.rstrip() for line in paint(compared(**more), width, height, look or Look(UNICODE))]


def test_in_a_small_terminal_executions_and_status_give_way():
    assert texts(80, 23)[:9] == [
        " Compare  on “Span”, seed 1                                  2 of 3 done, works",
        "    strategy           selected  verdict  calls  tokens           cost  seconds",
        " ▌✓ best-of-n          S01r0     WA          12   5,623  free, offline      4.1",
        "  ✓ codet              S07r1     AC          22  10,308  free, offline     18.0",
        "  · self-refine        –         –",
        "    (random sample)    3 of 12 right",
        "    (random survivor)  3 of 7 right",
        "    (oracle)           AC",
        "── best-of-n ───────────────────────────────────────────────────────────────────",
    ]


def test_in_a_large_one_everything_stands():
    lines = texts(200, 59, at=1)
    assert lines[1].split() == list(COLUMNS)
    assert lines[3].split() == [
        "▌✓",
        "codet",
        "S07r1",
        "selected",
        "AC",
        "22",
        "10,308",
        "free,",
        "offline",
        "1,480",
        "18.0",
    ]
    assert lines[8].startswith("── codet ─")
    assert lines[9] == " Vouch."


def test_many_strategies_scroll_and_the_rows_beside_stay():
    many = tuple((f"method-{number:02d}", *ROWS[0][1:]) for number in range(24)) + ROWS[3:]
    lines = texts(80, 23, at=20, rows=many)
    assert any(line.startswith(" ▌✓ method-20") for line in lines)
    assert any("(oracle)" in line for line in lines)
    assert any("24 strategies" in line for line in lines)
    assert any(line.startswith("── method-20 ─") for line in lines)


@pytest.mark.parametrize(("width", "height"), [(40, 12), (80, 24), (120, 40), (200, 60)])
@pytest.mark.parametrize("look", [Look(UNICODE), Look(ASCII)])
def test_it_fills_the_screen_and_never_more(width, height, look):
    lines = paint(compared(), width, height, look)
    assert len(lines) == height
    assert all(line.cells <= width for line in lines)
    if look.glyphs.ascii:
        assert all(line.text.isascii() for line in lines)
