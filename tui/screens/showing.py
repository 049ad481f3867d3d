"""What the run screen opens beside itself, or writes: why, comparisons, reports, the clipboard."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from engine.errors import SStarError

if TYPE_CHECKING:
    from tui.screens.run import RunScreen


class Showing:
    """The part of the run screen that shows more of the run than fits on it."""

    def __init__(self, screen: RunScreen) -> None:
        """Show what a screen is at."""
        self._screen = screen

    def do_why(self) -> None:
        """Explain the selection, or the sample under the cursor while there is none."""
        from engine.projections.lineage import why  # a third of the run screen's start, with the next
        from tui.screens.why import WhyScreen

        screen, board = self._screen, self._screen.board
        chosen = screen.looking.focus.sample
        selected = board.selection.revision.sample if board.selection else None
        about = None if screen.looking.follows or chosen in (None, selected) else chosen
        try:
            explanation = why(board, about, screen.problem)
        except SStarError as error:
            screen.say(str(error))
            return
        screen.app.push_screen(WhyScreen(explanation, screen.look))

    def do_method(self) -> None:
        """Show the page of this run's strategy."""
        from engine import strategy_page  # strategies are needed for this alone
        from tui.screens.methods import MethodPage, page_text

        started = self._screen.board.started
        if started is None:
            self._screen.say("the run has not begun")
        else:
            self._screen.app.push_screen(MethodPage(page_text(strategy_page, started.strategy)))

    def do_compare(self) -> None:
        """Hold the programs of a match's two sides against each other, or the one that is shown against its nearest."""
        from engine.projections.comparison import companion, sides_of  # not needed before the first frame
        from tui.screens.compare import CompareScreen

        screen, current = self._screen, self._screen.looking.round
        pair = sides_of(screen.board, screen.looking.match) if screen.looking.view == "bracket" else None
        if pair is None:
            here = current.revision.revision if current and current.revision else min(screen.board.revisions)
            beside = companion(screen.board, here)
            pair = min(beside, here), max(beside, here)
        screen.app.push_screen(CompareScreen(screen.board, *pair, screen.look, screen.problem))

    def do_copy(self) -> None:
        """Copy the program that is shown to the clipboard."""
        current = self._screen.looking.round
        if current is None or current.revision is None:
            self._screen.say("copy: there is no program here yet")
            return
        self._screen.app.copy_to_clipboard(self._screen.board.text(current.revision.text))
        self._screen.say("the program is in the clipboard, if the terminal allows it (OSC 52)")

    def do_report(self) -> None:
        """Write what has happened so far as one page, off the loop."""
        self._screen.beside(self._write_report, "report")

    async def _write_report(self) -> None:
        from tui.archiving import write_report  # templates, for this alone

        try:
            path = await asyncio.to_thread(write_report, self._screen.session, "html", None)
        except SStarError as error:
            self._screen.notify(str(error), title="Not written", severity="error", timeout=15)
            return
        self._screen.app.copy_to_clipboard(path)
        self._screen.say(f"written: {path}")
