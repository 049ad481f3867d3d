"""Which surfaces stand where on the run screen: a pure function of the size and the view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from tui.actions import View

Pane = Literal["wall", "program", "tests", "bracket", "statement"]

_MEDIUM = 100
_WIDE = (150, 40)


class Area(NamedTuple):
    """Where a pane stands, in cells, within the space that is left to panes."""

    pane: Pane
    x: int
    y: int
    width: int
    height: int


def arrange(view: View, width: int, height: int, *, alone: bool, started: bool) -> list[Area]:
    """Divide the space between panes.

    Args:
        view: what is looked at.
        width: columns of the space.
        height: its rows.
        alone: show the view alone even where there is room for more.
        started: whether a first program exists; before, the statement stands where the program will.
    """
    program: Pane = "program" if started else "statement"
    if width >= _WIDE[0] and height >= _WIDE[1] and view != "statement" and not alone:
        return _everything(program, width, height)
    match view:
        case "samples" if width >= _MEDIUM:
            left = width * 9 // 20
            return [*_stacked(program, started, 0, left, height), Area("wall", left + 1, 0, width - left - 1, height)]
        case "samples":
            wall = min(height, max(height * 13 // 20, 6))  # at 80x24, as many lanes as a run has by default
            return [Area("wall", 0, 0, width, wall), Area("tests", 0, wall, width, height - wall)]
        case "sample" if width >= _MEDIUM:
            left = width // 2
            return [Area("program", 0, 0, left, height), Area("tests", left + 1, 0, width - left - 1, height)]
        case "sample":
            return _stacked("program", True, 0, width, height)
        case "bracket" | "statement":
            return [Area(view, 0, 0, width, height)]


def _everything(program: Pane, width: int, height: int) -> list[Area]:
    left = width * 7 // 20
    middle = width * 5 // 20
    right = width - left - middle - 2
    top = height * 3 // 5
    return [
        Area(program, 0, 0, left, top),
        Area("tests", 0, top, left, height - top),
        Area("wall", left + 1, 0, middle, height),
        Area("bracket", left + middle + 2, 0, right, height),
    ]


def _stacked(program: Pane, started: bool, x: int, width: int, height: int) -> list[Area]:
    if not started:
        return [Area(program, x, 0, width, height)]
    top = height * 3 // 5
    return [Area("program", x, 0, width, top), Area("tests", x, top, width, height - top)]
