"""Strategies, each with its page: its paper, what differs from it here, and what it asks of the models."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from engine.errors import SStarError
from tui.launcher import Wanted
from tui.methods import page_paragraphs
from tui.screens.dialogs import Dialog
from tui.screens.finding import Finding, Row, row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from engine import Page
    from tui.surfaces.text import Look

    Explain = Callable[[str], Page]

_MOST_SEEDS = 100


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


def method_words(explain: Explain, name: str) -> str:
    """What a strategy does, in a sentence or two for the help; where it cannot be loaded, nothing."""
    try:
        page = explain(name)
    except SStarError:
        return ""
    return f"{page.name}: {page.title}. M shows its paper, and what is done otherwise."


class MethodPage(Dialog[None]):
    """The page of one strategy, to read."""

    BINDINGS: ClassVar[list[BindingType]] = [("enter,q,M", "leave", "close")]

    def __init__(self, page: Text) -> None:
        """Show a page."""
        super().__init__()
        self._page = page

    def compose(self) -> ComposeResult:
        """The text, which scrolls, and how to go back."""
        with Vertical(id="box", classes="tall"):
            with VerticalScroll(id="read"):
                yield Static(self._page)
            yield Static(Text("Esc closes this.", style="dim"), id="last")

    def on_mount(self) -> None:
        """Let the arrows scroll at once."""
        self.query_one("#read").focus()


def _row(name: str, title: str) -> Row:
    return row(name, name, title, width=16)


class StrategyPicker(Finding):
    """Asks for one strategy; the marked one is explained below."""

    CLASSES = "tall wide"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("pagedown", "page(1)", "page down"),
        ("pageup", "page(-1)", "page up"),
    ]

    def __init__(self, titles: Mapping[str, str], explain: Explain, name: str, question: str = "Methods") -> None:
        """Ask.

        Args:
            titles: what each strategy does, by name.
            explain: gives the page of one.
            name: the one that is marked at first.
            question: what it is wanted for.
        """
        super().__init__(question, name)
        self._titles = titles
        self._explain = explain

    def above(self) -> ComposeResult:
        """Which keys do what."""
        yield Label("Enter takes the marked one, page up and down read its page")

    def below(self) -> ComposeResult:
        """The page of the marked one."""
        with VerticalScroll(id="page", can_focus=False):
            yield Static(id="about")

    def rows(self) -> Iterable[Row]:
        """All strategies."""
        return (_row(name, title) for name, title in self._titles.items())

    def matching(self, typed: str) -> list[Row]:
        """The strategies that have what was typed in their names or titles; that there is none is said."""
        found = super().matching(typed)
        if not found:
            self.query_one("#about", Static).update(Text("No method has that in its name or title."))
        return found

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Explain it."""
        self.query_one("#about", Static).update(page_text(self._explain, event.option_id or ""))
        self.query_one("#page").scroll_home(animate=False)

    def action_page(self, by: int) -> None:
        """Read on, or back."""
        page = self.query_one("#page")
        page.scroll_relative(y=by * max(1, page.size.height - 1), animate=False)


class StrategiesPicker(Dialog[Wanted]):
    """Asks for several strategies, and with how many seeds; the marked one is explained below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("space", "tick", "tick"),
        ("a", "all", "all or none"),
        ("pagedown", "page(1)", "page down"),
        ("pageup", "page(-1)", "page up"),
    ]

    def __init__(
        self, question: str, titles: Mapping[str, str], explain: Explain, chosen: Sequence[str], look: Look
    ) -> None:
        """Ask.

        Args:
            question: what they are wanted for.
            titles: what each strategy does, by name.
            explain: gives the page of one.
            chosen: those that are ticked at first.
            look: signs.
        """
        super().__init__()
        self._question = question
        self._titles = titles
        self._explain = explain
        self._chosen = set(chosen)
        self._look = look

    def compose(self) -> ComposeResult:
        """The list with ticks, and the page of the marked one."""
        with Vertical(id="box", classes="tall wide"):
            yield Label(self._question, id="question")
            yield OptionList(*(Option(self._prompt(name), name) for name in self._titles), id="strategies")
            with VerticalScroll(id="page", can_focus=False):
                yield Static(id="about")
            with Horizontal(id="seeds-line"):
                yield Label("seeds ")
                yield Input("1", id="seeds", type="integer", max_length=3)
                yield Label("space ticks, a all or none, tab to seeds, Enter compares")

    def on_mount(self) -> None:
        """Begin at the first that is ticked."""
        names = list(self._titles)
        self._list.highlighted = next((at for at, name in enumerate(names) if name in self._chosen), 0)
        self._list.focus()

    @property
    def _list(self) -> OptionList:
        return self.query_one(OptionList)

    def _prompt(self, name: str) -> Text:
        ticked = name in self._chosen
        sign = self._look.glyphs.ok if ticked else self._look.glyphs.wait
        return Text(f"{sign} ", style="bold" if ticked else "dim").append_text(_row(name, self._titles[name]).prompt)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Explain it."""
        self.query_one("#about", Static).update(page_text(self._explain, event.option_id or ""))
        self.query_one("#page").scroll_home(animate=False)

    def on_option_list_option_selected(self) -> None:
        """Take those that are ticked."""
        self._take()

    def on_input_submitted(self) -> None:
        """Take those that are ticked."""
        self._take()

    def _take(self) -> None:
        """Those that are ticked, in the order of the list, and the seeds."""
        typed = self.query_one("#seeds", Input).value
        seeds = int(typed) if typed.isdecimal() else 0
        if not self._chosen:
            self.notify("Tick at least one with space.", severity="warning")
        elif not 1 <= seeds <= _MOST_SEEDS:
            self.notify(f"seeds: {typed or 'nothing'} is no number from 1 to {_MOST_SEEDS}.", severity="error")
        else:
            self.dismiss(Wanted(tuple(name for name in self._titles if name in self._chosen), seeds))

    def action_tick(self) -> None:
        """Tick the marked one, or take the tick away."""
        if (at := self._list.highlighted) is not None:
            self._chosen ^= {list(self._titles)[at]}
            self._draw()

    def action_all(self) -> None:
        """Tick all, or none where all are ticked."""
        self._chosen = set() if len(self._chosen) == len(self._titles) else set(self._titles)
        self._draw()

    def action_page(self, by: int) -> None:
        """Read on, or back."""
        page = self.query_one("#page")
        page.scroll_relative(y=by * max(1, page.size.height - 1), animate=False)

    def _draw(self) -> None:
        for at, name in enumerate(self._titles):
            self._list.replace_option_prompt_at_index(at, self._prompt(name))
