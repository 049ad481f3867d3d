"""A decision asked for piece by piece: what `edit` alone leads to at the plain display's prompt.

Each piece is a question with numbered answers, or one line of text; so nobody needs to know names by heart, and a
screen reader, or a script, gets along with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.arguments import Chosen, Named, Ranked, Written
from tui.orders import Order, decide

if TYPE_CHECKING:
    from tui.arguments import Looked
    from tui.decisions import Decision

CANCEL = "cancel"
"""What leaves a form; nothing is decided then."""


class Form:
    """One decision under way."""

    def __init__(self, made: Decision) -> None:
        """Begin with its first question."""
        self._made = made
        self._words: list[str] = []
        self._at = 0

    @property
    def complete(self) -> bool:
        """Whether everything was asked."""
        return self._at == len(self._made.asks)

    def question(self, here: Looked) -> list[str]:
        """The next question, a line each."""
        asked = self._made.asks[self._at]
        if isinstance(asked, Written):
            may_lack = ", or nothing" if asked.optional else ""
            shape = "" if asked.kind in {"note", "line"} else r"; \n ends a line, @FILE takes a file"
            return [f"{self._made.title}: type {asked.title}{may_lack}{shape}."]
        lines = [f"  {number}  {word}{f': {about}' if about else ''}" for number, (word, about) in self._options(here)]
        if isinstance(asked, Ranked):
            return [f"{self._made.title}: type the numbers in your order, such as 2 1.", *lines]
        return [f"{self._made.title}: which {asked.name.lower()}?", *lines, f"Type a number, or {CANCEL}."]

    def answer(self, here: Looked, line: str) -> str:
        """Take an answer; the result is what is wrong with it, or nothing."""
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
        return ""

    def order(self, here: Looked) -> Order:
        """The order that was put together. Raises UsageError when it means nothing."""
        words = self._words
        while words and not words[-1] and not self._made.ranked:
            words = words[:-1]  # what was left empty at the end keeps what it is without
        return Order("override", decide(here, self._made, words))

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
