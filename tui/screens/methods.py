"""Strategies, each with its page: its paper, what differs from it here, and what it asks of the models."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input, Label, OptionList, SelectionList, Static
from textual.widgets.option_list import Option
from textual.widgets.selection_list import Selection

from engine.errors import SStarError
from tui.methods import page_paragraphs
from tui.screens.dialogs import Dialog

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from engine import Page

    Explain = Callable[[str], Page]


def page_text(explain: Explain, name: str) -> Text:
    """The page of a strategy; where it cannot be loaded, why."""
    try:
        page = explain(name)
    except SStarError as error:
        return Text(str(error))
    text = Text(f"{page.name}: {page.title}", style="bold")
    for paragraph in page_paragraphs(page):
        text.append(f"\n\n{paragraph}", style="not bold")
    return text


def _row(name: str, title: str) -> Text:
    return Text.assemble(f"{name:18}", (title, "dim"), no_wrap=True, overflow="ellipsis")


class StrategyPicker(Dialog[str]):
    """Asks for one strategy; the marked one is explained below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("down", "move('cursor_down')", "next"),
        ("up", "move('cursor_up')", "previous"),
        ("pagedown", "page(1)", "page down"),
        ("pageup", "page(-1)", "page up"),
    ]

    def __init__(self, titles: Mapping[str, str], explain: Explain, name: str) -> None:
        """Ask.

        Args:
            titles: what each strategy does, by name.
            explain: gives the page of one.
            name: the one that is marked at first.
        """
        super().__init__()
        self._titles = titles
        self._explain = explain
        self._name = name

    def compose(self) -> ComposeResult:
        """A filter, the list, and the page of the marked one."""
        with Vertical(id="box", classes="tall wide"):
            yield Label("Methods: Enter takes the marked one, page up and down read its page", id="question")
            yield Input(placeholder="type to filter")
            yield OptionList(id="strategies")
            with VerticalScroll(id="page", can_focus=False):
                yield Static(id="about")

    def on_mount(self) -> None:
        """Begin at the chosen one."""
        self._list(self._name)

    def on_input_changed(self) -> None:
        """Filter."""
        shown = self.query_one(OptionList)
        at = shown.highlighted
        self._list(shown.get_option_at_index(at).id if at is not None else None)

    def on_input_submitted(self) -> None:
        """Take the marked one."""
        self.query_one(OptionList).action_select()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take it."""
        self.dismiss(event.option_id)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Explain it."""
        self.query_one("#about", Static).update(page_text(self._explain, event.option_id or ""))
        self.query_one("#page").scroll_home(animate=False)

    def action_move(self, how: str) -> None:
        """Move the mark while the filter has the keys."""
        getattr(self.query_one(OptionList), f"action_{how}")()

    def action_page(self, by: int) -> None:
        """Read on, or back."""
        page = self.query_one("#page")
        page.scroll_relative(y=by * max(1, page.size.height - 1), animate=False)

    def _list(self, marked: str | None) -> None:
        typed = self.query_one(Input).value.lower().split()
        found = [
            (name, title)
            for name, title in self._titles.items()
            if all(word in f"{name} {title}".lower() for word in typed)
        ]
        shown = self.query_one(OptionList)
        shown.clear_options()
        shown.add_options(Option(_row(name, title), name) for name, title in found)
        names = [name for name, _ in found]
        shown.highlighted = names.index(marked) if marked in names else 0 if names else None
        if not names:
            self.query_one("#about", Static).update(Text("No method has that in its name or title."))


class StrategiesPicker(Dialog[tuple[str, ...]]):
    """Asks for several strategies; the marked one is explained below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("pagedown", "page(1)", "page down"),
        ("pageup", "page(-1)", "page up"),
        ("enter", "take", "compare"),
        ("a", "all", "all or none"),
    ]

    def __init__(self, question: str, titles: Mapping[str, str], explain: Explain, chosen: Sequence[str]) -> None:
        """Ask.

        Args:
            question: what they are wanted for.
            titles: what each strategy does, by name.
            explain: gives the page of one.
            chosen: those that are ticked at first.
        """
        super().__init__()
        self._question = question
        self._titles = titles
        self._explain = explain
        self._chosen = set(chosen)

    def compose(self) -> ComposeResult:
        """The list with ticks, and the page of the marked one."""
        with Vertical(id="box", classes="tall wide"):
            yield Label(self._question, id="question")
            yield SelectionList[str](
                *(Selection(_row(name, title), name, name in self._chosen) for name, title in self._titles.items()),
                id="strategies",
            )
            with VerticalScroll(id="page", can_focus=False):
                yield Static(id="about")
            yield Label("space ticks, a ticks all or none, Enter compares, page up and down read the page, Esc leaves")

    def on_mount(self) -> None:
        """Hear keys."""
        self._list.focus()

    @property
    def _list(self) -> SelectionList[str]:
        return self.query_one("#strategies", SelectionList)

    def on_selection_list_selection_highlighted(self, event: SelectionList.SelectionHighlighted[str]) -> None:
        """Explain it."""
        self.query_one("#about", Static).update(page_text(self._explain, event.selection.value))
        self.query_one("#page").scroll_home(animate=False)

    def action_all(self) -> None:
        """Tick all, or none where all are ticked."""
        if len(self._list.selected) == len(self._titles):
            self._list.deselect_all()
        else:
            self._list.select_all()

    def action_page(self, by: int) -> None:
        """Read on, or back."""
        page = self.query_one("#page")
        page.scroll_relative(y=by * max(1, page.size.height - 1), animate=False)

    def action_take(self) -> None:
        """Take those that are ticked, in the order of the list."""
        ticked = set(self._list.selected)
        if not ticked:
            self.notify("Tick at least one with space.", severity="warning")
            return
        self.dismiss(tuple(name for name in self._titles if name in ticked))
