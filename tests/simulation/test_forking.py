"""A run that is forked takes over what its origin knows: nothing is asked twice, and nothing comes out otherwise."""

from __future__ import annotations

import pytest

from engine.errors import ProviderError
from engine.events.calls import CallFinished, CallStarted
from engine.events.executions import ExecutionFinished
from engine.journal.writer import MemoryJournal
from engine.models.scripted import Breaks
from engine.projections.board import fold
from engine.runtime.taking import Known
from engine.testing import ToyRun
from engine.testing.toy import script

METHODS = ("best-of-n", "s-star", "majority-vote", "codet", "s-star-paper", "weighted-vote", "self-debug")


@pytest.fixture(scope="module")
def origin():
    """A run of S* that came to its end."""
    toy = ToyRun()
    toy.play()
    return toy


def samples_of(toy):
    """Keys of the calls for programs that are answered."""
    started = {e.key: e.path for e in toy.events if isinstance(e, CallStarted)}
    return {e.key for e in toy.events if isinstance(e, CallFinished) and started[e.key][0] == "sample"}


def forked(origin, journal=None, **how):
    return ToyRun(journal=journal, known=Known(origin.journal.entries), **how)


@pytest.mark.parametrize("method", METHODS)
def test_a_fork_concludes_what_the_method_concludes_alone_and_asks_for_no_fact_again(method, origin, conclusions):
    alone = ToyRun()
    selected = alone.play(method)
    fork = forked(origin)
    assert fork.play(method) == selected
    assert conclusions(fork) == conclusions(alone)
    assert not set(fork.asked()) & set(origin.answered())
    assert set(fork.asked()) == set(alone.asked()) - set(origin.answered())
    assert not set(fork.executor.executed) & set(origin.executor.executed)


def test_no_program_of_the_common_samples_is_paid_again(origin):
    fork = forked(origin)
    fork.play("codet")
    assert samples_of(fork) == samples_of(origin)
    board = fold(fork.journal.entries)
    assert board.calls_sent == len(fork.asked()) == board.ledger.total.answers
    assert board.ledger.taken.answers == len(samples_of(origin))
    assert board.ledger.taken.dollars == 0
    assert set(board.ledger.roles) == {"input writer"}, "what was taken over is no cost of any part"
    marked = {e.key for e in fork.events if isinstance(e, CallStarted) and e.taken}
    assert marked == samples_of(origin)


def test_a_fork_to_the_same_method_asks_nobody(origin, conclusions):
    fork = forked(origin)
    fork.play()
    assert (fork.asked(), fork.executor.executed) == ([], [])
    assert conclusions(fork) == conclusions(origin)
    assert all(e.taken for e in fork.events if isinstance(e, CallStarted | ExecutionFinished))


@pytest.mark.parametrize("budget", [{"budget_calls": 1}, {"budget_tokens": 1}])
def test_what_is_taken_over_is_within_every_budget(origin, budget):
    from msgspec import structs

    from engine.testing.toy import SETTINGS

    fork = forked(origin, settings=structs.replace(SETTINGS, **budget))
    assert fork.play() is not None
    assert fold(fork.journal.entries).budget_ended is None


def test_cut_off_anywhere_it_asks_for_no_fact_again_and_concludes_the_same(origin, conclusions):
    whole = forked(origin)
    whole.play("codet")
    entries = whole.journal.entries
    for length in range(1, len(entries), 23):
        again = forked(origin, MemoryJournal(entries[:length], clock=lambda: 0.0))
        again.play("codet")
        assert conclusions(again) == conclusions(whole)
        assert not set(again.asked()) & set(origin.answered())


def test_a_fork_of_what_is_going_on_pays_for_the_rest_alone(origin):
    """As it is cut off in the middle, so it is read while an engine is at it."""
    entries = origin.journal.entries
    for length in range(1, len(entries), 41):
        fork = ToyRun(known=Known(entries[:length]))
        fork.play()
        known = {e.event.key for e in entries[:length] if isinstance(e.event, CallFinished)}
        assert set(fork.asked()) == set(origin.asked()) - known


def test_a_call_that_failed_is_tried_again():
    failing = [True]

    def answer(request):
        if failing[0] and request.path == ("sample", 2, "round", 0):
            return Breaks("", ProviderError("the request is refused", kind="rejected"))
        return script(request)

    origin = ToyRun(script=answer)
    origin.play("best-of-n")
    failing[0] = False
    fork = forked(origin)
    fork.play("best-of-n")
    assert [request.path for request in fork.model.asked] == [("sample", 2, "round", 0)]
