"""Every surface behind one signature, for tests that hold for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import scripted
import stories

from tui.replay import ReplaySource
from tui.surfaces import (
    bracket,
    card,
    header,
    inputs,
    program,
    selection,
    statement,
    tests,
    timeline,
    tiny,
    wall,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.projections.board import Board
    from tui.surfaces.focus import Focus
    from tui.surfaces.text import Line, Look

    Painter = Callable[[Board, Focus, int, int, Look], list[Line]]

REPLAY = timeline.Replay(7.5, 20.0, 2.0, marks=ReplaySource(stories.finished(4).entries).marks)

PAINTERS: dict[str, Painter] = {
    "header": header.paint,
    "wall": lambda board, focus, width, height, look: wall.paint(board, focus, width, height, look, scripted.TESTS),
    "program": program.paint,
    "tests": lambda board, focus, width, height, look: tests.paint(board, focus, width, height, look, scripted.TESTS),
    "bracket": bracket.paint,
    "card": card.paint,
    "inputs": inputs.paint,
    "statement": lambda _board, focus, width, height, look: statement.paint(
        scripted.PROBLEM, focus, width, height, look
    ),
    "statement_checked": lambda _board, focus, width, height, look: statement.paint(
        scripted.CHECKED, focus, width, height, look
    ),
    "statement_talking": lambda _board, focus, width, height, look: statement.paint(
        scripted.TALKING, focus, width, height, look
    ),
    "selection": lambda board, focus, width, height, look: selection.paint(
        board, focus, width, height, look, "w why   o decide   q quit"
    ),
    "timeline": lambda _board, _focus, width, height, look: timeline.paint(REPLAY, width, height, look),
    "tiny": tiny.paint,
}
