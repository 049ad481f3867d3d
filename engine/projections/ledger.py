"""What the calls of a run have cost so far, as a fold over its events: in all, by sample, by role, by model.

The engine's budgets and every screen read the same ledger, so that they cannot disagree. What a provider has said
is kept apart from what is only guessed: an attempt that was cut off was billed, and nobody says how much.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec import structs

from engine.events.calls import CallFailed, CallFinished, CallInterrupted, CallStarted, Role, TextStored, Usage
from engine.events.prices import Price, price_of
from engine.events.run import EngineStarted, PriceFound, RunStarted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.events.codec import Event

CHARACTERS_A_TOKEN = 4
"""The usual rule of thumb; exact counts come only with an answer's end."""
CAUTION: dict[Role, int] = {"solver": 8000, "debugger": 8000, "input writer": 4000, "judge": 4000, "scorer": 8}
"""Tokens of an answer, thinking included, that a budget reckons with before the first one has come."""


@dataclass(slots=True)
class Spent:
    """What some calls have cost."""

    answers: int = 0
    input_tokens: int = 0
    cached_tokens: int = 0
    """Of the input tokens."""
    cache_write_tokens: int = 0
    """Of the input tokens."""
    output_tokens: int = 0
    thinking_tokens: int = 0
    """Of the output tokens."""
    dollars: float = 0.0
    unpriced: int = 0
    """Answers whose model has no known price, though somebody will send a bill."""
    unknown: int = 0
    """Attempts of which nobody said what they used: cut off, or the server does not count."""
    guessed_tokens: int = 0
    """What those are thought to have used."""
    guessed_dollars: float = 0.0
    """What those are thought to have cost."""

    @property
    def all_tokens(self) -> int:
        """Input and output, known and guessed."""
        return self.input_tokens + self.output_tokens + self.guessed_tokens

    @property
    def all_dollars(self) -> float:
        """Known and guessed."""
        return self.dollars + self.guessed_dollars

    def add(self, price: Price, usage: Usage, guess: Usage | None) -> None:
        """Count one attempt: what the provider said, or a guess where it did not."""
        self.answers += 1
        if guess is not None:
            self.unknown += 1
            self.guessed_tokens += (guess.input_tokens or 0) + (guess.output_tokens or 0)
            self.guessed_dollars += price.dollars(guess) or 0.0
        else:
            self.input_tokens += usage.input_tokens or 0
            self.cached_tokens += usage.cached_tokens or 0
            self.cache_write_tokens += usage.cache_write_tokens or 0
            self.output_tokens += usage.output_tokens or 0
            self.thinking_tokens += usage.thinking_tokens or 0
            self.dollars += price.dollars(usage) or 0.0
        self.unpriced += price.kind == "unknown"


@dataclass(slots=True)
class Expected:
    """What calls in flight are thought to come to."""

    tokens: int = 0
    dollars: float = 0.0
    known: bool = True
    """Whether answers of the same role have told how long they are."""


@dataclass(slots=True)
class Ledger:
    """Takes every event of a run, in order."""

    prices: tuple[Price, ...] = ()
    total: Spent = field(default_factory=Spent)
    taken: Spent = field(default_factory=Spent)
    """What the run that this one was forked from had paid for answers that were taken over; no part of the total."""
    samples: dict[int, Spent] = field(default_factory=dict)
    roles: dict[Role, Spent] = field(default_factory=dict)
    models: dict[str, Spent] = field(default_factory=dict)
    open: dict[str, CallStarted] = field(default_factory=dict)
    """Calls in flight, by key."""
    _lengths: dict[str, int] = field(default_factory=dict)
    """Characters of each stored text."""

    def learn(self, event: Event) -> None:
        """Take one event in."""
        match event:
            case RunStarted():
                self.prices = event.prices
            case PriceFound(price):
                self.prices = (*self.prices, price)
            case TextStored(digest, text):
                self._lengths[digest] = len(text)
            case CallStarted(key):
                self._lose(key)
                self.open[key] = event
            case EngineStarted():
                self.lose_all()
            case CallFinished(key, text, thinking, usage=usage):
                # A server that says nothing of its usage leaves us with a guess.
                told = usage.input_tokens is not None and usage.output_tokens is not None
                guess = self._guess(key, usage, len(text) + len(thinking))
                self._close(key, usage, None if told else guess)
            case CallInterrupted(key, text, thinking, usage, refused):
                told_so_far = structs.replace(usage, output_tokens=None)
                self._close(key, usage, self._guess(key, told_so_far, len(text) + len(thinking)), nothing=refused)
            case CallFailed(key, usage=usage):
                self._close(key, usage, None, nothing=usage == Usage())
            case _:
                pass

    def price(self, model: str) -> Price:
        """What is known of the price of a model."""
        return price_of(model, self.prices)

    def lose_all(self) -> None:
        """Count the calls in flight as cut off: the engine that made them is gone."""
        for key in list(self.open):
            self._lose(key)

    # ---------------------------------------------------------------- what may still come

    def expected(self, role: Role, model: str, characters: int) -> Expected:
        """What a call is thought to cost, by the answers that its role has had in this run.

        Args:
            role: what the model is asked to be.
            model: its name.
            characters: of the prompt.
        """
        known = self.roles.get(role, Spent())
        counted = known.answers - known.unknown
        output = known.output_tokens // counted if counted else CAUTION[role]
        usage = Usage(characters // CHARACTERS_A_TOKEN, output)
        tokens = (usage.input_tokens or 0) + output
        return Expected(tokens, self.price(model).dollars(usage) or 0.0, counted > 0)

    def in_flight(self) -> Expected:
        """What the calls in flight are thought to cost together."""
        total = Expected()
        for call in self.open.values():
            one = self.expected(call.role, call.model, self._prompt(call.messages))
            total.tokens += one.tokens
            total.dollars += one.dollars
        return total

    # ---------------------------------------------------------------- inside

    def _close(self, key: str, usage: Usage, guess: Usage | None, *, nothing: bool = False) -> None:
        call = self.open.pop(key, None)
        if call is None or nothing:
            return
        price = self.price(call.model)
        if call.taken:
            self.taken.add(price, usage, guess)
            return
        parts = [
            self.total,
            self.roles.setdefault(call.role, Spent()),
            self.models.setdefault(call.model, Spent()),
        ]
        if call.path[0] == "sample":
            parts.append(self.samples.setdefault(int(call.path[1]), Spent()))
        for part in parts:
            part.add(price, usage, guess)

    def _lose(self, key: str) -> None:
        if key in self.open:
            nothing = self.open[key].taken
            self._close(key, Usage(), self._guess(key, Usage(), 0), nothing=nothing)

    def _guess(self, key: str, usage: Usage, characters: int) -> Usage:
        """What an attempt used as far as it is known, and the rest by the length of its texts."""
        call = self.open.get(key)
        prompt = self._prompt(call.messages) if call else 0
        return structs.replace(
            usage,
            input_tokens=prompt // CHARACTERS_A_TOKEN if usage.input_tokens is None else usage.input_tokens,
            output_tokens=characters // CHARACTERS_A_TOKEN if usage.output_tokens is None else usage.output_tokens,
        )

    def _prompt(self, messages: Sequence[tuple[str, str]]) -> int:
        return sum(self._lengths.get(digest, 0) for _, digest in messages)
