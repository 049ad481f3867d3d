"""What the public inputs have in common, column by column: kinds, ranges, alphabets, bounds, order.

A law is what held in *every* input seen, with enough evidence; it may still be a coincidence. Mutations keep
the laws most of the time and break them sometimes: the validity check has the last word.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from math import factorial, prod
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.inputs.isograms import ways
from engine.inputs.layout import Block, Count, Line
from engine.inputs.text import Kind, decimals_of, integer, kind_of, letter_class, units
from engine.inputs.variety import counted_by

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from engine.inputs.survey import Cell, Frame, Series, Survey

_EVIDENCE = 3  # values seen before a bound or an order is believed
_PAIRS = 1.5  # equal pairs that chance would have given, before a list is believed to have none
_SILENT = 5.0  # the same of numbers that name nothing, whose bounds the statement tells, but not that they differ
_CHANCE = 1e-9  # at most, before a list is believed to be sorted: authors like to write lists that happen to be
_NAMES = 12  # a column with at most so many different words may be an enumeration


class Column(Struct, frozen=True):
    """One column over all inputs; numbers are in units of 10^-decimals.

    Attributes:
        column: its number in the layout.
        kind: the kind of all its tokens; mixed numbers are decimals, anything mixed with a word is a word.
        decimals: digits after the point, at most.
        low: the least number seen.
        high: the greatest number seen.
        words: the different words seen, sorted.
        names: whether the words look like an enumeration, such as the commands of a protocol.
        length: what tells the length of its words (a grid row of m letters).
        variety: the column that tells how many different letters each word has.
        once: whether no letter comes twice in a word.
        upper: what its numbers never exceed, such as an index and the number of things.
        above: the column before it, where its numbers are never below that one (an interval's ends).
        size: whether it counts something, or bounds indices.
    """

    column: int
    kind: Kind
    decimals: int = 0
    low: int = 0
    high: int = 0
    words: tuple[str, ...] = ()
    names: bool = False
    length: Count | None = None
    variety: int | None = None
    once: bool = False
    upper: Count | None = None
    above: int | None = None
    size: bool = False

    @property
    def numeric(self) -> bool:
        """Whether it holds numbers."""
        return self.kind is not Kind.WORD

    @property
    def alphabet(self) -> str:
        """The letters of its words, sorted."""
        return "".join(sorted(set().union(*self.words)))

    @property
    def heads(self) -> str:
        """The letters that its words begin with, where they are of another kind than all others: `+`, or capitals."""
        firsts, others = {word[:1] for word in self.words}, {letter for word in self.words for letter in word[1:]}
        apart = not set(map(letter_class, firsts)) & set(map(letter_class, others))
        return "".join(sorted(firsts)) if others and apart else ""

    def value(self, token: str) -> int | None:
        """Read a token in this column's units, or None where it is no such number."""
        return units(token, self.decimals)


class Order(Struct, frozen=True):
    """How the values of one column follow each other in its list.

    Attributes:
        direction: 1 rising, -1 falling, 0 neither.
        distinct: whether no value comes twice in one list.
        unsigned: whether it does not come with the other sign, either, as the literals of a clause.
    """

    direction: int = 0
    distinct: bool = False
    unsigned: bool = False

    def key(self, value: int) -> int:
        """What of a value may not come twice."""
        return abs(value) if self.unsigned else value


class Graph(Struct, frozen=True):
    """A list of pairs of indices, seen as the edges of a graph.

    Attributes:
        ends: the two columns of indices.
        nodes: what tells the number of nodes.
        simple: whether there are neither loops nor double edges.
        connected: whether every graph seen is connected.
        loops: whether an edge from a node to itself was seen.
    """

    ends: tuple[int, int]
    nodes: Count
    simple: bool
    connected: bool
    loops: bool = False


def columns(surveys: Sequence[Survey]) -> dict[int, Column]:
    """Describe every column of some documents of one layout."""
    cells: dict[int, list[Cell]] = {}
    for found in surveys:
        for cell in found.cells:
            cells.setdefault(cell.column, []).append(cell)
    counts = {series.count.column for found in surveys for series in found.series if series.count}
    described = {number: _column(number, cells[number], counts) for number in sorted(cells)}
    bounds = counts | {law.column for column in described.values() for law in (column.upper,) if law}
    return {number: column if number not in bounds else _sized(column) for number, column in described.items()}


def _sized(column: Column) -> Column:
    from msgspec.structs import replace  # only here

    return replace(column, size=True)


def _column(number: int, cells: Sequence[Cell], counts: set[int]) -> Column:
    tokens = [cell.token for cell in cells]
    kind = _common_kind(tokens)
    if kind is Kind.WORD:
        words = tuple(sorted(set(tokens)))
        length = _length(cells)
        names = length is None and _are_names(words, tokens)
        variety = None if names else counted_by(cells, _visible(cells[0].frame))
        return Column(number, kind, words=words, names=names, length=length, variety=variety)
    decimals = max(decimals_of(token) for token in tokens)
    values = [value for token in tokens if (value := units(token, decimals)) is not None]
    upper = _upper(number, cells) if kind is Kind.INTEGER and number not in counts else None
    return Column(number, kind, decimals, min(values), max(values), upper=upper, above=_above(number, cells, decimals))


def _common_kind(tokens: Iterable[str]) -> Kind:
    kinds = {kind_of(token) for token in tokens}
    if Kind.WORD in kinds:
        return Kind.WORD
    return Kind.DECIMAL if Kind.DECIMAL in kinds else Kind.INTEGER


def _are_names(words: Sequence[str], tokens: Sequence[str]) -> bool:
    longer = any(len(word) > 1 and word[0].isalpha() for word in words)  # rows of a drawing are no names
    return longer and len(words) <= _NAMES and len(tokens) >= 2 * len(words)


def _visible(frame: Frame) -> list[int]:
    """Name the columns that a frame can see, the nearest first."""
    seen: dict[int, None] = {}
    at: Frame | None = frame
    while at is not None:
        seen.update(dict.fromkeys(at.cells))
        at = at.parent
    return list(seen)


def _length(cells: Sequence[Cell]) -> Count | None:
    """Find the column that tells the length of every word; the last one before the word where several do."""
    if max(len(cell.token) for cell in cells) < 2:
        return None
    fitting = [
        column
        for column in _visible(cells[0].frame)
        if all(cell.frame.value(column) == len(cell.token) for cell in cells)
    ]
    return Count(max(fitting)) if fitting else None


def _upper(number: int, cells: Sequence[Cell]) -> Count | None:
    """Find what bounds an index: 1 ≤ x ≤ n, or 0 ≤ x < n, with x at the bound at least once."""
    values = [value for cell in cells if (value := integer(cell.token)) is not None]
    if len(values) < _EVIDENCE or min(values) not in {0, 1, 2}:
        return None
    for column in _visible(cells[0].frame):
        limits = [cell.frame.value(column) for cell in cells]
        known = [limit for limit in limits if limit is not None]
        if column == number or len(known) < len(values):
            continue
        gap = min(limit - value for limit, value in zip(known, values, strict=True))
        if (gap == 0 and min(values) >= 1) or (gap == 1 and min(values) == 0):
            return Count(column, -gap)
    return None


def _above(number: int, cells: Sequence[Cell], decimals: int) -> int | None:
    """Tell whether the neighbour to the left is a lower bound."""
    if len(cells) <= _EVIDENCE or any(cell.index == 0 for cell in cells):
        return None
    pairs = [(units(cell.holder[cell.index - 1], decimals), units(cell.token, decimals)) for cell in cells]
    if all(left is not None and right is not None and left <= right for left, right in pairs):
        return number - 1
    return None


def orders(
    surveys: Sequence[Survey],
    described: Mapping[int, Column],
    promised: Collection[str] = (),
    bounded: Collection[int] = (),
) -> dict[int, Order]:
    """Find the columns whose lists are sorted or without doubles in all documents.

    Args:
        surveys: the documents.
        described: their columns.
        promised: "distinct" and "order" where the statement speaks of that: then little evidence is enough.
        bounded: columns whose bounds the statement tells.
    """
    lists: dict[int, list[list[str]]] = {}
    for found in surveys:
        for series in found.series:
            for column in series.columns():
                tokens = [holder[at] for holder, at in series.rows(column)]
                lists.setdefault(column, []).append(tokens)
    mates = {column: series.columns() for found in surveys for series in found.series for column in series.columns()}
    laws: dict[int, Order] = {}
    for column, tokens_of in lists.items():
        # What is promised to differ is what the list begins with, rather than what is said of each of its elements.
        told = any(laws.get(mate, Order()).distinct for mate in mates[column])
        if column in described and (not told or _seen(tokens_of) >= _EVIDENCE or "distinct" not in promised):
            silent = column in bounded and described[column].upper is None
            pairs = _SILENT if silent else _PAIRS
            laws[column] = _order(described[column], tokens_of, promised, pairs)
    return {column: law for column, law in laws.items() if law != Order()}


def _seen(lists: Sequence[Sequence[str]]) -> int:
    return sum(max(0, len(tokens) - 1) for tokens in lists)


def _order(column: Column, lists: Sequence[Sequence[str]], promised: Collection[str], least: float) -> Order:
    """Learn the order of one column; `least` is how many equal pairs chance would have given where it has none."""
    seen = _seen(lists)
    if seen < (1 if promised else _EVIDENCE):
        return Order()
    distinct = all(len(set(tokens)) == len(tokens) for tokens in lists)
    if not column.numeric:
        if column.once:  # what is said to differ are the letters of each word
            pairs = sum(len(tokens) * (len(tokens) - 1) / 2 for tokens in lists)
            return Order(0, distinct and pairs / ways(column.words) >= _PAIRS)
        return Order(0, distinct and (seen >= _EVIDENCE or "distinct" in promised))
    unsigned = distinct and _unsigned(column, lists, "distinct" in promised)
    if "distinct" not in promised:
        # how many equal pairs would be expected of random values in the range seen
        pairs = sum(len(tokens) * (len(tokens) - 1) / 2 for tokens in lists)
        distinct = distinct and pairs / (column.high - column.low + 1) >= least
    # how likely lists of these values would be sorted if they were shuffled
    chance = prod(map(_sorted_by_chance, lists))
    if chance > (0.5 if "order" in promised else _CHANCE):
        return Order(0, distinct, unsigned=distinct and unsigned)
    values = [[column.value(token) or 0 for token in tokens] for tokens in lists]
    rising = all(a <= b for run in values for a, b in pairwise(run))
    falling = all(a >= b for run in values for a, b in pairwise(run))
    return Order(0 if rising == falling else 1 if rising else -1, distinct, unsigned=distinct and unsigned)


def _sorted_by_chance(tokens: Sequence[str]) -> float:
    """How likely the first twenty values of a list are sorted one way after they were shuffled."""
    counts = Counter(tokens[:20])
    return prod(map(factorial, counts.values())) / factorial(counts.total())


def is_kept(law: Order, column: Column, surveys: Sequence[Survey]) -> bool:
    """Whether the numbers of a column follow each other in this order in every list of the documents."""
    for series in (series for survey in surveys for series in survey.series if column.column in series.columns()):
        values = [column.value(holder[at]) or 0 for holder, at in series.rows(column.column)]
        steps = [(after - before) * law.direction for before, after in pairwise(values)]
        if any(step < law.distinct for step in steps):
            return False
    return True


def _unsigned(column: Column, lists: Sequence[Sequence[str]], promised: bool) -> bool:
    """Whether no value meets itself with the other sign, and more than chance speaks for that."""
    if not column.low < 0 < column.high:
        return False
    sizes = [[abs(column.value(token) or 0) for token in tokens] for tokens in lists if len(tokens) > 1]
    if not all(len(set(found)) == len(found) and 0 not in found for found in sizes):
        return False
    pairs = sum(len(found) * (len(found) - 1) / 2 for found in sizes)
    return len(sizes) > 1 if promised else pairs / max(-column.low, column.high) >= _PAIRS


def graphs(surveys: Sequence[Survey], described: Mapping[int, Column]) -> dict[int, Graph]:
    """Find the lists of edges, by their first column."""
    lists: dict[int, list[Series]] = {}
    for found in surveys:
        for series in found.series:
            if len(series.columns()) >= 2:
                lists.setdefault(series.columns()[0], []).append(series)
    laws = {first: _graph(described, found) for first, found in lists.items()}
    return {first: law for first, law in laws.items() if law}


def _graph(described: Mapping[int, Column], lists: Sequence[Series]) -> Graph | None:
    item = lists[0].item
    first, second = lists[0].columns()[:2]
    flat = isinstance(item, Line) or (isinstance(item, Block) and len(item.body) == 1)
    if not flat or first not in described or second not in described:
        return None
    owned = item.count.column if item.count and not item.count.offset else None
    bounds = [law for end in (first, second) if (law := described[end].upper)]
    nodes = next((law for law in bounds if law.column != owned), bounds[0] if bounds else None)
    if nodes is None or described[second].kind is not Kind.INTEGER or described[first].kind is not Kind.INTEGER:
        return None
    simple, connected, loops = True, True, False
    for series in lists:
        count = series.frame.value(nodes.column)
        edges = [(low, high) for low, high in read_edges(series, (first, second))]
        if count is None or any(max(edge) > count for edge in edges):
            return None
        doubles = {(min(edge), max(edge)) for edge in edges}
        simple = simple and len(doubles) == len(edges) and all(low != high for low, high in doubles)
        connected = connected and is_connected(edges, count)
        loops = loops or any(low == high for low, high in edges)
    return Graph((first, second), nodes, simple, connected, loops)


def read_edges(series: Series, ends: tuple[int, int]) -> list[tuple[int, int]]:
    """Read the pairs of indices of a list of edges; what is no integer reads as 0."""
    firsts, seconds = series.rows(ends[0]), series.rows(ends[1])
    return [
        (integer(left[i]) or 0, integer(right[j]) or 0) for (left, i), (right, j) in zip(firsts, seconds, strict=True)
    ]


def is_connected(edges: Sequence[tuple[int, int]], nodes: int) -> bool:
    """Tell whether edges connect all of so many nodes (merging trees, Tarjan's union-find with halved paths)."""
    parent: dict[int, int] = {}

    def root(node: int) -> int:
        while (above := parent.get(node, node)) != node:
            parent[node] = node = parent.get(above, above)
        return node

    merged = 0
    for low, high in edges:
        a, b = root(low), root(high)
        if a != b:
            parent[a] = b
            merged += 1
    return merged >= nodes - 1
