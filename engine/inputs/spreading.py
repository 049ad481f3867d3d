"""Circles that stand apart and points inside them, drawn: random ones of any size mostly overlap."""

from __future__ import annotations

from math import isqrt
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

Circle: TypeAlias = tuple[int, int, int]
"""x, y and the radius."""

Point: TypeAlias = tuple[int, int]
"""x and y."""

Range: TypeAlias = tuple[int, int]
"""The least and the greatest value."""

_TRIES = 20  # draws for a circle or a point that fits
_FEW = 100  # circles that are compared, each with each; more are laid on a grid at once
_RIM = 0.3  # share of points that lie at the rim of their circle, straight from its middle


def lay_apart(circles: Sequence[Circle], xs: Range, ys: Range, least: int, random: Random) -> list[Circle]:
    """Change circles until no two touch: smaller ones, then elsewhere, then all of them on a grid.

    Args:
        circles: as they were drawn.
        xs: the range of x.
        ys: the range of y.
        least: the least radius.
        random: the source of choices.

    Returns:
        As many circles; as they were where there is no room for them.
    """
    placed: list[Circle] = []
    for circle in circles if len(circles) <= _FEW else ():
        for attempt in range(_TRIES):
            x, y = circle[:2] if not attempt else (random.randint(*xs), random.randint(*ys))
            radius = min([circle[2], *(_gap((x, y), other) for other in placed)])
            if radius >= least:
                placed.append((x, y, radius))
                break
    return placed if len(placed) == len(circles) else on_grid(circles, xs, ys, least, random)


def on_grid(circles: Sequence[Circle], xs: Range, ys: Range, least: int, random: Random) -> list[Circle]:
    """Lay circles into the fields of a grid over the whole range, each anywhere in its own, as large as fits there.

    Those that were sorted by x follow each other row by row; see `lay_apart` for the arguments.
    """
    side = isqrt(max(0, len(circles) - 1)) + 1
    width, height = (xs[1] - xs[0]) // side, (ys[1] - ys[0]) // side
    most = (min(width, height) - 2) // 2
    if most < least:
        return list(circles)
    fields = [(at % side, at // side) for at in range(len(circles))]
    if [circle[0] for circle in circles] != sorted(circle[0] for circle in circles):
        random.shuffle(fields)
    several = len({circle[2] for circle in circles}) > 1
    laid = []
    for (column, row), (_, _, wanted) in zip(fields, circles, strict=True):
        radius = max(wanted, least) if wanted <= most else random.randint(least, most) if several else most
        x = xs[0] + column * width + random.randint(radius + 1, width - radius - 1)
        y = ys[0] + row * height + random.randint(radius + 1, height - radius - 1)
        laid.append((x, y, radius))
    return laid


def in_two_clumps(circles: Sequence[Circle], xs: Range, ys: Range, least: int, random: Random) -> list[Circle]:
    """Lay the least circles into two opposite corners of the range, half of them into each, as close as they may be.

    Those that were sorted by x follow each other column by column; see `lay_apart` for the arguments.
    """
    half = (len(circles) + 1) // 2
    side, step = isqrt(max(0, half - 1)) + 1, 2 * least + 1
    if 2 * side * step > min(xs[1] - xs[0], ys[1] - ys[0]):
        return lay_apart(circles, xs, ys, least, random)
    steps = [divmod(at, side) for at in range(half)]
    laid = [(xs[0] + least + column * step, ys[0] + least + row * step, least) for column, row in steps]
    laid += [(xs[1] - least - column * step, ys[1] - least - row * step, least) for column, row in reversed(steps)]
    laid = laid[: len(circles)]
    if [circle[0] for circle in circles] != sorted(circle[0] for circle in circles):
        random.shuffle(laid)
    return laid


def put_inside(points: Sequence[Point], circles: Sequence[Circle], xs: Range, ys: Range, random: Random) -> list[Point]:
    """Move points that lie inside no circle, or where another one is, into circles, some of them to the rim.

    Args:
        points: as they were drawn.
        circles: of which every centre is in range.
        xs: the range of x.
        ys: the range of y.
        random: the source of choices.
    """
    placed: dict[Point, None] = {}
    for point in points:
        found = point
        for _ in range(_TRIES):
            inside = len(circles) <= _FEW and any(_is_inside(found, circle) for circle in circles)
            if inside and found not in placed:
                break
            x, y = _within(random.choice(circles), random)
            found = min(max(x, xs[0]), xs[1]), min(max(y, ys[0]), ys[1])
            if len(circles) > _FEW and found not in placed:
                break
        placed[found] = None
    return [*placed, *points[len(placed) :]]


def _within(circle: Circle, random: Random) -> Point:
    x, y, radius = circle
    far = max(0, radius - 1)
    if random.random() < _RIM:
        dx, dy = random.choice(((far, 0), (-far, 0), (0, far), (0, -far)))
    else:
        dx = random.randint(-far, far)
        reach = isqrt(max(0, far**2 - dx**2))
        dy = random.randint(-reach, reach)
    return x + dx, y + dy


def _is_inside(point: Point, circle: Circle) -> bool:
    return (point[0] - circle[0]) ** 2 + (point[1] - circle[1]) ** 2 < circle[2] ** 2


def _gap(point: Point, circle: Circle) -> int:
    """The largest radius of a circle about a point that does not touch another one; below 0 inside of that."""
    apart = (point[0] - circle[0]) ** 2 + (point[1] - circle[1]) ** 2
    return isqrt(apart - 1) - circle[2] if apart else -1
