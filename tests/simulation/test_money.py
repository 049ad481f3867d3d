"""Budgets of tokens and dollars: how far they are passed, what a resume knows of them, and what ends."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from msgspec import structs

from engine.errors import BudgetError, ModelError, ProviderError
from engine.events.calls import CallFailed, CallFinished, CallInterrupted, CallStarted, Usage
from engine.events.prices import Price, Rates
from engine.events.run import BudgetEnded, ProblemReference, RunStarted
from engine.events.samples import RevisionMade
from engine.events.selection import SelectionMade
from engine.journal import MemoryJournal
from engine.models.protocol import ANY, Chunk, Message
from engine.runtime.together import together
from engine.testing import ToyRun, simulate
from engine.testing.toy import SETTINGS

CORE = ("best-of-n", "codet", "lats", "s-star", "s-star-paper")
"""Methods of each kind; `test_methods.py` holds all of them to the same, on fewer seeds."""


PRICE = Price("scripted", "known", (Rates(1000.0, 10_000.0),), "for tests")
ASK = [Message("user", "x" * 40)]


def the(kind, toy):
    return [event for event in toy.events if isinstance(event, kind)]


def priced(settings, entries=(), **options):
    journal = MemoryJournal(entries, clock=lambda: 0.0)
    if not entries:
        reference = ProblemReference("span", "", "", "")
        journal.append(RunStarted("r", reference, "s-star", settings, {}, prices=(PRICE,)))
    return ToyRun(settings, journal=journal, **options)


class Counting:
    """Answers with nothing but a known usage; each answer takes a second."""

    name = "scripted"
    notice = ""
    terms = ANY

    def __init__(self, outputs):
        self.outputs = iter(outputs)
        self.running = self.most = 0

    async def stream(self, request):
        del request
        self.running += 1
        self.most = max(self.most, self.running)
        output = next(self.outputs)
        await asyncio.sleep(1)
        self.running -= 1
        if isinstance(output, Exception):
            raise output
        yield Chunk("a", finish_reason="stop", usage=Usage(10, output))

    async def close(self):
        pass


def asked(settings, outputs, count, entries=()):
    """Ask so many questions at once; the run, the model, and what came of each."""
    toy = priced(settings, entries)
    model = Counting(outputs)
    toy.run._models = dict.fromkeys(toy.run._models, model)

    async def one(number):
        try:
            return (await toy.run.complete(("q", number), "solver", ASK)).text
        except (BudgetError, ModelError) as error:
            return str(error)

    return toy, model, simulate(lambda: together(one(number) for number in range(count)))


@pytest.mark.parametrize("budgets", [3, pytest.param(16, marks=pytest.mark.exhaustive)])
@pytest.mark.parametrize("strategy", CORE)
def test_any_budget_of_tokens_is_kept_and_survives_a_resume(strategy, budgets):
    free = priced(SETTINGS)
    best = free.play(strategy)
    used = free.run._facts.ledger.total.all_tokens
    longest = max(event.usage.input_tokens + event.usage.output_tokens for event in the(CallFinished, free))
    for budget in range(0, used + 1, max(1, used // budgets)):
        settings = structs.replace(SETTINGS, budget_tokens=budget)
        toy = priced(settings, latency=budget)
        selection = toy.play(strategy, budget)
        # One call of each role may pass it, since nothing is known of the length of its answers.
        assert toy.run._facts.ledger.total.all_tokens <= budget + 4 * longest
        assert Counter(e.key for e in the((CallFinished, CallFailed, CallInterrupted), toy)) == Counter(
            e.key for e in the(CallStarted, toy)
        )
        ended = the(BudgetEnded, toy)
        assert [event.what for event in ended] == ["tokens"] * len(ended)
        if not ended:
            assert selection == best
            continue
        assert (selection is None) == (not the(RevisionMade, toy))
        chosen = [event.revision for event in the(SelectionMade, toy)]
        for cut in range(toy.events.index(ended[0]) + 1, len(toy.events) + 1, 31):
            again = priced(settings, toy.journal.entries[:cut], latency=cut)
            again.play(strategy, cut)
            assert [event.revision for event in the(SelectionMade, again)][-1:] == chosen[-1:]
            assert len(the(BudgetEnded, again)) == 1


def test_enough_money_changes_nothing():
    free = priced(SETTINGS)
    best = free.play()
    used = free.run._facts.ledger.total.all_dollars
    assert used > 0
    toy = priced(structs.replace(SETTINGS, budget_dollars=used * 3))
    assert toy.play() == best
    assert not the(BudgetEnded, toy)


def test_calls_in_flight_are_reckoned_with():
    """Answers cost 0.01 + 1.00 dollars each; after the first one is known, no more start than can be paid."""
    settings = structs.replace(SETTINGS, budget_dollars=5.5, concurrency=32)
    toy, model, said = asked(settings, [100] * 40, 40)
    assert toy.run._facts.ledger.total.all_dollars == pytest.approx(5 * 1.01)
    assert said.count("a") == 5
    assert model.most == 4
    (ended,) = the(BudgetEnded, toy)
    assert ended.what == "dollars"
    assert ended.reason == "$5.05 of $5.50 are used, and one more call would take about $1.01"
    assert said[-1] == ended.reason


def test_answers_that_grow_pass_a_budget_by_what_is_in_flight():
    settings = structs.replace(SETTINGS, budget_tokens=1000)
    toy, model, _ = asked(settings, [100] + [300] * 40, 40)
    used = toy.run._facts.ledger.total.all_tokens
    assert used <= 1000 + model.most * 200
    assert the(BudgetEnded, toy)[0].reason.startswith(f"{used:,} of 1,000 tokens are used") or used > 1000


def test_a_budget_that_is_smaller_than_one_call_lets_one_call_go():
    toy, model, said = asked(structs.replace(SETTINGS, budget_tokens=50), [100] * 9, 9)
    assert (said.count("a"), model.most) == (1, 1)
    assert the(BudgetEnded, toy)[0].reason == "110 of 50 tokens are used"


def test_a_resume_does_not_reset_what_was_spent():
    settings = structs.replace(SETTINGS, budget_dollars=5.5)
    first, _, _ = asked(settings, [100] * 3, 3)
    assert not the(BudgetEnded, first)
    again, _, said = asked(settings, [100] * 40, 40, first.journal.entries)
    assert said.count("a") == 5
    assert again.run._facts.ledger.total.all_dollars == pytest.approx(5 * 1.01)


def test_attempts_that_break_off_are_paid_for_and_not_repeated_without_money():
    """What broke off is thought to have cost its prompt; when the money is used up, that was its last attempt."""
    settings = structs.replace(SETTINGS, budget_tokens=15)
    broken = ProviderError("it broke off.", "broken")
    toy, _, said = asked(settings, [broken] * 9, 1)
    assert len(the(CallStarted, toy)) == 2
    assert said[0].startswith("Its attempts failed, and the budget allows no other: 20 of 15 tokens are used")
    assert isinstance(toy.events[-1], CallFailed)
    again, model, repeated = asked(settings, [], 1, toy.journal.entries)
    assert (repeated, model.most) == (said, 0)
    assert again.events == toy.events


def test_attempts_that_were_turned_away_cost_nothing():
    crowded = ProviderError("slow down.", "crowded", 0.01)
    toy, _, said = asked(structs.replace(SETTINGS, budget_tokens=200), [crowded, crowded, 100], 1)
    assert said == ["a"]
    assert toy.run._facts.ledger.total.all_tokens == 110
    assert [event.refused for event in the(CallInterrupted, toy)] == [True, True]
