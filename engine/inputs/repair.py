"""Putting a changed document back under its grammar's laws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.inputs.echoes import echo_in
from engine.inputs.isograms import without_doubles
from engine.inputs.laws import Order, read_edges
from engine.inputs.rearranging import rearrange
from engine.inputs.records import set_apart
from engine.inputs.spreading import lay_apart, put_inside
from engine.inputs.survey import survey
from engine.inputs.text import Kind, show_units
from engine.inputs.variety import put_right

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.inputs.apart import Circles
    from engine.inputs.content import Maker
    from engine.inputs.laws import Column, Graph
    from engine.inputs.layout import Document
    from engine.inputs.spreading import Circle
    from engine.inputs.survey import Cell, Series, Survey

_TRIES = 8  # draws for a value that is not there yet
_WIDEST = 10_000  # range whose free values are listed
_MOST_NODES = 10**6  # of a graph that is put right


def repair(document: Document, maker: Maker) -> None:
    """Replace what breaks a law, in place: bounds and lengths, then graphs, then doubles and order."""
    found = survey(document)
    for cell in found.cells:
        column = maker.grammar.columns.get(cell.column)
        if column:
            _bound(cell, column, maker)
    for series in found.series:
        law = maker.grammar.graphs.get(series.columns()[0]) if series.columns() else None
        if law:
            _graph(found, series, law, maker)
        for number in series.columns():
            if number in maker.grammar.orders:
                _order(series, number, maker.grammar.orders[number], maker)
        if series.columns() and series.columns()[0] in maker.grammar.records:
            set_apart(found, series, maker)
        for echo in maker.grammar.echoes:
            if pair := echo_in(echo, series):
                source, (holder, at) = pair
                holder[at] = source.token
    if maker.grammar.circles:
        _circles(found, maker.grammar.circles, maker)


def _bound(cell: Cell, column: Column, maker: Maker) -> None:
    if column.kind is Kind.WORD:
        length = cell.frame.value(column.length.column) if column.length else None
        if length is not None and len(cell.token) != length and 0 < length <= 10_000:
            cell.token = (cell.token * length)[:length]
        if column.once:
            cell.token = without_doubles(cell.token, maker.letters(column), length or 0)
        if column.variety is not None and cell.token and (number := cell.frame.find(column.variety)):
            put_right(cell, column.words, number)
        return
    if column.upper is None and column.above is None:
        return
    low, high = maker.bounds.of(column, cell.frame)  # not only as large as new content is
    value = column.value(cell.token)
    least = value if column.above is None else low
    if (
        value is not None
        and least is not None
        and not max(least, 0 if column.upper else least) <= value <= (high if column.upper else value)
    ):
        cell.token = maker.token(cell.column, cell.frame)


def _graph(found: Survey, series: Series, law: Graph, maker: Maker) -> None:
    """Make edges different and free of loops, as far as there is room; hang every node on an earlier one."""
    nodes = series.frame.value(law.nodes.column)
    if nodes is None or nodes > _MOST_NODES or not law.simple or not series.items:
        return
    tree = series.offset == -1 and law.connected
    lowest = 1 + law.nodes.offset
    if tree and not _spans(series, law, nodes):
        _hang(series, law, nodes, lowest, maker)
        return
    room = nodes * (nodes - 1) // 2 if nodes > 1 else 0
    keep: list[int | None] = []
    (first, second) = (series.rows(end) for end in law.ends)
    seen: set[tuple[int, int]] = set()
    for index, (a, b) in enumerate(read_edges(series, law.ends)):
        edge = (min(a, b), max(a, b))
        if len(seen) < room and (edge in seen or a == b):
            edge = _new_edge(seen, nodes, lowest, maker)
            _write(first[index], edge[0])
            _write(second[index], edge[1])
        if edge not in seen and edge[0] != edge[1]:
            seen.add(edge)
            keep.append(index)
    if len(keep) < len(series.items) and not tree:
        rearrange(found, series, keep, maker.element, maker.grammar.columns)


def _circles(found: Survey, circles: Circles, maker: Maker) -> None:
    """Put circles apart, and points into them, in place; not where they are written with other numbers of decimals."""
    before: list[Circle] = []
    for series in found.series:
        columns = [maker.grammar.columns[number] for number in circles.columns]
        if rows := _whole(series, columns):
            xs, ys, radii = (maker.bounds.of(column, series.frame) for column in columns)
            given = [(x, y, radius) for x, y, radius in rows]
            before = lay_apart(given, xs, ys, radii[0], maker.random)
            _rewrite(series, columns, before)
        columns = [maker.grammar.columns[number] for number in circles.points or ()]
        if before and columns and (rows := _whole(series, columns)):
            xs, ys = (maker.bounds.of(column, series.frame) for column in columns)
            _rewrite(series, columns, put_inside([(x, y) for x, y in rows], before, xs, ys, maker.random))


def _whole(series: Series, columns: Sequence[Column]) -> list[tuple[int, ...]]:
    """Read some columns of a list in their units, which must be the same ones; empty where it has others."""
    alike = len({column.decimals for column in columns}) == 1
    if not alike or any(column.column not in series.columns() for column in columns):
        return []
    values = [[column.value(holder[at]) for holder, at in series.rows(column.column)] for column in columns]
    rows = [tuple(value for value in row if value is not None) for row in zip(*values, strict=True)]
    return rows if all(len(row) == len(columns) for row in rows) else []


def _rewrite(series: Series, columns: Sequence[Column], rows: Sequence[tuple[int, ...]]) -> None:
    for at, column in enumerate(columns):
        for (holder, place), row in zip(series.rows(column.column), rows, strict=True):
            holder[place] = show_units(row[at], column.decimals)


def _spans(series: Series, law: Graph, nodes: int) -> bool:
    from engine.inputs.laws import is_connected  # only trees need it

    return is_connected(read_edges(series, law.ends), nodes)


def _hang(series: Series, law: Graph, nodes: int, lowest: int, maker: Maker) -> None:
    (first, second) = (series.rows(end) for end in law.ends)
    for index in range(min(len(series.items), nodes - 1)):
        _write(first[index], lowest + maker.random.randint(0, index))
        _write(second[index], lowest + index + 1)


def _new_edge(seen: set[tuple[int, int]], nodes: int, lowest: int, maker: Maker) -> tuple[int, int]:
    for _ in range(_TRIES * 4):
        a, b = sorted(maker.random.sample(range(lowest, lowest + nodes), 2))
        if (a, b) not in seen:
            return a, b
    return lowest, lowest


def _write(place: tuple[list[str], int], node: int) -> None:
    holder, at = place
    holder[at] = str(node)


def _order(series: Series, number: int, law: Order, maker: Maker) -> None:
    column = maker.grammar.columns[number]
    rows = series.rows(number)
    tokens = [holder[at] for holder, at in rows]
    keys = {_key(token, column, law) for token in tokens}
    if law.distinct and (len(keys) < len(tokens) or (law.unsigned and 0 in keys)):
        tokens = _distinct(tokens, series, column, law, maker)
    if law.direction and all(column.value(token) is not None for token in tokens):
        values = sorted((column.value(token) or 0 for token in tokens), reverse=law.direction < 0)
        tokens = [show_units(value, column.decimals) for value in values]
    for (holder, at), token in zip(rows, tokens, strict=True):
        holder[at] = token


def _key(token: str, column: Column, law: Order) -> str | int:
    """What of a token may not come twice."""
    value = column.value(token) if law.unsigned else None
    return token if value is None else law.key(value)


def _distinct(tokens: list[str], series: Series, column: Column, law: Order, maker: Maker) -> list[str]:
    unused = _unused(tokens, series, column, law, maker)
    seen: set[str | int] = {0} if law.unsigned else set()  # 0 has no sign to tell it by
    for index, token in enumerate(tokens):
        new = token
        for _ in range(_TRIES):
            if _key(new, column, law) not in seen:
                break
            new = unused.pop() if unused else maker.token(column.column, series.frame)
        tokens[index] = new
        seen.add(_key(new, column, law))
    return tokens


def _unused(tokens: list[str], series: Series, column: Column, law: Order, maker: Maker) -> list[str]:
    """Give the values that are free, shuffled, where the range is small: a permutation has none to spare."""
    if not column.numeric:
        return []
    low, high = maker.span(column, series.frame)
    if not column.upper:
        high = max(high, low + 2 * len(tokens))
    elif high - low + 1 < len(tokens):
        low, high = maker.bounds.of(column, series.frame)
    if high - low > _WIDEST:
        return []
    taken = {_key(token, column, law) for token in tokens}
    every = [show_units(value, column.decimals) for value in range(low, high + 1) if value or not law.unsigned]
    free = [token for token in every if _key(token, column, law) not in taken]
    maker.random.shuffle(free)
    return free
