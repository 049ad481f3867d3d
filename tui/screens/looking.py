"""Where the run screen looks, and the keys that move: views, cursor, scrolling, sizes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, get_args

from tui.situation import View
from tui.surfaces import statement, tests, wall
from tui.surfaces.focus import BracketSize, Focus
from tui.surfaces.judged import talk_lines
from tui.surfaces.program import focused_round, focused_sample
from tui.surfaces.words import in_order

if TYPE_CHECKING:
    from engine.projections.board import Board
    from engine.projections.pieces import Round, Sample
    from tui.screens.run import RunScreen
    from tui.surfaces.bracket_layout import Direction

_SIZES: tuple[BracketSize, ...] = ("list", "tree", "boxes")


class Looking:
    """What is looked at of a run. It follows what happens until the person chooses something."""

    def __init__(self, screen: RunScreen) -> None:
        """Begin with the samples."""
        self._screen = screen
        self.focus = Focus()
        self.view: View = "samples"
        self.alone = False
        """Whether one view is shown alone where there is room for more."""
        self.follows = True
        """Whether the view goes where something happens."""

    @property
    def _board(self) -> Board:
        return self._screen.board

    @property
    def sample(self) -> Sample | None:
        """The sample under the cursor."""
        return focused_sample(self._board, self.focus)

    @property
    def round(self) -> Round | None:
        """The round that is shown."""
        return focused_round(self.sample, self.focus)

    @property
    def match(self) -> str:
        """Name of the match under the cursor, or of the one that the card shows."""
        from tui.surfaces import bracket_layout  # most of a run has no bracket yet

        return bracket_layout.chosen_match(self._board, self.focus.match)

    # ---------------------------------------------------------------- where to look

    def look_at(self, **changes: object) -> None:
        """Look somewhere else; from here on the person chooses."""
        self.follows = False
        self.focus = replace(self.focus, **changes)  # type: ignore[arg-type]
        self._screen.redraw()

    def look_at_sample(self, number: int) -> None:
        """Show a sample's latest round."""
        self.look_at(sample=number, round=None, test="", program_top=None, said_top=None)

    def look_at_match(self, name: str) -> None:
        """Show a match of the bracket."""
        self.show("bracket")
        self.look_at(match=name, card_top=0)

    def go(self, word: str, test: str = "") -> None:
        """Show what a word names: `M3` a match, `S04` a sample, `S04r1` a round, and in that a test."""
        sample, _, number = word.removeprefix("S").partition("r")
        if not word.startswith("S"):
            self.look_at_match(word)
        elif int(sample) in self._board.samples:
            self.show("sample")
            self.look_at_sample(int(sample))
            self.look_at(round=int(number) if number else None, test=test)
        else:
            self._screen.say(f"S{sample} is not there any more")

    def show(self, view: View) -> None:
        """Show a view."""
        self.view, self.follows = view, False
        self._screen.redraw()

    def show_next(self) -> None:
        """Show the view after this one, and after the last the first."""
        views: tuple[View, ...] = get_args(View)
        self.show(views[(views.index(self.view) + 1) % len(views)])

    def follow(self) -> None:
        """Go where something happens, unless the person has chosen."""
        if not self.follows:
            return
        if self._board.filtered and self.view == "samples":
            self.view = "bracket"
        if self._board.selection:
            chosen = self._board.selection.revision
            self.focus = replace(self.focus, sample=chosen.sample, round=chosen.round)
        elif debugged := self._debugged():
            tested = [made.number for made in debugged.rounds if made.tests]
            self.focus = replace(self.focus, sample=debugged.number, round=tested[-1] if tested else None)

    def _debugged(self) -> Sample | None:
        """A sample that is being debugged, where there is a failed test to see; the view stays until it is done."""
        debugged = {number: sample for number, sample in self._board.samples.items() if len(sample.rounds) > 1}
        at_work = [sample for sample in debugged.values() if sample.state in {"waiting", "streaming", "testing"}]
        here = debugged.get(self.focus.sample or 0)
        return here if here in at_work or not at_work else at_work[0]

    # ---------------------------------------------------------------- views

    def do_view_samples(self) -> None:
        """Show the samples."""
        self.show("samples")

    def do_view_sample(self) -> None:
        """Show one sample."""
        self.show("sample")

    def do_view_bracket(self) -> None:
        """Show the tournament."""
        self.show("bracket")

    def do_view_statement(self) -> None:
        """Show the problem."""
        self.show("statement")

    def do_open(self) -> None:
        """Look closer."""
        if self.view == "samples":
            self.show("sample")
        elif not self.alone:
            self.do_zoom_in()

    def do_back(self) -> None:
        """Leave what is open."""
        if self.focus.filter:
            self.look_at(filter="")
        elif self.alone:
            self.alone = False
            self._screen.redraw()
        elif self.view != "samples":
            self.show("samples")
        elif len(self._screen.app.screen_stack) > 2:  # below this screen lies the home screen, not the blank default
            self._screen.app.pop_screen()
        else:
            self._screen.say("back: nothing is open; q leaves")

    # ---------------------------------------------------------------- the cursor

    def do_down(self) -> None:
        """Next sample, match or line."""
        self._step(1)

    def do_up(self) -> None:
        """Previous sample, match or line."""
        self._step(-1)

    def _step(self, by: int) -> None:
        match self.view:
            case "samples" | "sample":
                numbers = [sample.number for sample in wall.visible(self._board, self.focus)]
                if numbers:
                    at = numbers.index(self.sample.number) if self.sample and self.sample.number in numbers else 0
                    self.look_at_sample(numbers[max(0, min(at + by, len(numbers) - 1))])
            case "bracket":
                self._go("down" if by > 0 else "up")
            case "statement":
                self.scroll(by)

    def do_right(self) -> None:
        """Next round, or the match that the winner goes to."""
        self._sideways("right", 1)

    def do_left(self) -> None:
        """Previous round, or the match that a side came from."""
        self._sideways("left", -1)

    def _sideways(self, direction: Direction, by: int) -> None:
        if self.view == "bracket":
            self._go(direction)
            return
        sample, current = self.sample, self.round
        if sample and current and sample.round(current.number + by):
            self.look_at(round=current.number + by, test="", program_top=None, said_top=None)

    def _go(self, direction: Direction) -> None:
        from tui.surfaces import bracket_layout  # most of a run has no bracket yet

        self.look_at(match=bracket_layout.move(self._board, self.focus.match, direction), card_top=0)

    def do_next_test(self) -> None:
        """Show the next test of the sample."""
        if self.round is None or not self.round.tests:
            self._screen.say("next test: this sample has no test result yet")
            return
        names = in_order(self.round, self._test_names())
        at = names.index(self.focus.test) + 1 if self.focus.test in names else 0
        self.look_at(test=names[at % len(names)], said_top=None)

    def _test_names(self) -> list[str]:
        problem = self._screen.problem
        return [test.name for test in problem.tests] if problem else []

    # ---------------------------------------------------------------- scrolling

    def do_page_down(self) -> None:
        """Scroll down."""
        self.scroll(max(1, self._screen.size.height // 2))

    def do_page_up(self) -> None:
        """Scroll up."""
        self.scroll(-max(1, self._screen.size.height // 2))

    def scroll(self, by: int) -> None:
        """Scroll what is shown by some lines."""
        size, problem = self._screen.size, self._screen.problem
        match self.view:
            case "statement":
                most = statement.line_count(problem, size.width, self._screen.look) if problem else 0
                top = max(0, min(self.focus.statement_top + by, most - size.height + 4))
                self.look_at(statement_top=max(0, top))
            case "bracket":
                self.look_at(card_top=max(0, min(self.focus.card_top + by, self._last_card_top())))
            case "samples" | "sample":
                self.look_at(program_top=max(0, (self.focus.program_top or 0) + by))

    def _last_card_top(self) -> int:
        from tui.surfaces import bracket  # most of a run has no bracket yet

        area = next(area for area in self._screen.areas() if area.pane == "bracket")
        return bracket.last_card_top(self._board, self.focus, area.width, area.height, self._screen.look)

    def do_said_later(self) -> None:
        """Scroll what program and interactor said down."""
        self._scroll_talk(1)

    def do_said_earlier(self) -> None:
        """Scroll what program and interactor said up."""
        self._scroll_talk(-1)

    def _scroll_talk(self, direction: int) -> None:
        most = talk_lines(tests.shown_transcript(self._board, self.focus, self._test_names())) - 1
        step = max(1, self._screen.size.height // 4)
        top = self.focus.said_top
        if top is None:  # folded, a long talk shows its beginning and its end: go on from where it breaks off
            top = most - step if direction < 0 else -step
        self.look_at(said_top=max(0, min(top + direction * step, most)))

    # ---------------------------------------------------------------- sizes

    def do_zoom_in(self) -> None:
        """Draw larger."""
        if self.view == "bracket" and self.alone:
            self._resize_bracket(1)
        self.alone = True
        self._screen.redraw()

    def do_zoom_out(self) -> None:
        """Draw smaller."""
        if self.alone:
            self.alone = False
            self._screen.redraw()
        elif self.view == "bracket":
            self._resize_bracket(-1)

    def _resize_bracket(self, by: int) -> None:
        from tui.surfaces import bracket  # most of a run has no bracket yet

        area = next(area for area in self._screen.areas() if area.pane == "bracket")
        size = bracket.size_for(self._board, self.focus, area.width, area.height)
        at = max(0, min(_SIZES.index(size) + by, len(_SIZES) - 1))
        self.look_at(bracket_size=_SIZES[at])

    def shift(self, by: int) -> None:
        """Show the bracket from another round on."""
        from tui.surfaces import bracket_layout  # most of a run has no bracket yet

        self.look_at(first_round=bracket_layout.shift(self._board, self.focus.first_round, by))

    def do_fit(self) -> None:
        """Fit the bracket and follow what happens."""
        self.follows, self.alone = True, False
        self.focus = Focus(filter=self.focus.filter, now=self.focus.now)
        self.follow()
        self._screen.redraw()
