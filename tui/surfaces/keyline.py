"""The last line of every screen: the keys that make sense now, and the reason when one did not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.surfaces.text import Line, Row, frame

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.surfaces.text import Look


def paint(keys: Sequence[tuple[str, str, bool]], said: str, width: int, height: int, look: Look) -> list[Line]:
    """Paint one line.

    Args:
        keys: key, title, and whether it can be done now; what does not fit is left out from the end.
        said: something to say instead, such as why a key did nothing.
        width: cells.
        height: lines.
        look: signs.
    """
    row = Row(width, look)
    if said:
        return frame([row.put(f" {said}", "warn").line()], height)
    for key, title, possible in keys[: len(_ends(keys, width))]:
        row.put(f" {key}", "key" if possible else "dim").put(f" {title} ", "" if possible else "dim")
    return frame([row.line()], height)


def hit(keys: Sequence[tuple[str, str, bool]], said: str, width: int, column: int) -> str:
    """The key at a column, or nothing: for clicks. The arguments are those of `paint`."""
    ends = () if said else _ends(keys, width)
    return next((key for (key, _, _), end in zip(keys, ends, strict=False) if column < end), "")


def _ends(keys: Sequence[tuple[str, str, bool]], width: int) -> list[int]:
    """Where each key that fits ends."""
    ends, used = list[int](), 0
    for key, title, _ in keys:
        if used + len(key) + len(title) + 4 > width:
            break
        used += len(key) + len(title) + 3
        ends.append(used)
    return ends
