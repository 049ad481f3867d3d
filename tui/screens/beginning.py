"""What begins at home: runs, comparisons, problems of one's own; each after the question that it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import MissingKeyError, SStarError

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.problem.pasted import Pasted
    from tui.launcher import Choices, Wanted
    from tui.screens.home import HomeScreen

_USUAL = ("best-of-n", "majority-vote", "codet", "s-star")
"""Strategies that are compared unless a person says otherwise."""


class Beginning:
    """The part of the home screen that begins things."""

    def __init__(self, screen: HomeScreen) -> None:
        """Begin what a screen is at."""
        self._screen = screen

    def start(self) -> None:
        """Solve the problem under the cursor as is usual."""
        if problem := self._screen.shown.problem:
            self._solve(problem.name, self._screen.launcher.choices())

    def do_start_with(self) -> None:
        """Ask how to solve the problem under the cursor."""
        problem = self._screen.shown.problem
        if problem is None:
            self._screen.say("choices: go to a problem first (tab)")
            return
        from tui.screens.dialogs import StartDialog  # not needed before the first frame
        from tui.screens.methods import StrategyPicker

        def start(choices: Choices | None) -> None:
            if choices:
                self._launch(problem.name, choices)  # the dialog has said what it will cost

        launcher = self._screen.launcher

        def cost(choices: Choices) -> str:
            try:
                return f"Estimate: {launcher.estimate(problem.name, choices)[0]}"
            except SStarError as error:
                return str(error)

        def explain(strategy: str) -> StrategyPicker:
            return StrategyPicker(launcher.titles(), launcher.page, strategy)

        dialog = StartDialog(problem.title, launcher.choices(), *launcher.offered(), cost, explain)
        self._screen.app.push_screen(dialog, start)

    def do_compare_strategies(self) -> None:
        """Ask which strategies shall be compared on the problem under the cursor, and watch them."""
        problem = self._screen.shown.problem
        if problem is None:
            self._screen.say("compare: go to a problem first (tab)")
            return
        from tui.screens.methods import StrategiesPicker  # not needed before the first frame

        def taken(wanted: Wanted | None) -> None:
            if wanted:
                self._compare(problem.name, wanted)

        question = f"Compare on “{problem.title}”: which methods?"
        titles, explain = self._screen.launcher.titles(), self._screen.launcher.page
        self._screen.app.push_screen(StrategiesPicker(question, titles, explain, _USUAL, self._screen.look), taken)

    def _compare(self, problem: str, wanted: Wanted) -> None:
        """Begin a comparison, or go on with it, after a question if it may cost much."""
        try:
            comparison, estimate, question = self._screen.launcher.comparison(problem, wanted)
        except SStarError as error:
            self._screen.notify(str(error), title="Not started", severity="error", timeout=15)
            return

        def answered(answer: str | None) -> None:
            if answer == "start":
                from tui.screens.strategies import StrategiesScreen  # not needed before the first frame

                launcher = self._screen.launcher
                self._screen.app.push_screen(
                    StrategiesScreen(comparison, launcher.titles(), launcher.page, launcher.show, self._screen.look)
                )

        if not question:
            answered("start")
            return
        from tui.screens.dialogs import Choice, Question  # not needed before the first frame

        answers = [Choice("leave", "Leave", "nothing is started"), Choice("start", "Start", f"about {estimate}")]
        self._screen.app.push_screen(Question(question, answers), answered)

    def do_open_folder(self) -> None:
        """Ask for a package folder and solve it."""
        from tui.screens.dialogs import LineInput  # not needed before the first frame

        def start(folder: str | None) -> None:
            if folder:
                self._solve(folder, self._screen.launcher.choices())

        self._screen.app.push_screen(LineInput("Folder of a Kattis problem package", "~/problems/different"), start)

    def do_new_problem(self) -> None:
        """Ask for a problem of one's own."""
        self._ask_for_problem(None, "")

    def do_edit_problem(self) -> None:
        """Show the problem under the cursor, to be changed."""
        problem = self._screen.shown.problem
        name = problem.name if problem else ""
        if name not in self._screen.shown.own:
            self._screen.say("edit: this is for problems of your own; n makes one")
            return
        try:
            pasted = self._screen.launcher.pasted(name)
        except SStarError as error:
            self._screen.notify(str(error), title="Not opened", severity="error", timeout=15)
        else:
            self._ask_for_problem(pasted, name)

    def _ask_for_problem(self, pasted: Pasted | None, name: str) -> None:
        from tui.screens.problem_form import ProblemForm, Saved  # not needed before the first frame

        def save(made: Pasted, wanted: str) -> str:
            return self._screen.launcher.save_problem(made, wanted, changing=pasted is not None)

        def done(saved: Saved | None) -> None:
            if saved:
                self._screen.read_problems(saved.name)
                if saved.solve:
                    self._solve(saved.name, self._screen.launcher.choices())

        rehearsing = self._screen.launcher.choice.rehearsing
        form = ProblemForm(save, self._screen.launcher.languages(), pasted, name, rehearsing=rehearsing)
        self._screen.app.push_screen(form, done)

    def _solve(self, problem: str, choices: Choices) -> None:
        """Start a run, after a question if it may cost much."""
        try:
            estimate, question = self._screen.launcher.estimate(problem, choices)
        except SStarError as error:
            self._screen.notify(str(error), title="Not started", severity="error", timeout=15)
            return
        if not question:
            self._launch(problem, choices)
            return
        from tui.screens.dialogs import Choice, Question  # not needed before the first frame

        def answered(answer: str | None) -> None:
            if answer == "start":
                self._launch(problem, choices)

        answers = [Choice("leave", "Leave", "nothing is started"), Choice("start", "Start", f"about {estimate}")]
        self._screen.app.push_screen(Question(question, answers), answered)

    def _launch(self, problem: str, choices: Choices) -> None:
        try:
            self._screen.launcher.solve(problem, choices)
        except MissingKeyError as error:
            self._ask_for_key(error.provider, lambda: self._launch(problem, choices))
        except SStarError as error:
            self._screen.notify(str(error), title="Not started", severity="error", timeout=15)

    def _ask_for_key(self, provider: str, go_on: Callable[[], None]) -> None:
        """Ask for the key that is missing, and go on with what wanted it."""
        from tui.screens.models import KeyDialog  # not needed before the first frame

        def kept(place: str | None) -> None:
            if place:
                self._screen.notify(f"The key of {provider} is kept in {place}.")
                self._screen.read_notices()
                go_on()

        self._screen.app.push_screen(KeyDialog(provider, self._screen.launcher.store_key), kept)
