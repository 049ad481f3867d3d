"""Which column of a grammar each variable of the statement is, and what that bounds.

Variables and columns stand in the same order, so an assignment pairs them in order and may leave some of either out.
Public inputs are the evidence: an assignment that one of them contradicts is none. The one that explains most columns
is taken; where several explain as many, only what they have in common is believed.
"""

from __future__ import annotations

from itertools import combinations, islice
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.inputs.formulas import Formula, Name, evaluate, names_in, show
from engine.inputs.layout import Block, Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.inputs.inequalities import Comparison
    from engine.inputs.laws import Column
    from engine.inputs.layout import Layout
    from engine.inputs.stated import Stated
    from engine.inputs.survey import Cell, Frame, Survey

_MOST = 4_000  # assignments looked at
_CELLS = 400  # cells of one column that are tried as evidence


class Edge(Struct, frozen=True):
    """One end of a range: a formula over the statement's variables."""

    formula: Formula
    strict: bool = False
    loose: bool = False
    """Whether only a word says it; see `Comparison`."""

    def value(self, frame: Frame, names: Mapping[str, Sequence[int]], decimals: int, step: int) -> int | None:
        """Compute the last value that is allowed, in units of 10^-decimals; None where a variable is not in sight.

        Args:
            frame: where the variables are looked up.
            names: the columns of each, the nearest of which counts.
            decimals: of the result.
            step: 1 for a lower end, -1 for an upper one.
        """
        values = {}
        for name in names_in(self.formula):
            known = [value for column in names.get(name, ()) if (value := frame.value(column)) is not None]
            if not known:
                return None
            values[name] = known[-1]
        found = evaluate(self.formula, values, decimals)
        return found if found is None or not self.strict else found + step


class Range(Struct, frozen=True):
    """What the statement says of the numbers of a column.

    Attributes:
        name: the variable.
        lows: what they are never below.
        highs: what they never exceed.
        beyond: what that does not exceed itself, where it is a variable: a may come before b in `1 ≤ a ≤ b ≤ 9`.
    """

    name: str
    lows: tuple[Edge, ...] = ()
    highs: tuple[Edge, ...] = ()
    beyond: tuple[Edge, ...] = ()

    @property
    def fixed(self) -> bool:
        """Whether what is stated of both ends names no variable."""
        return not any(names_in(edge.formula) for edge in (*self.lows, *self.highs))

    def show(self) -> str:
        """Write it for a person, such as `1 ≤ n ≤ 10^5`."""
        low = " ".join(f"{show(edge.formula)} {'<' if edge.strict else '≤'}" for edge in self.lows[:1])
        high = " ".join(f"{'<' if edge.strict else '≤'} {show(edge.formula)}" for edge in self.highs[:1])
        return " ".join(part for part in (low, self.name or "number", high) if part)


class Binding(Struct, frozen=True):
    """The columns that variables are bound to, and their ranges.

    Attributes:
        names: columns of each variable, usually one.
        ranges: by column, for those whose bounds are stated.
        columns: how many columns there are, so that a better explanation of the inputs can be told.
    """

    names: dict[str, tuple[int, ...]]
    ranges: dict[int, Range]
    columns: int = 0

    @property
    def complete(self) -> bool:
        """Whether both ends of every column's range are known."""
        return self.columns > 0 and sum(bool(item.lows and item.highs) for item in self.ranges.values()) == self.columns


def bind(stated: Stated, layout: Layout, columns: Mapping[int, Column], surveys: Sequence[Survey]) -> Binding:
    """Bind a statement to a grammar; with nothing to go by, nothing is bound.

    Args:
        stated: what the statement says.
        layout: where columns stand: the variables of lists are bound to columns of lists.
        columns: the columns of the grammar.
        surveys: the public inputs, read by its layout.
    """
    numeric = [column.column for column in columns.values() if column.numeric]
    listed = _listed(layout)
    cells = _cells(surveys)
    names = _as_introduced(stated, numeric, listed) or {}
    if not names or not _holds(stated, names, columns, cells):
        names = _best(stated, columns, listed, cells)
    ranges = _ranges(stated.comparisons, names, columns, cells)
    ranges |= _as_before(layout, ranges, columns, cells, names)
    left = [
        column for column in numeric if column not in ranges and not any(column in places for places in names.values())
    ]
    if stated.unnamed and left:
        named = {**names, "": tuple(left)}
        ranges |= {column: found for column, found in _ranges(stated.unnamed, named, columns, cells).items()
                   if column in left}  # fmt: skip
    return Binding(names, ranges, len(numeric))


