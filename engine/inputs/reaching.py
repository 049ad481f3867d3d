"""That one place of a graph can be reached from another one, where the statement promises it of variables or numbers.

A connected graph keeps such a promise, but links of one way do not keep it by being connected: here they are walked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.inputs.laws import read_edges

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.inputs.binding import Binding
    from engine.inputs.laws import Graph
    from engine.inputs.survey import Frame, Series, Survey

_NAME = r"(?:\w+ )?\$?([A-Za-z]|[0-9]+)\$?"
_END = r"(?:\w+ )?\$?([A-Za-z])(?:_\{?[ijk]\}?)?\$?"
_CAN = r"(?:possible to|(?:someone|one|you) can(?: always)?)"
_THERE = r"there (?:is|will be|exists) (?:always )?(?:an?|some|at least one) (?:path|route|way)"
_PROMISED = re.compile(
    rf"{_CAN} (?:reach|get to) {_NAME} from {_NAME}(?![\w$])|"
    rf"(?:{_CAN} (?:get|go|travel|come)|{_THERE}|går att (?:\w+ ){{1,2}}) ?"
    rf"(?:from|från) {_NAME} (?:to|till) {_NAME}(?![\w$])",
    re.IGNORECASE,
)
_ASKED = re.compile(r"\b(?:if|whether|not|unless|find|om|inte)\b", re.IGNORECASE)
"""What makes a question or a condition of it."""
_LINK = re.compile(rf"from {_END} to {_END}(?![\w$])|från {_END} till {_END}(?![\w$])")
_ONE_WAY = re.compile(r"one.?way|(?<!un)directed|(?<!o)riktade?\b|enkelrikt", re.IGNORECASE)


class Place(Struct, frozen=True):
    """A node: the one in a column, or always the same one."""

    column: int | None
    node: int = 0

    def at(self, frame: Frame) -> int | None:
        """Tell which one it is in an input; None where it is not in sight."""
        return self.node if self.column is None else frame.value(self.column)


class Route(Struct, frozen=True):
    """Two places, one of which is reached from the other along a list of links.

    Attributes:
        source: the first place.
        target: the one that is reached.
        ends: the columns of the links.
        one_way: whether links lead from their first end to the second one only.
    """

    source: Place
    target: Place
    ends: tuple[int, int]
    one_way: bool


def promised_routes(sentences: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Read "it is possible to reach $t$ from $s$" and the like, as the pairs (s, t)."""
    found = []
    for sentence in sentences:
        match = None if _ASKED.search(sentence) else _PROMISED.search(sentence)
        if match:
            found.append((match[2], match[1]) if match[1] else (match[3], match[4]))
    return tuple(found)


def links_of_one_way(section: str, story: str) -> tuple[tuple[str, str], ...]:
    """The variables that are said to be the ends of a link, (from, to), where links are said to be of one way."""
    pairs = ((match[1] or match[3], match[2] or match[4]) for match in _LINK.finditer(section))
    return tuple(pairs) if _ONE_WAY.search(story) else ()


def routes(
    promised: Sequence[tuple[str, str]],
    links: Sequence[tuple[str, str]],
    binding: Binding,
    graphs: Mapping[int, Graph],
    surveys: Sequence[Survey],
) -> Iterator[Route]:
    """Find what is promised in a grammar with one list of edges; a promise that a public input is against was misread.

    Links are walked both ways unless the statement names their ends: that forbids less.
    """
    if len(graphs) != 1:
        return
    (graph,) = graphs.values()
    names = {name: places[0] for name, places in binding.names.items() if len(places) == 1}
    one_way = any((names.get(a), names.get(b)) == graph.ends for a, b in links)
    for ends in promised:
        if all(end.isdigit() or end in names for end in ends):
            source, target = (Place(None, int(end)) if end.isdigit() else Place(names[end]) for end in ends)
            route = Route(source, target, graph.ends, one_way)
            if all(is_kept(route, series) for survey in surveys for series in survey.series):
                yield route


def is_kept(route: Route, series: Series) -> bool:
    """Whether a list of links has the route; any other list does."""
    if series.columns()[:2] != route.ends:
        return True
    source, target = route.source.at(series.frame), route.target.at(series.frame)
    if source is None or target is None:
        return True
    after: dict[int, list[int]] = {}
    for first, second in read_edges(series, route.ends):
        after.setdefault(first, []).append(second)
        if not route.one_way:
            after.setdefault(second, []).append(first)
    seen, found = {source}, [source]
    while found:
        fresh = set(after.get(found.pop(), ())) - seen
        seen |= fresh
        found.extend(fresh)
    return target in seen
