"""A decision asked for piece by piece: what `edit` alone leads to at the plain display's prompt, and in `sstar do`.

Each piece is a question with numbered answers, or one line of text; so nobody needs to know names by heart, and a
screen reader, or a script, gets along with it. The last question says what will follow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import UsageError
from engine.projections.consequences import consequences
from engine.projections.deciding import doubt, why_not
from engine.projections.decision_words import words
from engine.projections.wording import sentence
from tui.arguments import Chosen, Named, Ranked, Written
from tui.decisions import DECISIONS, decision
from tui.orders import Order, decide

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from engine.events.overrides import Override
    from tui.arguments import Looked
    from tui.decisions import Decision

CANCEL = "cancel"
"""What leaves a form; nothing is decided then."""
LEFT = "Nothing is decided."


def menu() -> list[str]:
    """Every decision with its number, a line each."""
    lines = [f"  {number}  {made.name}: {made.about.lower()}" for number, made in enumerate(DECISIONS, 1)]
    return ["What do you decide?", *lines, f"Type a number, or {CANCEL}."]


def chosen_from_menu(line: str) -> Decision | None:
    """The decision that a number of the menu, or a name, stands for."""
    if line.isdigit():
        return DECISIONS[int(line) - 1] if 0 < int(line) <= len(DECISIONS) else None
    return decision(line)


class Form:
    """One decision under way."""

    def __init__(self, made: Decision) -> None:
        """Begin with its first question."""
        self._made = made
        self._words: list[str] = []
        self._at = 0
        self._put_together: Override | None = None
        """The decision, once all its pieces are there."""
        self.over = False
        """Whether nothing more is asked."""
        self.order: Order | None = None
        """What the person wants, once they have agreed to what follows from it."""

    def question(self, here: Looked) -> list[str]:
        """The next question, a line each."""
        if self._put_together:
            follows = consequences(here.board, self._put_together)
            unsure = doubt(here.board, here.problem, self._put_together)
            said = [sentence(words(self._put_together)), *([sentence(unsure)] if unsure else []), *follows]
            return [*said, "  1  do it", "  2  leave it", "Type a number."]
        asked = self._made.asks[self._at]
        if isinstance(asked, Written):
            may_lack = ", or nothing" if asked.optional else ""
            shape = "" if asked.kind in {"note", "line"} else r"; \n ends a line, @FILE takes a file"
            return [f"{self._made.title}: type {asked.titled(here.board)}{may_lack}{shape}."]
        lines = [f"  {number}  {word}{f': {about}' if about else ''}" for number, (word, about) in self._options(here)]
        if isinstance(asked, Ranked):
            return [f"{self._made.title}: type the numbers in your order, such as 2 1.", *lines]
        return [f"{self._made.title}: which {asked.name.lower()}?", *lines, f"Type a number, or {CANCEL}."]

    def answer(self, here: Looked, line: str) -> str:
        """Take an answer; the result is what is wrong with it, or nothing."""
        if line == CANCEL:
            self.over = True
            return LEFT
        if self._put_together:
            return self._agree(line)
        asked = self._made.asks[self._at]
        if isinstance(asked, Written):
            if not (line or asked.optional):
                return "Something must be typed here."
            self._words.append(line)
        else:
            known = {str(number): word for number, (word, _) in self._options(here)}
            known |= {word: word for word in known.values()}
            parts = line.split() if isinstance(asked, Ranked) else [line]
            wrong = [part for part in parts if part not in known]
            if wrong or not parts:
                return f"There is no answer {' '.join(wrong) or 'of that kind'}."
            self._words += [known[part] for part in parts]
        self._at += 1
        return self._put(here) if self._at == len(self._made.asks) else ""

    def _put(self, here: Looked) -> str:
        """Put the decision together; the result is why that is not possible, or nothing."""
        said = self._words
        while said and not said[-1] and not self._made.ranked:
            said = said[:-1]  # what was left empty at the end keeps what it is without
        try:
            made = decide(here, self._made, said)
        except UsageError as error:
            self.over = True
            return f"{error} {LEFT}"
        if reason := why_not(here.board, here.problem, made):
            self.over = True
            return f"{sentence(reason)} {LEFT}"
        self._put_together = made
        return ""

    def _agree(self, line: str) -> str:
        if line not in {"1", "2"}:
            return f"There is no answer {line}: type 1 or 2."
        self.over = True
        if line == "2":
            return LEFT
        self.order = Order("override", self._put_together)
        return ""

    def _options(self, here: Looked) -> list[tuple[int, tuple[str, str]]]:
        match self._made.asks[self._at]:
            case Named(options=options):
                found = [(word, "") for word in options(here)]
            case Chosen(options=options):
                found = options(here, *self._words)
            case Ranked(options=options):
                found = options(here)
            case _:
                found = []
        return list(enumerate(found, 1))


def ask(here: Looked, name: str, lines: Iterable[str], say: Callable[[str], None]) -> Order:
    """Ask for a decision from beginning to end.

    Args:
        here: the run.
        name: of the decision; empty asks which.
        lines: what is typed, as it comes.
        say: prints a line.

    Raises:
        UsageError: nothing was decided, because the person left, the lines ended, or it cannot be done.
    """
    typed = (line.strip() for line in lines)
    if not name:
        _say_all(menu(), say)
        name = next(typed, CANCEL)
    made = chosen_from_menu(name)
    if made is None:
        raise UsageError(LEFT if name == CANCEL else f"There is no decision {name}. {LEFT}")
    form = Form(made)
    while not form.over:
        _say_all(form.question(here), say)
        said = form.answer(here, next(typed, CANCEL))
        if form.over and said:
            raise UsageError(said)
        if said:
            say(said)
    assert form.order
    return form.order


def _say_all(lines: Iterable[str], say: Callable[[str], None]) -> None:
    for line in lines:
        say(line)
