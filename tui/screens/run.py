"""The run screen: watches a run that is live, followed or replayed, and passes a person's acts on.

Its keys are served by four parts: `Looking` (where), `Showing` (what else there is to see), `Deciding` (a person's
decisions) and `Running` (the engine and the view itself).
"""

from __future__ import annotations

import gc
import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.widgets import Input

from engine.errors import JournalError, SStarError
from engine.projections.board import Board
from engine.projections.wording import doubted_test, sentence
from tui.arguments import Looked
from tui.connection import take_in
from tui.decisions import decision
from tui.screens.acting import ActingScreen, bindings
from tui.screens.deciding import Deciding
from tui.screens.looking import Looking
from tui.screens.running import Running
from tui.screens.showing import Showing
from tui.situation import Situation
from tui.surfaces import program, screen, timeline, wall
from tui.surfaces import tests as tests_pane
from tui.surfaces.widget import Surface

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from engine.problem.model import Problem
    from tui.actions import Action
    from tui.connection import ReplaySource, Source
    from tui.exporting import Export
    from tui.session import Session
    from tui.surfaces.layout import Area
    from tui.surfaces.text import Line, Look

_NOTICE_SECONDS = 15.0
_NEW_OBJECTS = 20_000
"""How many have to gather before the collector looks at them: those of about ten frames."""


