"""What a person can decide on the run screen: each key asks, says what will follow, and gives the engine an order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from engine.errors import SStarError
from engine.events.commands import Command, Refused
from engine.events.overrides import (
    AddInput,
    AddTest,
    AskRound,
    CorrectTest,
    DropTest,
    EditFeedback,
    EditProgram,
    Fork,
    Mark,
    RunAgain,
)
from engine.projections.deciding import (
    consequences,
    decide_match,
    find_match,
    judge_again,
    pin,
    refuse_input,
    why_not,
    words,
)
from engine.projections.wording import deed, one_line
from tui.editing import edit_text, keep_text
from tui.orders import stop_sample
from tui.screens.acting import ActingScreen
from tui.surfaces.program import focused_round, focused_sample
from tui.surfaces.words import first_failing

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.events.commands import Acknowledged, Act
    from engine.events.overrides import Override
    from engine.problem.model import Problem, Test
    from engine.projections.board import Board
    from engine.projections.pieces import Match, Round, Sample
    from tui.connection import Source
    from tui.session import Session
    from tui.surfaces.focus import Focus


class DecidingScreen(ActingScreen):
    """The part of the run screen that takes a person's decisions."""

    board: Board
    _session: Session
    _source: Source | None
    _focus: Focus

    @property
    def problem(self) -> Problem | None:
        """The problem, with the tests that count."""
        raise NotImplementedError

    def listen(self) -> None:
        """Hear the engine that was just started."""
        raise NotImplementedError

    def look_at_match(self, name: str) -> None:
        """Show a match."""
        raise NotImplementedError

    def focused_match(self) -> str:
        """Name of the match under the cursor, or nothing."""
        raise NotImplementedError

    # ---------------------------------------------------------------- matches

    def do_next_waiting(self) -> None:
        """Go to the next match that waits for the person."""
        names = [match.plan.match for match in self.board.waiting_for_person()]
        here = self.focused_match()
        at = names.index(here) + 1 if here in names else 0
        self.look_at_match(names[at % len(names)])

    def do_decide(self) -> None:
        """Say which side of the match under the cursor is right."""
        match = self._match()
        if match is None:
            return
        from tui.screens.dialogs import Choice, Question  # buttons and their styles, for this question alone

        name = match.plan.match
        follows = {side: self._follows_from(decide_match(self.board, name, side)) for side in (match.left, match.right)}
        choices = [
            Choice("cancel", "Cancel", "nothing is decided"),
            *(Choice(f"side-{side}", side, follows[side]) for side in (match.left, match.right)),
        ]

        def decide(answer: str | None) -> None:
            if answer and answer.startswith("side-"):
                self._order(decide_match(self.board, name, answer.removeprefix("side-")))

        self.app.push_screen(
            Question("\n".join([f"{name}: which side is right?", *self._outputs(match)]), choices), decide
        )

    def _outputs(self, match: Match) -> list[str]:
        """Up to two inputs of a match, and what both sides did on them."""
        lines = []
        for item in match.inputs[:2]:
            made = self.board.inputs.get(item.input)
            lines.append(f"input {item.input}: {one_line(self.board.text(made.made.text)) if made else ''}")
            for side, key in ((match.left, item.left_execution), (match.right, item.right_execution)):
                if execution := self.board.executions.get(key):
                    lines.append(f"  {side} {deed(execution.outcome)}")
        return lines

    def do_judge_again(self) -> None:
        """Ask the judge about the match once more."""
        if match := self._match():
            self._confirm(judge_again(self.board, match.plan.match))

    def do_refuse_input(self) -> None:
        """Say that an input of the match is not allowed."""
        match = self._match()
        if match is None:
            return
        if not match.inputs:
            self.say(f"refuse input: {match.plan.match} shows no input")
            return
        from tui.screens.dialogs import Choice, Question  # buttons and their styles, for this question alone

        choices = [Choice("cancel", "Cancel", "all inputs stay")]
        for at, item in enumerate(match.inputs):
            override = refuse_input(self.board, item.input)
            choices.append(
                Choice(f"input-{at}", item.input, f"{one_line(override.text)}. {self._follows_from(override)}")
            )

        def refuse(answer: str | None) -> None:
            if answer and answer.startswith("input-"):
                self._order(refuse_input(self.board, match.inputs[int(answer.removeprefix("input-"))].input))

        self.app.push_screen(Question("Which input does the statement not allow?", choices), refuse)

    def _match(self) -> Match | None:
        try:
            return find_match(self.board, self.focused_match())
        except SStarError as error:
            self.say(str(error))
            return None

    # ---------------------------------------------------------------- rounds

    def do_edit(self) -> None:
        """Put another program in the place of the one that is shown."""
        if (here := self._round()) is None:
            return
        sample, current = here
        assert current.revision
        revision, seen = current.revision.revision, len(sample.rounds)
        before = self.board.text(current.revision.text)
        follows = consequences(self.board, EditProgram(revision, before, seen))

        def take(texts: tuple[str, ...] | None) -> None:
            if texts and texts[0] != before:
                self._take_program(EditProgram(revision, texts[0], seen))

        from tui.screens.writing import Field, Writing  # the text area and its grammars

        fields = [Field("program", str(revision), before, current.revision.language)]
        self.app.push_screen(Writing(f"Edit {revision}", follows, fields), take)

    def do_edit_outside(self) -> None:
        """The same in the person's own editor."""
        if (here := self._round()) is None:
            return
        sample, current = here
        assert current.revision
        revision, seen = current.revision.revision, len(sample.rounds)
        before = self.board.text(current.revision.text)
        suffix = {"python": ".py", "pypy": ".py", "cpp": ".cpp"}.get(
            current.revision.language, f".{current.revision.language}"
        )
        try:
            with self.app.suspend():
                text = edit_text(before, suffix)
        except (SStarError, SuspendNotSupported) as error:
            self.notify(str(error), severity="error")
            return
        if text != before:
            self._take_program(EditProgram(revision, text, seen))
        else:
            self.say("edit: nothing was changed")

    def _take_program(self, edited: EditProgram) -> None:
        """Give the engine an edited program; if the round has moved on meanwhile, offer to keep both."""
        if not why_not(self.board, self.problem, edited):
            self._order(edited)
            return
        from tui.screens.dialogs import Choice, Question  # buttons and their styles, for this question alone

        kept = keep_text(edited.text, ".txt")
        choices = (
            Choice("cancel", "Cancel", f"what you wrote is kept in {kept}"),
            Choice("fork", "Fork", "a new sample begins with your program, and this one goes on"),
        )
        reason = why_not(self.board, self.problem, edited)

        def answer(chosen: str | None) -> None:
            if chosen == "fork":
                self._order(Fork(edited.revision, edited.text))

        self.app.push_screen(Question(f"{reason[0].upper()}{reason[1:]}.", choices), answer)

    def do_feedback(self) -> None:
        """Say what the model is told about the program that is shown."""
        if (here := self._round()) is None:
            return
        sample, current = here
        assert current.revision
        revision = current.revision.revision
        told = self.board.overrides.feedback(revision) or self._told_after(sample, current)
        self._write(
            f"What the model is told about {revision}",
            consequences(self.board, EditFeedback(revision, "")),
            [("text", "feedback", told)],
            lambda texts: EditFeedback(revision, texts[0]),
        )

    def _told_after(self, sample: Sample, current: Round) -> str:
        """What the model was told after a round, if it was asked again."""
        following = sample.round(current.number + 1)
        call = self.board.calls.get(following.call) if following else None
        return self.board.text(call.started.messages[-1][1]) if call else ""

    def do_hint(self) -> None:
        """Ask for one more round with a hint."""
        if (sample := self._sample()) is None:
            return
        number = len(sample.rounds)
        self._write(
            f"A hint for round {number} of {sample.name}",
            consequences(self.board, AskRound(sample.number, number)),
            [("text", "hint", "")],
            lambda texts: AskRound(sample.number, number, texts[0].strip()),
        )

    def do_more(self) -> None:
        """Ask for one more round."""
        if sample := self._sample():
            self._confirm(AskRound(sample.number, len(sample.rounds)))

    def do_again(self) -> None:
        """Ask the model for this round once more."""
        if sample := self._sample():
            current = focused_round(sample, self._focus)
            self._confirm(RunAgain(sample.number, current.number if current else 0))

    def do_accept(self) -> None:
        """Take the program that is shown as it is."""
        if here := self._round():
            assert here[1].revision
            self._confirm(Mark(here[1].revision.revision, accepted=True))

    def do_reject(self) -> None:
        """Never take the program that is shown."""
        if here := self._round():
            assert here[1].revision
            self._confirm(Mark(here[1].revision.revision, accepted=False))

    def do_halt(self) -> None:
        """No more rounds for this sample."""
        if sample := self._sample():
            self._confirm(stop_sample(sample))

    def do_fork(self) -> None:
        """Begin a new sample with the program that is shown, or a person's version of it."""
        if (here := self._round()) is None:
            return
        current = here[1]
        assert current.revision
        revision, text = current.revision.revision, self.board.text(current.revision.text)
        self._write(
            f"A new sample from {revision}",
            consequences(self.board, Fork(revision, text)),
            [("text", "its first program", text), ("hint", "a hint for the model (may be empty)", "")],
            lambda texts: Fork(revision, texts[0], texts[1].strip()),
            current.revision.language,
        )

    def do_pin(self) -> None:
        """Select the program that is shown."""
        if here := self._round():
            assert here[1].revision
            self._confirm(pin(self.board, here[1].revision.revision))

    def _sample(self) -> Sample | None:
        sample = focused_sample(self.board, self._focus)
        if sample is None:
            self.say("there is no sample yet")
        return sample

    def _round(self) -> tuple[Sample, Round] | None:
        """The sample and the round that are shown, if it has a program."""
        sample = focused_sample(self.board, self._focus)
        current = focused_round(sample, self._focus)
        if sample is None or current is None or current.revision is None:
            self.say("there is no program here yet")
            return None
        return sample, current

    # ---------------------------------------------------------------- tests and inputs

    def do_add_test(self) -> None:
        """Add a test."""
        self._write(
            "A test of your own",
            consequences(self.board, AddTest("", "")),
            [("text", "input", ""), ("expected", "expected output", "")],
            lambda texts: AddTest(texts[0], texts[1]),
        )

    def do_correct_test(self) -> None:
        """Say that the test that is shown expects the wrong output."""
        if (test := self._test()) is None:
            return
        self._write(
            f"What test {test.name} should expect on {one_line(test.input)}",
            consequences(self.board, CorrectTest(test.name, "")),
            [("expected", "expected output", test.expected)],
            lambda texts: CorrectTest(test.name, texts[0]),
        )

    def do_drop_test(self) -> None:
        """Turn the test that is shown off."""
        if test := self._test():
            self._confirm(DropTest(test.name))

    def do_add_input(self) -> None:
        """Compare the survivors on an input."""
        self._write(
            "An input of your own",
            consequences(self.board, AddInput("")),
            [("text", "input", "")],
            lambda texts: AddInput(texts[0]),
        )

    def _test(self) -> Test | None:
        """The test that is shown: the chosen one, else the first that fails, else the first."""
        tests = {test.name: test for test in self.problem.tests} if self.problem else {}
        current = focused_round(focused_sample(self.board, self._focus), self._focus)
        name = self._focus.test or (first_failing(current, tests) if current else "") or next(iter(tests), "")
        if name not in tests:
            self.say("there is no test here")
        return tests.get(name)

    # ---------------------------------------------------------------- orders

    def do_undo(self) -> None:
        """Take the latest decision back."""
        latest = self.board.overrides.latest
        if latest:
            self.run_worker(self._give("undo", None, latest.number), group="decisions")

    def _write(
        self,
        title: str,
        about: list[str],
        asked: list[tuple[str, str, str]],
        made: Callable[[tuple[str, ...]], Override],
        language: str = "",
    ) -> None:
        """Ask for texts, (id, title, text) each, and give the order that is made of them."""
        from tui.screens.writing import Field, Writing  # the text area and its grammars

        fields = [
            Field(name, about_it, text, language if at == 0 else "") for at, (name, about_it, text) in enumerate(asked)
        ]

        def take(texts: tuple[str, ...] | None) -> None:
            if texts:
                self._order(made(texts))

        self.app.push_screen(Writing(title, about, fields), take)

    def _confirm(self, override: Override) -> None:
        """Say what follows, and ask."""
        if reason := why_not(self.board, self.problem, override):
            self.say(reason)
            return
        from tui.screens.dialogs import Choice, Question  # buttons and their styles, for this question alone

        said = words(override)
        choices = (
            Choice("cancel", "Cancel", "nothing is decided"),
            Choice("yes", "Do it", self._follows_from(override)),
        )

        def answer(chosen: str | None) -> None:
            if chosen == "yes":
                self._order(override)

        self.app.push_screen(Question(f"{said[0].upper()}{said[1:]}?", choices), answer)

    def _follows_from(self, override: Override) -> str:
        return " ".join(consequences(self.board, override))

    def _order(self, override: Override) -> None:
        if reason := why_not(self.board, self.problem, override):
            self.say(reason)
        else:
            self.run_worker(self._give("override", override), group="decisions")

    async def _give(self, act: Act, override: Override | None = None, number: int = 0) -> None:
        """Give the engine an order; a finished run is opened again for it."""
        if self.board.finished:
            self.say("an engine is starting, to work out what follows")
        try:
            answer = await self._answer(act, override, number)
        except SStarError as error:
            self.notify(str(error), severity="error", timeout=30)
            return
        if isinstance(answer, Refused):
            self.say(answer.reason)
        elif override:
            self.say(f"{words(override)}; key z takes it back")
        else:
            self.say("taken back")

    async def _answer(self, act: Act, override: Override | None, number: int) -> Acknowledged | Refused:
        if self._source is not None and self._source.live and not self.board.finished:
            return await self._source.command(act, override, number)
        answer = await self._session.decide(Command(0, act, override, number), self.board.seq)
        self.listen()
        return answer


def shown_problem(problem: Problem | None, board: Board) -> Problem | None:
    """The problem with the tests that count, as a person has changed them."""
    if problem is None or not board.overrides.standing:
        return problem
    from msgspec import structs  # only for runs in which somebody has decided something

    return structs.replace(problem, tests=board.overrides.tests(problem.tests))
