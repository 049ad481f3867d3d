"""The samples wall: one lane per sample, all of them live."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tui.surfaces import lane
from tui.surfaces.lane import Form
from tui.surfaces.text import Line, Row, Span, frame
from tui.surfaces.words import sample_state, speaking_round, summary

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from engine.projections.board import Board
    from engine.projections.pieces import Sample
    from tui.surfaces.focus import Focus
    from tui.surfaces.text import Look

LANE_CELLS = 38
"""Narrowest lane when there are several columns of them."""
COLUMNS_FROM = 64
"""Samples from which on a wide wall has several columns."""
WIDE = 100
"""Cells from which on a wall is wide."""
PLURALS = {"passes": "pass", "fails": "fail"}


class Grid(NamedTuple):
    """Which samples are visible where: column by column, from the top."""

    shown: Sequence[Sample]
    hidden: int
    rows: int
    columns: int
    lane: int
    """Cells of one lane, the gap to the next one included."""
    label: int
    """Cells of the longest name."""
    top: int
    """Lines above the first lane."""


def paint(board: Board, focus: Focus, width: int, height: int, look: Look, tests: Collection[str] = ()) -> list[Line]:
    """Paint the visible lanes; `tests` are the names of the public and custom tests in their order."""
    if not board.samples:
        return frame([Row(width, look).put(" No sample has started yet", "dim").line()], height)
    grid = arrange(board, focus, width, height)
    lines = [_heading(board, focus, width, look)] if grid.top else []
    selected = _selected(board, focus)
    for row in range(grid.rows):
        if row >= len(grid.shown):
            break
        lines.append(_row(board, focus, grid, row, selected, width, look, tests))
    if grid.hidden and height > 1:
        lines = lines[: height - 1]
        lines.append(Row(width, look).put(f"   +{grid.hidden} more", "dim").line())
    return frame(lines, height)


def hit(board: Board, focus: Focus, width: int, height: int, row: int, column: int) -> int | None:
    """Number of the sample at a row and column, for clicks."""
    grid = arrange(board, focus, width, height)
    index = (column // max(1, grid.lane)) * grid.rows + row - grid.top
    inside = grid.top <= row < grid.top + grid.rows and column // max(1, grid.lane) < grid.columns
    return grid.shown[index].number if inside and index < len(grid.shown) else None


def arrange(board: Board, focus: Focus, width: int, height: int) -> Grid:
    """Choose which samples are visible so that the selected one is among them."""
    samples = visible(board, focus)
    top = 1 if height > 3 else 0
    room = max(1, height - top)
    columns = 1
    if width >= WIDE and len(samples) >= COLUMNS_FROM and len(samples) > room:
        columns = max(1, min(width // LANE_CELLS, -(-len(samples) // room)))
    rows = room
    if len(samples) > rows * columns:
        rows = max(1, room - 1)
    elif columns > 1:
        rows = -(-len(samples) // columns)
    page = rows * columns
    selected = _selected(board, focus)
    at = next((index for index, sample in enumerate(samples) if sample.number == selected), 0)
    first = max(0, min(at - page // 2, len(samples) - page))
    shown, hidden = samples[first : first + page], max(0, len(samples) - page)
    label = max((len(sample.name) for sample in shown[-1:]), default=3)
    return Grid(shown, hidden, rows, columns, width // columns, label, top)


def visible(board: Board, focus: Focus) -> list[Sample]:
    """The samples that the filter lets through."""
    samples = board.ordered_samples()
    wanted = focus.filter.strip().lower()
    return [sample for sample in samples if wanted in _searchable(sample)] if wanted else samples


def _searchable(sample: Sample) -> str:
    latest = speaking_round(sample)
    verdicts = " ".join({met.verdict for met in latest.tests.values()}) if latest else ""
    return f"{sample.name} {sample.state} {summary(latest)} {verdicts} {sample.hint}".lower()


def _selected(board: Board, focus: Focus) -> int:
    return focus.sample if focus.sample is not None else min(board.samples, default=0)


def _heading(board: Board, focus: Focus, width: int, look: Look) -> Line:
    tally: dict[tuple[str, str], int] = {}
    for sample in board.ordered_samples():
        state = sample_state(sample, look.glyphs)
        key = (PLURALS.get(state.word, state.word), state.style)
        tally[key] = tally.get(key, 0) + 1
    row = Row(width, look).put(" Samples", "strong")
    if focus.filter:
        row.put(f"  filter: {focus.filter}", "accent")
    for (text, style), number in tally.items():
        row.put("   ").put(f"{number} {text}", style)
    return row.line()


def _row(
    board: Board,
    focus: Focus,
    grid: Grid,
    row: int,
    selected: int,
    width: int,
    look: Look,
    tests: Collection[str],
) -> Line:
    """The lanes that stand side by side in one line."""
    form = Form(grid.lane if grid.columns > 1 else width, grid.label, look)
    spans: list[Span] = []
    used = 0
    for index in range(row, min(len(grid.shown), grid.rows * grid.columns), grid.rows):
        sample = grid.shown[index]
        painted = lane.paint(board, focus, sample, form, tests, selected=sample.number == selected)
        spans += painted.spans
        used += painted.cells
    return Line(tuple(spans), used)
