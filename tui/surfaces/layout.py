"""Which surfaces stand where on the run screen: a pure function of the size and the view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from tui.situation import View

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


def arrange(view: View, width: int, height: int, *, alone: bool, started: bool, tournament: bool) -> list[Area]:
    """Divide the space between panes.

    Args:
        view: what is looked at.
        width: columns of the space.
        height: its rows.
        alone: show the view alone even where there is room for more.
        started: whether a first program exists; before, the statement stands where the program will.
        tournament: whether the survivors are known, so that inputs and bracket have something to show.
    """
    program: Pane = "program" if started else "statement"
    if width >= _WIDE[0] and height >= _WIDE[1] and view != "statement" and not alone:
        return _everything(program, width, height, tournament=tournament)
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


def _everything(program: Pane, width: int, height: int, *, tournament: bool) -> list[Area]:
    """Program, tests and samples above; below, once there is one, the tournament over the whole width."""
    if not tournament:
        left = width * 9 // 20
        stacked = _stacked(program, program == "program", 0, left, height)
        return [*stacked, Area("wall", left + 1, 0, width - left - 1, height)]
    top = height * 9 // 20
    third = width // 3
    return [
        Area(program, 0, 0, third, top),
        Area("tests", third + 1, 0, third - 1, top),
        Area("wall", 2 * third + 1, 0, width - 2 * third - 1, top),
        Area("bracket", 0, top + 1, width, height - top - 1),  # the row between is left to a rule
    ]


def _stacked(program: Pane, started: bool, x: int, width: int, height: int) -> list[Area]:
    if not started:
        return [Area(program, x, 0, width, height)]
    top = height * 3 // 5
    return [Area("program", x, 0, width, top), Area("tests", x, top, width, height - top)]
