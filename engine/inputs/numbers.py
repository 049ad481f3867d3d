"""Kinds of mutation that change numbers: one, or a whole column of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.inputs.text import show_units

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.inputs.draft import Draft, Kind
    from engine.inputs.laws import Column
    from engine.inputs.survey import Cell

_POWERS = (1, 2, 3, 4, 5, 6, 9, 12, 18)


def boundary(draft: Draft) -> str | None:
    """Set one number to 0, 1, 2, -1, or to the least or greatest seen or one beside it."""
    cell = draft.cell(numeric=True)
    if not cell:
        return None
    column = draft.column_of(cell)
    one = 10**column.decimals
    choices: tuple[int, ...] = (0, one, 2 * one, -one, column.low, column.high, column.low - 1, column.high + 1)
    if (column.upper or column.above is not None) and draft.random.random() < 0.7:
        cell.token = show_units(draft.random.choice(draft.maker.span(column, cell.frame)), column.decimals)
        return f"{cell.place} = {cell.token}"
    return _set(draft, cell, draft.random.choice(choices))


def power(draft: Draft) -> str | None:
    """Set one number to a power of ten, one less or one more, or to ten times the greatest seen."""
    cell = draft.cell(numeric=True)
    if not cell:
        return None
    column = draft.column_of(cell)
    exponent = draft.random.choice(_POWERS) + column.decimals
    return _set(draft, cell, draft.random.choice((10**exponent + draft.random.randint(-1, 1), 10 * column.high)))


def step(draft: Draft) -> str | None:
    """Add or subtract one."""
    cell = draft.cell(numeric=True)
    value = draft.column_of(cell).value(cell.token) if cell else None
    if cell is None or value is None:
        return None
    return _set(draft, cell, value + draft.random.choice((-1, 1)))


def negate(draft: Draft) -> str | None:
    """Change one number's sign."""
    cell = draft.cell(numeric=True)
    value = draft.column_of(cell).value(cell.token) if cell else None
    return _set(draft, cell, -value) if cell and value else None


def echo(draft: Draft) -> str | None:
    """Make one number equal to another one of the input, or nearly."""
    cell, other = draft.cell(numeric=True), draft.cell(numeric=True, counts=True)
    if not cell or not other:
        return None
    value = draft.column_of(other).value(other.token)
    unit, own = 10 ** draft.column_of(other).decimals, 10 ** draft.column_of(cell).decimals
    if value is None:
        return None
    return _set(draft, cell, value * own // unit + draft.random.choice((0, 0, -1, 1)))


def redraw(draft: Draft) -> str | None:
    """Draw one number anew."""
    cell = draft.cell(numeric=True, counts=False)
    if not cell:
        return None
    cell.token = draft.maker.token(cell.column, cell.frame)
    return f"{cell.place} = {cell.token}"


def all_equal(draft: Draft) -> str | None:
    """Make a whole column of a list equal."""
    return _column(draft, "all equal", lambda column, old: [draft.random.choice([*old, *_marks(column)])] * len(old))


def all_new(draft: Draft) -> str | None:
    """Draw a whole column of a list anew, from a small range or from the one seen."""

    def draw(column: Column, old: Sequence[int]) -> list[int]:
        one = 10**column.decimals
        low, high = draft.random.choice(
            (
                (column.low, column.high),
                (0, 2 * one),
                (one, 3 * one),
                (-2 * one, 2 * one),
                (column.low, 2 * column.high),
            )
        )
        return [draft.random.randint(low, max(low, high)) for _ in old]

    return _column(draft, "new values", draw)


def alternate(draft: Draft) -> str | None:
    """Make a column of a list alternate between two values."""

    def two(column: Column, old: Sequence[int]) -> list[int]:
        values = [*dict.fromkeys([*old, *_marks(column)])]
        a, b = draft.random.sample(values, 2)
        return [(a, b)[index % 2] for index in range(len(old))]

    return _column(draft, "alternate", two)


def ladder(draft: Draft) -> str | None:
    """Make a column of a list count up or down in steps."""

    def climb(column: Column, old: Sequence[int]) -> list[int]:
        pace = draft.random.choice((1, 1, 2)) * 10**column.decimals
        rungs = [column.low + pace * index for index in range(len(old))]
        return rungs if draft.random.random() < 0.5 else rungs[::-1]

    return _column(draft, "equal steps", climb)


def scale(draft: Draft) -> str | None:
    """Multiply a column of a list by ten or more: sums and products leave 32 or 64 bits."""
    factor = draft.random.choice((-1, 2, 10, 1000, 10**5, 10**8))
    return _column(draft, f"times {factor}", lambda _, old: [value * factor for value in old])


def shift(draft: Draft) -> str | None:
    """Add the same to all numbers of a column of a list."""
    by = draft.random.choice((-1, 1, 10, -10, 1000))
    return _column(draft, f"all {by:+d}", lambda column, old: [value + by * 10**column.decimals for value in old])


def _marks(column: Column) -> tuple[int, ...]:
    one = 10**column.decimals
    return (column.low, column.high, one, 2 * one) if column.low > 0 else (column.low, column.high, 0, one)


def _set(draft: Draft, cell: Cell, value: int) -> str:
    cell.token = show_units(value, draft.column_of(cell).decimals)
    draft.lawful = draft.lawful and not (draft.column_of(cell).upper or draft.column_of(cell).above is not None)
    return f"{cell.place} = {cell.token}"


def _column(draft: Draft, what: str, change: Callable[[Column, Sequence[int]], Sequence[int]]) -> str | None:
    series = draft.list_of(2)
    numbers = [number for number in (series.columns() if series else ()) if number in draft.grammar.columns]
    numbers = [number for number in numbers if draft.grammar.columns[number].numeric]
    if not series or not numbers:
        return None
    column = draft.grammar.columns[draft.random.choice(numbers)]
    rows = series.rows(column.column)
    old = [value for holder, at in rows if (value := column.value(holder[at])) is not None]
    if len(old) != len(rows) or len(old) < 2:
        return None
    draft.lawful = False  # the pattern is the point: it may break a law, which may be a coincidence
    for (holder, at), value in zip(rows, change(column, old), strict=True):
        holder[at] = show_units(value, column.decimals)
    return f"{what} in {series.name}"


KINDS: tuple[Kind, ...] = (
    all_equal,
    boundary,
    step,
    all_new,
    echo,
    redraw,
    power,
    alternate,
    negate,
    ladder,
    scale,
    shift,
)
"""All of them, the most telling first."""
