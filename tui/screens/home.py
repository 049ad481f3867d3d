"""Home: the lists of problems and runs, and a cursor that goes through both.

Its keys are served by two parts beside it: `Beginning` (what starts) and `Keeping` (what becomes of runs).
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from engine.errors import SStarError
from tui.screens.acting import ActingScreen, bindings
from tui.screens.beginning import Beginning
from tui.screens.keeping import Keeping
from tui.surfaces import home
from tui.surfaces.widget import Surface

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widgets import Input

    from tui.choosing import Seat
    from tui.exporting import Export
    from tui.launcher import Launcher
    from tui.surfaces.text import Line, Look

_REFRESH_SECONDS = 3.0
_SAID_SECONDS = 6.0


class HomeScreen(ActingScreen):
    """Problems and runs; Enter starts or opens."""

    PLACE = "home"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("home"),
        ("down,j", "move(1)", "next"),
        ("up,k", "move(-1)", "previous"),
    ]

    def __init__(self, launcher: Launcher, look: Look) -> None:
        """Show what the launcher knows."""
        super().__init__()
        self.launcher = launcher
        self.look = look
        self.shown = home.Home((), (), notices=(launcher.choice.words(),), loading=True)
        """What is listed, and where the cursor is."""
        self._beginning, self._keeping = Beginning(self), Keeping(self)
        self.parts = (self._beginning, self._keeping)

    def compose(self) -> ComposeResult:
        """One surface."""
        yield Surface(self._paint)

    def on_mount(self) -> None:
        """Read the runs now, and again as they change."""
        self.query_one(Surface).focus()
        self.do_refresh()
        self.set_interval(_REFRESH_SECONDS, self.do_refresh)
        self.call_after_refresh(self._welcome)  # to look for runs takes imports, and this frame a person waits for

    def _welcome(self) -> None:
        if self.launcher.first_time():
            self.do_tour()

    def on_screen_resume(self) -> None:
        """A run may have been added."""
        self.do_refresh()

    def say(self, text: str) -> None:
        """Show a text in the key line for some seconds."""
        self.show(said=text)
        self.set_timer(_SAID_SECONDS, lambda: self.show(said="") if self.shown.said == text else None)

    def action_move(self, by: int) -> None:
        """Move the cursor; past the end of one list it goes on in the other."""
        count = len(self._items())
        at = self.shown.at + by
        if at >= count and self.shown.side == "problems" and self.shown.runs:
            self.show(side="runs", at=0)
        elif at < 0 and self.shown.side == "runs":
            self.show(side="problems", at=len(self.shown.problems) - 1)
        else:
            self.show(at=max(0, min(at, count - 1)))

    def do_switch(self) -> None:
        """Go to the other list."""
        side: home.List = "runs" if self.shown.side == "problems" else "problems"
        if side == "runs" and not self.shown.runs:
            self.say("There is no run yet: Enter on a problem starts one")
        else:
            self.show(side=side, at=0)

    def do_start(self) -> None:
        """Solve the problem, or open the run, under the cursor."""
        if self.shown.run:
            self._open(self.shown.run.id)
        else:
            self._beginning.start()

    def exports(self) -> list[Export]:
        """The run under the cursor, and the screen."""
        try:
            return [*self._keeping.exports(), *super().exports()]
        except SStarError as error:  # somebody has deleted it
            self.say(str(error))
            return super().exports()

    def do_models(self) -> None:
        """Show who is asked in which role, to be changed."""
        from tui.choosing import offers  # not needed before the first frame
        from tui.screens.models import ModelPicker, ModelsDialog

        choice = self.launcher.choice

        def pick(seat: Seat) -> ModelPicker:
            return ModelPicker(seat, choice.recent(self.shown.runs), offers, self.launcher.store_key)

        def done(_: bool | None) -> None:
            self.read_notices()

        self.app.push_screen(ModelsDialog(choice, pick), done)

    def do_tour(self) -> None:
        """Show what this is, and remember that it was shown."""
        from tui.screens.tour import Tour  # not needed before the first frame

        self.app.push_screen(Tour(), lambda _: self.launcher.tour_was_seen())

    def do_filter_home(self) -> None:
        """Type a filter; Enter keeps it, Escape drops it."""
        from textual.widgets import Input  # not needed before the first frame

        line = Input(
            self.shown.filter,
            placeholder="show what has this in its name, title, strategy, model or state",
            id="filter",
        )
        self.mount(line)
        line.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what passes the filter as it is typed."""
        self.show(filter=event.value)
        if not self._items():
            self.show(side="runs" if self.shown.runs else "problems")
        self.show(at=max(0, min(self.shown.at, len(self._items()) - 1)))

    def on_input_submitted(self, _: Input.Submitted) -> None:
        """Keep the filter."""
        self._close_filter()

    def do_unfilter(self) -> None:
        """Show everything again."""
        self.show(filter="")
        self._close_filter()

    def _close_filter(self) -> None:
        self.query("#filter").remove()
        self.query_one(Surface).focus()

    def do_refresh(self) -> None:
        """Read the runs again."""
        if not self.seen:
            return  # what nobody sees can wait
        self.beside(self.read_runs, "runs")

    def on_surface_clicked(self, event: Surface.Clicked) -> None:
        """Move the cursor; a click on it opens, and one on a key does what the key does."""
        width, height = event.surface.size
        if event.row == height - 1:
            self.click_key(home.key_at(self.shown, width, event.column))
            return
        found = home.hit(self.shown, width, height, event.row, event.column)
        if found is None:
            return
        if found == (self.shown.side, self.shown.at):
            self.do_start()
        else:
            self.show(side=found[0], at=found[1])

    def on_surface_scrolled(self, event: Surface.Scrolled) -> None:
        """The wheel moves the cursor."""
        self.action_move(event.delta)

    def _open(self, run: str) -> None:
        try:
            self.launcher.open_run(run)
        except SStarError as error:
            self.notify(str(error), title="Not opened", severity="error", timeout=15)

    def read_notices(self) -> None:
        """Say anew which models are in use, and where their keys come from."""
        self.beside(self._read_notices, "notices")

    def read_problems(self, name: str) -> None:
        """List the problems anew; the cursor goes to the one of this name."""
        self.beside(partial(self._read_problems, name), "problems")

    async def read_runs(self, name: str = "") -> None:
        """List the runs anew; the cursor goes to the one of this name."""
        if not self.shown.all_problems:
            await self._read_problems()
            await self._read_notices()
        runs = await asyncio.to_thread(self.launcher.runs)
        self.show(all_runs=runs, loading=False)
        if name and (found := [at for at, run in enumerate(self.shown.runs) if run.id == name]):
            self.show(side="runs", at=found[0])
        side = self.shown.side if self.shown.runs else "problems"
        self.show(side=side, at=max(0, min(self.shown.at, len(self._items(side)) - 1)))

    async def _read_notices(self) -> None:
        self.show(notices=await asyncio.to_thread(self.launcher.notices))

    async def _read_problems(self, name: str = "") -> None:
        """Read the problems; the cursor goes to the one of this name."""
        problems = await asyncio.to_thread(self.launcher.problems)
        self.show(all_problems=problems, own=await asyncio.to_thread(self.launcher.own_problems))
        found = [at for at, problem in enumerate(self.shown.problems) if problem.name == name]
        if found:
            self.show(side="problems", at=found[0])

    def _items(self, side: home.List | None = None) -> tuple[object, ...]:
        return self.shown.runs if (side or self.shown.side) == "runs" else self.shown.problems

    def show(self, **changes: object) -> None:
        """Show something else, or look at something else."""
        self.shown = replace(self.shown, **changes)  # type: ignore[arg-type]
        for surface in self.query(Surface):  # none, when the application was left while something was read
            surface.invalidate()

    def _paint(self, width: int, height: int) -> list[Line]:
        return home.paint(self.shown, width, height, self.look)
