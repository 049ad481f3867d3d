"""A text area for programs: each line that is shown is coloured as the surfaces colour it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import TextArea

from tui.palette import Palette, palette
from tui.surfaces.code import highlight

if TYPE_CHECKING:
    from rich.text import Text


class CodeArea(TextArea):
    """Edits a program of any language that Pygments knows.

    Textual's own way needs a grammar for each language, and parses the whole text at each key; this colours the lines
    that are seen, and each of them once.
    """

    def __init__(self, text: str, language: str, *, id: str) -> None:  # noqa: A002 - the name that every widget has
        """Edit a program.

        Args:
            text: as it stands.
            language: such as `python` or `cpp`.
            id: of the widget.
        """
        self._code = language
        self._palette: Palette | None = None
        super().__init__(text, id=id, show_line_numbers=True, soft_wrap=False, tab_behavior="focus")

    def get_line(self, line_index: int) -> Text:
        """A line, coloured."""
        line = super().get_line(line_index)
        if self._palette is None:
            self._palette = palette(self.app.theme_variables, self.background_colors[1])
        at = 0
        for span in highlight(line.plain.replace("\t", " "), self._code):  # so that every character stays one
            if span.style:
                line.stylize(self._palette.styles[span.style], at, at + len(span.text))
            at += len(span.text)
        return line

    def notify_style_update(self) -> None:
        """Forget the colours when the theme has changed."""
        self._palette = None
        super().notify_style_update()
