"""A dialog in which a person writes: a program, a test, an input, a hint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Label, TextArea

from tui.screens.code_area import CodeArea
from tui.screens.dialogs import Dialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType


@dataclass(frozen=True, slots=True)
class Field:
    """One text that is asked for."""

    id: str
    title: str
    text: str = ""
    language: str = ""
    """Of a program; else it is plain text."""
    line: bool = False
    """It is one line."""


class Writing(Dialog[tuple[str, ...]]):
    """Asks for texts; the answer has them in the order of the fields. Tab goes on to the buttons."""

    BINDINGS: ClassVar[list[BindingType]] = [("ctrl+s", "take", "take it")]

    def __init__(self, title: str, about: Sequence[str], fields: Sequence[Field]) -> None:
        """Ask.

        Args:
            title: what is written.
            about: what will follow from it, a sentence each.
            fields: the texts.
        """
        super().__init__()
        self._title = title
        self._about = about
        self._fields = fields

    def compose(self) -> ComposeResult:
        """A text area for each field, and what follows from it."""
        with Vertical(id="writing"):
            yield Label(self._title, id="question", markup=False)
            if areas := [field for field in self._fields if not field.line]:
                with Horizontal(id="texts"):
                    for field in areas:
                        yield self._area(field)
            for field in self._fields:
                if field.line:
                    yield Input(field.text, placeholder=field.title, id=field.id, classes="line")
            for sentence in self._about:
                yield Label(sentence, classes="about", markup=False)
            with Horizontal(classes="row"):
                yield Button("Take it", id="take", compact=True, variant="primary")
                yield Button("Cancel", id="cancel", compact=True)
                yield Label("Tab goes on, Esc leaves")

    @staticmethod
    def _area(field: Field) -> TextArea:
        code = field.language
        area = CodeArea(field.text, code, id=field.id) if code else TextArea(field.text, id=field.id)
        area.border_title = field.title
        return area

    def on_mount(self) -> None:
        """Begin with the first text."""
        self.query_one(f"#{self._fields[0].id}").focus()
        self.query_one("#writing").set_class(not self.query(TextArea), "short")

    def on_input_submitted(self) -> None:
        """Enter in a line goes on to the button, so that nothing is decided unawares."""
        self.query_one("#take").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer, or leave."""
        if event.button.id == "take":
            self.action_take()
        else:
            self.dismiss(None)

    def action_take(self) -> None:
        """Answer."""
        self.dismiss(tuple(self._text(field) for field in self._fields))

    def _text(self, field: Field) -> str:
        widget = self.query_one(f"#{field.id}")
        return widget.value if isinstance(widget, Input) else widget.text if isinstance(widget, TextArea) else ""
