"""Kinds of mutation that give a list of edges a shape with a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.inputs.text import integer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.inputs.draft import Draft, Kind
    from engine.inputs.laws import Graph
    from engine.inputs.survey import Series

_COMPLETE = 30  # nodes of the largest complete graph
_OTHER_SIZE = 0.5  # share of shapes with another number of nodes
_ALL = 16  # nodes of the largest group
_ALIKE = 0.7  # share of graphs whose groups have the same size
_RESIZED = 0.9  # share of groups with another number of nodes
_GROUPED = (4, 6, 7, 8, 10, 12, 14, 16, 20, 22, 30, 40)
"""Numbers of nodes of groups."""
_NODES = (2, 3, 4, 5, 8, 1500)  # numbers of nodes besides those of the public inputs; the last for deep recursion
_MOST = 3_000  # nodes that are laid out one by one; graphs near the limits are made in pieces, elsewhere


def path(draft: Draft) -> str | None:
    """Lay the nodes in a row."""
    return _shape(draft, "path", lambda nodes: [(i, i + 1) for i in range(nodes - 1)])


def star(draft: Draft) -> str | None:
    """Hang all nodes on the first."""
    return _shape(draft, "star", lambda nodes: [(0, i) for i in range(1, nodes)])


def cycle(draft: Draft) -> str | None:
    """Lay the nodes in a ring."""
    return _shape(draft, "cycle", lambda nodes: [(i, (i + 1) % nodes) for i in range(nodes)])


def complete(draft: Draft) -> str | None:
    """Join every node with every other, of the first 30."""
    return _shape(
        draft, "complete graph", lambda nodes: [(i, j) for j in range(min(nodes, _COMPLETE)) for i in range(j)]
    )


def halves(draft: Draft) -> str | None:
    """Join even nodes with even ones and odd with odd: two parts."""
    return _shape(draft, "two parts", lambda nodes: [(i, i + 2) for i in range(nodes - 2)])


def groups(draft: Draft) -> str | None:
    """Divide the nodes into groups in which all are joined: where friends of friends are friends, nothing else is.

    Mostly they have an even size, all the same but for the last one: who forms pairs in them leaves nobody alone.
    """

    def shape(nodes: int) -> list[tuple[int, int]]:
        order = draft.random.sample(range(nodes), nodes)
        size = 2 * draft.random.randint(1, max(1, min(nodes, _ALL) // 2))
        alike = draft.random.random() < _ALIKE
        edges, at = list[tuple[int, int]](), 0
        while at < nodes:
            group = order[at : at + (size if alike else draft.random.randint(1, size))]
            edges += [(a, b) for index, b in enumerate(group) for a in group[:index]]
            at += len(group)
        draft.random.shuffle(edges)
        return edges

    return _shape(draft, "groups", shape, _GROUPED, _RESIZED)


def copies(draft: Draft) -> str | None:
    """Put a copy of the graph beside it: what holds of one part may not hold of two."""
    chosen = _choose(draft)
    if not chosen or not chosen[0].items:
        return None
    series, law, nodes = chosen
    count = len(series.items)
    if series.owner is not series.frame.find(law.nodes.column):
        _resize(draft, law, series, 2 * nodes)
    elif series.offset:
        return None  # two trees are no tree
    draft.pick(series, [*range(count)] * 2)
    for end in law.ends:
        for holder, at in series.rows(end)[count:]:
            holder[at] = str((integer(holder[at]) or 0) + nodes)
    draft.lawful = False
    return f"two copies of {series.name}"


def loop(draft: Draft) -> str | None:
    """Join a node with itself; whether that is allowed, validity decides."""
    chosen = _choose(draft)
    if not chosen or not chosen[0].items:
        return None
    series, law, _ = chosen
    row = draft.random.randrange(len(series.items))
    (left, i), (right, j) = (series.rows(end)[row] for end in law.ends)
    right[j] = left[i]
    draft.lawful = False
    return f"a loop in {series.name}"


def turn(draft: Draft) -> str | None:
    """Turn one edge round."""
    chosen = _choose(draft)
    if not chosen or not chosen[0].items:
        return None
    series, law, _ = chosen
    row = draft.random.randrange(len(series.items))
    (left, i), (right, j) = (series.rows(end)[row] for end in law.ends)
    left[i], right[j] = right[j], left[i]
    draft.lawful = False
    return f"turn edge {row + 1} of {series.name}"


def _choose(draft: Draft) -> tuple[Series, Graph, int] | None:
    lists = [
        (series, law, nodes)
        for series in draft.found.series
        if series.columns()
        and (law := draft.grammar.graphs.get(series.columns()[0]))
        and (nodes := series.frame.value(law.nodes.column))
    ]
    return draft.random.choice(lists) if lists else None


def _shape(
    draft: Draft,
    name: str,
    shape: Callable[[int], list[tuple[int, int]]],
    sizes: Sequence[int] = _NODES,
    resized: float = _OTHER_SIZE,
) -> str | None:
    chosen = _choose(draft)
    if not chosen:
        return None
    series, law, nodes = chosen
    if draft.random.random() < resized or nodes > _MOST:
        nodes = _resize(draft, law, series, draft.random.choice(sizes))
    edges = shape(nodes)
    if series.owner is series.frame.find(law.nodes.column):
        edges = edges[: len(series.items)]
    draft.pick(series, [i if i < len(series.items) else None for i in range(len(edges))])
    ends = [series.rows(end) for end in law.ends]
    for index, edge in enumerate(edges):
        for rows, node in zip(ends, edge, strict=True):
            holder, at = rows[index]
            holder[at] = str(1 + law.nodes.offset + node)
    return f"{name} in {series.name}, {nodes} nodes"


def _resize(draft: Draft, law: Graph, series: Series, nodes: int) -> int:
    """Give the graph another number of nodes, and so the lists that stand beside the edges."""
    owner = series.frame.find(law.nodes.column)
    assert owner is not None  # a chosen graph has its number of nodes
    governed = next((mate for mate in draft.found.series if mate.owner is owner), None)
    if governed and governed.count:
        old, new = len(governed.items), max(0, governed.count.length(nodes))
        draft.pick(governed, [i if i < old else None for i in range(new)])
    owner.token = str(nodes)
    return nodes


KINDS: tuple[Kind, ...] = (path, star, groups, copies, cycle, loop, halves, turn, complete)
"""All of them, the most telling first."""

SHAPES: tuple[Kind, ...] = (groups, path, groups, star, groups, complete, groups, cycle)
"""Those of new graphs, in turn; groups have many sizes."""
