"""The run screen: watches a run that is live, followed or replayed, and passes a person's acts on."""

from __future__ import annotations

import asyncio
import gc
import time
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.widgets import Input

from engine.errors import SStarError
from engine.events.commands import Refused
from engine.projections.board import Board
from tui.actions import Situation, View
from tui.connection import take_in
from tui.screens.acting import bindings
from tui.screens.deciding import DecidingScreen, shown_problem
from tui.surfaces import screen, statement, tests, timeline, wall
from tui.surfaces.focus import BracketSize, Focus
from tui.surfaces.judged import talk_lines
from tui.surfaces.program import focused_round, focused_sample
from tui.surfaces.widget import Surface
from tui.surfaces.words import in_order

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from engine.events.commands import Act
    from engine.problem.model import Problem
    from engine.projections.pieces import Sample
    from tui.connection import ReplaySource, Source
    from tui.session import Session
    from tui.surfaces.bracket_layout import Direction
    from tui.surfaces.layout import Area
    from tui.surfaces.text import Line, Look

_SAID_SECONDS = 5.0
_NOTICE_SECONDS = 15.0
_NEW_OBJECTS = 20_000
"""How many have to gather before the collector looks at them: those of about ten frames."""
_SIZES: tuple[BracketSize, ...] = ("list", "tree", "boxes")


