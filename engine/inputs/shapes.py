"""Shapes of large documents: how the values of a column, the letters of a word and the edges of a graph follow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from random import Random
from typing import Literal, TypeAlias

from msgspec import Struct

Values: TypeAlias = Callable[[int, int, int, Random], list[int]]
"""From the least and the greatest value, how many, and the source of choices."""

Edges: TypeAlias = Callable[[int, int, Random], list[tuple[int, int]]]
"""From how many nodes, which count from 0, and how many edges at most, to different ones."""

Single: TypeAlias = Literal["largest", "least", "middle"]

_FEW = 3  # different values where there are few
_NEAR = 10  # below the greatest value
_SKEW = 6  # the power that brings a number between 0 and 1 near 0
_EXACT = 2**53  # a wider range than this is not drawn from a float
_COUNTABLE = 2**62  # a longer range has no length that Python could tell
_FLOAT_BITS = 1000  # numbers of more bits, hundreds of digits long, are more than any float


class Shape(Struct, frozen=True):
    """One shape, by what it does with each kind of content."""

    name: str
    values: Values
    arranged: Callable[[list[int], Random], list[int]]
    """Puts values that must differ in this shape's order."""
    word: Callable[[str, int, Random], str]
    """From the letters and the length."""
    edges: Edges
    single: Single = "largest"
    """What numbers that stand alone are, of those that they may be."""
    other: Shape | None = None
    """The shape of every second list, where it is another one."""
    clumped: bool = False
    """Whether circles lie in two clumps, as small and as close together as they may be, as far apart as that allows."""
    ragged: bool = False
    """Whether lists in lists have any length up to the greatest, each its own."""

    def of_range(self, low: int, high: int, *, turned: bool = False) -> int:
        """The number that stands alone, of those that it may be; the other end if it is turned."""
        if self.single == "middle":
            return (low + high) // 2
        return low if (self.single == "least") != turned else high

    def of_list(self, number: int) -> Shape:
        """The shape of a document's list, by its number from 0."""
        return self.other if self.other and number % 2 else self


# ---------------------------------------------------------------- values


def uniform(low: int, high: int, times: int, random: Random) -> list[int]:
    """Draw each value by itself."""
    width, draw = high - low + 1, random.random
    if width > _EXACT:
        return [random.randint(low, high) for _ in range(times)]
    return [low + int(draw() * width) for _ in range(times)]


def all_different(low: int, high: int, times: int, random: Random) -> list[int]:
    """Draw values of which none comes twice; there must be so many."""
    if high - low < _COUNTABLE:
        return random.sample(range(low, high + 1), times)
    values: dict[int, None] = {}
    while len(values) < times:
        values[random.randint(low, high)] = None
    return list(values)


def _few(low: int, high: int, times: int, random: Random) -> list[int]:
    return uniform(low, min(high, low + _FEW - 1), times, random)


