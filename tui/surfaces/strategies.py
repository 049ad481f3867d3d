"""The table of a comparison: what each strategy selected, its verdict and its cost, with random and oracle beside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.surfaces.text import Line, Row, cells, frame, line, rule, wrap_growing

if TYPE_CHECKING:
    from engine.bench.report import Cell, Table
    from tui.surfaces.text import Look

_DROPPED = ("executions", "status", "tokens", "cost")
"""Columns that go where there is no room, the first ones first."""
_RIGHT = frozenset({"calls", "tokens", "cost", "executions", "seconds"})
_VERDICTS = frozenset({"verdict", "right"})
"""Columns that say what came of the secret tests: of one run, or of how many."""
_LEAST_DETAIL = 4
_SIGNS = 4
"""Cells before the first column: cursor and state."""
_GAP = 2
"""Cells between two columns."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What the screen of a comparison shows: the table of one seed, or that of all together."""

    title: str
    """Of the problem, with what of the seeds is shown."""
    state: str
    """Whether it is worked on, in words."""
    table: Table
    """A row for each strategy, then the rows in parentheses."""
    states: tuple[str, ...]
    """Of each strategy: `waits`, `works`, `done` or `failed`."""
    details: tuple[tuple[str, ...], ...]
    """What is to be said of each strategy, in paragraphs."""
    at: int = 0
    """Row under the cursor."""


def paint(shown: Compared, width: int, height: int, look: Look) -> list[Line]:
    """Paint table and detail; strategies that have no room scroll, the rows in parentheses stay."""
    head = Row(width, look).put(" Compare ", "title").put(f" {shown.title}", "strong").end(f"{shown.state} ", "dim")
    columns = _fitting(shown.table, width)
    extra = [row for row in shown.table.rows if _beside(row)]
    own = [row for row in shown.table.rows if not _beside(row)]
    detail = _detail(shown, width, look)
    room = max(1, height - 4 - len(extra) - min(len(detail), max(_LEAST_DETAIL, height // 3)))
    top = max(0, min(shown.at - room // 2, len(own) - room))
    lines = [head.line(), _columns(shown.table, columns, width, look)]
    seen = range(top, min(len(own), top + room))
    lines += [_row(own[index], columns, shown, index, width, look) for index in seen]
    if top + room < len(own) or top:
        more = f" {len(own)} strategies; {top} above, {max(0, len(own) - top - room)} below"
        lines.append(line(width, look, (more, "dim")))
    lines += [_row_beside(row, shown.table, columns, width, look) for row in extra]
    lines.append(rule(width, look, _text(shown.table.rows[shown.at][0]) if own else "", "strong"))
    return frame([*lines, *detail], height)


def _beside(row: tuple[Cell, ...]) -> bool:
    return str(row[0]).startswith("(")


def _text(cell: Cell) -> str:
    return f"{cell:,}" if isinstance(cell, int) else "" if cell is None else str(cell)


def _fitting(table: Table, width: int) -> list[tuple[int, int]]:
    """Position and width of the columns that fit."""
    # Rows beside have nothing but a verdict, which may reach over the columns that they leave empty.
    rows = [row[:1] if _beside(row) else row for row in table.rows]
    texts = [[name, *(_text(row[at]) for row in rows if at < len(row))] for at, name in enumerate(table.columns)]
    sizes = [max(map(cells, column)) + _GAP for column in texts]
    left = list(range(len(sizes)))
    for name in _DROPPED:
        if sum(sizes[at] for at in left) + _SIGNS - _GAP <= width:
            break
        left = [at for at in left if table.columns[at] != name]
    return [(at, sizes[at]) for at in left]


def _columns(table: Table, columns: list[tuple[int, int]], width: int, look: Look) -> Line:
    row = Row(width, look)
    place = _SIGNS
    for at, size in columns:
        name = table.columns[at]
        row.to(place).put(f"{name:>{size - _GAP}}" if name in _RIGHT else name, "dim")
        place += size
    return row.line()


def _row(
    values: tuple[Cell, ...], columns: list[tuple[int, int]], shown: Compared, index: int, width: int, look: Look
) -> Line:
    here = index == shown.at
    row = Row(width, look, "cursor" if here else "").put(f" {look.glyphs.cursor}" if here else "  ", "accent")
    signs = {"waits": (look.glyphs.wait, "dim"), "works": (look.glyphs.run, "live"), "done": (look.glyphs.ok, "ok")}
    row.put(*signs.get(shown.states[index], (look.glyphs.bad, "bad")))
    place = _SIGNS
    for at, size in columns:
        name, text = shown.table.columns[at], _text(values[at])
        style = _verdict_style(text) if name in _VERDICTS else "strong" if at == 0 else ""
        row.to(place + (size - _GAP - cells(text) if name in _RIGHT else 0)).put(text, style)
        place += size
    return row.line()


def _row_beside(values: tuple[Cell, ...], table: Table, columns: list[tuple[int, int]], width: int, look: Look) -> Line:
    row = Row(width, look).to(_SIGNS).put(_text(values[0]), "dim").to(_SIGNS + columns[0][1])
    said = next(at for at, name in enumerate(table.columns) if name in _VERDICTS)
    return row.put(_text(values[said])).line()


def _verdict_style(text: str) -> str:
    """Of a verdict, or of `2 of 3`: good where all is right."""
    right, _, of = text.partition(" of ")
    return "dim" if text == "–" else "ok" if text == "AC" or (of and right == of) else "bad"


def _detail(shown: Compared, width: int, look: Look) -> list[Line]:
    """What is to be said of the strategy under the cursor."""
    lines = []
    for paragraph in shown.details[shown.at] if shown.details else ():
        lines += [line(width, look, (f" {text}", "")) for text in wrap_growing(paragraph, width - 2)]
    return lines
