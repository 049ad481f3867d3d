"""What a problem asks, checked on its own: whether what an accepted submission did on an input is wrong.

Each referee was written from the statement, for a fault that somebody found by hand. It decides on any input that the
problem allows, so that the fault is known again whatever input shows it.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Link: TypeAlias = tuple[int, int, int]  # from, to, length


class Did(Struct, frozen=True):
    """What a submission did on an input."""

    output: str
    failed: bool
    """Whether it crashed, or ran out of time or memory."""


Referee: TypeAlias = "Callable[[str, Did, Did], bool]"
"""Whether what a submission did on an input is surely wrong, given what it did and what the other one did."""


def fails(_: str, did: Did, __: Did) -> bool:
    """On an input that is allowed nobody may crash, or be too slow."""
    return did.failed


def prints(what: Callable[[str, str, str], bool]) -> Referee:
    """Whether it ends well and prints something wrong: `what` is given the input and both outputs."""
    return lambda text, did, other: not did.failed and what(text, did.output, other.output)


def fails_where(fits: Callable[[str], bool]) -> Referee:
    """Whether it fails on an input of a kind."""
    return lambda text, did, _: did.failed and fits(text)


def misplaces_staircases(text: str, output: str, _: str) -> bool:
    """Whether the buttons that are pressed leave other staircases than those wanted (*hogwarts*)."""
    floors, count, *ends = map(int, text.split())
    pairs = [frozenset(ends[at : at + 2]) for at in range(0, 4 * count, 2)]
    stairs, wanted = set(pairs[:count]), set(pairs[count:])
    _, *presses = output.split()
    for colour, floor in zip(presses[::2], map(int, presses[1::2]), strict=True):
        others = [(floor + step) % floors for step in range(1, floors)]
        turned = others[1:] + others[:1] if colour == "R" else others[-1:] + others[:-1]
        moved = {frozenset({floor, a}): frozenset({floor, b}) for a, b in zip(others, turned, strict=True)}
        stairs = {moved.get(pair, pair) for pair in stairs}
    return stairs != wanted


def misses_stations(text: str, output: str, _: str) -> bool:
    """Whether a list is not that of the stations on all shortest ways, rising (*intercept*)."""
    stations, count, *numbers = map(int, text.split())
    links = [(numbers[at], numbers[at + 1], numbers[at + 2]) for at in range(0, 3 * count, 3)]
    source, target = numbers[3 * count :]
    there = distances(links, source)
    back = distances([(end, start, length) for start, end, length in links], target)
    if target not in there:  # which is promised not to be
        return False
    whole = there[target]
    at = defaultdict(list)
    for station in range(stations):
        if station in there and station in back and there[station] + back[station] == whole:
            at[there[station]].append(station)
    starts, ends = Counter[int](), Counter[int]()
    for start, end, length in links:
        if start in there and end in back and there[start] + length + back[end] == whole:
            starts[there[start]] += 1
            ends[there[end]] += 1
    passed, between = [], 0  # a way is at each distance once: in a station, or between two
    for distance in sorted(at):
        between -= ends[distance]
        if len(at[distance]) == 1 and not between:
            passed += at[distance]
        between += starts[distance]
    return output.split() != [str(station) for station in sorted(passed)]


def distances(links: Sequence[Link], source: int) -> dict[int, int]:
    """How far it is to each station that can be reached (Dijkstra's algorithm)."""
    after = defaultdict(list)
    for start, end, length in links:
        after[start].append((end, length))
    found: dict[int, int] = {}
    heap = [(0, source)]
    while heap:
        distance, station = heapq.heappop(heap)
        if station not in found:
            found[station] = distance
            for end, length in after[station]:
                heapq.heappush(heap, (distance + length, end))
    return found


def is_no_nearest(text: str, output: str, other: str) -> bool:
    """Whether a distance does not fit the three measurements, or the other one does and is smaller (*radar*)."""
    waves, measured, accuracy = ([int(word) for word in line.split()] for line in text.strip().split("\n"))

    def fits(distance: int) -> bool:
        rows = zip(waves, measured, accuracy, strict=True)
        return all(min((distance - x) % m, (x - distance) % m) <= y for m, x, y in rows)

    found, better = int(output), [int(word) for word in other.split()[:1]]
    return not fits(found) or any(0 <= distance < found and fits(distance) for distance in better)


def miscounts_names(text: str, output: str, _: str) -> bool:
    """Whether a number is not that of the names that come more than once (*kentbuggen*)."""
    return output.split() != [str(sum(times > 1 for times in Counter(text.split()[1:]).values()))]


def plants_no_trees(text: str, output: str, _: str) -> bool:
    """Whether edges dealt to two trees leave a node without its parent in one of them (*treehugging*)."""
    if output.strip() == "impossible":
        return False
    nodes, *ends = map(int, text.split())
    edges = list(zip(ends[::2], ends[1::2], strict=True))
    left = sorted(high for (_, high), tree in zip(edges, output.strip(), strict=True) if tree == "L")
    right = sorted(low for (low, _), tree in zip(edges, output.strip(), strict=True) if tree == "R")
    return left != list(range(2, nodes + 1)) or right != list(range(1, nodes))


def overlooks_a_crash(text: str, output: str, _: str) -> bool:
    """Whether cars that overlap for some moment are called safe, or others a crash (*cars*)."""
    duration, *lines = text.strip().split("\n")
    ways = {"N": (0, 1), "S": (0, -1), "E": (1, 0), "W": (-1, 0)}
    axes = [(Fraction(0), 0, 0), (Fraction(0), 0, 0)]  # how far apart, how fast that grows, both lengths together
    for sign, line in zip((1, -1), lines, strict=True):
        way, *numbers = line.split()
        x, y, speed, width, length = map(int, numbers)
        sizes = (length, width) if ways[way][0] else (width, length)
        parts = zip(axes, (x, y), ways[way], sizes, strict=True)
        axes = [
            (apart + sign * at, grows + sign * speed * step, sums + size)
            for (apart, grows, sums), at, step, size in parts
        ]
    begins, ends = Fraction(0), Fraction(duration)
    for apart, grows, sums in axes:
        near = Fraction(sums, 2)
        if grows:
            first, last = sorted(((-near - apart) / grows, (near - apart) / grows))
            begins, ends = max(begins, first), min(ends, last)
        elif abs(apart) >= near:
            ends = begins
    return output.split() != ["crash" if begins < ends else "safe"]


def has_long_cars(text: str) -> bool:
    """Whether cars with a metre between them take more than ten metres each (*lastafarjan*)."""
    count, _, *lengths = map(int, text.split())
    return sum(length + 1 for length in lengths) > 10 * count


def loses_nobody(text: str) -> bool:
    """Whether at no station more people get off than on (*tagstationer*)."""
    _, *people = map(int, text.split())
    return all(off <= on for on, off in zip(people[::2], people[1::2], strict=True))
