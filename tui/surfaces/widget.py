"""The one widget under all surfaces: it asks a painter for lines and hands them to Textual as strips."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.pace import DIMMED_SECONDS, FRAME_SECONDS, terminal_is_behind
from tui.palette import Palette, palette

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events

    from tui.surfaces.text import Line

    Painter = Callable[[int, int], list[Line]]


class Surface(Widget, can_focus=True):
    """Shows what `painter(width, height)` returns.

    It remembers nothing but the lines of the present frame. Whoever changes what the painter depends on calls
    `invalidate`. It has neither border nor padding.
    """

    DEFAULT_CSS: ClassVar[str] = "Surface { width: 1fr; height: 1fr; }"

    class Clicked(Message):
        """A click at a row and a column of the surface."""

        def __init__(self, surface: Surface, row: int, column: int) -> None:
            super().__init__()
            self.surface, self.row, self.column = surface, row, column

        @property
        def control(self) -> Surface:
            """The surface that was clicked."""
            return self.surface

    class Scrolled(Message):
        """The mouse wheel was turned; `delta` is 1 for down and -1 for up."""

        def __init__(self, surface: Surface, delta: int) -> None:
            super().__init__()
            self.surface, self.delta = surface, delta

        @property
        def control(self) -> Surface:
            """The surface below the mouse."""
            return self.surface

    def __init__(self, painter: Painter, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        """Show what `painter` paints; `id` and `classes` are those of every widget."""
        super().__init__(id=id, classes=classes)
        self._painter = painter
        self._lines: list[Line] | None = None
        self._painted_size = (0, 0)
        self._palette: Palette | None = None
        self._strips: dict[int, Strip] = {}
        self._painted_at = 0.0
        self._stale = False

    @property
    def text(self) -> str:
        """The lines of the present frame, without their colours."""
        return "".join(f"{line.text.rstrip()}\n" for line in self._lines or ())

    def invalidate(self) -> None:
        """Have it painted again, and the lines that changed drawn, once the keys are obeyed that wait already."""
        if not self._stale:
            self._stale = True
            self.call_later(self._catch_up)

    def _catch_up(self) -> None:
        """Paint what is the newest now; later, while the terminal has older frames to take, or below a question."""
        if terminal_is_behind(self.app) or self._rests():
            self.set_timer(FRAME_SECONDS, self._catch_up)
            return
        self._stale = False
        before, size = self._lines, (self.size.width, self.size.height)
        if before is None or self._painted_size != size or not all(size):
            self._lines = None
            self.refresh()
            return
        self._lines = self._painter(*size)
        changed = [y for y, (old, new) in enumerate(zip(before, self._lines, strict=True)) if old != new]
        for y in changed:
            self._strips.pop(y, None)
        if changed:
            self.refresh(*(Region(0, y, size[0], 1) for y in changed))

    def _rests(self) -> bool:
        """Whether it stands below a question, and was painted a moment ago."""
        now = time.monotonic()
        if self.screen is not self.app.screen and now - self._painted_at < DIMMED_SECONDS:
            return True
        self._painted_at = now
        return False

    def notify_style_update(self) -> None:
        """Forget the colours when the theme or a style has changed."""
        self._palette = None
        self._strips.clear()
        super().notify_style_update()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Lines of the frame, each made once; Textual's own way looks for borders, tints and hatches in every one."""
        if self._lines is None or self._painted_size != self.size:
            self._strips.clear()
        rows = []
        for y in range(crop.y, crop.bottom):
            if (row := self._strips.get(y)) is None:
                row = self._strips[y] = self._filtered(self.render_line(y))
            rows.append(row.crop(crop.x, crop.right))
        return rows

    def _filtered(self, row: Strip) -> Strip:
        """A row as the terminal can show it, such as without colours."""
        for line_filter in self.get_line_filters():
            row = row.apply_filter(line_filter, self.background_colors[1])
        return row

    def render_line(self, y: int) -> Strip:
        """One line of the frame; the frame is painted when its first line is asked for."""
        width, height = self.size
        # Textual renders a screen once before its first Resize, when the widget has no size yet.
        if not width or not height:
            return Strip.blank(width)
        if self._lines is None or self._painted_size != (width, height):
            self._lines, self._painted_size = self._painter(width, height), (width, height)
        colours = self._colours()
        if y >= len(self._lines):
            return Strip.blank(width, colours.base)
        line = self._lines[y]
        segments = [Segment(text, colours.style(style)) for text, style in line.spans]
        if (gap := width - line.cells) < 0:
            return Strip(segments).adjust_cell_length(width, colours.base)
        if gap:
            segments.append(Segment(" " * gap, colours.base))
        return Strip(segments, width)

    def _colours(self) -> Palette:
        if self._palette is None:
            self._palette = palette(self.app.theme_variables, self.background_colors[1])
        return self._palette

    async def _on_click(self, event: events.Click) -> None:
        await super()._on_click(event)
        event.stop()
        self.post_message(self.Clicked(self, event.y, event.x))

    def _on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.post_message(self.Scrolled(self, 1))

    def _on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.post_message(self.Scrolled(self, -1))
