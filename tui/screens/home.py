"""Home: choose a problem or a run."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from engine.errors import MissingKeyError, SStarError
from tui.screens.acting import ActingScreen, bindings
from tui.surfaces import home
from tui.surfaces.widget import Surface

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widgets import Input

    from engine.problem.pasted import Pasted
    from tui.choosing import Seat
    from tui.launcher import Choices, Launcher, Wanted
    from tui.surfaces.text import Line, Look

_REFRESH_SECONDS = 3.0
_SAID_SECONDS = 6.0
_USUAL = ("best-of-n", "majority-vote", "codet", "s-star")
"""Strategies that are compared unless a person says otherwise."""


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
        self._launcher = launcher
        self._look = look
        self._home = home.Home((), (), notices=(launcher.choice.words(),), loading=True)

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
        if self._launcher.first_time():
            self.do_tour()

    def on_screen_resume(self) -> None:
        """A run may have been added."""
        self.do_refresh()

    def say(self, text: str) -> None:
        """Show a text in the key line for some seconds."""
        self._show(said=text)
        self.set_timer(_SAID_SECONDS, lambda: self._show(said="") if self._home.said == text else None)

    def action_move(self, by: int) -> None:
        """Move the cursor; past the end of one list it goes on in the other."""
        count = len(self._items())
        at = self._home.at + by
        if at >= count and self._home.side == "problems" and self._home.runs:
            self._show(side="runs", at=0)
        elif at < 0 and self._home.side == "runs":
            self._show(side="problems", at=len(self._home.problems) - 1)
        else:
            self._show(at=max(0, min(at, count - 1)))

    def do_switch(self) -> None:
        """Go to the other list."""
        side: home.List = "runs" if self._home.side == "problems" else "problems"
        if side == "runs" and not self._home.runs:
            self.say("There is no run yet: Enter on a problem starts one")
        else:
            self._show(side=side, at=0)

    def do_start(self) -> None:
        """Solve the problem, or open the run, under the cursor."""
        if self._home.side == "runs":
            self._open(self._home.runs[self._home.at].id)
        elif self._home.problems:
            self._solve(self._home.problems[self._home.at].name, self._launcher.choices())

    def do_start_with(self) -> None:
        """Ask how to solve the problem under the cursor."""
        if self._home.side != "problems" or not self._home.problems:
            self.say("choices: go to a problem first (tab)")
            return
        from tui.screens.dialogs import StartDialog  # not needed before the first frame
        from tui.screens.methods import StrategyPicker

        problem = self._home.problems[self._home.at]

        def start(choices: Choices | None) -> None:
            if choices:
                self._launch(problem.name, choices)  # the dialog has said what it will cost

        def cost(choices: Choices) -> str:
            try:
                return f"Estimate: {self._launcher.estimate(problem.name, choices)[0]}"
            except SStarError as error:
                return str(error)

        def explain(strategy: str) -> StrategyPicker:
            return StrategyPicker(self._launcher.titles(), self._launcher.page, strategy)

        self.app.push_screen(
            StartDialog(problem.title, self._launcher.choices(), *self._launcher.offered(), cost, explain), start
        )

    def do_compare_strategies(self) -> None:
        """Ask which strategies shall be compared on the problem under the cursor, and watch them."""
        if self._home.side != "problems" or not self._home.problems:
            self.say("compare: go to a problem first (tab)")
            return
        from tui.screens.methods import StrategiesPicker  # not needed before the first frame

        problem = self._home.problems[self._home.at]

        def taken(wanted: Wanted | None) -> None:
            if wanted:
                self._compare(problem.name, wanted)

        question = f"Compare on “{problem.title}”: which methods?"
        titles, explain = self._launcher.titles(), self._launcher.page
        self.app.push_screen(StrategiesPicker(question, titles, explain, _USUAL, self._look), taken)

    def _compare(self, problem: str, wanted: Wanted) -> None:
        """Begin a comparison, or go on with it, after a question if it may cost much."""
        try:
            comparison, estimate, question = self._launcher.comparison(problem, wanted)
        except SStarError as error:
            self.notify(str(error), title="Not started", severity="error", timeout=15)
            return

        def answered(answer: str | None) -> None:
            if answer == "start":
                from tui.screens.strategies import StrategiesScreen  # not needed before the first frame

                self.app.push_screen(
                    StrategiesScreen(
                        comparison, self._launcher.titles(), self._launcher.page, self._launcher.show, self._look
                    )
                )

        if not question:
            answered("start")
            return
        from tui.screens.dialogs import Choice, Question  # not needed before the first frame

        answers = [Choice("leave", "Leave", "nothing is started"), Choice("start", "Start", f"about {estimate}")]
        self.app.push_screen(Question(question, answers), answered)

    def do_models(self) -> None:
        """Show who is asked in which role, to be changed."""
        from tui.choosing import offers  # not needed before the first frame
        from tui.screens.models import ModelPicker, ModelsDialog

        choice = self._launcher.choice

        def pick(seat: Seat) -> ModelPicker:
            return ModelPicker(seat, choice.recent(self._home.runs), offers, self._launcher.store_key)

        def done(_: bool | None) -> None:
            self.run_worker(self._read_notices(), group="notices", exclusive=True)

        self.app.push_screen(ModelsDialog(choice, pick), done)

    def do_open_folder(self) -> None:
        """Ask for a package folder and solve it."""
        from tui.screens.dialogs import LineInput  # not needed before the first frame

        def start(folder: str | None) -> None:
            if folder:
                self._solve(folder, self._launcher.choices())

        self.app.push_screen(LineInput("Folder of a Kattis problem package", "~/problems/different"), start)

    def do_new_problem(self) -> None:
        """Ask for a problem of one's own."""
        self._ask_for_problem(None, "")

    def do_edit_problem(self) -> None:
        """Show the problem under the cursor, to be changed."""
        name = self._home.problems[self._home.at].name if self._home.side == "problems" and self._home.problems else ""
        if name not in self._home.own:
            self.say("edit: this is for problems of your own; n makes one")
            return
        try:
            pasted = self._launcher.pasted(name)
        except SStarError as error:
            self.notify(str(error), title="Not opened", severity="error", timeout=15)
        else:
            self._ask_for_problem(pasted, name)

    def _ask_for_problem(self, pasted: Pasted | None, name: str) -> None:
        from tui.screens.problem_form import ProblemForm, Saved  # not needed before the first frame

        def save(made: Pasted, wanted: str) -> str:
            return self._launcher.save_problem(made, wanted, changing=pasted is not None)

        def done(saved: Saved | None) -> None:
            if saved:
                self.beside(partial(self._read_problems, saved.name), "problems")
                if saved.solve:
                    self._solve(saved.name, self._launcher.choices())

        rehearsing = self._launcher.choice.rehearsing
        form = ProblemForm(save, self._launcher.languages(), pasted, name, rehearsing=rehearsing)
        self.app.push_screen(form, done)

    def do_tour(self) -> None:
        """Show what this is, and remember that it was shown."""
        from tui.screens.tour import Tour  # not needed before the first frame

        self.app.push_screen(Tour(), lambda _: self._launcher.tour_was_seen())

    def do_compare_runs(self) -> None:
        """Mark the run under the cursor, or compare it with the marked one."""
        if self._home.side != "runs" or not self._home.runs:
            self.say("beside: go to a run first (tab)")
            return
        run, marked = self._home.runs[self._home.at].id, self._home.marked
        if not marked or run == marked:
            self._show(marked="" if marked else run)
            self.say("no run is marked any more" if marked else "marked; b on another run holds the two side by side")
            return
        try:
            left, right = (self._launcher.session(name) for name in (marked, run))
            boards = left.board(), right.board()
        except SStarError as error:
            self.notify(str(error), title="Not compared", severity="error", timeout=15)
            return
        from tui.screens.runs import RunsScreen  # not needed before the first frame

        self._show(marked="")
        self.app.push_screen(RunsScreen(*boards, self._look, left.problem()))

    def do_delete_run(self) -> None:
        """Ask whether the run under the cursor shall go."""
        if self._home.side != "runs" or not self._home.runs:
            self.say("delete: go to a run first (tab)")
            return
        from tui.screens.dialogs import Choice, Question  # not needed before the first frame

        run = self._home.runs[self._home.at].id

        def answered(answer: str | None) -> None:
            if answer == "delete":
                self._delete(run)

        answers = [
            Choice("keep", "Keep", "nothing is deleted"),
            Choice("delete", "Delete", "its journal, its programs and its reports, for good"),
        ]
        self.app.push_screen(Question(f"Delete {run}?", answers), answered)

    def _delete(self, run: str) -> None:
        try:
            self._launcher.delete_run(run)
        except SStarError as error:
            self.notify(str(error), title="Not deleted", severity="error", timeout=15)
        else:
            self.say(f"{run} is deleted")
            self.do_refresh()

    def do_filter_home(self) -> None:
        """Type a filter; Enter keeps it, Escape drops it."""
        from textual.widgets import Input  # not needed before the first frame

        line = Input(
            self._home.filter,
            placeholder="show what has this in its name, title, strategy, model or state",
            id="filter",
        )
        self.mount(line)
        line.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what passes the filter as it is typed."""
        self._show(filter=event.value)
        if not self._items():
            self._show(side="runs" if self._home.runs else "problems")
        self._show(at=max(0, min(self._home.at, len(self._items()) - 1)))

    def on_input_submitted(self, _: Input.Submitted) -> None:
        """Keep the filter."""
        self._close_filter()

    def do_unfilter(self) -> None:
        """Show everything again."""
        self._show(filter="")
        self._close_filter()

    def _close_filter(self) -> None:
        self.query("#filter").remove()
        self.query_one(Surface).focus()

    def do_refresh(self) -> None:
        """Read the runs again."""
        if not self.is_current:
            return  # what nobody sees can wait
        self.beside(self._read_runs, "runs")

    def on_surface_clicked(self, event: Surface.Clicked) -> None:
        """Move the cursor; a click on it opens, and one on a key does what the key does."""
        width, height = event.surface.size
        if event.row == height - 1:
            self.click_key(home.key_at(self._home, width, event.column))
            return
        found = home.hit(self._home, width, height, event.row, event.column)
        if found is None:
            return
        if found == (self._home.side, self._home.at):
            self.do_start()
        else:
            self._show(side=found[0], at=found[1])

    def on_surface_scrolled(self, event: Surface.Scrolled) -> None:
        """The wheel moves the cursor."""
        self.action_move(event.delta)

    def _solve(self, problem: str, choices: Choices) -> None:
        """Start a run, after a question if it may cost much."""
        try:
            estimate, question = self._launcher.estimate(problem, choices)
        except SStarError as error:
            self.notify(str(error), title="Not started", severity="error", timeout=15)
            return
        if not question:
            self._launch(problem, choices)
            return
        from tui.screens.dialogs import Choice, Question  # not needed before the first frame

        def answered(answer: str | None) -> None:
            if answer == "start":
                self._launch(problem, choices)

        answers = [Choice("leave", "Leave", "nothing is started"), Choice("start", "Start", f"about {estimate}")]
        self.app.push_screen(Question(question, answers), answered)

    def _launch(self, problem: str, choices: Choices) -> None:
        try:
            self._launcher.solve(problem, choices)
        except MissingKeyError as error:
            self._ask_for_key(error.provider, lambda: self._launch(problem, choices))
        except SStarError as error:
            self.notify(str(error), title="Not started", severity="error", timeout=15)

    def _ask_for_key(self, provider: str, go_on: Callable[[], None]) -> None:
        """Ask for the key that is missing, and go on with what wanted it."""
        from tui.screens.models import KeyDialog  # not needed before the first frame

        def kept(place: str | None) -> None:
            if place:
                self.notify(f"The key of {provider} is kept in {place}.")
                self.run_worker(self._read_notices(), group="notices", exclusive=True)
                go_on()

        self.app.push_screen(KeyDialog(provider, self._launcher.store_key), kept)

    def _open(self, run: str) -> None:
        try:
            self._launcher.open_run(run)
        except SStarError as error:
            self.notify(str(error), title="Not opened", severity="error", timeout=15)

    async def _read_runs(self) -> None:
        if not self._home.all_problems:
            await self._read_problems()
            await self._read_notices()
        runs = await asyncio.to_thread(self._launcher.runs)
        self._show(all_runs=runs, loading=False)
        side = self._home.side if self._home.runs else "problems"
        self._show(side=side, at=max(0, min(self._home.at, len(self._items(side)) - 1)))

    async def _read_notices(self) -> None:
        self._show(notices=await asyncio.to_thread(self._launcher.notices))

    async def _read_problems(self, name: str = "") -> None:
        """Read the problems; the cursor goes to the one of this name."""
        problems = await asyncio.to_thread(self._launcher.problems)
        self._show(all_problems=problems, own=await asyncio.to_thread(self._launcher.own_problems))
        found = [at for at, problem in enumerate(self._home.problems) if problem.name == name]
        if found:
            self._show(side="problems", at=found[0])

    def _items(self, side: home.List | None = None) -> tuple[object, ...]:
        return self._home.runs if (side or self._home.side) == "runs" else self._home.problems

    def _show(self, **changes: object) -> None:
        self._home = replace(self._home, **changes)  # type: ignore[arg-type]
        for surface in self.query(Surface):  # none, when the application was left while something was read
            surface.invalidate()

    def _paint(self, width: int, height: int) -> list[Line]:
        return home.paint(self._home, width, height, self._look)
