"""Changing a list together with everything that obeys the same count.

A change is a list of *picks*: the new list names, place by place, which old element stands there, or None
for a new one. `[0, 1, 3]` drops the third of four elements, `[3, 2, 1, 0]` reverses them. Where the length
changes, the count follows, and so do the other lists and words that it governs: dropping row 2 of an n × n
matrix drops column 2 as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from engine.inputs.laws import Column
    from engine.inputs.survey import Cell, Series, Survey


def copy_element(element: list[Any]) -> list[Any]:
    """Copy a group of tokens or an entry of nodes."""
    return [part if isinstance(part, str) else part.copy() for part in element]


def rearrange(
    found: Survey,
    series: Series,
    picks: Sequence[int | None],
    fresh: Callable[[Series], list[Any]],
    columns: Mapping[int, Column],
) -> None:
    """Give a list new elements, in place; the survey is stale afterwards.

    Args:
        found: the survey of the document.
        series: one of its lists.
        picks: the old indices, or None for a new element, in the new order.
        fresh: makes a new element of a list.
        columns: the grammar's columns, for the words whose length is counted.
    """
    owner = series.owner
    if owner is None or series.count is None or len(picks) == len(series.items):
        _apply(series, picks, fresh)
        return
    value = series.count.value(len(picks), more=len(picks) > len(series.items))
    owner.token = str(max(0, value))
    for word in _governed_words(found, owner, columns):
        _respell(word, picks, value)
    # inner lists stand behind their outer ones: backwards, so that copied entries have changed already
    for mate in reversed(found.series):
        if mate.owner is owner and mate.count:
            _apply(mate, _fit(picks, len(mate.items), max(0, mate.count.length(value))), fresh)


def _apply(series: Series, picks: Sequence[int | None], fresh: Callable[[Series], list[Any]]) -> None:
    old = series.items[:]
    used: set[int] = set()
    series.items.clear()
    for pick in picks:
        if pick is None:
            series.items.append(fresh(series))
        else:
            series.items.append(copy_element(old[pick]) if pick in used else old[pick])
            used.add(pick)


def _fit(picks: Sequence[int | None], old: int, new: int) -> list[int | None]:
    """Adapt picks to a list that is longer or shorter by an offset or a factor."""
    fitting = [pick for pick in picks if pick is None or pick < old][:new]
    kept = set(fitting)
    spare = [index for index in range(old) if index not in kept]
    missing = new - len(fitting)
    return [*fitting, *spare[:missing], *[None] * (missing - len(spare[:missing]))]


def _governed_words(found: Survey, owner: Cell, columns: Mapping[int, Column]) -> list[Cell]:
    return [
        cell
        for cell in found.cells
        if (column := columns.get(cell.column)) and column.length and cell.frame.find(column.length.column) is owner
    ]


def _respell(word: Cell, picks: Sequence[int | None], length: int) -> None:
    letters = word.token
    fill = letters[-1:] or "a"
    spelled = [fill if pick is None or pick >= len(letters) else letters[pick] for pick in picks]
    word.token = "".join([*spelled, *fill * length][:length])
