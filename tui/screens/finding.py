"""A dialog in which a person finds one of many things by what they type."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.widgets import Input, Label, OptionList
from textual.widgets.option_list import Option

from tui.screens.dialogs import Dialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType


class Finding(Dialog[str]):
    """Asks for one of many things; what is typed leaves those that have all its words."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("down", "move('cursor_down')", "next"),
        ("up", "move('cursor_up')", "previous"),
        ("pagedown", "move('page_down')", "page down"),
        ("pageup", "move('page_up')", "page up"),
    ]

    def __init__(self, question: str, options: Sequence[tuple[str, str]], now: str = "") -> None:
        """Ask.

        Args:
            question: what is chosen.
            options: the name of each, which is the answer, and what is to be said of it.
            now: the one that the cursor begins at.
        """
        super().__init__()
        self._question = question
        self._options = options
        self._now = now

    def compose(self) -> ComposeResult:
        """A filter above the list."""
        with Vertical(id="box", classes="tall"):
            yield Label(self._question, id="question")
            yield Input(placeholder="type to filter")
            yield OptionList(id="offered", markup=False)
            yield Label("Enter takes it, Esc leaves.")

    def on_mount(self) -> None:
        """Show all, at the present one."""
        self._list()
        names = [name for name, _ in self._options]
        if self._now in names:
            self.query_one(OptionList).highlighted = names.index(self._now)

    def on_input_changed(self) -> None:
        """Filter."""
        self._list()

    def on_input_submitted(self) -> None:
        """Take the marked row."""
        self.query_one(OptionList).action_select()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer."""
        self.dismiss(event.option_id)

    def action_move(self, how: str) -> None:
        """Move the mark in the list while the filter has the keys."""
        getattr(self.query_one(OptionList), f"action_{how}")()

    def _list(self) -> None:
        words = self.query_one(Input).value.casefold().split()
        rows = [(name, f"{name}  {about}") for name, about in self._options]
        found = [(name, row) for name, row in rows if all(word in row.casefold() for word in words)]
        listed = self.query_one(OptionList)
        listed.set_options(Option(row, name) for name, row in found)
        listed.highlighted = 0 if found else None
