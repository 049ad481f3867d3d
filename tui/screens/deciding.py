"""Decisions on the run screen: each key asks what its decision wants, says what will follow, and gives the order.

What is asked stands in `tui/decisions.py`; nothing here knows one decision from another, but that an edited program
may come too late.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs
from textual.app import SuspendNotSupported

from engine.errors import SStarError, UsageError
from engine.events.overrides import CorrectGrammar, EditProgram, Fork
from engine.problem.languages import SOURCE_LANGUAGES
from engine.projections.consequences import consequences, known_of_inputs
from engine.projections.deciding import doubt, moved_on, why_no_rules, why_not
from engine.projections.decision_words import words
from engine.projections.wording import sentence
from tui.decisions import decision
from tui.editing import edit_text, keep_text

if TYPE_CHECKING:
    from engine.events.commands import Act
    from engine.events.overrides import Override
    from tui.arguments import Looked
    from tui.decisions import Decision
    from tui.screens.dialogs import Aside
    from tui.screens.run import RunScreen


_TAKES_BACK = "It stands. Taken back, what rests on it is worked out anew, and no answered question is asked again."
_HAS_HOLD = "It was taken back. What rests on it is worked out anew when it holds again."


class Deciding:
    """The part of the run screen that takes a person's decisions."""

    def __init__(self, screen: RunScreen) -> None:
        """Decide on what a screen shows."""
        self._screen = screen

    def ask(self, made: Decision) -> None:
        """Ask what a decision wants, and take it."""
        here = self._screen.looked
        try:
            shown = [item.shown(here) for item in made.named]
            if made.ranked:
                self._rank(made, here)
                return
            if made.chosen:
                self._choose(made, here, shown)
                return
            begun = made.begin(here, *shown)
        except UsageError as error:
            self._screen.say(str(error))
            return
        if made.written:
            self._write(made, begun, " ".join(shown))
        else:
            self._confirm(begun)

    # ---------------------------------------------------------------- the ways to ask

    def _choose(self, made: Decision, here: Looked, shown: list[str]) -> None:
        """Offer the choices, each with what it would make void."""
        from tui.screens.dialogs import Choice, Question  # buttons and their styles, for this question alone
        from tui.screens.picking import Picking

        assert made.chosen
        begun = {word: made.begin(here, *shown, word) for word, _ in made.chosen.options(here, *shown)}
        if not begun:
            self._screen.say(f"{made.title}: there is nothing to choose from")
            return
        words_of = {f"choice-{at}": word for at, word in enumerate(begun)}

        def answer(chosen: str | None) -> None:
            if chosen in words_of:
                self._order(begun[words_of[chosen]])

        question = "\n".join(made.chosen.about(here, *shown))
        if made.chosen.many:
            stand_for = dict(made.chosen.options(here, *shown))
            listed = [
                Choice(key, f"{word}  {stand_for[word]}", self._follows_from(begun[word]))
                for key, word in words_of.items()
            ]
            self._screen.app.push_screen(Picking(question, listed, made.title.capitalize()), answer)
            return
        choices = [Choice("cancel", "Cancel", "nothing is decided")]
        choices += [Choice(key, word, self._follows_from(begun[word])) for key, word in words_of.items()]
        self._screen.app.push_screen(Question(question, choices, self._aside(made)), answer)

    def _aside(self, made: Decision) -> Aside | None:
        """What a person may want to see before they answer: of a match, the programs of both sides."""
        from tui.screens.dialogs import Aside  # as above

        return Aside("c", "Programs", self._screen.showing.do_compare) if made.subject == "match" else None

    def _write(self, made: Decision, begun: Override, shown: str) -> None:
        """Ask for the texts; those that the decision begins with are there to be changed."""
        if isinstance(begun, CorrectGrammar) and (reason := why_no_rules(self._screen.problem)):
            self._show(made, reason)  # before anything is typed
            return
        from tui.screens.writing import Field, Writing  # the text area and its grammars

        fields = [
            Field(
                item.fills,
                item.titled(self._screen.board),
                getattr(begun, item.fills),
                self._language if item.kind == "code" else "",
                line=item.kind == "line",
            )
            for item in made.written
        ]

        def take(texts: tuple[str, ...] | None) -> None:
            if texts is None:
                return
            filled = {item.fills: item.value(text) for item, text in zip(made.written, texts, strict=True)}
            self._take(made, begun, structs.replace(begun, **filled))

        title = f"{made.about}{f' ({shown})' if shown else ''}"
        self._screen.app.push_screen(Writing(title, consequences(self._screen.board, begun), fields), take)

    def _show(self, made: Decision, reason: str) -> None:
        """Show what is known of the inputs where a person can say nothing else of them, and why not."""
        from tui.screens.dialogs import Choice, Question  # as above

        known = known_of_inputs(self._screen.board)
        if not known:
            self._screen.say(f"{made.title}: {reason}")
            return
        text = "\n".join(["What was understood of the inputs, by which new ones are made:", *known])
        closed = [Choice("close", "Close", f"there is no rule to add, {reason}")]
        self._screen.app.push_screen(Question(text, closed))

    def _rank(self, made: Decision, here: Looked) -> None:
        """Have things put in order."""
        from tui.screens.ranking import Ranking  # a list and its keys, for this question alone

        assert made.ranked

        def take(words_in_order: tuple[str, ...] | None) -> None:
            if words_in_order:
                self._order(made.begin(here, *words_in_order))

        options = made.ranked.options(here)
        if options:
            self._screen.app.push_screen(Ranking(f"{made.about}.", options), take)
        else:
            self._screen.say(f"{made.title}: there is no program yet")

    def _confirm(self, override: Override) -> None:
        """Say what follows, and ask."""
        if reason := self._why_not(override):
            self._screen.say(reason)
            return
        from tui.screens.dialogs import Choice, Question  # buttons and their styles, for this question alone

        choices = (
            Choice("cancel", "Cancel", "nothing is decided"),
            Choice("yes", "Do it", self._follows_from(override)),
        )

        def answer(chosen: str | None) -> None:
            if chosen == "yes":
                self._order(override)

        said = words(override)
        self._screen.app.push_screen(Question(f"{said[0].upper()}{said[1:]}?", choices), answer)

    # ---------------------------------------------------------------- programs

    def do_edit_outside(self) -> None:
        """Put another program in the place of the one that is shown, in the person's own editor."""
        made = decision("edit")
        assert made
        here = self._screen.looked
        try:
            begun = made.begin(here, *(item.shown(here) for item in made.named))
            assert isinstance(begun, EditProgram)
            with self._screen.app.suspend():
                text = edit_text(begun.text, self._extension)
        except (SStarError, SuspendNotSupported) as error:
            self._screen.notify(str(error), severity="error")
            return
        self._take(made, begun, structs.replace(begun, text=text))

    def _take(self, made: Decision, begun: Override, written: Override) -> None:
        """Give the order, if there is anything new in it; where a round moved on meanwhile, offer to keep both."""
        if written == begun and any(getattr(begun, item.fills) for item in made.written if not item.optional):
            self._screen.say(f"{made.title}: nothing was changed")
        elif isinstance(written, EditProgram) and (reason := moved_on(self._screen.board, written)):
            self._offer_fork(written, reason)
        else:
            self._order(written)

    def _offer_fork(self, edited: EditProgram, reason: str) -> None:
        from tui.screens.dialogs import Choice, Question  # buttons and their styles, for this question alone

        try:  # before anything is asked: the view may be killed meanwhile
            kept = keep_text(edited.text, self._screen.session.directory.path, self._extension)
        except UsageError as error:
            self._screen.notify(str(error), severity="error", timeout=30)
            return
        choices = (
            Choice("cancel", "Cancel", f"what you wrote is kept in {kept}"),
            Choice("fork", "Fork", "a new sample begins with your program, and this one goes on"),
        )

        def answer(chosen: str | None) -> None:
            if chosen == "fork" and self._order(Fork(edited.revision, edited.text)):
                kept.unlink(missing_ok=True)  # the order has it now

        self._screen.app.push_screen(Question(sentence(reason), choices), answer)

    @property
    def _extension(self) -> str:
        return SOURCE_LANGUAGES[self._language].extensions[0]

    @property
    def _language(self) -> str:
        started = self._screen.board.started
        return started.settings.language if started else ""

    # ---------------------------------------------------------------- matches that wait, and what was decided

    def do_next_waiting(self) -> None:
        """Go to the next match that waits for the person."""
        names = [match.plan.match for match in self._screen.board.waiting_for_person()]
        here = self._screen.looking.match
        at = names.index(here) + 1 if here in names else 0
        self._screen.looking.look_at_match(names[at % len(names)])

    def do_undo(self) -> None:
        """Take the latest decision back."""
        if latest := self._screen.board.overrides.latest:
            self._screen.running.give("undo", None, latest.number)

    def do_redo(self) -> None:
        """Have the decision hold again that was taken back last."""
        if back := self._screen.board.overrides.to_redo:
            self._screen.running.give("redo", None, back.number)

    def do_decided(self) -> None:
        """Show all decisions, and have one taken back that stands, or hold again that does not."""
        from tui.screens.dialogs import Choice  # a list and its buttons, for this question alone
        from tui.screens.picking import Picking

        made, standing = self._screen.board.overrides.made, self._screen.board.overrides.standing
        choices = [
            Choice(
                str(number),
                f"{number}  {'' if number in standing else 'taken back: '}{words(one.override)}",
                _TAKES_BACK if number in standing else _HAS_HOLD,
            )
            for number, one in sorted(made.items(), reverse=True)
        ]

        def answer(chosen: str | None) -> None:
            if chosen:
                number = int(chosen)
                act: Act = "undo" if number in self._screen.board.overrides.standing else "redo"
                self._screen.running.give(act, None, number)

        question = "What you have decided, the latest first"
        self._screen.app.push_screen(Picking(question, choices, "Take back, or have it hold"), answer)

    # ---------------------------------------------------------------- orders

    def _follows_from(self, override: Override) -> str:
        return " ".join(consequences(self._screen.board, override))

    def _why_not(self, override: Override) -> str:
        return why_not(self._screen.board, self._screen.problem, override)

    def _order(self, override: Override) -> bool:
        """Give the order, or say why it cannot be given; whether it was given."""
        if reason := self._why_not(override):
            self._screen.say(reason)
            return False
        if unsure := doubt(self._screen.board, self._screen.problem, override):
            self._ask_whether(override, unsure)
        else:
            self._screen.running.give("override", override)
        return True

    def _ask_whether(self, override: Override, unsure: str) -> None:
        """Have a person say once more what something speaks against."""
        from tui.screens.dialogs import Choice, Question  # buttons and their styles, for this question alone

        def answer(chosen: str | None) -> None:
            if chosen == "insist":
                self._screen.running.give("override", override)

        choices = (
            Choice("cancel", "Cancel", "nothing is added"),
            Choice("insist", "Add it", "it counts as every test of yours, and is marked"),
        )
        self._screen.app.push_screen(Question(sentence(unsure), choices), answer)
