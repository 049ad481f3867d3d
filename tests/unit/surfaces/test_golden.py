"""What the surfaces look like, kept as text: UPDATE_GOLDEN=1 writes the files anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import stories
from painters import PAINTERS

from tui.glyphs import ASCII, UNICODE
from tui.surfaces.focus import Focus
from tui.surfaces.text import Look

FOLDER = Path(__file__).parent / "golden"
SIZES = ((80, 24), (120, 40), (200, 60))
PICTURES = (
    ("header", "debugging"),
    ("header", "finished"),
    ("wall", "debugging"),
    ("wall", "many"),
    ("program", "debugging"),
    ("tests", "debugging"),
    ("tests", "checked"),
    ("tests", "talking"),
    ("card", "checked"),
    ("card", "talking"),
    ("inputs", "checked"),
    ("bracket", "inputs"),
    ("bracket", "bracket3"),
    ("bracket", "bracket5"),
    ("bracket", "bracket8"),
    ("bracket", "bracket16"),
    ("bracket", "bracket32"),
    ("bracket", "finished"),
    ("bracket", "round_robin"),
    ("statement", "started"),
    ("statement_checked", "started"),
    ("statement_talking", "started"),
    ("selection", "finished"),
    ("timeline", "finished"),
    ("tiny", "streaming"),
)
FOCUS = {
    ("program", "debugging"): Focus(sample=2, now=1_050.0),
    ("tests", "debugging"): Focus(sample=2, round=0),
    ("tests", "checked"): Focus(sample=3),
    ("tests", "talking"): Focus(sample=3),
}


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize(("surface", "situation"), PICTURES)
def test_surface_looks_as_it_did(surface, situation, size, glyphs):
    board = stories.SITUATIONS[situation]().board()
    focus = FOCUS.get((surface, situation), Focus(now=1_050.0))
    lines = PAINTERS[surface](board, focus, *size, Look(glyphs))
    picture = "\n".join(line.text.rstrip() for line in lines).rstrip() + "\n"

    kind = "ascii" if glyphs.ascii else "unicode"
    file = FOLDER / f"{surface}-{situation}-{size[0]}x{size[1]}-{kind}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        FOLDER.mkdir(exist_ok=True)
        file.write_text(picture, "utf-8")
    assert picture == file.read_text("utf-8")
