"""Help: where a person is, every key of that screen with what it does, and why it cannot be used now."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.table import Table
from rich.text import Text
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.actions import Place, actions_at
from tui.screens.modal import Modal

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.actions import Action
    from tui.situation import Situation, View

_STATES = "States are a sign and a word; colour only helps."
_PLACES: dict[Place, str] = {
    "home": "Home: the problems above, the runs below. The cursor goes through both; what it is on starts or opens.",
    "why": "Why: from the selection down to single facts. Each statement names the event of the journal behind it.",
    "compare": "Two programs beside each other: their texts, their tests, the inputs on which they differ.",
    "runs": "Two runs beside each other: what was chosen, what came of it, each sample in both, both tournaments.",
    "strategies": "Several methods on one problem, on the same samples: what one pays for is there for all others.",
}
_VIEWS: dict[View, str] = {
    "samples": "Samples: a lane each, with state, round, a sign for each test, and the latest words. Beside or below "
    "it are the program and the tests of the sample under the cursor.",
    "sample": "One sample: the track of its rounds, its program, its tests. Left and right go through the rounds, t "
    "through the tests; for one that fails, the first difference is marked.",
    "bracket": "The tournament: the arrows go from match to match, and the one under the cursor is opened with its "
    "inputs, what both sides print, and the votes.",
    "statement": "The problem as the models are given it: statement, limits, public tests.",
}
_KEYS_CELLS = 18


class HelpScreen(Modal["str | None"]):
    """All keys of one screen; the answer is the name of the action that a person chose here."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape,question_mark,q,ctrl+c", "leave", "close")]

    def __init__(self, place: Place, situation: Situation, method: str = "") -> None:
        """Explain a place in its present situation.

        Args:
            place: the screen.
            situation: decides what can be done.
            method: what the method of the run does, in a few sentences; empty where there is none.
        """
        super().__init__()
        self._method = method
        self._place = place
        self._situation = situation

    def compose(self) -> ComposeResult:
        """Where one is, the keys in a list that scrolls, and the method; in few lines the list alone."""
        about = _VIEWS[self._situation.view] if self._place == "run" else _PLACES[self._place]
        with Vertical(id="box"):
            yield Static(Text(about, style="bold"))
            yield OptionList(*map(self._option, actions_at(self._place)))
            yield Static(Text(f"{self._method} {_STATES}".strip()), id="method")
            yield Static(Text("Enter or a click does it, Esc closes this. Ctrl+P lists all by name.", style="dim"))

    def on_mount(self) -> None:
        """Let the arrows move at once."""
        self.query_one(OptionList).focus()

    def action_leave(self) -> None:
        """Do nothing."""
        self.dismiss(None)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Do it."""
        self.dismiss(event.option_id)

    def _option(self, action: Action) -> Option:
        reason = action.why_not(self._situation)
        row = Table.grid(padding=(0, 2))
        row.add_column(width=_KEYS_CELLS)
        row.add_column()
        about = Text(action.help)
        if reason:
            about.append(f" Not now: {reason}.", style="dim")
        keys = action.ascii_keys if self.app.has_class("-ascii") else action.all_keys
        row.add_row(Text(" ".join(keys), style="dim" if reason else "bold"), about)
        return Option(row, id=action.id)
