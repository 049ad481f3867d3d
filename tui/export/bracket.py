"""A knockout as SVG: the layout of the screen, in strokes in place of glyphs."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from tui.surfaces.bracket_layout import layout, round_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.events.selection import BracketDrawn
    from engine.projections.report import MatchRow
    from tui.surfaces.bracket_layout import Place

_ROW = 18
"""Pixels from one row of the layout to the next."""
_COLUMN = 150
_LEAF = 78
"""Pixels that the names of the clusters take."""
_TEXT = 5
"""Pixels from the middle of a line of text to its base."""


def bracket_svg(
    drawn: BracketDrawn, matches: Mapping[str, MatchRow], sizes: Mapping[str, int], selected: str = ""
) -> str:
    """Draw a knockout; each match is a link to `#M3` and tells itself to screen readers and pointers.

    Args:
        drawn: the plan.
        matches: by name.
        sizes: members of each cluster.
        selected: the revision that speaks for the champion, if it was selected.
    """
    picture = _Picture(drawn, matches, sizes, selected)
    found = picture.found
    width, height = _LEAF + _COLUMN * found.columns + 20, _ROW * (found.rows + 2)
    body = "\n".join(picture.parts())
    label = f"Tournament of {len(drawn.clusters)} clusters"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="bracket" role="img" aria-label={quoteattr(label)} '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}">\n{body}\n</svg>'
    )


class _Picture:
    def __init__(
        self, drawn: BracketDrawn, matches: Mapping[str, MatchRow], sizes: Mapping[str, int], selected: str
    ) -> None:
        self.drawn, self.matches, self.sizes, self.selected = drawn, matches, sizes, selected
        self.found = layout(drawn)

    def parts(self) -> Iterator[str]:
        rounds = range(self.found.first, self.found.first + self.found.columns)
        for column, number in enumerate(rounds):
            yield words(_LEAF + _COLUMN * column + 24, _ROW // 2, round_name(self.drawn, number), "round")
        for leaf in self.found.leaves:
            yield words(0, self._y(leaf.row), f"{leaf.key} ×{self.sizes.get(leaf.key, 0)}", self._style(leaf.key))
        for place in self.found.places:
            yield from self._match(place)

    def _match(self, place: Place) -> Iterator[str]:
        """Two lines in from the sides, a joint, and the winner behind it."""
        match = self.matches[place.match]
        left, joint = self._begin(place.column), _LEAF + _COLUMN * place.column + 18
        tell = f"{place.match}, {round_name(self.drawn, self.found.first + place.column)}: {told(match)}"
        yield f'<a href="#{escape(place.match)}"><title>{escape(tell)}</title>'
        for side, row in ((place.left, place.top), (place.right, place.bottom)):
            start = left if self.found.place(side) is None else self._begin(place.column)
            style = "won" if match.winner and self._who(side) == match.winner else "line"
            path = f"M{start} {self._y(row)}H{joint}V{self._y(place.row)}H{joint + 6}"
            yield f'<path class="{style}" d="{path}"/>'
        who = f"{match.winner} ×{self.sizes.get(match.winner, 0)}" if match.winner else "open"
        if match.winner and place.match == self.drawn.matches[-1].match and self.selected:
            who += f": {self.selected}"
        yield words(joint + 10, self._y(place.row), who, self._style(match.winner))
        yield "</a>"

    def _begin(self, column: int) -> int:
        """Where the lines of a round begin: behind the names of the one before."""
        return _LEAF + _COLUMN * (column - 1) + 18 + 78 if column else _LEAF

    def _who(self, side: str) -> str:
        return self.matches[side].winner if side in self.matches else side

    def _style(self, cluster: str) -> str:
        champion = max(self.matches.values(), key=lambda match: match.round).winner
        return "champion" if cluster and cluster == champion else "name"

    def _y(self, row: int) -> int:
        return _ROW * (row + 1) + _ROW // 2


def told(match: MatchRow) -> str:
    """A match in one sentence."""
    if not match.left:
        return "still to come"
    sides = f"{match.left} against {match.right}"
    if not match.winner:
        return f"{sides}, not decided"
    left, right = match.score
    score = f" {left:g} to {right:g}" if left or right else ""
    return f"{sides}, {match.winner} wins{score}, by {match.by}"


def words(x: int, y: int, text: str, style: str) -> str:
    """A text whose middle line is at `y`."""
    """A text whose middle line is at `y`."""
    return f'<text class="{style}" x="{x}" y="{y + _TEXT}">{escape(text)}</text>'
