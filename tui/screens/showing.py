"""What the run screen opens beside itself, or gives away: why, comparisons, reports, the clipboard."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from engine.errors import SStarError

if TYPE_CHECKING:
    from tui.exporting import Export
    from tui.screens.run import RunScreen


class Showing:
    """The part of the run screen that shows more of the run than fits on it."""

    def __init__(self, screen: RunScreen) -> None:
        """Show what a screen is at."""
        self._screen = screen

    def do_why(self) -> None:
        """Explain the selection, or another sample that is looked at, from the round or match under the cursor on."""
        from engine.projections.lineage import why  # a third of the run screen's start, with the next
        from tui.screens.why import WhyScreen
        from tui.surfaces.sides import RULES

        screen, board, looking = self._screen, self._screen.board, self._screen.looking
        at, about = "", None
        if looking.view == "bracket" and looking.focus.match:
            at = looking.match
        elif not looking.follows and (sample := looking.sample):
            at = f"{sample.name}r{looking.round.number}" if looking.round else sample.name
            selected = board.selection.revision.sample if board.selection else None
            about = None if sample.number == selected else sample.number
        try:
            explanation = why(board, about, screen.problem)
        except SStarError as error:
            screen.say(str(error))
            return
        journal, rules = screen.session.directory.journal, screen.problem.output_rules if screen.problem else RULES
        screen.app.push_screen(WhyScreen(explanation, screen.look, at=at, go=looking.go, journal=journal, rules=rules))

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
        text = self._screen.board.text(current.revision.text)
        self._screen.beside(partial(self._copy, text), "copy")

    async def _copy(self, text: str) -> None:
        from tui.screens.copying import copied  # not needed before somebody copies

        self._screen.say(await copied(self._screen.app, text, "the program"))

    def exports(self, screen: list[Export]) -> list[Export]:
        """What can be taken out of the run, with what can be taken of the screen."""
        from tui.exporting import program_export, report_exports, run_export  # templates, for this alone

        here, current = self._screen, self._screen.looking.round
        program = [program_export(here.board, current.revision)] if current and current.revision else []
        return [*program, *report_exports(here.session), *screen, run_export(here.session.directory)]
