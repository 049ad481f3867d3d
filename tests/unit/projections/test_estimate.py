"""What a run will probably cost, before it starts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec import structs

from engine.events.prices import Price, Rates
from engine.events.run import ProblemReference, RunStarted
from engine.events.settings import Settings
from engine.projections.board import fold
from engine.projections.estimate import Experience, Range, estimate, estimate_words, experience_of, money_words
from engine.strategies import STRATEGIES

KNOWN = Price("p/m", "known", (Rates(1.0, 10.0),), "a table")
ROLES = ("solver", "debugger", "input writer", "judge")


def started(*prices: Price, strategy: str = "s-star", **settings: Any) -> RunStarted:
    names = [price.model for price in prices or (KNOWN,)]
    models = {role: names[index % len(names)] for index, role in enumerate(ROLES)}
    reference = ProblemReference("sum", "Sum", "", "d")
    return RunStarted("", reference, strategy, Settings(**settings), models, prices=prices or (KNOWN,))


def test_a_run_of_twelve_samples(scripted: Any) -> None:
    made = estimate(started(), scripted.PROBLEM)
    assert made.calls == Range(12, 36 + 2 + 1 + 3 + 30)
    assert made.dollars is not None
    assert 0 < made.dollars.low < made.dollars.high
    assert estimate_words(made) == f"12 to 72 calls, 13k to 526k tokens, {money_words(made)}"


@pytest.mark.parametrize("calls", [1, 5, 12, 40])
def test_a_budget_of_calls_bounds_tokens_and_dollars_as_well(scripted: Any, calls: int) -> None:
    whole, made = (estimate(started(budget_calls=most), scripted.PROBLEM) for most in (None, calls))
    assert made.calls == Range(min(12, calls), calls)
    assert made.dollars is not None
    assert whole.dollars is not None
    for bounded, free in ((made.tokens, whole.tokens), (made.dollars, whole.dollars)):
        assert bounded.high < free.high * min(1, (calls + 12) / 36)
        assert bounded.low == pytest.approx(free.low * min(1, calls / 12))


def test_a_budget_of_tokens_bounds_dollars_and_one_of_dollars_tokens(scripted: Any) -> None:
    whole = estimate(started(), scripted.PROBLEM)
    assert whole.dollars is not None
    half = estimate(started(budget_tokens=int(whole.tokens.high / 2)), scripted.PROBLEM)
    assert half.dollars is not None
    assert half.dollars.high == pytest.approx(whole.dollars.high / 2, rel=1e-3)
    assert half.dollars.low == whole.dollars.low
    cheap = estimate(started(budget_dollars=whole.dollars.high / 4), scripted.PROBLEM)
    assert cheap.tokens.high == pytest.approx(whole.tokens.high / 4)


@given(
    strategy=some.sampled_from(sorted(STRATEGIES)),
    samples=some.integers(1, 300),
    rounds=some.integers(0, 9),
    budget=some.one_of(some.none(), some.floats(0.001, 5)),
)
def test_the_ranges_are_ranges_and_grow(strategy: str, samples: int, rounds: int, budget: float | None) -> None:
    from engine.testing.toy import PROBLEM

    made = estimate(started(strategy=strategy, samples=samples, rounds=rounds, budget_dollars=budget), PROBLEM)
    more = estimate(started(strategy=strategy, samples=samples + 1, rounds=rounds + 1, budget_dollars=budget), PROBLEM)
    for name in ("calls", "dollars", *(["tokens"] if budget is None else [])):
        one, two = getattr(made, name), getattr(more, name)
        assert 0 < one.low <= one.high
        assert one.low <= two.low
        assert one.high <= two.high
    assert budget is None or made.dollars.high <= budget


def test_past_runs_say_how_long_answers_are(scripted: Any) -> None:
    ledger = fold(scripted.story().entries).ledger
    past = experience_of([ledger, ledger])
    assert past == Experience({"solver": 100.0, "debugger": 100.0, "judge": 7.0}, 2)
    long = structs.replace(past, output_tokens={"solver": 50_000})
    known, usual, more = (estimate(started(rounds=0), scripted.PROBLEM, item) for item in (past, None, long))
    assert known.tokens.high < usual.tokens.high < more.tokens.high
    assert (known.past_runs, usual.past_runs) == (2, 0)


@pytest.mark.parametrize(
    ("prices", "words", "free"),
    [
        ([Price("p/x", "unknown")], "price unknown", False),
        ([Price("ollama/x", "own server")], "no price (your own server)", True),
        ([Price("rehearsal", "offline")], "free, offline", True),
        ([Price("rehearsal", "offline"), Price("ollama/x", "own server")], "no price (your own server)", True),
    ],
)
def test_what_has_no_price_is_said_to_have_none(scripted: Any, prices: list[Price], words: str, free: bool) -> None:
    made = estimate(started(*prices), scripted.PROBLEM)
    assert (money_words(made), made.free, made.dollars) == (words, free, None)


def test_a_judge_of_unknown_price_beside_a_solver_of_a_known_one(scripted: Any) -> None:
    made = estimate(started(KNOWN, Price("q/x", "unknown")), scripted.PROBLEM)
    assert made.unpriced == ("q/x",)
    assert money_words(made).endswith(", and q/x at an unknown price")
