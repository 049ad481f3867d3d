"""Compare two runs: their choices, what came of them, and each sample in both."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from engine.projections.run_comparison import compare_runs
from tui.actions import actions_at
from tui.screens.acting import ActingScreen, bindings
from tui.surfaces import keyline, runs
from tui.surfaces.widget import Surface

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from engine.events.samples import RevisionId
    from engine.problem.model import Problem
    from engine.projections.board import Board
    from tui.exporting import Export
    from tui.surfaces.text import Line, Look


class RunsScreen(ActingScreen):
    """Two runs; Enter holds the programs of a sample against each other."""

    PLACE = "runs"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("runs")]

    def __init__(self, left: Board, right: Board, look: Look, problem: Problem | None = None) -> None:
        """Compare two runs as they stand now.

        Args:
            left: one run.
            right: the other.
            look: how things are drawn.
            problem: that both work on; brings the rules by which outputs are compared.
        """
        super().__init__()
        self._boards = left, right
        self._pair = compare_runs(left, right)
        self._problem, self._look = problem, look
        self._at = 0
        self._brackets: runs.Brackets | None = None
        """What is looked at of the tournaments, while they are shown."""

    def compose(self) -> ComposeResult:
        """One surface."""
        yield Surface(self._paint)

    def on_mount(self) -> None:
        """Hear keys."""
        self.query_one(Surface).focus()

    def do_next(self) -> None:
        """A sample down."""
        self._move(1)

    def do_previous(self) -> None:
        """A sample up."""
        self._move(-1)

    def do_part_samples(self) -> None:
        """Choices, outcomes and samples."""
        self._brackets = None
        self.redraw()

    def do_part_brackets(self) -> None:
        """The tournaments."""
        if any(board.bracket for board in self._boards):
            self._brackets = self._brackets or runs.Brackets()
            self.redraw()
        else:
            self.say("neither run has drawn a tournament")

    def do_other_side(self) -> None:
        """Move in the other run's tournament."""
        if self._brackets:
            self._brackets = self._brackets.turned()
            self.redraw()

    def do_pair_programs(self) -> None:
        """Hold the programs that speak for the sample in both runs against each other; of tournaments the selected."""
        if self._brackets:
            self.do_pair_selected()
            return
        number = self._pair.samples[self._at].number if self._pair.samples else 0
        best = [board.samples[number].best if number in board.samples else None for board in self._boards]
        self._compare(best[0], best[1], f"S{number:02d} has no program in both runs")

    def do_pair_selected(self) -> None:
        """Hold the selected programs against each other."""
        chosen = [board.selection.revision if board.selection else None for board in self._boards]
        self._compare(chosen[0], chosen[1], "not both runs have selected a program")

    def _compare(self, left: RevisionId | None, right: RevisionId | None, nothing: str) -> None:
        from tui.screens.compare import CompareScreen  # not needed before a pair is chosen

        if left is None or right is None:
            self.say(nothing)
            return
        one, other = self._boards
        self.app.push_screen(CompareScreen(one, left, right, self._look, self._problem, other))

    def exports(self) -> list[Export]:
        """The comparison, and the screen."""
        from tui.exporting import lines_exports  # only who takes something needs it
        from tui.reports import pair_lines

        about = "choices, outcomes, each sample in both, both tournaments"
        return [*lines_exports("runs", about, partial(pair_lines, self._pair), self._pair), *super().exports()]

    def do_back_home(self) -> None:
        """Back to the list of runs."""
        self.dismiss()

    def do_card_down(self) -> None:
        """Further lines of the match."""
        self._scroll(self.size.height // 4)

    def do_card_up(self) -> None:
        """Earlier lines of the match."""
        self._scroll(-(self.size.height // 4))

    def _scroll(self, by: int) -> None:
        if looked := self._brackets:
            last = runs.last_card_top(self._boards, looked, self.size.width, self.size.height - 1, self._look)
            self._brackets = looked.scrolled(max(0, min(looked.card_top + by, last)))
            self.redraw()
        else:
            self._move(by)

    def on_surface_scrolled(self, event: Surface.Scrolled) -> None:
        """The wheel moves the cursor, and of tournaments what is shown of the match."""
        self._scroll(event.delta)

    def on_surface_clicked(self, event: Surface.Clicked) -> None:
        """Look at what was clicked, or do what its key does."""
        width, height = event.surface.size
        if event.row == height - 1:
            self.click_key(keyline.hit(self._keys(), self._said, width, event.column))
        elif self._brackets is None:
            place = runs.hit(self._pair, self._at, height - 1, event.row)
            if place is not None:
                self._move(place - self._at)
        else:
            self._look_at_clicked(self._brackets, event, width, height - 1)

    def _look_at_clicked(self, looked: runs.Brackets, event: Surface.Clicked, width: int, height: int) -> None:
        found = runs.hit_bracket(self._boards, looked, width, height, self._look, event.row, event.column)
        if found is None:
            return
        side, match = found
        if match:
            self._brackets = looked.at(self._pair, side, match)
        elif side != looked.side:
            self._brackets = looked.turned()
        self.redraw()

    def _move(self, by: int) -> None:
        if self._brackets:
            self._brackets = self._brackets.moved(self._pair, by)
        else:
            self._at = max(0, min(self._at + by, len(self._pair.samples) - 1))
        self.redraw()

    def _paint(self, width: int, height: int) -> list[Line]:
        foot = keyline.paint(self._keys(), self._said, width, 1, self._look)
        if self._brackets:
            body = runs.paint_brackets(self._pair, self._boards, self._brackets, width, height - 1, self._look)
        else:
            body = runs.paint(self._pair, self._at, width, height - 1, self._look)
        return [*body, *foot]

    def _keys(self) -> list[tuple[str, str, bool]]:
        """What can be done; the other run's tournament is there only beside this one's."""
        shown = [action for action in actions_at("runs") if action.shown]
        return [(item.key, item.title, True) for item in shown if self._brackets or item.id != "other_side"]