def _as_before(
    layout: Layout,
    ranges: Mapping[int, Range],
    columns: Mapping[int, Column],
    cells: Mapping[int, list[Cell]],
    names: Mapping[str, Sequence[int]],
) -> dict[int, Range]:
    """Where a list of lines has no variables of its own, it holds what the list before it does, if that fits."""
    found: dict[int, Range] = {}
    before: tuple[int, ...] = ()
    for line in _lines_of(layout):
        if len(line) == len(before) and not any(column in ranges for column in line):
            for old, new in zip(before, line, strict=True):
                if old in ranges and _fits(ranges[old], columns[new], cells.get(new, ()), names):
                    found[new] = ranges[old]
        before = line
    return found


def _lines_of(layout: Layout) -> Iterator[tuple[int, ...]]:
    for item in layout:
        if isinstance(item, Block):
            yield from (line.head for line in item.body if isinstance(line, Line))


def _fits(stated: Range, column: Column, cells: Sequence[Cell], names: Mapping[str, Sequence[int]]) -> bool:
    for cell in cells:
        value = column.value(cell.token)
        lows = [edge.value(cell.frame, names, column.decimals, 1) for edge in stated.lows]
        highs = [edge.value(cell.frame, names, column.decimals, -1) for edge in stated.highs]
        if value is None or any(low is not None and value < low for low in lows):
            return False
        if any(high is not None and value > high for high in highs):
            return False
    return column.numeric


def _as_introduced(
    stated: Stated, numeric: Sequence[int], listed: Mapping[int, bool]
) -> dict[str, tuple[int, ...]] | None:
    """Pair variables and columns where there are as many; a second list may repeat the names of the first."""
    for order in (stated.names, stated.repeated):
        if len(order) != len(numeric):
            continue
        names: dict[str, tuple[int, ...]] = {}
        for name, column in zip(order, numeric, strict=True):
            names[name] = (*names.get(name, ()), column)
        if all(listed[column] for name in stated.lists for column in names.get(name, ())):
            return names
    return None


def _best(
    stated: Stated, columns: Mapping[int, Column], listed: Mapping[int, bool], cells: Mapping[int, list[Cell]]
) -> dict[str, tuple[int, ...]]:
    """Find the pairing in order that explains most, or what all of the best ones have in common."""
    numeric = [column.column for column in columns.values() if column.numeric]
    best: list[dict[str, tuple[int, ...]]] = []
    score = 0.0
    for names in islice(_assignments(stated, numeric, listed), _MOST):
        value = _score(names, columns, stated, numeric)
        if value >= score and value > 0 and _holds(stated, names, columns, cells):
            best = [*best, names] if value == score else [names]
            score = value
    return dict(set.intersection(*(set(found.items()) for found in best))) if best else {}


def _listed(layout: Layout, *, inside: bool = False) -> dict[int, bool]:
    """Tell of each column whether it has many values in one input."""
    found: dict[int, bool] = {}
    for item in layout:
        if isinstance(item, Line):
            found |= dict.fromkeys(item.head, inside) | dict.fromkeys(item.group, True)
        elif isinstance(item, Block):
            found |= _listed(item.body, inside=True)
    return found


