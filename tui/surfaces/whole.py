"""Rows of the screen that are freed as soon as nothing shows them any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.strip import Strip

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Whole(Strip):
    """A row that is as wide as its widget, and mostly cut nowhere.

    Textual divides every row at the borders of widgets, and keeps with a row what came of that: of a whole row itself.
    What holds itself waits for the collector, and that stopped everything for 15 to 25 ms twice a second when it came
    to the rows of fifteen frames.
    """

    __slots__ = ()

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        """The row itself, where it is not cut."""
        places = list(cuts)
        return [self] if places == [self.cell_length] else super().divide(places)
