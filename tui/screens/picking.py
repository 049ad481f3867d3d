"""A dialog in which a person picks one of many things, and sees for each what would follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Label, OptionList

from tui.screens.dialogs import Choice, Dialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult


class Picking(Dialog[str]):
    """A list of choices; Enter in it goes on to the button, so that nothing is decided unawares."""

    def __init__(self, text: str, choices: Sequence[Choice], take: str) -> None:
        """Ask.

        Args:
            text: the question.
            choices: what there is to pick from; the answer is the id of one.
            take: what the button says that takes it.
        """
        super().__init__()
        self._text = text
        self._choices = choices
        self._take = take

    def compose(self) -> ComposeResult:
        """The list, what follows from the choice under the cursor, and the buttons."""
        with Vertical(id="box", classes="tall picking"):
            yield Label(self._text, id="question", markup=False)
            yield OptionList(*(choice.title for choice in self._choices), markup=False)
            yield Label(id="follows", markup=False)
            with Horizontal(id="buttons"):
                yield Button(self._take, id="take", compact=True)
                yield Button("Cancel", id="cancel", compact=True)

    def on_mount(self) -> None:
        """The arrows move in the list at once."""
        listed = self.query_one(OptionList)
        listed.focus()
        listed.highlighted = 0

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Say what would follow."""
        self.query_one("#follows", Label).update(self._choices[event.option_index].about)

    def on_option_list_option_selected(self) -> None:
        """Go on to the button."""
        self.query_one("#take").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer, or leave."""
        at = self.query_one(OptionList).highlighted
        self.dismiss(self._choices[at].id if event.button.id == "take" and at is not None else None)
