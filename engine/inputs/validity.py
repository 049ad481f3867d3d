"""Whether a problem allows an input, as far as its grammar and its statement tell.

Three answers: *invalid*, where the input breaks what the statement says or what every public input keeps; *valid*,
where it keeps all of that and the statement was understood as a whole; *unchecked*, where the statement says
something more. A law that all public inputs keep may be a coincidence: to keep it costs a few inputs, to break it
may cost a wrong judgement.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from engine.inputs.apart import are_apart, promises_apart, promises_inside, strays
from engine.inputs.commas import lacks_a_space
from engine.inputs.differing import repeats
from engine.inputs.echoes import echo_in
from engine.inputs.grammar import learn
from engine.inputs.inference import ANY
from engine.inputs.laws import is_connected, read_edges
from engine.inputs.pairs import Pairs
from engine.inputs.primes import is_prime
from engine.inputs.ranges import Bounds, letters, stated_ends
from engine.inputs.reaching import is_kept, promised_routes
from engine.inputs.records import comes_twice
from engine.inputs.rules import RuleError, ruled
from engine.inputs.spelling import misspelt, spelling_of
from engine.inputs.survey import survey
from engine.inputs.text import Kind, show_units
from engine.inputs.walks import begins_strangely, is_left, never_leaves

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.inputs.grammar import Grammar
    from engine.inputs.laws import Column
    from engine.inputs.promises import Promise
    from engine.inputs.survey import Cell, Series, Survey

_PRIMES = re.compile(r"^\W*\w+(?:\W+\w+){0,6}\W+(?:primes|prime numbers?|primtal)\W*$", re.IGNORECASE)
_QUOTED = 90  # characters of a sentence that a reason quotes
_CONNECTED = re.compile(r"connected|\btree\b|sammanhäng|\bträd\b", re.IGNORECASE)
_DIRECTED = re.compile(r"directed|one.?way|reach|strongly|acyclic|riktad|enkelrikt", re.IGNORECASE)
_DIVISIBLE = re.compile(r"\bmultiples? of\b|\bdivisible\b|\bmultip(?:el|lar) av\b|\bdelbar[ta]?\b", re.IGNORECASE)
_STRONGER = re.compile(
    r"never|aldrig|kunna|utan|without|mönster|pattern|format|form\b|ingen|inga\b|inte\b|\bno\b|\bnot\b|valid|same|sam(?:ma|e)|palindrom|vowel|order|sorted|equal|lika",
    re.IGNORECASE,
)


class Finding(Struct, frozen=True):
    """What is held of an input, and why."""

    state: Literal["valid", "invalid", "unchecked"]
    why: str
    by_model: bool = False
    """Whether it rests on a program that a model wrote: then what most programs do may cast doubt on it."""
    taken: bool = False
    """Whether the package's validators take an input that is unchecked, since more is promised than they check."""

    @property
    def allowed(self) -> bool:
        """Whether somebody who knows the problem says that the input is allowed."""
        return self.state == "valid" or self.taken


