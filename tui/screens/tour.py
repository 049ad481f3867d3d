"""The first minute: one page that says what this is and which keys lead on; shown once, and again on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.table import Table
from rich.text import Text
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui.screens.modal import Modal

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

_IDEA = (
    "Many programs for a problem are written side by side, and debugged with what the public tests showed. Those that "
    "pass are told apart by inputs on which they disagree, match by match, until one is left. Watch it, and ask why."
)
_STEPS = (
    ("enter", "on a problem starts a run; on a run it opens it"),
    ("1 2 3 4", "samples, one program, the tournament, the statement"),
    ("w", "why this program: down to one input and two outputs"),
    ("g", "when it is over: the selected program on the secret tests"),
    ("?", "every key of the screen that you are on; q leaves"),
)
_MODEL = (
    "Without a key the offline model, rehearsal, plays programs that came with the problem. It is no language model; "
    "m chooses a real one."
)


class Tour(Modal[None]):
    """What a person should know before the first run."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape,enter,space,q,ctrl+c", "dismiss", "close")]

    def compose(self) -> ComposeResult:
        """A box that scrolls where the terminal is small."""
        with VerticalScroll(id="box"):
            yield Static(Text.assemble(("S* in the terminal\n", "bold"), _IDEA))
            yield Static(self._table())
            yield Static(Text(_MODEL))
            yield Static(Text("Enter closes this; T shows it again.", style="dim"), id="last")

    def on_mount(self) -> None:
        """Let the arrows scroll at once."""
        self.query_one("#box").focus()

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 2))
        for keys, about in _STEPS:
            table.add_row(Text(keys, style="bold"), Text(about))
        return table
