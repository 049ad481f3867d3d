"""Help: every key of a screen, what it does, and why it cannot be done now."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.table import Table
from rich.text import Text
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.actions import Place, Situation, actions_at

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

_METHOD = (
    "S* draws many samples in parallel and debugs each with what its execution on the public tests showed. Those that "
    "pass are told apart by inputs on which they disagree: programs with the same outputs form a cluster, clusters "
    "meet in a bracket, and a judge says which output is right. States are a sign and a word; colour only helps."
)


class HelpScreen(ModalScreen[None]):
    """All keys of one screen."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape,question_mark,q,enter,ctrl+c", "dismiss", "close")]

    def __init__(self, place: Place, situation: Situation) -> None:
        """Explain a place in its present situation."""
        super().__init__()
        self._place = place
        self._situation = situation

    def compose(self) -> ComposeResult:
        """A box that scrolls."""
        with VerticalScroll(id="box"):
            yield Static(Text("Keys", style="bold"))
            yield Static(self._table())
            yield Static(Text(_METHOD))
            yield Static(Text("Esc closes this. Ctrl+P lists everything by name.", style="dim"))

    def on_mount(self) -> None:
        """Let the arrows scroll at once."""
        self.query_one("#box").focus()

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 2))
        for action in actions_at(self._place):
            reason = action.why_not(self._situation)
            keys = Text(" ".join(action.all_keys), style="dim" if reason else "bold")
            about = Text(action.help)
            if reason:
                about.append(f" Not now: {reason}.", style="dim")
            table.add_row(keys, about)
        return table
