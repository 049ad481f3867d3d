"""Finding the layouts that explain a few inputs: a search for the shortest description.

Partial layouts are extended by one line or one repeated block at a time, the cheapest first (uniform-cost
search); a layout counts when it reads every input to its end. The costs follow the idea of minimum
description length (Rissanen 1978): a count that explains a length is cheaper than three columns that
happen to be there, and an unexplained length is dear.
"""

from __future__ import annotations

import heapq
from collections import Counter
from itertools import count as counter
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from engine.inputs.layout import Block, Count, Item, Layout, Line, Reader, open_text

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Iterator, Sequence

_LINE_COST = 1.0
_COLUMN_COST = 0.25
_COUNT_COST = 0.4
_OFFSET_COST = 0.5
_FACTOR_COST = 1.0  # pairs explain a list of twice as many just as well, unless the statement says 2n
_FREE_TAIL_COST = 2.2
_FREE_BLOCK_COST = 4.0
_NESTED_COST = 1.0  # a block of nothing but a block: two counts multiplied

_MAX_ITEMS = 8  # of one level; longer inputs are told as blocks
_MAX_DEPTH = 2  # blocks in blocks: test cases of lists of records
_MAX_HEAD = 4  # columns before a tail
_MAX_GROUP = 3  # columns in one group of a tail
_FACTORS = (2, 3)  # how many times a count a list may be long
_BODIES = 3  # alternatives for the body of one block
_LINES = 150_000  # lines read and steps taken in one inference: a second or two at most
_PIECE = 1_000  # of these, before others have their turn
_FARTHER = 20  # times as many layouts are looked at for those that have a block for all lines that are told of
_LATER = 4  # of these that are enough
_LONGEST = 2_000  # lines of an input that are worth the search

Times: TypeAlias = tuple[int, int]
"""How a count is meant: its offset and its factor."""

ANY: Layout = (Block((Line((), (0,)),)),)
"""The layout of every text: lines of tokens."""


class Candidate(Struct, frozen=True):
    """A layout and how dear its description is."""

    cost: float
    layout: Layout


class _Part(Struct, frozen=True):
    """The beginning of a layout, and where the readers stand after it."""

    cost: float
    items: Layout
    readers: tuple[Reader, ...]
    columns: int

    @property
    def complete(self) -> bool:
        return not any(reader.left for reader in self.readers)


def searching(
    inputs: Sequence[str], said: Collection[Times] = (), lines: Sequence[Times] = (), limit: int = 10
) -> Generator[None, None, list[Candidate]]:
    """Find at most `limit` layouts that fit all inputs, the cheapest first; `ANY` is always the last one.

    Where none of these has a block for everything that says how many lines follow, such as where all lists of the
    inputs have one element, some dearer ones that have are given, too.

    It stops after each piece of the search, some milliseconds long, so that others have their turn. Inputs of more
    than 2,000 lines are not searched, only `ANY` is given for them.

    Args:
        inputs: the texts that must fit.
        said: the counts that the statement speaks of, whatever they count: none of these is dear.
        lines: those of them that say how many lines follow, each as often as that is said.
        limit: layouts that are enough.
    """
    readers = tuple(open_text(text)[0] for text in inputs)
    found, later = list[Candidate](), list[Candidate]()
    if readers and all(0 < reader.left <= _LONGEST for reader in readers):
        search = _Search(said)
        paused = search.left
        wanted, told, looked = Counter(lines), False, 0
        for step in search.steps(_Part(0, (), readers, 0), 0):
            if paused - search.left >= _PIECE:
                paused = search.left
                yield
            if step.part and step.part.complete and step.part.items != ANY:
                candidate = Candidate(step.cost, step.part.items)
                fits = wanted <= _blocks_of(candidate.layout)
                looked += 1
                if len(found) < limit:
                    found.append(candidate)
                    told = told or fits
                elif fits:
                    later.append(candidate)
            if len(found) == limit and (told or len(later) == _LATER or looked == _FARTHER * limit):
                break
    return [*found, *later, Candidate(100.0, ANY)]


def _blocks_of(layout: Layout) -> Counter[Times]:
    """How many different numbers say in which way how many entries blocks have."""
    blocks = [block for block in layout if isinstance(block, Block)]
    blocks += [inner for block in blocks for inner in block.body if isinstance(inner, Block)]
    counts = {block.count for block in blocks if block.count}
    return Counter((count.offset, count.factor) for count in counts)


class _Step(Struct, frozen=True):
    """One step of a search: the cost it has come to, and a new part unless it was in vain."""

    cost: float
    part: _Part | None = None


