"""Compare two revisions: programs, tests, and inputs on which they differ."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from engine.projections.comparison import Comparison, about_revision, compare
from tui.actions import actions_at
from tui.screens.acting import ActingScreen, bindings
from tui.surfaces import comparison, keyline
from tui.surfaces.text import Row, frame
from tui.surfaces.widget import Surface

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from engine.events.samples import RevisionId
    from engine.problem.model import OutputRules, Problem
    from engine.projections.board import Board
    from tui.exporting import Export
    from tui.surfaces.text import Line, Look


class CompareScreen(ActingScreen):
    """Two revisions of a run, or of two runs; each side can be changed for another."""

    PLACE = "compare"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("compare")]

    def __init__(
        self,
        board: Board,
        left: RevisionId,
        right: RevisionId,
        look: Look,
        problem: Problem | None = None,
        other: Board | None = None,
    ) -> None:
        """Compare two revisions that the board knows; the right one is of another run where that is given."""
        super().__init__()
        self._board, self._problem, self._look = board, problem, look
        self._right_board = other or board
        self._left, self._right = left, right
        self._focus = comparison.Focus()
        self._made: Comparison | None = None

    def compose(self) -> ComposeResult:
        """One surface."""
        yield Surface(self._paint)

    def on_mount(self) -> None:
        """Hear keys, and compare."""
        self.query_one(Surface).focus()
        self._begin()

    # ---------------------------------------------------------------- what is compared

    def _begin(self) -> None:
        self.beside(self._compare, "compare")

    async def _compare(self) -> None:
        """Off the loop: two programs of a megabyte take a while."""
        made = await asyncio.to_thread(compare, self._board, self._left, self._right, self._problem, self._right_board)
        self._made = made
        self._focus = replace(self._focus, top=0, input=0, test=0)
        self.redraw()

    @staticmethod
    def _other(board: Board, now: RevisionId, by: int) -> RevisionId:
        known = sorted(board.revisions)
        return known[(known.index(now) + by) % len(known)]

    def do_left_next(self) -> None:
        """Another one on the left."""
        self._left = self._other(self._board, self._left, 1)
        self._begin()

    def do_left_previous(self) -> None:
        """The one before on the left."""
        self._left = self._other(self._board, self._left, -1)
        self._begin()

    def do_right_next(self) -> None:
        """Another one on the right."""
        self._right = self._other(self._right_board, self._right, 1)
        self._begin()

    def do_right_previous(self) -> None:
        """The one before on the right."""
        self._right = self._other(self._right_board, self._right, -1)
        self._begin()

    def do_choose_left(self) -> None:
        """Choose the one on the left among all."""

        def taken(revision: RevisionId) -> None:
            self._left = revision

        self._choose("left", self._board, self._left, taken)

    def do_choose_right(self) -> None:
        """Choose the one on the right among all."""

        def taken(revision: RevisionId) -> None:
            self._right = revision

        self._choose("right", self._right_board, self._right, taken)

    def _choose(self, side: str, board: Board, now: RevisionId, take: Callable[[RevisionId], None]) -> None:
        from tui.screens.finding import FindingOne  # not needed before somebody chooses

        known = {str(item): item for item in sorted(board.revisions)}

        def answered(name: str | None) -> None:
            if name:
                take(known[name])
                self._begin()

        options = [(name, about_revision(board, item)) for name, item in known.items()]
        self.app.push_screen(FindingOne(f"Which program on the {side}?", options, str(now)), answered)

    def exports(self) -> list[Export]:
        """The comparison, and the screen."""
        from tui.exporting import lines_exports  # only who takes something needs it
        from tui.reports import comparison_lines

        if self._made is None:
            return super().exports()
        about = "a diff of the programs, the tests and inputs on which they differ"
        return [*lines_exports("diff", about, partial(comparison_lines, self._made), self._made), *super().exports()]

    def do_swap(self) -> None:
        """Left for right."""
        self._left, self._right = self._right, self._left
        self._board, self._right_board = self._right_board, self._board
        self._begin()

    # ---------------------------------------------------------------- what is looked at

    def do_part_program(self) -> None:
        """The programs."""
        self._look_at(part="program", top=0)

    def do_part_tests(self) -> None:
        """The tests."""
        self._look_at(part="tests")

    def do_part_inputs(self) -> None:
        """The inputs."""
        self._look_at(part="inputs")

    def do_next(self) -> None:
        """A line down, or the next test or input."""
        self._move(1)

    def do_previous(self) -> None:
        """A line up, or the input before."""
        self._move(-1)

    def do_next_page(self) -> None:
        """A page down."""
        self._move(max(1, self.size.height - 5))

    def do_previous_page(self) -> None:
        """A page up."""
        self._move(-max(1, self.size.height - 5))

    def do_unified(self) -> None:
        """Programs one below the other, or beside each other."""
        now = self._focus.unified
        narrow = self.size.width < comparison.SPLIT_FROM
        self._look_at(unified=not (narrow if now is None else now), top=0)

    def do_whole(self) -> None:
        """Show equal lines, or fold them."""
        self._look_at(whole=not self._focus.whole, top=0)

    def do_back_home(self) -> None:
        """Back to the run."""
        self.dismiss()

    def do_quit(self) -> None:
        """Leave as the run screen below does, which asks while an engine is at work."""
        below = self.app.screen_stack[-2]
        self.dismiss()
        if isinstance(below, ActingScreen):
            below.action_act("quit")

    def on_surface_clicked(self, event: Surface.Clicked) -> None:
        """Do what the key does that was clicked, or go to the part."""
        if event.row == event.surface.size.height - 1:
            self.click_key(keyline.hit(self._keys(), self._said, self.size.width, event.column))
        elif event.row == 1 and self._made and (part := comparison.hit(self._made, event.column)):
            self.action_act(f"part_{part}")

    def on_surface_scrolled(self, event: Surface.Scrolled) -> None:
        """The wheel scrolls."""
        self._move(3 * event.delta if self._focus.part == "program" else event.delta)

    def _move(self, by: int) -> None:
        if self._made is None:
            return
        if self._focus.part != "program":
            now = self._focus.test if self._focus.part == "tests" else self._focus.input
            last = comparison.count(self._made, self._focus.part) - 1
            chosen = max(0, min(last, now + by))
            self._look_at(**{"test" if self._focus.part == "tests" else "input": chosen})
            return
        rows = comparison.rows(self._made, self._focus, self.size.width, self._look)
        limit = max(0, rows - (self.size.height - 3))
        self._look_at(top=max(0, min(limit, self._focus.top + by)))

    def _look_at(self, **changes: object) -> None:
        self._focus = replace(self._focus, **changes)  # type: ignore[arg-type]
        self.redraw()

    # ---------------------------------------------------------------- drawing

    def _paint(self, width: int, height: int) -> list[Line]:
        foot = keyline.paint(self._keys(), self._said, width, 1, self._look)
        if self._made is None:
            wait = Row(width, self._look).put(" Comparing", "dim").put(self._look.glyphs.ellipsis, "dim")
            return [*frame([wait.line()], height - 1), *foot]
        return [*comparison.paint(self._made, self._focus, width, height - 1, self._look, self._rules()), *foot]

    @staticmethod
    def _keys() -> list[tuple[str, str, bool]]:
        return [(action.key, action.title, True) for action in actions_at("compare") if action.shown]

    def _rules(self) -> OutputRules | None:
        """How outputs are compared; None where a program of the package judges."""
        if self._board.judge:
            return None
        from engine.problem.model import OutputRules  # with the problem's reader, which no first frame waits for

        return self._problem.output_rules if self._problem else OutputRules()
