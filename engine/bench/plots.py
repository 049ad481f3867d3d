"""Plots of a comparison, as SVG: one way with an interval for each row, one with a line, one with named points.

Drawn in the colour of the text around them, so that they stand in light and dark pages alike; every point tells its
name and values to pointers and screen readers.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal
from xml.sax.saxutils import escape, quoteattr

from msgspec import Struct

from engine.bench.labels import LINE, Box, Labels, Place, around

if TYPE_CHECKING:
    from collections.abc import Iterator

_WIDTH, _LEFT, _RIGHT, _TOP, _BOTTOM = 720, 170, 30, 36, 44
_ROW, _TALL = 22, 300
_TICKS = 5
_STYLE = "<style>svg{color:#222}@media screen and (prefers-color-scheme:dark){svg{color:#ddd}}</style>"
"""For a file that stands alone; within a page it is what the page has as well."""


class Point(Struct, frozen=True):
    """One value of a plot."""

    name: str
    x: float
    y: float = 0.0
    low: float | None = None
    """Of the interval around x; None where there is none."""
    high: float | None = None


class Mark(Struct, frozen=True):
    """A value of x that all points are seen against, such as chance."""

    name: str
    x: float


class Plot(Struct, frozen=True):
    """What is drawn: for `intervals` a row for each point, for `line` and `points` both of its values."""

    name: str
    """Of a file that holds it: letters and hyphens."""
    title: str
    kind: Literal["intervals", "line", "points"]
    x: str
    """What the horizontal axis shows, with its unit."""
    points: tuple[Point, ...]
    y: str = ""
    marks: tuple[Mark, ...] = ()
    logarithmic: bool = False
    """Whether x doubles from step to step; its values are above 0 then."""


def svg(plot: Plot) -> str:
    """Draw a plot; it stands by itself."""
    picture = _Picture(plot)
    body = "\n".join(picture.parts())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label={quoteattr(plot.title)} '
        f'viewBox="0 0 {_WIDTH} {picture.height}" width="{_WIDTH}" height="{picture.height}" '
        f'font-family="system-ui,sans-serif" font-size="12" fill="currentColor" stroke="none">\n'
        f"{_STYLE}\n{body}\n</svg>\n"
    )


class _Picture:
    def __init__(self, plot: Plot) -> None:
        self.plot = plot
        self.rows = plot.kind == "intervals"
        self.height = _TOP + _BOTTOM + (_ROW * len(plot.points) if self.rows else _TALL)
        values = [
            value
            for point in plot.points
            for value in (point.x, point.low, point.high)
            if value is not None and math.isfinite(value)
        ]
        values += [mark.x for mark in plot.marks]
        self.ticks = _doublings(values) if plot.logarithmic else _steps(values)
        self.heights = _steps([point.y for point in plot.points])

    def parts(self) -> Iterator[str]:
        bottom = self.height - _BOTTOM
        yield _text(_LEFT, 16, self.plot.title, "start", "bold")
        labels = Labels(Box(0, 0, _WIDTH, self.height))
        for tick in self.ticks:
            yield _line(self._x(tick), _TOP, self._x(tick), bottom, 0.15)
            yield from _label(labels, f"{tick:g}", [Place(self._x(tick), bottom + 16, "middle")])
        yield _text((_LEFT + _WIDTH - _RIGHT) / 2, self.height - 8, self.plot.x)
        for mark in self.plot.marks:
            yield _line(self._x(mark.x), _TOP, self._x(mark.x), bottom, 0.7, "4 3")
            x, y = self._x(mark.x), _TOP - 4
            yield from _label(labels, mark.name, [Place(x, y, "middle"), Place(x, y, "start"), Place(x, y, "end")])
        yield from self._rows() if self.rows else self._field()

    def _rows(self) -> Iterator[str]:
        for at, point in enumerate(self.plot.points):
            y = _TOP + _ROW * (at + 0.5)
            yield _text(_LEFT - 10, y + 4, point.name, "end")
            if point.low is not None and point.high is not None:
                yield _line(self._x(point.low), y, self._x(point.high), y, 0.8)
            around = f", {point.low:.1f} to {point.high:.1f}" if point.low is not None else ""
            yield _dot(self._x(point.x), y, f"{point.name}: {point.x:.1f}{around}")

    def _field(self) -> Iterator[str]:
        for tick in self.heights:
            yield _line(_LEFT, self._y(tick), _WIDTH - _RIGHT, self._y(tick), 0.15)
            yield _text(_LEFT - 10, self._y(tick) + 4, f"{tick:g}", "end")
        yield _text(_LEFT - 10, _TOP - 10, self.plot.y, "end")
        if self.plot.kind == "line":
            path = " ".join(f"{self._x(point.x):.1f},{self._y(point.y):.1f}" for point in self.plot.points)
            yield f'<polyline points="{path}" fill="none" stroke="currentColor" stroke-width="1.5"/>'
        for point in self.plot.points:
            x, y = self._x(point.x), self._y(point.y)
            yield _dot(x, y, f"{point.name}: {point.x:g}, {point.y:.1f}")
        if self.plot.kind == "points":
            yield from self._names()

    def _names(self) -> Iterator[str]:
        """The names of the points; one that stands apart from its point is led to, one without room is left out."""
        labels = Labels(Box(_LEFT, _TOP, _WIDTH, self.height - _BOTTOM))
        spots = [(point.name, self._x(point.x), self._y(point.y)) for point in self.plot.points]
        for _, x, y in spots:
            labels.keep_free(x, y)
        for name, x, y in spots:
            place = labels.take(name, around(x, y, _TALL))
            if place is None:
                continue
            yield _text(place.x, place.y, name, place.anchor)
            if max(abs(place.y + 5 - y), abs(place.x - x) - 8) >= LINE:
                yield _line(x, y, place.x, place.y - 4, 0.4)

    def _x(self, value: float) -> float:
        first, last = self.ticks[0], self.ticks[-1]
        if self.plot.logarithmic:
            first, last, value = math.log2(first), math.log2(last), math.log2(max(value, first))
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * (value - first) / (last - first)

    def _y(self, value: float) -> float:
        first, last = self.heights[0], self.heights[-1]
        return self.height - _BOTTOM - (self.height - _BOTTOM - _TOP) * (value - first) / (last - first)


def _steps(values: list[float]) -> list[float]:
    """Round values, evenly apart, from below the least to above the greatest one; 0 is one of them."""
    low, high = min([0.0, *values]), max([0.0, *values])
    rough = (high - low) / _TICKS or 0.2
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * round_one for round_one in (1, 2, 5, 10) if power * round_one >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [step * at for at in range(first, max(last, first + 1) + 1)]


def _doublings(values: list[float]) -> list[float]:
    positive = [value for value in values if value > 0] or [1.0]
    first, last = math.floor(math.log2(min(positive))), math.ceil(math.log2(max(positive)))
    return [2.0**at for at in range(first, max(last, first + 1) + 1)]


def _label(labels: Labels, text: str, places: list[Place]) -> Iterator[str]:
    """A text where it is free for it; none where it would be written over another."""
    place = labels.take(text, places)
    if place is not None:
        yield _text(place.x, place.y, text, place.anchor)


def _text(x: float, y: float, text: str, anchor: str = "middle", weight: str = "normal") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-weight="{weight}">{escape(text)}</text>'


def _line(x: float, y: float, to_x: float, to_y: float, opacity: float, dashes: str = "none") -> str:
    return (
        f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" stroke="currentColor" '
        f'stroke-opacity="{opacity}" stroke-dasharray="{dashes}"/>'
    )


def _dot(x: float, y: float, title: str) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4"><title>{escape(title)}</title></circle>'
