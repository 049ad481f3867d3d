"""What a person does to the run itself: orders to its engine, the end of the view, a replay's speed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import SStarError
from engine.events.commands import LEAVING, Command, Refused
from engine.projections.decision_words import words
from tui.connection import GONE

if TYPE_CHECKING:
    from engine.events.commands import Acknowledged, Act
    from engine.events.overrides import Override
    from tui.screens.run import RunScreen

_SLOWEST, _FASTEST = 0.125, 256.0


class Running:
    """The part of the run screen that speaks with the engine, or with what is played."""

    def __init__(self, screen: RunScreen) -> None:
        """Speak for a screen."""
        self._screen = screen

    # ---------------------------------------------------------------- engines

    def do_grade(self) -> None:
        """Grade on the secret tests."""
        self._start("grading on the secret tests", grading=True)

    def do_resume(self) -> None:
        """Start an engine that goes on with this run."""
        self._start("an engine is starting")

    def _start(self, said: str, *, grading: bool = False) -> None:
        try:
            self._screen.session.start(grading=grading)
        except SStarError as error:
            self._screen.say(str(error))
            return
        self._screen.app.clear_notifications()  # of the engine that ended
        self._screen.say(said)
        self._screen.listen()

    def do_pause(self) -> None:
        """Pause, or go on."""
        self._command("resume" if self._screen.board.paused else "pause")

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
        self._screen.app.push_screen(Question("End this run now?", choices), stop)

    def _command(self, act: Act) -> None:
        self._screen.run_worker(self._send(act), group="commands")

    async def _send(self, act: Act) -> None:
        source = self._screen.source
        if source is None:
            self._screen.say(f"{act}: no engine is at work on this run")
            return
        try:
            answer = await source.command(act)
        except SStarError as error:
            self._screen.say(str(error))
            return
        if isinstance(answer, Refused):
            self._screen.say(f"{act}: {answer.reason}")

    def do_fork_run(self) -> None:
        """Start the run by another method, on what it knows."""
        self._screen.call_later(self._screen.app.run_action, "app.fork_run")

    # ---------------------------------------------------------------- decisions

    def give(self, act: Act, override: Override | None = None, number: int = 0) -> None:
        """Give the engine a decision, or have one taken back; a finished run is opened again for it."""
        self._screen.run_worker(self._give(act, override, number), group="decisions")

    async def _give(self, act: Act, override: Override | None, number: int) -> None:
        screen = self._screen
        if screen.board.finished:
            screen.say("an engine is starting, to work out what follows")
        try:
            answer = await self._answer(act, override, number)
        except SStarError as error:
            screen.notify(str(error), severity="error", timeout=30)
            return
        if isinstance(answer, Refused):
            screen.say(answer.reason)
        elif override:
            screen.say(f"{words(override)}; key z takes it back")
        else:
            said = words(screen.board.overrides.made[number].override)
            screen.say(f"taken back: {said}; key Z has it hold again" if act == "undo" else f"holds again: {said}")

    async def _answer(self, act: Act, override: Override | None, number: int) -> Acknowledged | Refused:
        screen = self._screen
        if screen.source is not None and screen.source.live and not screen.board.finished:
            answer = await screen.source.command(act, override, number)
            if not (isinstance(answer, Refused) and answer.reason in {LEAVING, GONE}):
                return answer
            # The run came to its end in this very moment, and nobody shall have to say it again.
        answer = await screen.session.decide(Command(0, act, override, number), screen.board.seq)
        screen.listen()
        return answer

    # ---------------------------------------------------------------- replays

    def do_replay(self) -> None:
        """Play this run again, in a screen of its own."""
        from tui.screens.run import RunScreen  # which this is a part of

        try:
            source = self._screen.session.replay()
        except SStarError as error:
            self._screen.say(str(error))
            return
        self._screen.app.push_screen(RunScreen(self._screen.session, self._screen.look, source))

    def do_play(self) -> None:
        """Play, or stand still."""
        replay = self._screen.replay
        assert replay
        if replay.paused:
            replay.resume()
        else:
            replay.pause()
        self._screen.redraw()

    def do_slower(self) -> None:
        """Half the speed."""
        self._play_at(0.5)

    def do_faster(self) -> None:
        """Twice the speed."""
        self._play_at(2.0)

    def _play_at(self, times: float) -> None:
        replay = self._screen.replay
        assert replay
        replay.set_speed(max(_SLOWEST, min(_FASTEST, replay.speed * times)))
        self._screen.redraw()

    def do_earlier(self) -> None:
        """Go to the mark before, or shift the bracket."""
        if self._screen.replay:
            self._screen.replay.previous_mark()
        else:
            self._screen.looking.shift(-1)

    def do_later(self) -> None:
        """Go to the next mark, or shift the bracket."""
        if self._screen.replay:
            self._screen.replay.next_mark()
        else:
            self._screen.looking.shift(1)

    # ---------------------------------------------------------------- leaving

    def do_quit(self) -> None:
        """Leave; ask first when an engine is at work."""
        screen = self._screen
        if screen.replay or screen.source is None or screen.board.finished:
            screen.app.exit()
            return
        from tui.screens.dialogs import Choice, Question  # buttons and their styles, for this question alone

        choices = (
            Choice("cancel", "Cancel", "stay here"),
            Choice("detach", "Detach", "leave the view; the run goes on, `sstar attach` comes back"),
            Choice("drain", "Leave", "end the engine in good order; `sstar resume` goes on later, nothing is lost"),
        )
        screen.app.push_screen(Question("The run is still going on.", choices), self._quit)

    def _quit(self, answer: str | None) -> None:
        if answer == "detach":
            self._screen.app.exit()
        elif answer == "drain":
            self._screen.say("leaving: answers that are arriving are waited for")
            self._command("drain")
            self._screen.run_worker(self._exit_when_left(), group="leaving")

    async def _exit_when_left(self) -> None:
        await self._screen.session.ended()
        self._screen.app.exit()
