"""The last step to a terminal that has ASCII alone: what widgets of others draw, and what a person types, sign by sign.

Surfaces choose their words and signs for it themselves (`surfaces.text.clean`); this keeps the place of each cell.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from rich.cells import get_character_cell_size
from rich.segment import Segment
from textual.filter import LineFilter

if TYPE_CHECKING:
    from textual.color import Color

_ALIKE: Final = {"≤": "<", "≥": ">", "≠": "!", "…": ".", "×": "x", "·": ".", "–": "-", "—": "-", "−": "-", "\xa0": " "}
_ALIKE_TOO: Final = {"“": '"', "”": '"', "‘": "'", "’": "'", "→": ">", "←": "<", "↑": "^", "↓": "v", "✓": "+", "✗": "x"}


class InAscii(LineFilter):
    """Draws every character that is none of ASCII as one that is, and of the same width."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Replace what a line has of others."""
        del background
        return [
            segment if segment.text.isascii() else Segment(_in_ascii(segment.text), segment.style, segment.control)
            for segment in segments
        ]


@lru_cache(maxsize=4096)
def _in_ascii(text: str) -> str:
    known = _ALIKE | _ALIKE_TOO
    return "".join(sign if sign.isascii() else known.get(sign, "?" * get_character_cell_size(sign)) for sign in text)
