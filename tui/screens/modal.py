"""The base of all that stands over a screen, which goes on below it and is seen dimmed."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.screen import ModalScreen
from textual.strip import Strip

from tui.surfaces.whole import Whole

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.geometry import Region
    from textual.screen import Screen

Answer = TypeVar("Answer")


class Modal(ModalScreen[Answer]):
    """A screen over another one.

    Textual has the one below rendered by Rich, and mixes each of its colours anew, whenever anything changes: 20 ms of
    a frame of 200x60. What streams below a question would hold its keys up. Here a row that stayed as it was is kept,
    and a style is dimmed once.
    """

    BINDINGS: ClassVar[list[BindingType]] = [("ctrl+l", "app.draw_anew", "draw anew")]

    def __init__(self) -> None:
        """Nothing was drawn yet."""
        super().__init__()
        self._dimmed: list[tuple[Strip, Strip]] = []
        self._veil: Color | None = None

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows of what is below, dimmed."""
        veil = self.styles.background
        if self.app.screen_stack[0] is self or veil.a == 1:
            return super().render_lines(crop)
        if veil != self._veil:
            self._veil, self._dimmed = veil, []
        rows = self._below()._compositor.render_strips()  # noqa: SLF001 - as Textual's own background does
        kept = self._dimmed + [(Strip.blank(0), Strip.blank(0))] * (len(rows) - len(self._dimmed))
        self._dimmed = [
            (row, was if row == before else _dim(row, veil)) for row, (before, was) in zip(rows, kept, strict=False)
        ]
        shown = [dimmed for _, dimmed in self._dimmed[crop.y : crop.bottom]]
        # What is below learns of a new size after this one: until then it is too small for it.
        shown += [Strip.blank(0)] * (crop.height - len(shown))
        return [row.extend_cell_length(crop.right).crop(crop.x, crop.right) for row in shown]

    def _below(self) -> Screen[object]:
        stack = self.app.screen_stack
        return stack[stack.index(self) - 1]


def _dim(row: Strip, veil: Color) -> Strip:
    return Whole([Segment(text, _behind(style or Style.null(), veil)) for text, style, _ in row], row.cell_length)


@lru_cache(maxsize=4096)
def _behind(style: Style, veil: Color) -> Style:
    """A style as it is seen through a veil."""
    plain = style.clear_meta_and_links()
    if veil.a == 0:
        return plain
    ink, ground = (
        None if colour is None else (Color.from_rich_color(colour) + veil).rich_color
        for colour in (style.color, style.bgcolor)
    )
    return plain + Style.from_color(ink, ground)