class RunScreen(DecidingScreen):
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
        self._session = session
        self._look = look
        self.replay = replay
        """What is played; None for a run that is live or followed."""
        self._source: Source | None = None
        self._package_problem = session.problem(session.board())
        self._focus = Focus()
        self._view: View = "samples"
        self._alone = False
        self._follows = True
        """Whether the view goes where something happens; ends when the person chooses."""
        self._said = ""

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
        if self._source:
            self.app.run_worker(self._source.close())

    def situation(self) -> Situation:
        """What decides which actions can be done now."""
        live = self._source is not None and self._source.live
        return Situation(self.board, live, self.replay is not None, self._view)

    def say(self, text: str) -> None:
        """Show a text in the key line for some seconds."""
        self._said = text
        self._redraw()
        self.set_timer(_SAID_SECONDS, lambda: self._unsay(text))

    def _unsay(self, text: str) -> None:
        if self._said == text:
            self._said = ""
            self._redraw()

    @property
    def problem(self) -> Problem | None:
        """The problem, with the tests that count; None when its package is gone."""
        return shown_problem(self._package_problem, self.board)

    def look_at_match(self, name: str) -> None:
        """Show a match of the bracket."""
        self._show("bracket")
        self._look_at(match=name, card_top=0)

    def focused_match(self) -> str:
        """The match under the cursor, or the one that the card shows."""
        from tui.surfaces import bracket_layout  # most of a run has no bracket yet

        return bracket_layout.chosen_match(self.board, self._focus.match)

    def listen(self) -> None:
        """Hear the engine that is at work, or what it left."""
        self.run_worker(self._pump(), group="pump", exclusive=True)

    async def _pump(self) -> None:
        """Take in what the source sends, a batch a frame, and draw what it changed."""
        source = None
        try:
            source = self._source = self.replay or await self._session.live(self.board.seq)
            async for batch in source.batches():
                known = len(self.board.notices)
                self.board = take_in(self.board, batch)
                for text in self.board.notices[known:]:
                    self.notify(text, title="Note", severity="warning", timeout=_NOTICE_SECONDS)
                self._follow()
                self._redraw()
            await self._session.ended()
        except SStarError as error:
            self.notify(str(error), title="The engine", severity="error", timeout=30)
        finally:
            if source:
                await source.close()
        self._source = None
        if not (self.board.finished or self.board.stopped or self.replay):
            self.notify(f"{self._session.failure()} Key u goes on.", severity="error", timeout=30)
        self._redraw()

    def _follow(self) -> None:
        if not self._follows:
            return
        if self.board.filtered and self._view == "samples":
            self._view = "bracket"
        if self.board.selection:
            chosen = self.board.selection.revision
            self._focus = replace(self._focus, sample=chosen.sample, round=chosen.round)
        elif debugged := self._debugged():
            tested = [made.number for made in debugged.rounds if made.tests]
            self._focus = replace(self._focus, sample=debugged.number, round=tested[-1] if tested else None)

    def _debugged(self) -> Sample | None:
        """A sample that is being debugged, where there is a failed test to see; the view stays until it is done."""
        debugged = {number: sample for number, sample in self.board.samples.items() if len(sample.rounds) > 1}
        at_work = [sample for sample in debugged.values() if sample.state in {"waiting", "streaming", "testing"}]
        here = debugged.get(self._focus.sample or 0)
        return here if here in at_work or not at_work else at_work[0]

    def _tick(self) -> None:
        if self.replay is None and self._source and not self.board.finished:
            self._focus = replace(self._focus, now=time.time())
        else:
            self._focus = replace(self._focus, now=None)
        self._redraw()

    # ---------------------------------------------------------------- drawing

    def _scene(self) -> screen.Scene:
        played = None
        if self.replay:
            source = self.replay
            played = timeline.Replay(source.position, source.total, source.speed, not source.paused, source.marks)
        situation = self.situation()
        return screen.Scene(self.board, self._focus, situation, self.problem, self._alone, self._said, played)

    def _paint(self, width: int, height: int) -> list[Line]:
        return screen.paint(self._scene(), width, height, self._look)

    def _redraw(self) -> None:
        if self.is_mounted and self.is_current:
            self.query_one(Surface).invalidate()

    def _look_at(self, **changes: object) -> None:
        self._follows = False
        self._focus = replace(self._focus, **changes)  # type: ignore[arg-type]
        self._redraw()

    # ---------------------------------------------------------------- views and cursor

    def do_view_samples(self) -> None:
        """Show the samples."""
        self._show("samples")

    def do_view_sample(self) -> None:
        """Show one sample."""
        self._show("sample")

    def do_view_bracket(self) -> None:
        """Show the tournament."""
        self._show("bracket")

    def do_view_statement(self) -> None:
        """Show the problem."""
        self._show("statement")

    def _show(self, view: View) -> None:
        self._view, self._follows = view, False
        self._redraw()

    def do_down(self) -> None:
        """Next sample, match or line."""
        self._step(1)

    def do_up(self) -> None:
        """Previous sample, match or line."""
        self._step(-1)

    def _step(self, by: int) -> None:
        match self._view:
            case "samples" | "sample":
                numbers = [sample.number for sample in wall.visible(self.board, self._focus)]
                if numbers:
                    sample = focused_sample(self.board, self._focus)
                    at = numbers.index(sample.number) if sample and sample.number in numbers else 0
                    self._look_at_sample(numbers[max(0, min(at + by, len(numbers) - 1))])
            case "bracket":
                self._go("down" if by > 0 else "up")
            case "statement":
                self._scroll(by)

    def _look_at_sample(self, number: int) -> None:
        self._look_at(sample=number, round=None, test="", program_top=None, said_top=None)

    def do_right(self) -> None:
        """Next round, or the match that the winner goes to."""
        self._sideways("right", 1)

    def do_left(self) -> None:
        """Previous round, or the match that a side came from."""
        self._sideways("left", -1)

    def _sideways(self, direction: Direction, by: int) -> None:
        if self._view == "bracket":
            self._go(direction)
            return
        sample = focused_sample(self.board, self._focus)
        current = focused_round(sample, self._focus)
        if sample and current and sample.round(current.number + by):
            self._look_at(round=current.number + by, test="", program_top=None, said_top=None)

    def _go(self, direction: Direction) -> None:
        from tui.surfaces import bracket_layout  # most of a run has no bracket yet

        self._look_at(match=bracket_layout.move(self.board, self._focus.match, direction), card_top=0)

    def do_page_down(self) -> None:
        """Scroll down."""
        self._scroll(max(1, self.size.height // 2))

    def do_page_up(self) -> None:
        """Scroll up."""
        self._scroll(-max(1, self.size.height // 2))

    def _scroll(self, by: int) -> None:
        match self._view:
            case "statement":
                most = statement.line_count(self.problem, self.size.width, self._look) if self.problem else 0
                top = max(0, min(self._focus.statement_top + by, most - self.size.height + 4))
                self._look_at(statement_top=max(0, top))
            case "bracket":
                self._look_at(card_top=max(0, self._focus.card_top + by))
            case "samples" | "sample":
                self._look_at(program_top=max(0, (self._focus.program_top or 0) + by))

    def do_said_later(self) -> None:
        """Scroll what program and interactor said down."""
        self._scroll_talk(1)

    def do_said_earlier(self) -> None:
        """Scroll what program and interactor said up."""
        self._scroll_talk(-1)

    def _scroll_talk(self, direction: int) -> None:
        names = [test.name for test in self.problem.tests] if self.problem else []
        most = talk_lines(tests.shown_transcript(self.board, self._focus, names)) - 1
        step = max(1, self.size.height // 4)
        top = self._focus.said_top
        if top is None:  # folded, a long talk shows its beginning and its end: go on from where it breaks off
            top = most - step if direction < 0 else -step
        self._look_at(said_top=max(0, min(top + direction * step, most)))

    def do_test(self) -> None:
        """Show the next test of the sample."""
        current = focused_round(focused_sample(self.board, self._focus), self._focus)
        if current is None or not current.tests:
            self.say("next test: this sample has no test result yet")
            return
        names = in_order(current, [test.name for test in self.problem.tests] if self.problem else ())
        at = names.index(self._focus.test) + 1 if self._focus.test in names else 0
        self._look_at(test=names[at % len(names)], said_top=None)

    def do_open(self) -> None:
        """Look closer."""
        if self._view == "samples":
            self._show("sample")
        elif not self._alone:
            self.do_zoom_in()

    def do_back(self) -> None:
        """Leave what is open."""
        if self._focus.filter:
            self._look_at(filter="")
        elif self._alone:
            self._alone = False
            self._redraw()
        elif self._view != "samples":
            self._show("samples")
        elif len(self.app.screen_stack) > 2:  # below this screen lies the home screen, not the blank default
            self.app.pop_screen()
        else:
            self.say("back: nothing is open; q leaves")

    def do_zoom_in(self) -> None:
        """Draw larger."""
        if self._view == "bracket" and self._alone:
            self._resize_bracket(1)
        self._alone = True
        self._redraw()

    def do_zoom_out(self) -> None:
        """Draw smaller."""
        if self._alone:
            self._alone = False
            self._redraw()
        elif self._view == "bracket":
            self._resize_bracket(-1)

    def _resize_bracket(self, by: int) -> None:
        from tui.surfaces import bracket  # most of a run has no bracket yet

        area = next(area for area in self._areas() if area.pane == "bracket")
        size = bracket.size_for(self.board, self._focus, area.width, area.height)
        at = max(0, min(_SIZES.index(size) + by, len(_SIZES) - 1))
        self._look_at(bracket_size=_SIZES[at])

    def do_earlier(self) -> None:
        """Shift the bracket, or go to the mark before."""
        if self.replay:
            self.replay.previous_mark()
        else:
            self._shift(-1)

    def do_later(self) -> None:
        """Shift the bracket, or go to the next mark."""
        if self.replay:
            self.replay.next_mark()
        else:
            self._shift(1)

    def _shift(self, by: int) -> None:
        from tui.surfaces import bracket_layout  # most of a run has no bracket yet

        self._look_at(first_round=bracket_layout.shift(self.board, self._focus.first_round, by))

    def do_fit(self) -> None:
        """Fit the bracket and follow what happens."""
        self._follows, self._alone = True, False
        self._focus = Focus(filter=self._focus.filter, now=self._focus.now)
        self._follow()
        self._redraw()

    def do_filter(self) -> None:
        """Ask for a filter."""
        self._show("samples")
        line = self.query_one("#filter", Input)
        line.display = True
        line.value = self._focus.filter
        line.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter while typing."""
        self._look_at(filter=event.value)

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
        """Look at what was clicked."""
        for area in self._areas():
            row, column = event.row - area.y, event.column - area.x
            if not (0 <= row < area.height and 0 <= column < area.width):
                continue
            if area.pane == "wall":
                number = wall.hit(self.board, self._focus, area.width, area.height, row, column)
                if number is not None:
                    self._look_at_sample(number)
            elif area.pane == "bracket":
                from tui.surfaces import bracket  # most of a run has no bracket yet

                size = (area.width, area.height)
                if name := bracket.hit(self.board, self._focus, *size, self._look, row, column):
                    self._look_at(match=name, card_top=0)

    def on_surface_scrolled(self, event: Surface.Scrolled) -> None:
        """The wheel scrolls."""
        self._scroll(3 * event.delta)

    def _areas(self) -> list[Area]:
        return screen.areas_of(self._scene(), self.size.width, self.size.height)

    # ---------------------------------------------------------------- the run

    def do_why(self) -> None:
        """Explain the selection, or the sample under the cursor while there is none."""
        from engine.projections.lineage import why  # a third of this screen's start, with the next
        from tui.screens.why import WhyScreen

        chosen = self._focus.sample
        selected = self.board.selection.revision.sample if self.board.selection else None
        about = None if self._follows or chosen in (None, selected) else chosen
        try:
            explanation = why(self.board, about, self.problem)
        except SStarError as error:
            self.say(str(error))
            return
        self.app.push_screen(WhyScreen(explanation, self._look))

    def do_grade(self) -> None:
        """Grade on the secret tests."""
        try:
            self._session.start(grading=True)
        except SStarError as error:
            self.say(str(error))
            return
        self.say("grading on the secret tests")
        self.listen()

    def do_resume(self) -> None:
        """Start an engine that goes on with this run."""
        try:
            self._session.start()
        except SStarError as error:
            self.say(str(error))
            return
        self.say("an engine is starting")
        self.listen()

    def do_pause(self) -> None:
        """Pause, or go on."""
        self._command("resume" if self.board.paused else "pause")

    def do_stop(self) -> None:
        """Ask, then end the run with the best so far."""
        from tui.screens.dialogs import Choice, Question  # buttons and their styles, for this question alone

        def stop(answer: str | None) -> None:
            if answer == "stop":
                self._command("stop")

        choices = (
            Choice("cancel", "Cancel", "the run goes on as it is"),
            Choice("stop", "Stop", "nothing new is called; the best so far is selected; this cannot be undone"),
        )
        self.app.push_screen(Question("End this run now?", choices), stop)

    def _command(self, act: Act) -> None:
        self.run_worker(self._send(act), group="commands")

    async def _send(self, act: Act) -> None:
        if self._source is None:
            self.say(f"{act}: no engine is at work on this run")
            return
        try:
            answer = await self._source.command(act)
        except SStarError as error:
            self.say(str(error))
            return
        if isinstance(answer, Refused):
            self.say(f"{act}: {answer.reason}")

    def do_replay(self) -> None:
        """Play this run again, in a screen of its own."""
        try:
            source = self._session.replay()
        except SStarError as error:
            self.say(str(error))
            return
        self.app.push_screen(RunScreen(self._session, self._look, source))

    def do_play(self) -> None:
        """Play, or stand still."""
        assert self.replay
        if self.replay.paused:
            self.replay.resume()
        else:
            self.replay.pause()
        self._redraw()

    def do_slower(self) -> None:
        """Half the speed."""
        assert self.replay
        self.replay.set_speed(max(0.125, self.replay.speed / 2))
        self._redraw()

    def do_faster(self) -> None:
        """Twice the speed."""
        assert self.replay
        self.replay.set_speed(min(256.0, self.replay.speed * 2))
        self._redraw()

    def do_copy(self) -> None:
        """Copy the program that is shown to the clipboard."""
        current = focused_round(focused_sample(self.board, self._focus), self._focus)
        if current is None or current.revision is None:
            self.say("copy: there is no program here yet")
            return
        self.app.copy_to_clipboard(self.board.text(current.revision.text))
        self.say("the program is in the clipboard, if the terminal allows it (OSC 52)")

    def do_compare(self) -> None:
        """Hold the program that is shown against what a person would first want to see beside it."""
        from engine.projections.comparison import companion  # not needed before the first frame
        from tui.screens.compare import CompareScreen

        current = focused_round(focused_sample(self.board, self._focus), self._focus)
        here = current.revision.revision if current and current.revision else min(self.board.revisions)
        left, right = companion(self.board, here), here
        if left > right:
            left, right = right, left
        self.app.push_screen(CompareScreen(self.board, left, right, self._look, self.problem))

    def do_report(self) -> None:
        """Write what has happened so far as one page, off the loop."""
        self.beside(self._write_report, "report")

    async def _write_report(self) -> None:
        from tui.archiving import write_report  # templates, for this alone

        try:
            path = await asyncio.to_thread(write_report, self._session, "html", None)
        except SStarError as error:
            self.notify(str(error), title="Not written", severity="error", timeout=15)
            return
        self.app.copy_to_clipboard(path)
        self.say(f"written: {path}")

    def do_quit(self) -> None:
        """Leave; ask first when an engine is at work."""
        if self.replay or self._source is None or self.board.finished:
            self.app.exit()
            return
        from tui.screens.dialogs import Choice, Question  # buttons and their styles, for this question alone

        choices = (
            Choice("cancel", "Cancel", "stay here"),
            Choice("detach", "Detach", "leave the view; the run goes on, `sstar attach` comes back"),
            Choice("drain", "Leave", "end the engine in good order; `sstar resume` goes on later, nothing is lost"),
        )
        self.app.push_screen(Question("The run is still going on.", choices), self._quit)

    def _quit(self, answer: str | None) -> None:
        if answer == "detach":
            self.app.exit()
        elif answer == "drain":
            self.say("leaving: answers that are arriving are waited for")
            self._command("drain")
            self.run_worker(self._exit_when_left(), group="leaving")

    async def _exit_when_left(self) -> None:
        await self._session.ended()
        self.app.exit()


def _settle() -> None:
    """Have the collector leave alone what start-up has made, and look less often at what streams.

    Else it goes through everything once a second, in which nothing is drawn for 30 ms and no key is heard.
    """
    if not gc.get_freeze_count():
        gc.collect()
        gc.freeze()
        gc.set_threshold(_NEW_OBJECTS)