def _skewed(low: int, high: int, times: int, random: Random) -> list[int]:
    """Draw mostly small values: the middle one and the average are far from each other."""
    width, draw = high - low, random.random
    if width.bit_length() > _FLOAT_BITS:
        return [low + width * int(draw() ** _SKEW * _EXACT) // _EXACT for _ in range(times)]
    return [low + int(width * draw() ** _SKEW) for _ in range(times)]


def _rising(low: int, high: int, times: int, random: Random) -> list[int]:
    return sorted(uniform(low, high, times, random))


def _falling(low: int, high: int, times: int, random: Random) -> list[int]:
    return sorted(uniform(low, high, times, random), reverse=True)


def _greatest(_: int, high: int, times: int, __: Random) -> list[int]:
    return [high] * times


def _near_the_greatest(low: int, high: int, times: int, random: Random) -> list[int]:
    """Draw values that are hardly smaller than the greatest: what is cheapest shows late, and bounds cut off little."""
    return uniform(max(low, high - _NEAR), high, times, random)


def _least(low: int, _: int, times: int, __: Random) -> list[int]:
    return [low] * times


def _up_to(low: int, high: int, times: int, _: Random) -> list[int]:
    """Count up to the greatest value; where there are not enough for that, take that one alone."""
    return [*range(high - times + 1, high + 1)] if high - low + 1 >= times else [high] * times


def _in_turn(low: int, high: int, times: int, _: Random) -> list[int]:
    return [(low, high)[at % 2] for at in range(times)]


def _balanced(low: int, high: int, times: int, random: Random) -> list[int]:
    """Draw pairs that lie as far above the middle as below it: their sum is known, and 0 where the range is even."""
    middle = (low + high) // 2
    apart = uniform(0, max(0, min(middle - low, high - middle)), (times + 1) // 2, random)
    values = [value for step in apart for value in (middle - step, middle + step)][:times]
    if times % 2:
        values[-1] = middle
    random.shuffle(values)
    return values


def _steps(low: int, high: int, times: int, _: Random) -> list[int]:
    return [low + (high - low) * at // max(1, times - 1) for at in range(times)]


# ---------------------------------------------------------------- order of different values


def _as_drawn(values: list[int], _: Random) -> list[int]:
    return values


def _sorted(values: list[int], _: Random) -> list[int]:
    return sorted(values)


def _reversed(values: list[int], _: Random) -> list[int]:
    return sorted(values, reverse=True)


def _outside_in(values: list[int], _: Random) -> list[int]:
    """Least, greatest, second least, second greatest, and so on."""
    ordered = sorted(values)
    return [ordered[at // 2] if at % 2 == 0 else ordered[-1 - at // 2] for at in range(len(ordered))]


# ---------------------------------------------------------------- words


def any_letters(letters: str, length: int, random: Random) -> str:
    """Draw each letter by itself."""
    return "".join(random.choices(letters, k=length))


def _two_letters(letters: str, length: int, random: Random) -> str:
    return "".join(random.choices(_pair(letters, random), k=length))


def _low_letters(letters: str, length: int, random: Random) -> str:
    ordered = sorted(letters)
    return "".join(random.choices(ordered[: (len(ordered) + 1) // 2], k=length))


def _high_letters(letters: str, length: int, random: Random) -> str:
    ordered = sorted(letters)
    return "".join(random.choices(ordered[len(ordered) // 2 :], k=length))


def _one_letter(letters: str, length: int, random: Random) -> str:
    return random.choice(letters) * length


def _one_but_the_last(letters: str, length: int, random: Random) -> str:
    first, last = _pair(letters, random)
    return first * (length - 1) + last


def _letters_in_turn(letters: str, length: int, random: Random) -> str:
    return ("".join(_pair(letters, random)) * length)[:length]


def _pair(letters: str, random: Random) -> Sequence[str]:
    return random.sample(letters, 2) if len(letters) > 1 else letters * 2


# ---------------------------------------------------------------- edges


def _random_tree(nodes: int, most: int, random: Random) -> list[tuple[int, int]]:
    """Hang every node on any earlier one, under shuffled names; where edges are few, of as many nodes as they need.

    The work is that of the edges: a document may have as many small graphs over many nodes as it has lines.
    """
    size = min(nodes, most + 1)
    names = list(range(nodes)) if size == nodes else random.sample(range(nodes), size)
    random.shuffle(names)
    pairs = ((names[int(random.random() * node)], names[node]) for node in range(1, size))
    return [(min(pair), max(pair)) for pair in pairs]


def _path(nodes: int, most: int, _: Random) -> list[tuple[int, int]]:
    return [(node - 1, node) for node in range(1, min(nodes, most + 1))]


def _star(nodes: int, most: int, _: Random) -> list[tuple[int, int]]:
    return [(0, node) for node in range(1, min(nodes, most + 1))]


def _ladder(nodes: int, most: int, _: Random) -> list[tuple[int, int]]:
    """Hang two nodes on every second one: deep, and forked at each step."""
    return [(max(0, node - 2), node) for node in range(1, min(nodes, most + 1))]


def _broom(nodes: int, most: int, _: Random) -> list[tuple[int, int]]:
    """Lay half of the nodes in a path, and hang the others on its end."""
    return [(min(node - 1, nodes // 2), node) for node in range(1, min(nodes, most + 1))]


def _clique(nodes: int, most: int, _: Random) -> list[tuple[int, int]]:
    """Join the first nodes with each other, after a path through all."""
    path = _path(nodes, most, _)
    joined = ((low, high) for high in range(2, nodes) for low in range(high - 1))
    return [*path, *(pair for _, pair in zip(range(most - len(path)), joined, strict=False))]


def _groups(nodes: int, most: int, _: Random) -> list[tuple[int, int]]:
    """Join the nodes with each other in groups of the largest even size for which there are edges enough."""
    size = max(2, (2 * most // max(1, nodes) + 1) // 2 * 2)
    starts = range(0, nodes, size)
    joined = ((low, high) for at in starts for high in range(at, min(at + size, nodes)) for low in range(at, high))
    return list(islice(joined, most))


SHAPES: tuple[Shape, ...] = (
    Shape("random", uniform, _as_drawn, any_letters, _random_tree),
    Shape("long, of few different values", _few, _as_drawn, _two_letters, _path),
    Shape("all as large as allowed", _greatest, _sorted, _one_letter, _star),
    Shape("rising", _rising, _sorted, _one_but_the_last, _clique),
    Shape("falling", _falling, _reversed, _letters_in_turn, _ladder),
    Shape("all as small as allowed", _least, _reversed, _one_letter, _broom, single="least"),
    Shape("least and greatest in turn", _in_turn, _outside_in, _letters_in_turn, _random_tree),
    Shape("equal steps", _steps, _sorted, _two_letters, _path),
    Shape("one after the other up to the largest", _up_to, _sorted, _high_letters, _broom),
    Shape(
        "lists with nothing in common",
        _least,
        _sorted,
        _low_letters,
        _path,
        other=Shape("", _greatest, _sorted, _high_letters, _star),
    ),
    Shape("mostly small, some large", _skewed, _as_drawn, any_letters, _groups, single="middle"),
    Shape("balanced around the middle", _balanced, _as_drawn, _two_letters, _ladder),
)
"""All of them, the most telling first."""

JOINED = Shape("random", uniform, _as_drawn, any_letters, _groups)
"""Of graphs in which all nodes are joined, where there are edges enough."""

ALIKE = Shape("all nearly as large as allowed", _near_the_greatest, _as_drawn, any_letters, _groups)
"""Of such graphs, whose edges weigh about the same: a search that leaves out what is dearer leaves out little."""

CLUMPS = Shape("in two clumps far apart", _greatest, _sorted, any_letters, _random_tree, single="least", clumped=True)
"""Of circles: what reaches all of its own clump does not reach the other one, so that a graph has two full parts."""

RAGGED = Shape("random", uniform, _as_drawn, any_letters, _random_tree, ragged=True)
"""Of lists in lists, where a limit of all elements together leaves few for each if all are equally long."""