class RunScreen(ActingScreen):
    """One run."""

    PLACE = "run"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("run")]

    def __init__(self, session: Session, look: Look, replay: ReplaySource | None = None) -> None:
        """Watch a run.

        Args:
            session: the run.
            look: how things are drawn.
            replay: play this instead of what the engine does.
        """
        super().__init__()
        self.board = Board()
        self.session = session
        self.look = look
        self.replay = replay
        """What is played; None for a run that is live or followed."""
        self.source: Source | None = None
        """What events come from; None when nothing more will come."""
        self._heard_bytes: int | None = None
        """Length of the journal when all of it had been heard; None while it is listened to."""
        self._package_problem = session.problem()
        self.looking = Looking(self)
        self.running = Running(self)
        self.deciding = Deciding(self)
        self.showing = Showing(self)
        self.parts = (self.looking, self.running, self.deciding, self.showing)

    # ---------------------------------------------------------------- life

    def compose(self) -> ComposeResult:
        """One surface, and a line for the filter that hides when it is not used."""
        yield Surface(self._paint)
        yield Input(placeholder="show samples whose id, state or verdict contains", id="filter")

    def on_mount(self) -> None:
        """Begin to listen."""
        self.query_one(Surface).focus()
        self.query_one("#filter").display = False
        self.listen()
        self.set_interval(1.0, self._tick)
        self.call_after_refresh(_settle)

    def on_unmount(self) -> None:
        """A screen that is closed pays no more attention; the run goes on."""
        if self.source:
            self.app.run_worker(self.source.close())

    def situation(self) -> Situation:
        """What decides which actions can be done now."""
        live = self.source is not None and self.source.live
        return Situation(self.board, live, self.replay is not None, self.looking.view)

    def deed(self, action: Action) -> Callable[[], None]:
        """A decision asks what it wants; the rest is done by a part of this screen."""
        made = decision(action.id)
        return partial(self.deciding.ask, made) if made else super().deed(action)

    def exports(self) -> list[Export]:
        """The program that is shown, the reports, the screen, the whole run."""
        return self.showing.exports(super().exports())

    def method_words(self) -> str:
        """What the strategy of this run does."""
        from engine import strategy_page  # strategies are needed for this alone
        from tui.screens.methods import method_words

        return method_words(strategy_page, self.board.started.strategy) if self.board.started else ""

    @property
    def problem(self) -> Problem | None:
        """The problem, with the tests that count as a person has changed them; None when its package is gone."""
        if self._package_problem is None or not self.board.overrides.standing:
            return self._package_problem
        from msgspec import structs  # only for runs in which somebody has decided something

        return structs.replace(self._package_problem, tests=self.board.overrides.tests(self._package_problem.tests))

    @property
    def looked(self) -> Looked:
        """What a decision is made from."""
        return Looked(self.board, self._package_problem, self.looking.focus)

    def listen(self) -> None:
        """Hear the engine that is at work, or what it left."""
        self.run_worker(self._pump(), group="pump", exclusive=True)

    async def _pump(self) -> None:
        """Take in what the source sends, a batch a frame, and draw what it changed."""
        self._heard_bytes = None
        source = None
        fault = ""
        try:
            source = self.source = self.replay or await self.session.live(self.board.seq)
            async for batch in source.batches():
                known, doubted = len(self.board.notes), dict(self.board.doubted)
                self.board = take_in(self.board, batch)
                said = [note.text for note in self.board.notes[known:]]
                new = self.board.doubted.items() - doubted.items()
                for text in [*said, *(sentence(doubted_test(name, why)) for name, why in new if why)]:
                    self.notify(text, title="Note", severity="warning", timeout=_NOTICE_SECONDS)
                self.looking.follow()
                self.redraw()
            await self.session.ended()
        except JournalError as error:
            fault = str(error)  # no engine could go on with it either
        except SStarError as error:
            fault = f"{error} Key u goes on."
        finally:
            if source:
                await source.close()
        self.source = None
        self._heard_bytes = self.session.journal_bytes()
        if not (fault or self.board.finished or self.board.stopped or self.replay):
            fault = f"{self.session.failure()} Key u goes on."
        if fault:
            self.notify(fault, title="The run", severity="error", timeout=30)
        self.redraw()

    def _tick(self) -> None:
        """Show how long all takes; hear an engine that somebody else has started at a run that was over."""
        if self._heard_bytes is not None and not self.replay and self.session.journal_bytes() > self._heard_bytes:
            self.listen()
        now = time.time() if self.replay is None and self.source and not self.board.finished else None
        self.looking.focus = replace(self.looking.focus, now=now)
        self.redraw()

    # ---------------------------------------------------------------- drawing

    def _scene(self) -> screen.Scene:
        played = None
        if self.replay:
            source = self.replay
            played = timeline.Replay(source.position, source.total, source.speed, not source.paused, source.marks)
        looking = self.looking
        return screen.Scene(
            self.board, looking.focus, self.situation(), self.problem, looking.alone, self._said, played
        )

    def _paint(self, width: int, height: int) -> list[Line]:
        return screen.paint(self._scene(), width, height, self.look)

    def areas(self) -> list[Area]:
        """Where the panes stand."""
        return screen.areas_of(self._scene(), self.size.width, self.size.height)

    # ---------------------------------------------------------------- the filter line

    def do_filter(self) -> None:
        """Ask for a filter."""
        self.looking.show("samples")
        line = self.query_one("#filter", Input)
        line.display = True
        line.value = self.looking.focus.filter
        line.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter while typing."""
        self.looking.look_at(filter=event.value)

    def on_input_submitted(self) -> None:
        """Keep the filter and go back to the surface."""
        self._close_filter()

    def _close_filter(self) -> None:
        self.query_one("#filter").display = False
        self.query_one(Surface).focus()

    def action_act(self, name: str) -> None:
        """Do an action; Escape in the filter line leaves it first."""
        if name == "back" and self.query_one("#filter").display:
            self._close_filter()
        super().action_act(name)

    # ---------------------------------------------------------------- mouse

    def on_surface_clicked(self, event: Surface.Clicked) -> None:
        """Look at what was clicked, or do what its key does."""
        scene, focus, (width, height) = self._scene(), self.looking.focus, event.surface.size
        tests = [test.name for test in self.problem.tests] if self.problem else []
        if event.row == height - 1:
            key = screen.key_at(scene, width, event.column)
            self.looking.show_next() if key == screen.VIEWS else self.click_key(key)
            return
        if scene.replay and self.replay and event.row == height - 2:
            if (seconds := timeline.hit(scene.replay, width, self.look, event.column)) is None:
                self.action_act("play")
            else:
                self.replay.go(seconds)
            return
        for area in self.areas():
            row, column = event.row - area.y, event.column - area.x
            if not (0 <= row < area.height and 0 <= column < area.width):
                continue
            if area.pane == "wall":
                number = wall.hit(self.board, focus, area.width, area.height, row, column)
                if number is not None:
                    self.looking.look_at_sample(number)
            elif area.pane == "program":
                number = program.hit(self.board, focus, area.width, area.height, self.look, row, column)
                if number is not None:
                    self.looking.look_at(round=number, test="", program_top=None, said_top=None)
            elif area.pane == "tests":
                if name := tests_pane.hit(self.board, focus, area.height, row, tests):
                    self.looking.look_at(test=name, said_top=None)
            elif area.pane == "bracket":
                from tui.surfaces import bracket  # most of a run has no bracket yet

                if name := bracket.hit(self.board, focus, area.width, area.height, self.look, row, column):
                    self.looking.look_at(match=name, card_top=0)

    def on_surface_scrolled(self, event: Surface.Scrolled) -> None:
        """The wheel scrolls."""
        self.looking.scroll(3 * event.delta)


def _settle() -> None:
    """Have the collector leave alone what start-up has made, and look less often at what streams.

    Else it goes through everything once a second, in which nothing is drawn for 30 ms and no key is heard.
    """
    if not gc.get_freeze_count():
        gc.collect()
        gc.freeze()
        gc.set_threshold(_NEW_OBJECTS)