def _assignments(
    stated: Stated, numeric: Sequence[int], listed: Mapping[int, bool]
) -> Iterator[dict[str, tuple[int, ...]]]:
    """Give the pairings in order, those of most columns first."""
    names = stated.names
    for size in range(min(len(names), len(numeric)), 0, -1):
        for chosen in combinations(names, size):
            for places in combinations(numeric, size):
                pairs = dict(zip(chosen, places, strict=True))
                if all(listed.get(column, False) for name, column in pairs.items() if name in stated.lists):
                    yield {name: (column,) for name, column in pairs.items()}


def _score(
    names: Mapping[str, Sequence[int]], columns: Mapping[int, Column], stated: Stated, numeric: Sequence[int]
) -> float:
    """Weigh a pairing: each variable counts, a bounded one more, a count that is said to be one even more.

    A column that is left out before the last one costs a little: variables are introduced from the first on.
    """
    bounding = {name for item in stated.comparisons for name in names_in(item.left) | names_in(item.right)}
    counting = {name for name, *_ in stated.counts}
    placed = [(name, places[0]) for name, places in names.items()]
    gaps = numeric.index(max(column for _, column in placed)) + 1 - len(placed)
    weights = (1.0 + 0.5 * (columns[at].size and name in counting) + 0.25 * (name in bounding)
               for name, at in placed)  # fmt: skip
    return round(sum(weights) - 0.1 * gaps, 3)


def _cells(surveys: Sequence[Survey]) -> dict[int, list[Cell]]:
    found: dict[int, list[Cell]] = {}
    for survey in surveys:
        for cell in survey.cells:
            if len(found.setdefault(cell.column, [])) < _CELLS:
                found[cell.column].append(cell)
    return found


def _holds(
    stated: Stated, names: Mapping[str, Sequence[int]], columns: Mapping[int, Column], cells: Mapping[int, list[Cell]]
) -> bool:
    return all(_kept(item, names, columns, cells) is not False for item in stated.comparisons)


def _kept(
    item: Comparison, names: Mapping[str, Sequence[int]], columns: Mapping[int, Column], cells: Mapping[int, list[Cell]]
) -> bool | None:
    """Whether the public inputs keep a comparison that bounds a bound column; None where it says nothing of them."""
    known = None
    for name, edge, upper in _edges(item):
        if name in names_in(edge.formula):
            continue  # it compares the elements of a list with each other
        for number in names.get(name, ()):
            column = columns[number]
            for cell in cells.get(number, ()):
                value = column.value(cell.token)
                limit = edge.value(cell.frame, names, column.decimals, -1 if upper else 1)
                if value is None or limit is None:
                    continue
                if value > limit if upper else value < limit:
                    return False
                known = True
    return known


def _edges(item: Comparison) -> Iterator[tuple[str, Edge, bool]]:
    """Give the bounds that a comparison is: of which variable, and whether from above."""
    if isinstance(item.left, Name):
        yield item.left.name, Edge(item.right, item.strict, item.loose), True
    if isinstance(item.right, Name):
        yield item.right.name, Edge(item.left, item.strict, item.loose), False


def _ranges(
    comparisons: Sequence[Comparison],
    names: Mapping[str, Sequence[int]],
    columns: Mapping[int, Column],
    cells: Mapping[int, list[Cell]],
) -> dict[int, Range]:
    """Collect the ends of each range; what a public input contradicts is dropped."""
    lows: dict[str, list[Edge]] = {name: [] for name in names}
    highs: dict[str, list[Edge]] = {name: [] for name in names}
    for item in comparisons:
        if _kept(item, names, columns, cells) is False:
            continue
        for name, edge, upper in _edges(item):
            if name in names and names_in(edge.formula) <= names.keys() - {name}:
                (highs if upper else lows)[name].append(edge)
    beyond = {
        name: [
            Edge(end.formula, end.strict or edge.strict, end.loose or edge.loose)
            for edge in edges
            if isinstance(edge.formula, Name)
            for end in highs[edge.formula.name]
            if name not in names_in(end.formula)
        ]
        for name, edges in highs.items()
    }
    return {
        column: Range(name, tuple(lows[name]), tuple(highs[name]), tuple(beyond[name]))
        for name, places in names.items()
        for column in places
        if lows[name] or highs[name]
    }
