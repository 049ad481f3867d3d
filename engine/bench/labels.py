"""Where the labels of a plot stand: each as near to its point as it can without meeting another one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Anchor = Literal["start", "middle", "end"]
LINE = 14.0
"""The height of a label, in pixels."""
_LETTER = 7.0
"""More than the mean width of a letter at 12 pixels, as the font is not known."""
_ABOVE = 11.0
"""How much of a label is above its base line."""
_DOT = 5.0
_ASIDE = 170.0
"""Past most names that stand beside a dot."""


class Box(Struct, frozen=True):
    """A rectangle, in pixels; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether the two have any area in common."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def within(self, other: Box) -> bool:
        """Whether the other one holds it whole."""
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )


class Place(Struct, frozen=True):
    """Where a label could stand: its base line, and the side from which it is written."""

    x: float
    y: float
    anchor: Anchor

    def box(self, text: str) -> Box:
        """What a text takes there."""
        wide = _LETTER * len(text)
        left = self.x - {"start": 0.0, "middle": wide / 2, "end": wide}[self.anchor]
        return Box(left, self.y - _ABOVE, left + wide, self.y - _ABOVE + LINE)


class Labels:
    """The places that are taken in a picture."""

    def __init__(self, room: Box) -> None:
        self.room = room
        self._taken: list[Box] = []

    def keep_free(self, x: float, y: float) -> None:
        """Let no label hide the dot there."""
        self._taken.append(Box(x - _DOT, y - _DOT, x + _DOT, y + _DOT))

    def take(self, text: str, places: Iterable[Place]) -> Place | None:
        """Take the first place that is free for a text; None, and nothing taken, where none is."""
        for place in places:
            box = place.box(text)
            if box.within(self.room) and not any(box.meets(other) for other in self._taken):
                self._taken.append(box)
                return place
        return None


def around(x: float, y: float, far: float) -> Iterator[Place]:
    """Places beside a dot, the nearest first, up to so many pixels above and below it; then those further aside."""
    for aside in (8.0, _ASIDE):
        for step in range(int(far / LINE) + 1):
            for way in (-1, 1) if step else (-1,):
                base = y - 5 + way * step * LINE
                yield Place(x + aside, base, "start")
                yield Place(x - aside, base, "end")