class Judge:
    """Judges inputs by one grammar."""

    def __init__(self, grammar: Grammar) -> None:
        """Look at what the statement leaves open, once."""
        self._grammar = grammar
        self._bounds = Bounds(grammar)
        self._pairs = Pairs(grammar)
        self._apart: dict[int, list[int]] = {}
        for low, high in grammar.unequal:
            self._apart.setdefault(high, []).append(low)
        words = [column for column in grammar.columns.values() if not column.numeric]
        self._spellings = {column.column: spelling_of(column, grammar) for column in words}
        self.doubts = tuple(_doubts(grammar))
        said = () if grammar.settled else grammar.promises
        self.unread = tuple(_quoted(item) for item in said if item.sure and not _understood(item, grammar))
        """What the statement promises in so many words, and no law that is kept stands for."""

    @property
    def far_reaching(self) -> bool:
        """Whether something is promised of a list as a whole that inputs are not made to keep."""
        return bool(self._grammar.routes) or bool(self._grammar.walk and self._grammar.walk.stays)

    def contradicted(self) -> str:
        """Why a public input would not be allowed; empty where they all are, as they must be."""
        for number, text in enumerate(self._grammar.examples, start=1):
            finding = self.judge(text)
            if finding.state == "invalid":
                return f"public input {number} is against that: {finding.why}"
        return ""

    def as_seen(self, text: str) -> bool:
        """Whether no number of an input is smaller or larger than those of its column in the public inputs."""
        document = self._grammar.read(text)
        known = self._grammar.columns
        cells = [cell for cell in survey(document).cells if cell.column in known] if document else []
        values = [(known[cell.column], known[cell.column].value(cell.token)) for cell in cells]
        return bool(document) and all(value is None or column.low <= value <= column.high for column, value in values)

    @property
    def columns(self) -> tuple[str, ...]:
        """What each column holds, for a person, such as `c2 a: integer, 1 ≤ a ≤ n, distinct`."""
        return tuple(_described(column, self._grammar) for _, column in sorted(self._grammar.columns.items()))

    @property
    def bounds(self) -> tuple[str, ...]:
        """The ranges that the statement gives, for a person, in the order of the input."""
        ranges = self._grammar.binding.ranges
        return tuple(dict.fromkeys(ranges[column].show() for column in sorted(ranges)))

    def judge(self, text: str) -> Finding:
        """Say whether the problem allows an input, as far as is known."""
        document = self._grammar.read(text)
        if document is None:
            return Finding("invalid", "its lines do not follow each other as in the public inputs")
        fault = next(self._faults(survey(document)), None)
        if fault:
            return Finding("invalid", fault)
        if doubt := self.doubts[0] if self.doubts else self.doubtful(text):
            return Finding("unchecked", doubt)
        return Finding("valid", "it keeps every bound of the statement")

    def forbidden(self, text: str) -> str:
        """Why the statement itself forbids an input; empty where it does not, or where it is not read so far.

        Laws that only the public inputs show count for nothing here: they may be a coincidence.
        """
        if self._misread or (document := self._grammar.read(text)) is None:
            return ""
        return next(self._broken_words(survey(document)), "")

    def doubtful(self, text: str) -> str:
        """Why an input that nothing forbids may be forbidden after all; empty where nothing speaks against it."""
        walk = self._grammar.walk
        if not walk or not walk.start or (document := self._grammar.read(text)) is None:
            return ""
        letters = [letter for series in survey(document).series if (letter := begins_strangely(walk, series))]
        return f"all public inputs begin on {walk.start}, this one on {letters[0]}" if letters else ""

    @cached_property
    def _misread(self) -> bool:
        """Whether the statement cannot be held against anybody: public inputs are against it, too."""
        return not self._grammar.alone or self._grammar.layout == ANY or bool(self.contradicted())

    @cached_property
    def _fixed(self) -> frozenset[int]:
        """The columns whose stated ends name no variable, so that they are the same in every place."""
        return frozenset(column for column, stated in self._grammar.binding.ranges.items() if stated.fixed)

    def _broken_words(self, found: Survey) -> Iterator[str]:
        ranges = self._grammar.binding.ranges
        known: dict[int, tuple[int | None, int | None]] = {}
        for cell in found.cells:
            column = self._grammar.columns.get(cell.column)
            stated = ranges.get(cell.column)
            if not column or not stated or (value := column.value(cell.token)) is None:
                continue
            ends = known.get(cell.column) or stated_ends(self._grammar, column, cell.frame)
            if cell.column in self._fixed:
                known[cell.column] = ends
            low, high = ends
            if (low is not None and value < low) or (high is not None and value > high):
                yield f"{cell.place}: {cell.token}, where it says {stated.show()}"
        yield from strays(self._grammar.circles, found) if self._grammar.circles else ()
        for series in found.series:
            yield from self._unkept(series)
            for number in self._grammar.rising.intersection(series.columns()):
                column = self._grammar.columns[number]
                values = [column.value(holder[at]) or 0 for holder, at in series.rows(number)]
                if any(b < a for a, b in pairwise(values)):
                    yield f"{series.name}: not sorted, which it promises"
            for number in sorted(self._grammar.differing):
                if repeats(number, series):
                    yield f"{series.name}: a value comes twice, which it promises not to"

    def _faults(self, found: Survey) -> Iterator[str]:
        for cell in found.cells:
            column = self._grammar.columns.get(cell.column)
            if column and (fault := self._misfit(cell, column)):
                yield f"{cell.place}: {fault}"
            for other in self._apart.get(cell.column, ()):
                if (twin := cell.frame.find(other)) and twin.token == cell.token:
                    yield f"{cell.place}: {cell.token} again, which must differ"
        for series in found.series:
            yield from self._disorder(series)
        yield from strays(self._grammar.circles, found) if self._grammar.circles else ()

    def _misfit(self, cell: Cell, column: Column) -> str | None:
        if column.kind is Kind.WORD:
            return misspelt(cell, column, self._spellings[column.column])
        value = column.value(cell.token)
        if value is None:
            return f"{cell.token} is no such number as in the public inputs"
        low, high = self._bounds.of(column, cell.frame)
        if not low <= value <= high:
            low_text, high_text = show_units(low, column.decimals), show_units(high, column.decimals)
            return f"{cell.token} is not between {low_text} and {high_text}"
        if column.column in self._grammar.primes and not is_prime(value):
            return f"{cell.token} is no prime number"
        return None

    def _disorder(self, series: Series) -> Iterator[str]:
        columns = series.columns()
        for echo in self._grammar.echoes:
            if (pair := echo_in(echo, series)) and pair[0].token != pair[1][0][pair[1][1]]:
                yield f"{series.name}: it does not {'end' if echo.place else 'begin'} with {pair[0].token}"
        for number in columns:
            law, column = self._grammar.orders.get(number), self._grammar.columns.get(number)
            if not law or not column:
                continue
            tokens = [holder[at] for holder, at in series.rows(number)]
            if law.distinct and len(set(tokens)) < len(tokens):
                yield f"{series.name}: a value comes twice"
            values = [column.value(token) or 0 for token in tokens]
            if law.unsigned and len({0, *map(law.key, values)}) <= len(values):
                yield f"{series.name}: a 0, or a value with both signs"
            if law.direction and any((b - a) * law.direction < 0 for a, b in pairwise(values)):
                yield f"{series.name}: not sorted as in the public inputs"
        if columns and columns[0] in self._grammar.records and comes_twice(series):
            yield f"{series.name}: an element comes twice"
        yield from self._unkept(series)
        graph = self._grammar.graphs.get(columns[0]) if columns else None
        if graph:
            nodes = series.frame.value(graph.nodes.column) or 0
            edges = read_edges(series, graph.ends)
            different = {(min(edge), max(edge)) for edge in edges}
            if graph.simple and (len(different) < len(edges) or any(a == b for a, b in edges)):
                yield f"{series.name}: a loop or a double edge"
            if not graph.loops and self._pairs_differ and any(a == b for a, b in edges):
                yield f"{series.name}: an edge from a node to itself"
            if graph.connected and not is_connected(edges, nodes):
                yield f"{series.name}: not connected as in the public inputs"
        elif self._pairs_differ and len(columns) > 1:
            yield from self._pairs.doubles(series)

    def _unkept(self, series: Series) -> Iterator[str]:
        """What the statement says of a list in words, and what is not so."""
        if self._grammar.commas and lacks_a_space(series):
            yield f"{series.name}: a comma without a space after it"
        if self._grammar.circles and not are_apart(self._grammar.circles, series):
            yield f"{series.name}: two of them touch, which it promises not to be"
        if self._grammar.walk and is_left(self._grammar.walk, series):
            yield f"{series.name}: the arrows lead out of it, which it promises not to be"
        for route in self._grammar.routes:
            if not is_kept(route, series):
                ends = (place.at(series.frame) for place in (route.source, route.target))
                yield f"{series.name}: {' does not lead to '.join(map(str, ends))}, which it promises"

    @property
    def _pairs_differ(self) -> bool:
        said = [promise for promise in self._grammar.promises if promise.about == "distinct"]
        letters = any(column.once for column in self._grammar.columns.values())  # then that is what one of them says
        return len(said) > letters


