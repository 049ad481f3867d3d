"""Compare strategies on one problem: the table as it fills, and from there each run."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from msgspec import structs

from engine.bench.campaign import failure
from engine.bench.tables import runs_table, seeds_table
from engine.errors import SStarError
from tui.actions import actions_at
from tui.screens.acting import ActingScreen, bindings
from tui.screens.methods import MethodPage, page_text
from tui.situation import Situation
from tui.surfaces import keyline, strategies
from tui.surfaces.text import Row, frame
from tui.surfaces.widget import Surface
from tui.surfaces.words import count

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from engine.bench.campaign import Group
    from engine.bench.report import Cell, Table
    from engine.projections.board import Board
    from tui.comparing import Comparison
    from tui.screens.methods import Explain
    from tui.session import Session
    from tui.surfaces.strategies import Compared
    from tui.surfaces.text import Line, Look

_LOOK_SECONDS = 1.0
_WAITS = "It has not begun: strategies are worked on one after the other, so that what one pays for is there for all."


class StrategiesScreen(ActingScreen):
    """A comparison; Enter opens the run of the strategy under the cursor."""

    PLACE = "strategies"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("strategies")]

    def __init__(
        self,
        comparison: Comparison,
        titles: Mapping[str, str],
        explain: Explain,
        show: Callable[[Session], None],
        look: Look,
    ) -> None:
        """Watch a comparison.

        Args:
            comparison: what is watched; it is started here if nobody works on it and something is left to do.
            titles: what each strategy does, in a line.
            explain: gives the page of one.
            show: opens the screen of a run.
            look: how things are drawn.
        """
        super().__init__()
        self._comparison = comparison
        self._titles = titles
        self._explain = explain
        self._open = show
        self._look = look
        self._compared: Compared | None = None
        self._groups: list[Group] = []
        self._seed = 0
        """Which of the views is shown: with several seeds 0 is all together, and then one a seed."""
        self._working = False

    def compose(self) -> ComposeResult:
        """One surface."""
        yield Surface(self._paint)

    def on_mount(self) -> None:
        """Have it worked on, and look at it again and again."""
        self.query_one(Surface).focus()
        self._begin()
        self.set_interval(_LOOK_SECONDS, self._look_again)

    def situation(self) -> Situation:
        """Stopping is for what is under way, going on for what is not."""
        return Situation(live=self._working, seeds=len(self._comparison.plan.seeds))

    # ---------------------------------------------------------------- what can be done

    def do_next(self) -> None:
        """The strategy below."""
        self._move(1)

    def do_previous(self) -> None:
        """The strategy above."""
        self._move(-1)

    def do_open_strategy(self) -> None:
        """Open the run of the strategy under the cursor."""
        if self._compared is None:
            return
        seed = self._shown_seed
        if seed is None:
            self.say("these are all seeds together: ] goes to one, and Enter there opens its run")
            return
        try:
            self._open(self._comparison.session(self._comparison.plan.strategies[self._compared.at], seed))
        except SStarError as error:
            self.say(str(error))

    def do_method(self) -> None:
        """Show the page of the strategy under the cursor."""
        if self._compared is not None:
            name = self._comparison.plan.strategies[self._compared.at]
            self.app.push_screen(MethodPage(page_text(self._explain, name)))

    def do_next_seed(self) -> None:
        """The table of the next seed."""
        self._turn(1)

    def do_previous_seed(self) -> None:
        """The table of the seed before."""
        self._turn(-1)

    def do_stop_comparing(self) -> None:
        """Stop; what is finished is kept."""
        self.say("stopping: what is finished is kept" if self._comparison.stop() else "another program works on it")

    def do_go_on(self) -> None:
        """Go on where it was left."""
        self._begin()

    def do_leave_comparison(self) -> None:
        """Back to where it was begun; it goes on."""
        if self._working:
            self.app.notify("The comparison goes on. The same strategies on this problem show it again.")
        self.dismiss()

    def do_quit(self) -> None:
        """Leave the application; the comparison goes on."""
        self.app.exit()

    def on_surface_scrolled(self, event: Surface.Scrolled) -> None:
        """The wheel moves the cursor."""
        self._move(event.delta)

    @property
    def _shown_seed(self) -> int | None:
        """The seed whose table is shown; None for all together."""
        seeds = self._comparison.plan.seeds
        if len(seeds) == 1:
            return seeds[0]
        return seeds[self._seed - 1] if self._seed else None

    def _turn(self, by: int) -> None:
        self._seed = (self._seed + by) % (len(self._comparison.plan.seeds) + 1)
        if self._groups:
            self._compared = self._told(self._groups)
        self.redraw()

    def _move(self, by: int) -> None:
        if self._compared:
            last = len(self._comparison.plan.strategies) - 1
            self._compared = replace(self._compared, at=max(0, min(last, self._compared.at + by)))
            self.redraw()

    # ---------------------------------------------------------------- looking

    def _begin(self) -> None:
        try:
            self._comparison.start()
        except SStarError as error:
            self.say(str(error))
        self._look_again()

    def _look_again(self) -> None:
        if self.seen or self._compared is None:
            self.beside(self._read, "look")

    async def _read(self) -> None:
        """Off the loop: journals are megabytes."""
        try:
            self._groups, self._working = await asyncio.to_thread(
                lambda: (self._comparison.look(), self._comparison.working)
            )
        except SStarError as error:
            self.say(str(error))
            return
        self._compared = self._told(self._groups)
        self.redraw()

    def _told(self, groups: Sequence[Group]) -> Compared:
        """The comparison in the words of the screen: with one seed, or with all."""
        names = self._comparison.plan.strategies
        seed = self._shown_seed
        states = [[self._state(group.boards.get(name)) for name in names] for group in groups]
        over = sum(state in {"done", "failed"} for row in states for state in row)
        every = len(names) * len(groups)
        words = "works" if self._working else "finished" if over == every else "stopped: u goes on"
        if seed is None:
            title, table = f"{len(groups)} seeds", seeds_table(groups, names)
            shown = [_together([row[at] for row in states]) for at in range(len(names))]
            details = [self._over_seeds(name, groups) for name in names]
        else:
            at = self._comparison.plan.seeds.index(seed)
            title, table, shown = f"seed {seed}", self._whole_table(groups[at]), states[at]
            details = [self._details(name, groups[at].boards.get(name)) for name in names]
        return strategies.Compared(
            f"on “{self._comparison.title}”, {title}",
            f"{over} of {every} done, {words}",
            table,
            tuple(shown),
            tuple(details),
            self._compared.at if self._compared else 0,
        )

    def _whole_table(self, group: Group) -> Table:
        """The table of a seed, with a row for each strategy that has not begun."""
        table = runs_table(group)
        known = {row[0]: row for row in table.rows}
        blank: tuple[Cell, ...] = (None,) * (len(table.columns) - 4)
        names = self._comparison.plan.strategies
        rows = [known.get(name, (name, "–", "not begun", "–", *blank)) for name in names]
        rows += [row for row in table.rows if row[0] not in names]
        return structs.replace(table, rows=tuple(rows))

    def _state(self, board: Board | None) -> str:
        if board is None:
            return "waits"
        if board.graded:
            return "done"
        over = board.finished or (board.stopped and board.stopped.failed)
        return "failed" if over and failure(board) else "works" if self._working else "waits"

    def _over_seeds(self, name: str, groups: Sequence[Group]) -> tuple[str, ...]:
        """What came of a strategy with each seed."""
        said = []
        for group in groups:
            board = group.boards.get(name)
            if board is None:
                said.append(f"Seed {group.seed}: not begun.")
            elif board.graded and board.selection:
                said.append(f"Seed {group.seed}: {board.selection.revision}, {board.graded.verdict}.")
            else:
                said.append(f"Seed {group.seed}: {failure(board) if board.finished else 'under way'}.")
        return (f"{self._titles.get(name, name)}.", self._comparison.failure or " ".join(said))

    def _details(self, name: str, board: Board | None) -> tuple[str, ...]:
        said = [f"{self._titles.get(name, name)}."]
        if board is None:
            return (*said, self._comparison.failure or _WAITS)
        if board.finished:
            said.append(f"{board.finished.status.capitalize()}: {board.finished.reason}.")
        elif not board.graded:
            calls = count(board.ledger.total.answers, "call")
            said.append(f"{count(len(board.samples), 'sample')} and {calls} so far.")
        if board.graded and board.graded.verdict != "AC":
            failed = board.graded.tests[-1].name if board.graded.tests else ""
            said.append(f"On the secret tests: {board.graded.verdict} on {failed}.")
        if board.stopped and board.stopped.failed:
            said.append(board.stopped.reason)
        return (*said, *(note.text for note in board.notes))

    # ---------------------------------------------------------------- drawing

    def _paint(self, width: int, height: int) -> list[Line]:
        keys = [
            (action.key, action.title, not action.why_not(self.situation()))
            for action in actions_at("strategies")
            if action.shown
        ]
        foot = keyline.paint(keys, self._said, width, 1, self._look)
        if self._compared is None:
            wait = Row(width, self._look).put(" Beginning", "dim").put(self._look.glyphs.ellipsis, "dim")
            return [*frame([wait.line()], height - 1), *foot]
        return [*strategies.paint(self._compared, width, height - 1, self._look), *foot]


def _together(states: Sequence[str]) -> str:
    """What is to be said of a strategy with several seeds."""
    if any(state == "works" for state in states):
        return "works"
    if all(state in {"done", "failed"} for state in states):
        return "failed" if "failed" in states else "done"
    return "waits"
