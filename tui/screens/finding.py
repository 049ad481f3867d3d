"""Dialogs in which a person finds one of many things by what they type."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.containers import Vertical
from textual.widgets import Input, Label, OptionList
from textual.widgets.option_list import Option

from tui.screens.dialogs import Dialog

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType


class Row(Option):
    """One of the things: its id is the answer, its prompt what is searched."""

    prompt: Text


def row(identity: str | None, name: str, about: str, *, width: int = 0, disabled: bool = False) -> Row:
    """A row that shows a name, on so many cells at least, and what is to be said of it."""
    prompt = Text.assemble(f"{name:{width}}  ", (about, "dim"), no_wrap=True, overflow="ellipsis")
    return Row(prompt, identity, disabled)


class Finding(Dialog[str]):
    """Asks for one of many things; what is typed leaves those that have all its words.

    Which there are says `rows`.
    """

    CLASSES: ClassVar = "tall"
    HINT: ClassVar = "type to filter"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("down", "move('cursor_down')", "next"),
        ("up", "move('cursor_up')", "previous"),
        ("pagedown", "move('page_down')", "page down"),
        ("pageup", "move('page_up')", "page up"),
    ]

    def __init__(self, question: str, now: str = "") -> None:
        """Ask; `now` is the id of the row that is marked at first."""
        super().__init__()
        self._question = question
        self._now = now

    def compose(self) -> ComposeResult:
        """A filter above the list."""
        with Vertical(id="box", classes=self.CLASSES):
            yield Label(self._question, id="question", markup=False)
            yield from self.above()
            yield Input(placeholder=self.HINT)
            yield OptionList(id="offered", markup=False)
            yield from self.below()

    def above(self) -> ComposeResult:
        """What stands between the question and the filter: nothing."""
        return ()

    def below(self) -> ComposeResult:
        """What stands below the list."""
        yield Label("Enter takes it, Esc leaves.")

    def rows(self) -> Iterable[Row]:
        """All things."""
        raise NotImplementedError

    def matching(self, typed: str) -> list[Row]:
        """Those that have every word that was typed."""
        words = typed.casefold().split()
        return [found for found in self.rows() if all(word in found.prompt.plain.casefold() for word in words)]

    def on_mount(self) -> None:
        """Show all, at the present one."""
        self.list_anew(self._now)

    def on_input_changed(self) -> None:
        """Filter."""
        self.list_anew()

    def on_input_submitted(self) -> None:
        """Take the marked row."""
        self.query_one(OptionList).action_select()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer."""
        self.dismiss(event.option_id)

    def action_move(self, how: str) -> None:
        """Move the mark in the list while the filter has the keys."""
        getattr(self.query_one(OptionList), f"action_{how}")()

    def list_anew(self, marked: str | None = None) -> None:
        """Show what fits the filter; the mark goes to a row, or stays where it was, if that is still there."""
        listed = self.query_one(OptionList)
        if marked is None and listed.highlighted is not None:
            marked = listed.get_option_at_index(listed.highlighted).id
        found = self.matching(self.query_one(Input).value)
        listed.set_options(found)
        usable = [index for index, made in enumerate(found) if not made.disabled]
        same = [index for index in usable if found[index].id == marked]
        listed.highlighted = next(iter(same or usable), None)


class FindingOne(Finding):
    """Asks for one of things that are known beforehand."""

    def __init__(self, question: str, options: Sequence[tuple[str, str]], now: str = "") -> None:
        """Ask.

        Args:
            question: what is chosen.
            options: the name of each, which is the answer, and what is to be said of it.
            now: the one that the cursor begins at.
        """
        super().__init__(question, now)
        self._options = options

    def rows(self) -> Iterable[Row]:
        """Each with what is to be said of it."""
        return (row(name, name, about) for name, about in self._options)