def _described(column: Column, grammar: Grammar) -> str:
    names = [name for name, places in grammar.binding.names.items() if column.column in places]
    head = " ".join([f"c{column.column + 1}", *(name for name in names[:1] if name != f"c{column.column + 1}")])
    stated = grammar.binding.ranges.get(column.column)
    order = grammar.orders.get(column.column)
    said = [str(column.kind)]
    if stated:
        said.append(stated.show())
    elif column.numeric:
        seen = (show_units(end, column.decimals) for end in (column.low, column.high))
        said.append(f"{' to '.join(seen)} in the public inputs")
    elif column.names:
        said.append(f"one of {', '.join(column.words)}")
    else:
        said.append(f"letters {letters(column, grammar)}")
    said += ["no element twice"] if column.column in grammar.records else []
    if column.once:
        said.append("none twice in a word")
    if column.variety is not None:
        said.append(f"so many different ones as c{column.variety + 1} says")
    said += ["distinct, whatever the signs" if order.unsigned else "distinct"] if order and order.distinct else []
    said += [{1: "rising", -1: "falling"}[order.direction]] if order and order.direction else []
    return f"{head}: {', '.join(said)}"


def _doubts(grammar: Grammar) -> Iterator[str]:
    """Give the reasons for which an input that keeps everything may still be forbidden."""
    if grammar.layout == ANY:
        yield "the layout of the inputs was not understood"
    if grammar.settled:
        return
    if not grammar.alone:
        yield "several layouts explain the public inputs"
    numeric = [column for column in grammar.columns.values() if column.numeric]
    for column in numeric:
        stated = grammar.binding.ranges.get(column.column)
        if not stated or not stated.lows or not stated.highs:
            name = stated.name if stated else f"column {column.column + 1}"
            yield f"the bounds of {name or 'a number'} were not found in the statement"
    words = any(
        not (column.numeric or column.names or column.column in grammar.letters) for column in grammar.columns.values()
    )
    if words and not any(promise.about == "letters" for promise in grammar.promises):
        yield "the statement does not say which letters words may have"
    for promise in grammar.promises:
        if not _understood(promise, grammar):
            yield f"the statement also says: {_quoted(promise)}"


