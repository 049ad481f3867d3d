"""Choosing models: who sits in which role, what providers offer, and a key where one is missing."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING

from rich.text import Text
from textual import work
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Label, OptionList

from engine.config.schema import PERSONS
from engine.errors import SStarError
from engine.projections.wording import counted
from tui.choosing import EVERYBODY, JUDGE, REHEARSAL, REHEARSAL_NOTICE, Offered
from tui.screens.dialogs import Dialog
from tui.screens.finding import Finding, Row, row

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterator, Sequence

    from textual.app import ComposeResult

    from tui.choosing import ModelChoice, Seat

    Ask = Callable[[str], AsyncGenerator[Offered]]

_AS_ALL = "as all roles"
_KEY = "key:"
"""Begins the id of a row that asks for the key of a provider."""


class KeyDialog(Dialog[str]):
    """Asks for the key of a provider, without showing it, and keeps it; the answer is the place."""

    def __init__(self, provider: str, keep: Callable[[str, str], str]) -> None:
        """Ask; `keep` takes provider and key and gives the place, or raises SStarError."""
        super().__init__()
        self._provider = provider
        self._keep = keep

    def compose(self) -> ComposeResult:
        """A line that shows no character of what is typed."""
        with Vertical(id="box"):
            yield Label(f"Key of {self._provider}", id="question")
            yield Input(password=True, placeholder="paste it here")
            yield Label("It is kept in your keyring, or in a file that only you can read. Enter keeps it, Esc leaves.")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep it."""
        try:
            place = self._keep(self._provider, event.value)
        except SStarError as error:
            self.notify(str(error), title="Not kept", severity="error", timeout=15)
        else:
            self.dismiss(place)


class ModelPicker(Finding):
    """Asks for one model: what providers offer, filtered by what is typed, or what is typed as it stands."""

    HINT = "type to filter, or PROVIDER/MODEL"

    def __init__(self, seat: Seat, recent: Sequence[str], ask: Ask, keep_key: Callable[[str, str], str]) -> None:
        """Ask who shall sit there.

        Args:
            seat: the role.
            recent: models of the latest runs.
            ask: gives what a provider offers, or all of them for an empty name; raises SStarError.
            keep_key: keeps the key of a provider.
        """
        super().__init__(f"Model for {seat.title}")
        self._seat = seat
        self._recent = recent
        self._ask = ask
        self._keep_key = keep_key
        self._offered: list[Offered] = []
        self._listed = 0

    def below(self) -> ComposeResult:
        """Who was asked, and what came of it."""
        yield Label(id="state")

    def on_mount(self) -> None:
        """Show what is known already, and ask for the rest."""
        self._learn("")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take a model, or ask for a key."""
        event.prevent_default()  # not the answer as it stands
        chosen = event.option_id or ""
        if not chosen.startswith(_KEY):
            self.dismiss(chosen)
            return
        provider = chosen.removeprefix(_KEY)

        def kept(place: str | None) -> None:
            if place:
                self.notify(f"The key of {provider} is kept in {place}.")
                self._learn(provider)

        self.app.push_screen(KeyDialog(provider, self._keep_key), kept)

    @work(exclusive=True)
    async def _learn(self, provider: str) -> None:
        """Ask one provider, or all of them; what arrives is shown ten times a second, for they may be hundreds."""
        self._tell(f"asking {provider or 'the providers'}")
        self._offered = [item for item in self._offered if provider and item.provider != provider]
        drawing = self.set_interval(0.1, self._list_news)
        try:
            async with aclosing(self._ask(provider)) as offered:
                async for item in offered:
                    self._offered.append(item)
        except SStarError as error:
            self._tell(str(error))
        else:
            many = sum(1 for item in self._offered if item.model)
            self._tell(f"{counted(many, 'model')} offered. Enter takes the marked one, Esc leaves.")
        finally:
            drawing.stop()
        self.list_anew()

    def _list_news(self) -> None:
        if len(self._offered) != self._listed:
            self.list_anew()

    def _tell(self, words: str) -> None:
        self.query_one("#state", Label).update(Text(words))

    def matching(self, typed: str) -> list[Row]:
        """What fits, and first of all what was typed, where that names a model."""
        self._listed = len(self._offered)
        found, name = super().matching(typed), typed.strip()
        if ("/" in name or name == REHEARSAL) and " " not in name and name not in [made.id for made in found]:
            found.insert(0, row(name, name, "as you typed it"))
        return found

    def rows(self) -> Iterator[Row]:
        """Whom there is: persons, models in use and offered, and who offers nothing."""
        if self._seat.key != EVERYBODY:
            yield row("", _AS_ALL, "no model of its own")
        if self._seat.key == JUDGE:
            for name, about in PERSONS.items():
                yield row(name, name, about)
        for name in dict.fromkeys((self._seat.model, *self._recent)):
            if name and name != REHEARSAL and name not in PERSONS:
                yield row(name, name, "now" if name == self._seat.model else "used lately")
        yield row(REHEARSAL, REHEARSAL, REHEARSAL_NOTICE)
        known = {self._seat.model, *self._recent}
        for item in self._offered:
            if item.model and item.model not in known:
                yield row(item.model, item.model, item.cost)
        for item in self._offered:
            if item.kind == "no key":
                yield row(f"{_KEY}{item.provider}", item.provider, "no key yet: Enter asks for one")
            elif item.problem:
                yield row(None, item.provider, item.problem, disabled=True)


class ModelsDialog(Dialog[bool]):
    """Shows who sits in which role, and changes it; the answer is whether anything has changed."""

    def __init__(self, choice: ModelChoice, pick: Callable[[Seat], ModelPicker]) -> None:
        """Show the seats; `pick` makes the dialog that asks for one of them."""
        super().__init__()
        self._choice = choice
        self._pick = pick
        self._any = False

    def compose(self) -> ComposeResult:
        """A row a seat."""
        with Vertical(id="box"):
            yield Label("Models", id="question")
            yield OptionList(id="seats")
            yield Label("Enter changes the marked one. What you choose holds until you leave, unless you keep it.")
            with Horizontal(id="buttons"):
                yield Button("Done", id="done", compact=True, variant="primary")
                yield Button("Keep in config.toml", id="keep", compact=True)

    def on_mount(self) -> None:
        """Begin at the choice for all."""
        self._list()
        self.query_one(OptionList).focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Ask for another model there."""
        seat = self._choice.seats[event.option_index]

        def picked(model: str | None) -> None:
            if model is None:
                return
            if model != seat.model:
                self._choice.choose(seat.key, model or None)
                self._any = True
            self._list()

        self.app.push_screen(self._pick(seat), picked)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Keep, or leave."""
        if event.button.id == "done":
            self.action_leave()
            return
        try:
            self.notify(self._choice.keep().capitalize() if self._choice.changed else "Nothing was changed.")
        except SStarError as error:
            self.notify(str(error), title="Not kept", severity="error", timeout=15)
        self._list()

    def action_leave(self) -> None:
        """Leave; what was chosen holds."""
        self.dismiss(self._any)

    def _list(self) -> None:
        shown = self.query_one(OptionList)
        at = shown.highlighted or 0
        shown.clear_options()
        for seat in self._choice.seats:
            about = "" if seat.source == _AS_ALL else f"  {seat.source}"
            shown.add_option(Text.assemble(f"{seat.title:14}", seat.model or _AS_ALL, (about, "dim")))
        shown.highlighted = at
