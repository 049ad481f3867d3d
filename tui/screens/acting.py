"""Screens whose keys come from the action table."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.binding import Binding
from textual.screen import Screen

from tui.actions import Action, Place, actions_at
from tui.situation import Situation
from tui.surfaces.widget import Surface

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from textual.app import SystemCommand

    from tui.exporting import Export

_SAID_SECONDS = 5.0


def bindings(place: Place) -> list[Binding]:
    """The key bindings of a place; their ids let a keymap change them."""
    return [
        Binding(action.keys, f"act('{action.id}')", action.title, id=f"{place}.{action.id}", tooltip=action.help)
        for action in actions_at(place)
    ]


class ActingScreen(Screen[None]):
    """A screen with a place in the action table: `do_ID` of it, or of a part of it, does what action ID says."""

    PLACE: ClassVar[Place]
    parts: tuple[object, ...] = ()
    """Objects that serve some of its keys."""
    _said = ""
    """What the key line says in place of keys."""

    def situation(self) -> Situation:
        """What decides which actions can be done now."""
        return Situation()

    def say(self, text: str) -> None:
        """Show a text in the key line for some seconds, unless another one comes; in full where it is too long."""
        if cell_len(text) >= self.size.width:
            self.notify(text, timeout=2 * _SAID_SECONDS)
            return
        self._said = text
        self.redraw()
        self.set_timer(_SAID_SECONDS, lambda: self._unsay(text))

    def _unsay(self, text: str) -> None:
        if self._said == text:
            self._said = ""
            self.redraw()

    def on_screen_resume(self) -> None:
        """Show what has happened while it was hidden."""
        self.redraw()

    @property
    def seen(self) -> bool:
        """Whether nothing hides it; below a question it is seen dimmed."""
        stack = self.app.screen_stack
        return self in stack and all(above.styles.background.a < 1 for above in stack[stack.index(self) + 1 :])

    def redraw(self) -> None:
        """Draw anew, as soon as a frame is due; there is nothing left to draw on while the application closes."""
        if self.is_mounted and self.seen:
            for surface in self.query(Surface):
                surface.invalidate()

    def beside(self, work: Callable[[], Awaitable[None]], group: str) -> None:
        """Have something done beside the screen, in place of what its group is doing.

        Its coroutine is made only when it begins: one that is replaced before would never be awaited.
        """
        self.run_worker(work, group=group, exclusive=True)

    def action_act(self, name: str) -> None:
        """Do an action, or say why it cannot be done now."""
        action = next(item for item in actions_at(self.PLACE) if item.id == name)
        if reason := action.why_not(self.situation()):
            self.say(f"{action.title}: {reason}")
        else:
            self.deed(action)()

    def click_key(self, key: str) -> None:
        """Do what a key of the key line does."""
        action = next((item for item in actions_at(self.PLACE) if item.key == key), None)
        if action is not None:
            self.action_act(action.id)

    def deed(self, action: Action) -> Callable[[], None]:
        """The method that does an action."""
        name = f"do_{action.id}"
        method: Callable[[], None] = getattr(next((part for part in self.parts if hasattr(part, name)), self), name)
        return method

    def commands(self) -> Iterable[SystemCommand]:
        """The screen's actions, for the command palette."""
        from textual.app import SystemCommand  # the module imports this one's base

        for action in actions_at(self.PLACE):
            yield SystemCommand(action.title.capitalize(), action.help, lambda name=action.id: self.action_act(name))

    def do_anew(self) -> None:
        """Draw the whole screen, whatever the terminal is thought to show."""
        self.call_later(self.app.run_action, "app.draw_anew")

    def do_help(self) -> None:
        """Show every key of this screen."""
        from tui.screens.help import HelpScreen  # needs nothing that the first frame waits for

        def chosen(name: str | None) -> None:
            if name:
                self.action_act(name)

        self.app.push_screen(HelpScreen(self.PLACE, self.situation(), self.method_words()), chosen)

    def method_words(self) -> str:
        """What the method does that selects here, in a few sentences for the help; empty where there is none."""
        return ""

    def exports(self) -> list[Export]:
        """What can be taken out here; what stands on the screen always can."""
        from tui.exporting import screen_export  # only who takes something needs it

        return [screen_export(self.text())]

    def text(self) -> str:
        """What stands on the screen, without its colours."""
        return "".join(surface.text for surface in self.query(Surface))

    def do_export(self) -> None:
        """Ask what to take out, and do it."""
        from tui.screens.exporting import ExportDialog  # as above

        def done(said: str | None) -> None:
            if said:
                self.say(said)

        self.app.push_screen(ExportDialog(self.exports()), done)

    def do_quit(self) -> None:
        """Leave the application."""
        self.app.exit()
