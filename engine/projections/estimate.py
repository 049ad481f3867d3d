"""What a run will probably cost, before it starts: calls, tokens, dollars, each as a range.

The lower ends are a run in which every first program passes and all of them agree; the upper ones use every debug
round and let half of the samples meet in the tournament. How long answers are is taken from past runs of the same
models where there are any.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import comb, inf
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from engine.events.calls import Role, Usage
from engine.events.prices import Price, PriceKind, price_of
from engine.projections.costs import FREE, OWN_SERVER, UNKNOWN, dollars
from engine.projections.ledger import CHARACTERS_A_TOKEN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.events.run import RunStarted
    from engine.events.settings import Settings
    from engine.problem.model import Problem
    from engine.projections.ledger import Ledger

_USUAL: dict[Role, tuple[int, int]] = {
    "solver": (800, 8000),
    "debugger": (800, 8000),
    "input writer": (400, 4000),
    "judge": (300, 4000),
    "scorer": (1, 1),
}
"""Tokens of an answer: without thinking, and with much of it."""
_SPREAD = (0.7, 1.5)
"""How far the mean answer of a run lies from those of other runs."""
_INSTRUCTIONS = 300
"""Tokens of a prompt besides the statement and the examples."""
_FEEDBACK = 500
"""Tokens that a debug round adds besides the answer before it."""
_ANSWER_SHOWN = 1500
"""Tokens of an answer that the next round is shown, at most: thinking is not."""
_ONCE = ("zero-shot", "chain-of-thought")
"""Strategies that ask for one program."""
_REFLECTING = ("self-refine", "reflexion")
"""Strategies that ask for words between programs."""
_ALONE = (*_ONCE, *_REFLECTING, "self-debug", "alphacodium")
"""Strategies that follow one sample."""
_TEST_ANSWERS = 10
_ALPHACODIUM = 4
"""Calls of AlphaCodium besides those for programs: reflection, plans, choice and tests."""
_BATCH = 3
"""Inputs that are written and judged in a match of the published method."""


class Range(NamedTuple):
    """From, to."""

    low: float
    high: float


class Estimate(Struct, frozen=True):
    """What a run will probably take."""

    calls: Range
    tokens: Range
    dollars: Range | None
    """Of the models whose price is known; None when there is none."""
    unpriced: tuple[str, ...] = ()
    """Models that will be paid for at a price that is not known."""
    kinds: tuple[PriceKind, ...] = ()
    past_runs: int = 0
    """How many runs of the same models it rests on."""
    taken: Range = Range(0, 0)
    """Answers that are taken over from the run that this one is forked from; no part of the rest."""

    @property
    def free(self) -> bool:
        """Whether nobody sends a bill."""
        return not ({"known", "unknown"} & set(self.kinds))


Taken = tuple[Mapping[Role, int], Mapping[Role, int]]
"""Answers of each role that need not be paid: at least, and at most."""
NOTHING_TAKEN: Taken = ({}, {})


class Experience(Struct, frozen=True):
    """How long the answers of some models were in past runs."""

    output_tokens: Mapping[Role, float] = {}
    """Mean of an answer, by role."""
    runs: int = 0


def experience_of(ledgers: Iterable[Ledger]) -> Experience:
    """What past runs tell of the length of answers."""
    sums: dict[Role, tuple[int, int]] = {}
    runs = 0
    for ledger in ledgers:
        runs += 1
        for role, spent in ledger.roles.items():
            answers, tokens = sums.get(role, (0, 0))
            sums[role] = answers + spent.answers - spent.unknown, tokens + spent.output_tokens
    return Experience({role: tokens / answers for role, (answers, tokens) in sums.items() if answers}, runs)


def estimate(
    started: RunStarted, problem: Problem, past: Experience | None = None, taken: Taken = NOTHING_TAKEN
) -> Estimate:
    """Estimate a run before it starts.

    Args:
        started: what was chosen, with the prices of its models.
        problem: what it works on.
        past: how long answers were before.
        taken: answers of each role that need not be paid, at least and at most.
    """
    known = past or Experience()
    least, most = taken
    low, high = _Course(started, problem, known, 0, most), _Course(started, problem, known, 1, least)
    (few_tokens, few_dollars), (many_tokens, many_dollars) = low.within_budget(), high.within_budget()
    prices = [price_of(model, started.prices) for model in dict.fromkeys(started.models.values())]
    priced = any(price.kind == "known" for price in prices)
    return Estimate(
        calls=_range(low.calls, high.calls),
        tokens=_range(few_tokens, many_tokens),
        dollars=_range(few_dollars, many_dollars) if priced else None,
        unpriced=tuple(price.model for price in prices if price.kind == "unknown"),
        kinds=tuple(dict.fromkeys(price.kind for price in prices)),
        past_runs=known.runs,
        taken=_range(min(low.taken, high.taken), max(low.taken, high.taken)),
    )


def estimate_words(made: Estimate) -> str:
    """`12 to 66 calls, 21k to 310k tokens, $0.05 to $1.20`; of a fork, `besides 14 answers that are taken over`."""
    calls = f"{_span(made.calls)} calls"
    tokens = f"{_span(made.tokens)} tokens"
    besides = f", besides {_span(made.taken)} answers that are taken over" if made.taken.high else ""
    return f"{calls}, {tokens}, {money_words(made)}{besides}"


def money_words(made: Estimate) -> str:
    """What is known of the dollars of an estimate."""
    if made.dollars is None:
        return UNKNOWN if made.unpriced else OWN_SERVER if "own server" in made.kinds else FREE
    low, high = (dollars(amount) for amount in made.dollars)
    more = f", and {', '.join(made.unpriced)} at an unknown price" if made.unpriced else ""
    return f"{low if low == high else f'{low} to {high}'}{more}"


class _Course:
    """One way that a run may go: the cheap one (end 0) or the dear one (end 1)."""

    def __init__(
        self, started: RunStarted, problem: Problem, past: Experience, end: int, known: Mapping[Role, int]
    ) -> None:
        self.calls = 0
        self.taken = 0
        self._known = dict(known)
        """Answers that need not be paid and are not used up yet."""
        self.tokens = 0.0
        self.dollars = 0.0
        self._started = started
        self._past = past
        self._end = end
        shown = sum(len(test.input) + len(test.expected) for test in problem.tests)
        self._prompt = (len(problem.statement) + shown) // CHARACTERS_A_TOKEN + _INSTRUCTIONS
        self._validated = bool(problem.input_validators)
        settings = started.settings
        self._samples = 1 if started.strategy in _ALONE else settings.samples
        self._add("solver", self._samples, self._prompt)
        if end:
            self._to_the_end(settings)

    def _to_the_end(self, settings: Settings) -> None:
        prompt = self._prompt
        strategy = self._started.strategy
        for _ in range(0 if strategy in _ONCE else settings.rounds):
            prompt += min(self._output("solver"), _ANSWER_SHOWN) + _FEEDBACK
            self._add("debugger", self._samples, prompt)
            if strategy in _REFLECTING:
                self._add("judge", self._samples, prompt)
        clusters = -(-settings.samples // 2)
        match strategy:
            case "best-of-n" | "best-of-n-random" | "majority-vote" | "alphacode":
                pass
            case "codet" | "codet-product" | "reflexion":
                self._add("input writer", 1 if strategy == "reflexion" else _TEST_ANSWERS, self._prompt)
            case "weighted-vote" | "reward-model":
                self._add("judge", settings.samples, self._prompt)
            case "alphacodium":
                self._add("solver", _ALPHACODIUM, self._prompt)
            case _ if strategy in _ALONE:
                pass
            case "archon" | "archon-fusion" | "codemonkeys" | "lats" | "pg-td" | "rebase" | "rethink" | "s1":
                self._add("judge", 3 * settings.samples, prompt)
            case "s-star-paper":
                matches = comb(clusters, 2)
                self._add("input writer", 1 + matches, self._prompt)
                self._add("judge", 2 * _BATCH * matches, self._prompt)
            case _:
                asked = settings.adaptive + bool(settings.generators)
                if not self._validated:
                    asked += settings.reader + 2 * settings.validator
                self._add("input writer", asked, self._prompt)
                matches = comb(clusters, 2) if settings.tournament == "round-robin" else clusters - 1
                votes = 2 * settings.judges * (1 + len(settings.jury))
                self._add("judge", votes * settings.best_of * matches, self._prompt)

    def _add(self, role: Role, calls: int, prompt: int) -> None:
        model = self._started.models.get(role, "")
        price: Price = price_of(model, self._started.prices)
        usage = Usage(prompt, self._output(role))
        free = min(calls, self._known.get(role, 0))
        self._known[role] = self._known.get(role, 0) - free
        self.taken += free
        calls -= free
        if (most := self._started.settings.budget_calls) is not None:
            calls = min(calls, most - self.calls)  # what comes first is called first
        self.calls += calls
        self.tokens += calls * (prompt + self._output(role))
        self.dollars += calls * (price.dollars(usage) or 0.0)

    def within_budget(self) -> tuple[float, float]:
        """Tokens and dollars, as far as the budgets of both let it come: no run is meant to take more."""
        settings = self._started.settings
        most_tokens, most_dollars = settings.budget_tokens or inf, settings.budget_dollars or inf
        tokens, money = self.tokens, self.dollars
        if tokens > most_tokens:
            tokens, money = most_tokens, money * most_tokens / tokens
        if money > most_dollars:
            tokens, money = tokens * most_dollars / money, most_dollars
        return tokens, money

    def _output(self, role: Role) -> int:
        mean = self._past.output_tokens.get(role)
        return _USUAL[role][self._end] if mean is None else int(mean * _SPREAD[self._end])


def _range(low: float, high: float) -> Range:
    return Range(low, max(low, high))


def _span(numbers: Range) -> str:
    low, high = (_short(number) for number in numbers)
    return low if low == high else f"{low} to {high}"


def _short(number: float) -> str:
    if number >= 1e6:
        return f"{number / 1e6:.1f}M"
    return f"{number / 1e3:.0f}k" if number >= 1e4 else f"{number:,.0f}"