class _Search:
    """One search with its budget of lines to read."""

    def __init__(self, said: Collection[Times]) -> None:
        self._said = frozenset(said)
        self._budget = _LINES

    @property
    def left(self) -> int:
        """What is left of the budget."""
        return self._budget

    def steps(self, start: _Part, depth: int) -> Iterator[_Step]:
        """Give longer and longer parts, in the order of their cost; a complete one is not extended.

        The bodies of a block are a search of their own, which waits in the queue at the cost it has come to:
        a dear body is never looked for before a cheap way to go on without it.
        """
        tie = counter()
        queue: list[tuple[float, int, _Part | Iterator[_Step]]] = [(start.cost, next(tie), start)]
        while queue and self._budget > 0:
            self._budget -= 1
            cost, _, head = heapq.heappop(queue)
            if isinstance(head, _Part):
                yield _Step(cost, head if head.items else None)
                for bound, follower in self._followers(head, depth):
                    heapq.heappush(queue, (bound, next(tie), follower))
            elif step := next(head, None):
                heapq.heappush(queue, (max(cost, step.cost), next(tie), head))
                if step.part:
                    heapq.heappush(queue, (step.part.cost, next(tie), step.part))
                yield _Step(cost)

    def _followers(self, part: _Part, depth: int) -> Iterator[tuple[float, _Part | Iterator[_Step]]]:
        """Give the parts one line longer, and the searches for a block; each with the least it will cost."""
        if len(part.items) == _MAX_ITEMS or part.complete:
            return
        ended = not all(reader.left for reader in part.readers)  # where a list is empty, no line may follow
        for line, cost in () if ended else _lines(part.readers, part.columns):
            if longer := self._extend(part, line, cost + self._cost(line.count)):
                yield longer.cost, longer
        if depth == _MAX_DEPTH:
            return
        for count in _block_counts(part.readers):
            cost = self._cost(count)
            yield part.cost + cost + _LINE_COST, self._blocks(part, count, cost, depth)
        if depth == 0 and not ended:
            yield part.cost + _FREE_BLOCK_COST + _LINE_COST, self._blocks(part, None, _FREE_BLOCK_COST, 1)

    def _cost(self, count: Count | None) -> float:
        if count is None:
            return 0.0
        if (count.offset, count.factor) in self._said:
            return _COUNT_COST
        return _COUNT_COST + (_OFFSET_COST if count.offset else 0) + (_FACTOR_COST if count.factor > 1 else 0)

    def _extend(self, part: _Part, item: Item, cost: float) -> _Part | None:
        readers: list[Reader] = []
        for reader in part.readers:
            readers.append(reader.fork())
            fits = readers[-1].items((item,)) is not None
            self._budget -= readers[-1].position - reader.position
            if not fits:
                return None
        return _Part(part.cost + cost, (*part.items, item), tuple(readers), part.columns + _width(item))

    def _blocks(self, part: _Part, count: Count | None, cost: float, depth: int) -> Iterator[_Step]:
        """Give the part with a block whose body is learnt from the first entries and holds for all."""
        inside = tuple(reader.fork() for reader in part.readers if (reader.length(count) if count else reader.left))
        found = 0
        for step in self.steps(_Part(0, (), inside, part.columns), depth + 1):
            body = step.part
            nested = _NESTED_COST if body and len(body.items) == 1 and isinstance(body.items[0], Block) else 0
            longer = self._extend(part, Block(body.items, count), cost + body.cost + nested) if body else None
            yield _Step(part.cost + cost + step.cost, longer)
            found += longer is not None
            if found == _BODIES:
                return


def _width(item: Item) -> int:
    if isinstance(item, Line):
        return len(item.head) + len(item.group)
    return sum(_width(inner) for inner in item.body)


def _block_counts(readers: tuple[Reader, ...]) -> Iterator[Count]:
    """Give the counts that could say how many lines follow, or how many entries of several lines."""
    for column in sorted(set.intersection(*(set(reader.values) for reader in readers))):
        for offset in (0, -1):
            count = Count(column, offset)
            lengths = [reader.length(count) for reader in readers]
            known = [length for length in lengths if length is not None]
            if (
                len(known) == len(readers)
                and max(known) >= 1
                and all(length <= reader.left for length, reader in zip(known, readers, strict=True))
            ):
                yield count


def _lines(readers: tuple[Reader, ...], first: int) -> Iterator[tuple[Line, float]]:
    """Give the lines that could come next, with their costs but for the count; a wrong one fails when it is read."""
    widths = [len(reader.lines[reader.position].tokens) for reader in readers]
    if len(set(widths)) == 1:
        yield Line(tuple(range(first, first + widths[0]))), _LINE_COST + _COLUMN_COST * widths[0]
    for head in range(min(_MAX_HEAD, *widths) + 1 if widths else 0):
        yield from _tails(readers, widths, first, head)
        if head < 2:
            group = (first + head,)
            yield Line(tuple(range(first, first + head)), group), _LINE_COST + _FREE_TAIL_COST + head


def _empty_tails(readers: tuple[Reader, ...], columns: range) -> Iterator[tuple[Line, float]]:
    """Give the lines that could have a list after a 0, which counts its elements: later ones may not be empty."""
    zeros = [
        at for at in range(len(columns)) if all(reader.lines[reader.position].tokens[at] == "0" for reader in readers)
    ]
    for at in zeros:
        for size in range(1, _MAX_GROUP + 1):
            group = tuple(range(columns.stop, columns.stop + size))
            cost = _LINE_COST + _COLUMN_COST * (len(columns) + size)
            yield Line(tuple(columns), group, Count(columns[at])), cost


def _tails(readers: tuple[Reader, ...], widths: list[int], first: int, head: int) -> Iterator[tuple[Line, float]]:
    rest = [width - head for width in widths]
    columns = range(first, first + head)
    if max(rest) == 0:
        yield from _empty_tails(readers, columns)
        return
    known = set.intersection(*(set(reader.values) for reader in readers)) | set(columns)
    for size in range(1, _MAX_GROUP + 1):
        group = tuple(range(first + head, first + head + size))
        cost = _LINE_COST + _COLUMN_COST * (head + size)
        for column in sorted(known):
            for offset in (0, -1, 1):
                yield Line(tuple(columns), group, Count(column, offset)), cost
            for factor in _FACTORS if size == 1 else ():
                yield Line(tuple(columns), group, Count(column, 0, factor)), cost
