"""A dialog in which a person puts things in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Label, OptionList

from tui.screens.dialogs import Dialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType


class Ranking(Dialog[tuple[str, ...]]):
    """Asks for an order; the answer has the names, the first one first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("shift+up,K,left_square_bracket", "move(-1)", "up"),
        ("shift+down,J,right_square_bracket", "move(1)", "down"),
        ("home", "first", "to the top"),
        ("ctrl+s", "take", "take it"),
    ]

    def __init__(self, question: str, options: Sequence[tuple[str, str]]) -> None:
        """Ask.

        Args:
            question: what the order means.
            options: each name, and what is to be said of it, in the order as it stands.
        """
        super().__init__()
        self._question = question
        self._options = list(options)
        self._before = [name for name, _ in options]

    def compose(self) -> ComposeResult:
        """The list, and how it is moved."""
        with Vertical(id="box"):
            yield Label(self._question, id="question")
            yield OptionList(*self._lines())
            yield Label(
                "[ and ] move the one under the cursor, Home puts it first. Esc leaves all as it is.", markup=False
            )
            with Horizontal(id="buttons"):
                yield Button("Take it", id="take", compact=True)
                yield Button("Up", id="up", compact=True)
                yield Button("Down", id="down", compact=True)
                yield Button("Cancel", id="cancel", compact=True)

    def on_mount(self) -> None:
        """The arrows move in the list at once."""
        listed = self.query_one(OptionList)
        listed.focus()
        listed.highlighted = 0

    def action_move(self, by: int) -> None:
        """Move what is under the cursor."""
        at = self.query_one(OptionList).highlighted or 0
        self._put(at, max(0, min(at + by, len(self._options) - 1)))

    def action_first(self) -> None:
        """Put what is under the cursor first."""
        self._put(self.query_one(OptionList).highlighted or 0, 0)

    def _put(self, at: int, to: int) -> None:
        listed = self.query_one(OptionList)
        self._options.insert(to, self._options.pop(at))
        listed.set_options(self._lines())
        listed.highlighted = to

    def on_option_list_option_selected(self) -> None:
        """Enter in the list goes on to the button, so that nothing is decided unawares."""
        self.query_one("#take").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the button says."""
        match event.button.id:
            case "up":
                self.action_move(-1)
            case "down":
                self.action_move(1)
            case "take":
                self.action_take()
            case _:
                self.dismiss(None)

    def action_take(self) -> None:
        """Answer; the order as it stood is no decision."""
        names = [name for name, _ in self._options]
        self.dismiss(tuple(names) if names != self._before else None)

    def _lines(self) -> list[str]:
        return [f"{at:2}. {name}  {about}" for at, (name, about) in enumerate(self._options, 1)]
