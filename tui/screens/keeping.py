"""What a person does with the runs that are listed at home: compare two, delete one, take one out, bring one in."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import SStarError

if TYPE_CHECKING:
    from tui.exporting import Export
    from tui.screens.home import HomeScreen


class Keeping:
    """The part of the home screen that keeps runs."""

    def __init__(self, screen: HomeScreen) -> None:
        """Keep what a screen lists."""
        self._screen = screen

    def do_compare_runs(self) -> None:
        """Mark the run under the cursor, or compare it with the marked one."""
        if self._screen.shown.run is None:
            self._screen.say("beside: go to a run first (tab)")
            return
        run, marked = self._screen.shown.run.id, self._screen.shown.marked
        if not marked or run == marked:
            self._screen.show(marked="" if marked else run)
            marks = "marked; b on another run holds the two side by side"
            self._screen.say("no run is marked any more" if marked else marks)
            return
        try:
            left, right = (self._screen.launcher.session(name) for name in (marked, run))
            boards = left.board(), right.board()
        except SStarError as error:
            self._screen.notify(str(error), title="Not compared", severity="error", timeout=15)
            return
        from tui.screens.runs import RunsScreen  # not needed before the first frame

        self._screen.show(marked="")
        self._screen.app.push_screen(RunsScreen(*boards, self._screen.look, left.problem()))

    def do_fork_run(self) -> None:
        """Start the run under the cursor by another method, on what it knows."""
        if self._screen.shown.run is None:
            self._screen.say("other method: go to a run first (tab)")
            return
        from tui.screens.forking import ask_for_fork  # not needed before the first frame

        launcher = self._screen.launcher
        try:
            directory = launcher.session(self._screen.shown.run.id).directory
        except SStarError as error:
            self._screen.say(str(error))
        else:
            ask_for_fork(self._screen.app, launcher, directory)

    def do_delete_run(self) -> None:
        """Ask whether the run under the cursor shall go."""
        if self._screen.shown.run is None:
            self._screen.say("delete: go to a run first (tab)")
            return
        from tui.screens.dialogs import Choice, Question  # not needed before the first frame

        run = self._screen.shown.run.id

        def answered(answer: str | None) -> None:
            if answer == "delete":
                self._delete(run)

        answers = [
            Choice("keep", "Keep", "nothing is deleted"),
            Choice("delete", "Delete", "its journal, its programs and its reports, for good"),
        ]
        self._screen.app.push_screen(Question(f"Delete {run}?", answers), answered)

    def _delete(self, run: str) -> None:
        try:
            self._screen.launcher.delete_run(run)
        except SStarError as error:
            self._screen.notify(str(error), title="Not deleted", severity="error", timeout=15)
        else:
            self._screen.say(f"{run} is deleted")
            self._screen.do_refresh()

    def exports(self) -> list[Export]:
        """The run under the cursor as one file, and its reports. Raises RunError when it is gone."""
        from tui.exporting import report_exports, run_export  # templates, for this alone

        if self._screen.shown.run is None:
            return []
        session = self._screen.launcher.session(self._screen.shown.run.id)
        return [run_export(session.directory), *report_exports(session)]

    def do_import_run(self) -> None:
        """Ask for a file that somebody exported, and list its run."""
        from tui.screens.dialogs import LineInput  # not needed before the first frame

        def taken(name: str | None) -> None:
            if name:
                self._screen.beside(partial(self._import, Path(name)), "import")

        self._screen.app.push_screen(LineInput("File of a run that was exported", "~/RUN.sstar.tar.gz"), taken)

    async def _import(self, file: Path) -> None:
        try:
            run = await asyncio.to_thread(self._screen.launcher.import_run, file)
        except SStarError as error:
            self._screen.notify(str(error), title="Not imported", severity="error", timeout=15)
            return
        await self._screen.read_runs(run)
        self._screen.say(f"{run} is imported; enter opens it")