def _quoted(promise: Promise) -> str:
    return f"“{promise.text if len(promise.text) <= _QUOTED else promise.text[:_QUOTED] + '…'}”"


def _understood(promise: Promise, grammar: Grammar) -> bool:
    """Whether laws that are kept are what a sentence speaks of; there is none of what divides a number."""
    if _DIVISIBLE.search(promise.text):
        return False
    if never_leaves(promise.text) and grammar.walk and grammar.walk.stays:
        return True
    if promises_apart(promise.text):
        return grammar.circles is not None
    if promises_inside(promise.text):
        return grammar.circles is not None and grammar.circles.points is not None
    if promised_routes([promise.text]) and not grammar.routes:
        return False
    match promise.about:
        case "distinct":
            graphs = any(law.simple for law in grammar.graphs.values())
            varied = any(column.variety is not None or column.once for column in grammar.columns.values())
            return graphs or varied or bool(grammar.unequal) or any(law.distinct for law in grammar.orders.values())
        case "order":
            return any(law.direction for law in grammar.orders.values())
        case "graph":
            if grammar.routes and promised_routes([promise.text]):
                return True
            undirected = _CONNECTED.search(promise.text) and not _DIRECTED.search(promise.text)
            return bool(undirected) and any(law.connected for law in grammar.graphs.values())
        case "letters":
            words = [column for column in grammar.columns.values() if not column.numeric]
            plain = all(letter.isalnum() for column in words for letter in column.alphabet)
            return bool(words) and plain and not _STRONGER.search(promise.text)
        case "other":
            return bool(grammar.primes) and _PRIMES.search(promise.text) is not None
        case _:
            return False


def why_not_rule(inputs: Sequence[str], statement: str, before: Sequence[str], rule: str) -> str:
    """Why a rule cannot be one of a problem's, in a sentence; empty when it can.

    Args:
        inputs: the public ones, for which every rule must hold.
        statement: the problem's.
        before: the rules that hold already; those that do not fit are left out, as they are in a run.
        rule: the new one.
    """
    try:
        (grammar, *_) = learn(inputs, statement)
        for known in before:
            with suppress(RuleError):
                grammar = ruled(grammar, [known])
        return Judge(ruled(grammar, [rule])).contradicted()
    except RuleError as error:
        return str(error)
