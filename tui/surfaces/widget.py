"""The one widget under all surfaces: it asks a painter for lines and hands them to Textual as strips."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.pace import DIMMED_SECONDS, FRAME_SECONDS, terminal_is_behind
from tui.palette import Palette, palette
from tui.surfaces.whole import Whole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.style import Style
    from textual import events
    from textual.filter import LineFilter

    from tui.surfaces.text import Line

    Painter = Callable[[int, int], list[Line]]


_GLANCE_SECONDS = 0.004
"""Time between two looks at whether the terminal has taken what was drawn: a key may wait behind it."""


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
        self._filters: Sequence[LineFilter] = ()
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
        if (pause := self._pause()) > 0:
            # not by a timer of Textual's, which is lost if its whole pause passes while it is being started
            asyncio.get_running_loop().call_later(pause, self.call_later, self._catch_up)
            return
        self._stale = False
        self._painted_at = time.monotonic()
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
            self._draw([Region(0, y, size[0], 1) for y in changed])

    def _pause(self) -> float:
        """Seconds in which it must not be painted; 0 when it may."""
        if terminal_is_behind(self.app):
            return _GLANCE_SECONDS
        if self.screen is self.app.screen:
            return 0.0
        return min(self._painted_at + DIMMED_SECONDS - time.monotonic(), FRAME_SECONDS)

    def _draw(self, regions: list[Region]) -> None:
        """Have some of it drawn at once; Textual does so by itself after half a dozen messages and a timer."""
        screen = self.screen
        if screen is self.app.screen:
            self._set_dirty(*regions)
            screen._dirty_widgets.add(self)  # noqa: SLF001 - nothing public draws at once
            screen._on_timer_update()  # noqa: SLF001
        else:
            self.refresh(*regions)

    def notify_style_update(self) -> None:
        """Forget the colours when the theme or a style has changed."""
        self._palette = None
        self._strips.clear()
        super().notify_style_update()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Lines of the frame, each made once; Textual's own way looks for borders, tints and hatches in every one."""
        filters = self.get_line_filters()
        if self._lines is None or self._painted_size != self.size or filters != self._filters:
            self._strips.clear()
            self._filters, self._palette = filters, None
        strips = self._strips
        for y in range(crop.y, crop.bottom):
            if y not in strips:
                strips[y] = self.render_line(y)
        rows = [strips[y] for y in range(crop.y, crop.bottom)]
        if crop.x == 0 and crop.right == self.size.width:
            return rows
        return [row.crop(crop.x, crop.right) for row in rows]

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
            return Strip.blank(width, colours.style(""))
        line = self._lines[y]
        segments = [Segment(text, colours.style(style)) for text, style in line.spans]
        if (gap := width - line.cells) < 0:
            return Strip(segments).adjust_cell_length(width, colours.style(""))
        if gap:
            segments.append(Segment(" " * gap, colours.style("")))
        return Whole(segments, width)

    def _colours(self) -> Palette:
        """The theme as the terminal can show it, such as without colours: a filter changes each style once."""
        if self._palette is None:
            background = self.background_colors[1]

            def filtered(style: Style) -> Style:
                segments = [Segment(" ", style)]
                for line_filter in self._filters:
                    segments = line_filter.apply(segments, background)
                return segments[0].style or style

            self._palette = palette(self.app.theme_variables, background, filtered)
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
