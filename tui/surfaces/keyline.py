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
    for key, title, possible in keys:
        if row.room < len(key) + len(title) + 4:
            break
        row.put(f" {key}", "key" if possible else "dim").put(f" {title} ", "" if possible else "dim")
    return frame([row.line()], height)
