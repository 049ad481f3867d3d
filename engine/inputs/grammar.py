"""A grammar of a problem's inputs, learnt from its public ones.

A grammar is a layout (which lines, which counts) with the laws that its columns obeyed. Several may explain
the same few inputs, such as `2⏎1 2⏎3 4`: two pairs, or a matrix; all cheap ones are kept, and the mutations
use them in turn. The last one always is the layout of any text, lines of tokens: no input is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from engine.inputs.apart import Circles, circles
from engine.inputs.binding import Binding, Edge, bind
from engine.inputs.commas import show_commas
from engine.inputs.differing import columns_that_differ, pairs_that_differ
from engine.inputs.echoes import Echo, echoes
from engine.inputs.formulas import Name, Number, Operation, evaluate
from engine.inputs.inference import ANY, searching
from engine.inputs.isograms import are_isograms
from engine.inputs.laws import Column, Graph, Order, columns, graphs, is_kept, orders
from engine.inputs.layout import Block, Count, Document, Item, Layout, Line, read
from engine.inputs.primes import is_prime
from engine.inputs.promises import Promise
from engine.inputs.reaching import Route, routes
from engine.inputs.records import records
from engine.inputs.rules import ruled
from engine.inputs.stated import Stated, read_statement
from engine.inputs.survey import survey
from engine.inputs.text import Kind, integer, kind_of
from engine.inputs.walks import Walk, walk_in

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from engine.inputs.survey import Survey

_MIXED_COST = 1.0  # a column with words and numbers is probably two columns
_UNNAMED_COST = 0.6  # a layout with no place for a variable of the statement
_CONTRADICTED_COST = 1.1  # a count that the statement does not speak of, or the other way round
_MISPLACED_COST = 0.2  # elements of one line where the statement speaks of so many lines
_TOLERANCE = 1.0  # how much dearer a second explanation may be than the best
_DOUBTFUL = 0.6  # how much dearer the second one is at least if the best is beyond doubt
_PRIMES = re.compile(r"\bprimes?\b|primtal", re.IGNORECASE)
_VARIED = re.compile(
    r"(?:different|distinct|unique|olika)\s+(?:\w+\s+)?(?:letters|characters|symbols|tecken|bokstäver)", re.IGNORECASE
)
"""Who says this counts the letters of a text."""
_OF_LETTERS = re.compile(r"\b(?:each|every|varje|no|inget|ingen)\s+(?:letter|character|bokstav|tecken)", re.IGNORECASE)
"""Who says this speaks of the letters of a word as of so many things."""
_KEPT = 3
_CASES = 3  # test cases in new content
_SIDE = 12  # rows and columns of a new matrix
_REMEMBERED = 16  # problems: shrinking asks for the same grammars again and again
_KNOWN: dict[tuple[tuple[str, ...], str], list[Grammar]] = {}
"""By public inputs and statement; what was learnt first is forgotten first."""


class Grammar(Struct, frozen=True):
    """How inputs of a problem look.

    Attributes:
        layout: the lines and counts.
        columns: the description of every column that was seen, by its number.
        orders: the columns whose lists are sorted or distinct.
        graphs: the lists of edges, by their first column.
        caps: how large new counts should be at most where lists stand in lists.
        examples: the inputs that it was learnt from.
        binding: what the statement says of the columns.
        promises: what else it says of the inputs, in words.
        unequal: pairs of columns whose numbers differ where both stand.
        primes: the columns of prime numbers.
        echoes: lists that begin or end with a token which stands elsewhere.
        records: the first columns of lists whose elements differ as a whole.
        rising: the columns of lists that the statement calls sorted by a chain, such as `a_1 ≤ a_2 ≤ … ≤ a_n`.
        routes: what can be reached from what, as the statement promises.
        commas: whether commas stand between the parts of a line, as the statement says.
        alone: whether no other layout explains the inputs nearly as well.
        longest: how many letters words may have that no column counts; 0 where that is not said.
        letters: those that words of a column may have, where somebody has said so.
        settled: whether somebody has said that the statement asks for nothing else.
        circles: the columns of circles that neither touch nor overlap, and of points inside them, as the statement
            promises.
        differing: the columns of lists that the statement says have no value twice.
        walk: how grids are walked through, as the statement says.
    """

    layout: Layout
    columns: dict[int, Column]
    orders: dict[int, Order]
    graphs: dict[int, Graph]
    caps: dict[int, int]
    examples: tuple[str, ...]
    binding: Binding = Binding({}, {})
    promises: tuple[Promise, ...] = ()
    unequal: tuple[tuple[int, int], ...] = ()
    primes: frozenset[int] = frozenset()
    echoes: tuple[Echo, ...] = ()
    records: frozenset[int] = frozenset()
    rising: frozenset[int] = frozenset()
    routes: tuple[Route, ...] = ()
    commas: bool = False
    alone: bool = True
    longest: int = 0
    letters: dict[int, str] = {}
    settled: bool = False
    circles: Circles | None = None
    differing: frozenset[int] = frozenset()
    walk: Walk | None = None

    def read(self, text: str) -> Document | None:
        """Read a text in this layout, or give None where it does not fit; `Document.text` is the inverse."""
        return read(self.layout, text)


def learn(inputs: Sequence[str], statement: str = "", rules: Sequence[str] = ()) -> list[Grammar]:
    """Learn the grammars of some inputs, the simplest explanation first; never empty.

    Args:
        inputs: the public inputs; equal ones count once.
        statement: the problem's, whose variables and bounds speak for a layout and complete its laws.
        rules: what somebody says in place of that; they hold for the first grammar.

    Raises:
        RuleError: a rule cannot be read, or names what is not there; never without rules.
    """
    for _ in learning(inputs, statement):
        pass
    first, *others = _KNOWN[tuple(inputs), statement]
    return [ruled(first, rules), *others]


def learning(inputs: Sequence[str], statement: str = "") -> Iterator[None]:
    """Learn what `learn` will be asked for, and stop after each piece of the work: it may take most of a second."""
    key = tuple(inputs), statement
    if key in _KNOWN:
        return
    learnt = yield from _learning(tuple(dict.fromkeys(inputs)), statement)
    while len(_KNOWN) >= _REMEMBERED:
        del _KNOWN[next(iter(_KNOWN))]
    _KNOWN[key] = learnt


def _learning(texts: tuple[str, ...], statement: str) -> Generator[None, None, list[Grammar]]:
    stated = read_statement(statement)
    found = []
    said = {(offset, factor) for _, offset, factor in stated.counts}
    lines = [(offset, factor) for _, offset, factor in dict.fromkeys(stated.lines)]
    for candidate in (yield from searching(texts, said, lines)):
        yield
        own, grammar = _describe(candidate.layout, texts, stated)
        joined = _joined(candidate.layout)
        if joined != candidate.layout and (other := _describe(joined, texts, stated))[1].graphs:
            own, grammar = other
        found.append((candidate.cost, (own, grammar)))
    weighed = sorted(
        (round(cost + own, 3), sum(isinstance(item, Block) for item in grammar.layout), index)
        for index, (cost, (own, grammar)) in enumerate(found)
    )
    kept = [found[index][1][1] for cost, _, index in weighed if cost <= weighed[0][0] + _TOLERANCE][:_KEPT]
    if len(weighed) > 1 and weighed[1][0] <= weighed[0][0] + _DOUBTFUL:
        kept = [replace(grammar, alone=False) for grammar in kept]
    return kept if any(grammar.layout == ANY for grammar in kept) else [*kept, found[-1][1][1]]


def _joined(layout: Layout) -> Layout:
    """Make one list of lists that stand below each other and have the same count, as the ends of edges may."""
    joined: list[Item] = []
    for item in layout:
        last = joined[-1] if joined else None
        if isinstance(item, Block):
            joined.append(Block(_joined(item.body), item.count))
        elif isinstance(last, Line) and _is_list(last) and _is_list(item) and last.count == item.count:
            joined[-1] = Line((), last.group + item.group, item.count, columnwise=True)
        else:
            joined.append(item)
    return tuple(joined)


def _is_list(line: Line) -> bool:
    return line.count is not None and not line.head and (len(line.group) == 1 or line.columnwise)


def _describe(layout: Layout, texts: tuple[str, ...], stated: Stated) -> tuple[float, Grammar]:
    """Learn the laws within one layout, and what its mixed and unnamed columns cost."""
    documents = [document for text in texts if (document := read(layout, text))]
    surveys = [survey(document) for document in documents]
    described = columns(surveys)
    described = _without_coincidences(described, stated)
    binding = bind(stated, layout, described, surveys) if layout != ANY else Binding({}, {})
    described = _with_stated_indices(described, binding, layout)
    edges = graphs(surveys, described)
    ends = {end: law for law in edges.values() for end in law.ends}
    described |= {end: replace(described[end], upper=law.nodes) for end, law in ends.items()}
    promised = {promise.about for promise in stated.promises}.intersection({"distinct", "order"})
    differing = columns_that_differ(stated.differing, binding, surveys) - ends.keys()
    if _is_told_of(described, edges, differing, stated):
        promised -= {"distinct"}
    placed = circles([promise.text for promise in stated.promises], binding, layout, surveys)
    places = placed.places if placed else frozenset[int]()
    found = orders(surveys, described, promised, binding.ranges.keys())
    lists = {column: law for column, law in found.items() if column not in ends and column not in places}
    described = {
        number: replace(column, above=None) if column.above in places else column
        for number, column in described.items()
    }
    rising = _rising(stated, binding)
    lists |= {column: law for column, law in rising.items() if is_kept(law, described[column], surveys)}
    lists |= {column: replace(lists.get(column, Order()), distinct=True) for column in differing}
    grammar = Grammar(
        layout,
        described,
        lists,
        edges,
        _caps(layout),
        texts,
        binding,
        stated.promises,
        tuple(pair for pair in pairs_that_differ(layout, stated, binding, surveys) if not places.intersection(pair)),
        _primes(described, surveys, stated),
        echoes(surveys, described) if layout != ANY else (),
        records(surveys, described, ends.keys() | lists.keys()),
        frozenset(rising),
        tuple(routes(stated.reached, stated.links, binding, edges, surveys)),
        stated.commas and show_commas(surveys),
        longest=_longest(stated, binding),
        circles=placed,
        differing=differing,
        walk=walk_in(stated.stays, described, surveys) if stated.walked else None,
    )
    if layout == ANY:
        return _MIXED_COST * _mixed(surveys), grammar
    unnamed = max(0, len(stated.names) - len(binding.names))
    said = _CONTRADICTED_COST * _contradicted(layout, stated, binding)
    said += _MISPLACED_COST * _misplaced(layout, stated, binding)
    return _MIXED_COST * _mixed(surveys) + _UNNAMED_COST * unnamed + said, grammar


def _is_told_of(
    described: dict[int, Column], edges: dict[int, Graph], differing: frozenset[int], stated: Stated
) -> bool:
    """Whether it is known of what the statement says that it differs: edges, letters of a word, a list by its name."""
    said = sum(promise.about == "distinct" for promise in stated.promises)
    known = sum(law.simple for law in edges.values()) + any(column.once for column in described.values())
    return said <= known + len(stated.differing if differing else ()) + len(stated.unequal)


def _without_coincidences(described: dict[int, Column], stated: Stated) -> dict[int, Column]:
    """Leave out what may happen to be equal: lengths that the statement tells in a number, and uncounted alphabets.

    How words without a letter twice are told from those that happen to have none depends on the statement, too.
    """
    found = dict(described)
    promised = any(_OF_LETTERS.search(promise.text) for promise in stated.promises)
    promised = promised and any(promise.about == "distinct" for promise in stated.promises)
    counted = any(_VARIED.search(promise.text) for promise in stated.promises)
    for number, column in described.items():
        if column.variety is not None and not counted:
            found[number] = replace(column, variety=None)
    for number, column in found.items():
        lengths = {len(word) for word in column.words}
        if column.length and lengths <= stated.word_lengths:
            found[number] = replace(column, length=None)
        if column.words and not column.names and are_isograms(column.words, promised=promised):
            found[number] = replace(found[number], once=True)
    return found


def _rising(stated: Stated, binding: Binding) -> dict[int, Order]:
    """Name the columns of lists whose elements are compared with each other, each with the order that this is."""
    found: dict[int, Order] = {}
    for item in stated.comparisons:
        match item.left, item.right:
            case Name(left), Name(right) if left == right:
                found |= dict.fromkeys(binding.names.get(left, ()), Order(1, item.strict))
    return found


def _longest(stated: Stated, binding: Binding) -> int:
    """How many letters the statement allows to words, by the name of a number that is not in the inputs itself."""
    ends = [
        end - item.strict
        for item in stated.comparisons
        if isinstance(item.left, Name) and item.left.name in stated.letters and item.left.name not in binding.names
        if (end := evaluate(item.right, {})) is not None
    ]
    return min(ends, default=0)


def _primes(described: dict[int, Column], surveys: Sequence[Survey], stated: Stated) -> frozenset[int]:
    """Name the columns that hold nothing but primes, where the statement speaks of these."""
    if not any(_PRIMES.search(promise.text) for promise in stated.promises):
        return frozenset()
    seen: dict[int, list[int | None]] = {}
    for found in surveys:
        for cell in found.cells:
            seen.setdefault(cell.column, []).append(integer(cell.token))
    return frozenset(
        number
        for number, values in seen.items()
        if described[number].kind is Kind.INTEGER
        and len(values) > 1
        and all(value and is_prime(value) for value in values)
    )


def _contradicted(layout: Layout, stated: Stated, binding: Binding) -> int:
    """How many counts of a layout the statement does not speak of, and the other way round."""
    said = [(binding.names[name][0], offset, factor) for name, offset, factor in stated.counts if name in binding.names]
    used = list(_counts(layout))
    if not said:
        return 0
    apart = (Counter(said) - Counter(used)).total() + (Counter(used) - Counter(said)).total()
    return apart or int(said != used)


def _misplaced(layout: Layout, stated: Stated, binding: Binding) -> int:
    """How many lists stand in one line though the statement says how many lines they have, and no block has them."""
    told = {
        Count(binding.names[name][0], offset, factor) for name, offset, factor in stated.lines if name in binding.names
    } - {item.count for item in layout if isinstance(item, Block)}
    return sum(isinstance(item, Line) and item.count in told and not item.columnwise for item in layout)


def _counts(layout: Layout) -> Iterator[tuple[int, int, int]]:
    for item in layout:
        if item.count:
            times = item.lines if isinstance(item, Line) else 1
            yield from [(item.count.column, item.count.offset, item.count.factor)] * times
        if isinstance(item, Block):
            yield from _counts(item.body)


def _with_stated_indices(described: dict[int, Column], binding: Binding, layout: Layout) -> dict[int, Column]:
    """Where the statement says `1 ≤ a ≤ n` or `0 ≤ a < n`, a is an index, whatever else the inputs seem to show."""
    counts = {column for column, *_ in _counts(layout)}
    found = dict(described)
    for number, stated in binding.ranges.items():
        if described[number].decimals or not stated.highs:
            continue
        uppers = (_index_of(edge, binding) for edge in stated.highs)
        upper = next((count for count in uppers if count and count.column < number), None)
        found[number] = replace(described[number], upper=upper if number not in counts else None)
    sizes = counts | {column.upper.column for column in found.values() if column.upper}
    return {number: replace(column, size=number in sizes) for number, column in found.items()}


def _index_of(edge: Edge, binding: Binding) -> Count | None:
    formula, offset = edge.formula, -1 if edge.strict else 0
    match formula:
        case Operation("-", left, Number(less)):
            formula, offset = left, offset - less
    if isinstance(formula, Name) and offset in {0, -1}:
        return Count(binding.names[formula.name][0], offset)
    return None


def _caps(layout: Layout) -> dict[int, int]:
    """Cap the numbers of test cases (blocks with counts of their own) and the sides of matrices."""
    caps: dict[int, int] = {}
    for block in layout:
        if isinstance(block, Line):
            continue
        own = {column for item in block.body if isinstance(item, Line) for column in item.head}
        inner = [item.count.column for item in block.body if item.count]
        if block.count and inner:
            caps[block.count.column] = _CASES if own.intersection(inner) else _SIDE
        caps |= {column: _SIDE for column in inner if column not in own}
        caps |= _caps(block.body)
    return caps


def _mixed(surveys: Sequence[Survey]) -> int:
    kinds: dict[int, set[bool]] = {}
    for found in surveys:
        for cell in found.cells:
            kinds.setdefault(cell.column, set()).add(kind_of(cell.token) is Kind.WORD)
    return sum(len(seen) > 1 for seen in kinds.values())
