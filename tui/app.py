"""The application: its screens, and nothing of what they do."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual._compositor import CompositorUpdate
from textual.app import App, SystemCommand
from textual.notifications import Notify

from engine.config import load_config
from engine.diagnosis import report_crash
from engine.errors import SStarError, UnknownNameError
from tui.ascii import InAscii
from tui.glyphs import ASCII, UNICODE, terminal_takes_unicode
from tui.launcher import Launcher
from tui.passing import Passing
from tui.screens.acting import ActingScreen
from tui.shown import Shown
from tui.surfaces.text import Look
from tui.themes import OURS, THEMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from rich.console import RenderableType
    from textual.filter import LineFilter
    from textual.screen import Screen
    from textual.theme import Theme

    from engine.config import Loaded
    from tui.connection import ReplaySource
    from tui.session import Session


class SStarApp(App[None]):
    """S* in the terminal."""

    TITLE = "S*"
    CSS_PATH: ClassVar = "styles/app.tcss"
    PAUSE_GC_ON_SCROLL = True
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-middling"), (36, "-tall")]  # noqa: RUF012 - Textual declares it so

    def __init__(
        self,
        runs_folder: Path,
        session: Session | None = None,
        *,
        configured: Loaded | None = None,
        replay: ReplaySource | None = None,
        unsafe: bool = False,
    ) -> None:
        """Open at a run, or at home.

        Args:
            runs_folder: where runs are kept.
            session: the run to open; None opens the home screen.
            configured: how it looks, and what holds for runs that are started from home; read here unless given.
            replay: play this instead of watching the run.
            unsafe: runs that are started from home may run programs open where they cannot be closed in.
        """
        super().__init__()
        configured = configured or load_config()
        self._session = session
        self._theme = theme_of(configured)
        self._replay = replay
        if configured.config.reduced_motion:
            self.animation_level = "none"
        self._launcher = Launcher(runs_folder, configured, self.show_run, unsafe=unsafe)
        glyphs = (
            ASCII
            if configured.config.ascii or not terminal_takes_unicode(os.environ, sys.stdout.encoding or "")
            else UNICODE
        )
        self._look = Look(glyphs, reduced=configured.config.reduced_motion)
        self._last_filters = (InAscii(),) if glyphs.ascii else ()
        self._shown = Shown()
        self._faulty = False
        self.last_session: Session | None = None
        """The run that was watched last; None when none was, or only replays."""

    def on_mount(self) -> None:
        """Show the first screen."""
        self.set_class(self._look.glyphs.ascii, "-ascii")
        for theme in OURS:
            self.register_theme(theme)
        self.theme = self._theme
        self.theme_changed_signal.subscribe(self, self._keep_theme)
        self.app_resume_signal.subscribe(self, lambda _: self._shown.forget(), immediate=True)
        # A screen is imported when it is shown: the first frame waits for one of them only.
        if self._session is None:
            from tui.screens.home import HomeScreen

            self.push_screen(HomeScreen(self._launcher, self._look))
        elif self._replay is None:
            self.show_run(self._session)
        else:
            from tui.screens.run import RunScreen

            self.push_screen(RunScreen(self._session, self._look, self._replay))

    def action_fork_run(self) -> None:
        """Start the run that is shown by another method, on what it knows."""
        from tui.screens.forking import ask_for_fork
        from tui.screens.run import RunScreen

        if isinstance(self.screen, RunScreen):
            ask_for_fork(self, self._launcher, self.screen.session.directory)

    def on_resize(self) -> None:
        """A terminal that changes its size moves what it shows as it likes."""
        self._shown.forget()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What every line goes through on its way to the terminal."""
        return [*super().get_line_filters(), *self._last_filters]

    def action_draw_anew(self) -> None:
        """Draw the whole screen, whatever the terminal is thought to show."""
        self._shown.forget()
        self.screen.refresh()

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Write of a frame what is new in it; Textual has no public place between a frame and its terminal."""
        super()._display(
            screen, self._shown.advance(renderable) if isinstance(renderable, CompositorUpdate) else renderable
        )

    def notify(self, message: str, **options: Any) -> None:
        """Tell something that passes: as it stands, whatever brackets are in it, since it quotes what others wrote."""
        self.post_message(Notify(Passing(message, **options | {"markup": False})))

    def show_run(self, session: Session) -> None:
        """Open a run above whatever is shown."""
        from tui.screens.run import RunScreen

        self.push_screen(RunScreen(session, self._look))
        self.last_session = session

    def _fatal_error(self) -> None:
        """Write a report of a fault of this program; Textual would print every variable, and one may be a key.

        What fails while the application goes down with a fault is no other one.
        """
        if self._faulty:
            return
        self._faulty = True
        error = self._exception or sys.exc_info()[1]
        assert error is not None
        self.panic(Text(report_crash(getattr(error, "error", error), "showing the application")))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The command palette: what the screen can do, and the theme."""
        if isinstance(screen, ActingScreen):
            yield from screen.commands()
        yield SystemCommand("Theme", "Choose other colours.", self.action_change_theme)

    def _keep_theme(self, theme: Theme) -> None:
        """Wear what was chosen in the palette at the next start, too."""
        if theme.name == self._theme:
            return
        from tui.configuring import keep_theme  # needed by few

        self._theme = theme.name
        try:
            said = keep_theme(theme.name)
        except SStarError as error:
            said = f"{theme.name} is worn until you leave: {error}"
        if isinstance(self.screen, ActingScreen):
            self.screen.say(said)

    def action_help_quit(self) -> None:
        """Ctrl+C leaves as `q` does; over a question it leaves at once, and the run goes on."""
        if isinstance(self.screen, ActingScreen):
            self.screen.action_act("quit")
        else:
            self.exit()

    async def action_quit(self) -> None:
        """Ctrl+Q, which Textual binds, is no second way to leave."""
        self.action_help_quit()


def theme_of(configured: Loaded) -> str:
    """The theme that is configured. Raises UnknownNameError when there is none of that name."""
    name = configured.config.theme
    if name not in THEMES:
        raise UnknownNameError(f"theme (set by {configured.source('theme')})", name, THEMES)
    return name
