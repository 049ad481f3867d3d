"""A swiss tournament, or one of every pair, as SVG: a row and a column for each cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from tui.export.bracket import told, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.events.selection import BracketDrawn
    from engine.projections.report import MatchRow

_ROW = 18
"""Pixels from one row to the next."""
_COLUMN = 62
_NAME = 78
"""Pixels that the names of the clusters take, and after them the number of their wins."""


def grid_svg(drawn: BracketDrawn, matches: Mapping[str, MatchRow], sizes: Mapping[str, int]) -> str:
    """Draw a table; each match is a link to `#M3`, in the rows of both its sides, and tells itself.

    Args:
        drawn: the plan.
        matches: by name.
        sizes: members of each cluster.
    """
    names = [cluster.name for cluster in drawn.clusters]
    width, height = _NAME + _COLUMN * (len(names) + 1), _ROW * (len(names) + 1)
    body = "\n".join(_parts(names, list(matches.values()), sizes))
    label = f"Tournament of {len(names)} clusters"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="bracket" role="img" aria-label={quoteattr(label)} '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}">\n{body}\n</svg>'
    )


def _parts(names: list[str], matches: list[MatchRow], sizes: Mapping[str, int]) -> Iterator[str]:
    wins = {name: sum(match.winner == name for match in matches) for name in names}
    most = max(wins.values(), default=0)
    for column, title in enumerate(["wins", *names]):
        yield words(_NAME + _COLUMN * column, _ROW // 2, title, "round")
    for row, name in enumerate(names, 1):
        style = "champion" if most and wins[name] == most else "name"
        yield words(0, _middle(row), f"{name} ×{sizes.get(name, 0)}", style)
        yield words(_NAME, _middle(row), str(wins[name]), style)
        for match in matches:
            if name in (match.left, match.right):
                other = match.right if name == match.left else match.left
                if other in names:
                    yield _cell(match, name, _NAME + _COLUMN * (names.index(other) + 1), row)


def _cell(match: MatchRow, name: str, x: int, row: int) -> str:
    """How a match went for one of its sides: `won 2:0`."""
    if match.winner:
        own, others = match.score if name == match.left else match.score[::-1]
        score = f" {own:g}:{others:g}" if own or others else ""
        text = f"{'won' if match.winner == name else 'lost'}{score}"
    else:
        text = "open"
    style = "name" if match.winner == name else "round"
    tell = escape(f"{match.match}: {told(match)}")
    return f'<a href="#{escape(match.match)}"><title>{tell}</title>{words(x, _middle(row), text, style)}</a>'


def _middle(row: int) -> int:
    return _ROW * row + _ROW // 2
