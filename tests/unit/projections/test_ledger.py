"""What calls cost, counted event by event."""

from __future__ import annotations

import pytest

from engine.events.calls import CallFailed, CallFinished, CallInterrupted, CallStarted, TextStored, Usage
from engine.events.prices import Price, Rates
from engine.events.run import EngineStarted, ProblemReference, RunStarted
from engine.events.settings import Settings
from engine.projections.costs import cost_words, dollars, kinds_of, short_cost
from engine.projections.ledger import CAUTION, Ledger, Spent

PRICES = (
    Price("p/known", "known", (Rates(1, 10, 0.1, 2),), "a table"),
    Price("p/unknown", "unknown"),
    Price("ollama/x", "own server"),
    Price("rehearsal", "offline"),
)
SAMPLE = ("sample", 3, "round", 0)


def ledger(*events):
    made = Ledger()
    made.learn(RunStarted("r", ProblemReference("p", "P", "f", "d"), "s-star", Settings(), {}, prices=PRICES))
    made.learn(TextStored("prompt", "x" * 4000))
    for event in events:
        made.learn(event)
    return made


def started(key="k", model="p/known", role="solver", path=SAMPLE):
    return CallStarted(key, path, role, model, (("user", "prompt"),))


def test_an_answer_is_counted_for_its_sample_its_role_and_its_model():
    made = ledger(
        started(),
        CallFinished("k", "text", usage=Usage(1_000_000, 100_000, 500_000, 100_000, 90_000)),
        started("j", role="judge", path=("match", "b", "M1")),
        CallFinished("j", "text", usage=Usage(1_000_000, 0)),
    )
    assert made.total.dollars == pytest.approx(0.4 + 0.05 + 0.2 + 1.0 + 1.0)
    assert (made.total.input_tokens, made.total.cached_tokens, made.total.thinking_tokens) == (
        2_000_000,
        500_000,
        90_000,
    )
    assert made.samples[3].dollars + made.roles["judge"].dollars == pytest.approx(made.total.dollars)
    assert made.roles["solver"] == made.samples[3]
    assert made.models == {"p/known": made.total}
    assert not made.open


def test_a_call_that_was_cut_off_is_guessed_and_kept_apart():
    made = ledger(started(), CallInterrupted("k", "y" * 400, "z" * 400, Usage(2000, 1)))
    assert (made.total.dollars, made.total.output_tokens, made.total.unknown) == (0.0, 0, 1)
    assert made.total.guessed_tokens == 2000 + 200
    assert made.total.guessed_dollars == pytest.approx((2000 + 200 * 10) / 1e6)
    words = cost_words(made.total, ["known"])
    assert words == "1 attempt of unknown usage (about $0.0040)"
    assert short_cost(made.total, ["known"]) == "usage unknown"


@pytest.mark.parametrize("event", [CallInterrupted("k", "", refused=True), CallFailed("k", "no")])
def test_a_call_that_was_turned_away_cost_nothing(event):
    made = ledger(started(), event)
    assert made.total == Spent()
    assert not made.open


def test_what_an_engine_that_died_had_in_flight_is_not_forgotten():
    for later in (EngineStarted("t"), started()):
        made = ledger(started(), later)
        assert (made.total.unknown, made.total.guessed_tokens) == (1, 1000)


def test_a_server_that_does_not_count_leaves_a_guess():
    made = ledger(started(), CallFinished("k", "y" * 400))
    assert (made.total.unknown, made.total.guessed_tokens) == (1, 1100)
    assert made.total.guessed_dollars > 0


def test_what_is_in_flight_is_expected_to_be_like_what_has_come():
    made = ledger(started())
    assert made.in_flight().tokens == 1000 + CAUTION["solver"]
    assert not made.in_flight().dollars < (1000 + 10 * CAUTION["solver"]) / 1e6
    assert not made.expected("solver", "p/known", 0).known
    made.learn(CallFinished("k", "", usage=Usage(10, 500)))
    made.learn(started("l"))
    assert made.in_flight().tokens == 1500
    assert made.expected("solver", "p/known", 4000).known


@pytest.mark.parametrize(
    ("models", "words"),
    [
        (["p/unknown"], "price unknown"),
        (["ollama/x", "rehearsal"], "no price (your own server)"),
        (["rehearsal"], "free, offline"),
        (["nobody/knows"], "price unknown"),
        ([], "price unknown"),
    ],
)
def test_what_has_no_price_shows_none(models, words):
    made = ledger()
    for number, model in enumerate(models):
        made.learn(started(str(number), model))
        made.learn(CallFinished(str(number), "", usage=Usage(10, 10)))
    assert cost_words(made.total, kinds_of(made, models)) == words
    assert "$" not in short_cost(made.total, kinds_of(made, models))


def test_a_sum_says_that_it_is_not_all():
    made = ledger(
        started(),
        CallFinished("k", "", usage=Usage(100_000, 0)),
        started("l", "p/unknown"),
        CallFinished("l", "", usage=Usage(1, 1)),
    )
    kinds = kinds_of(made, made.models)
    assert short_cost(made.total, kinds) == "$0.10+"
    assert cost_words(made.total, kinds) == "$0.10, and 1 call of a model whose price is unknown"


@pytest.mark.parametrize(
    ("amount", "words"), [(0, "$0"), (1e-9, "<$0.0001"), (0.00424, "$0.0042"), (0.424, "$0.42"), (12.3, "$12.30")]
)
def test_dollars(amount, words):
    assert dollars(amount) == words
