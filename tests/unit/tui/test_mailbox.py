"""Batches: every entry, coalesced deltas."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.events.calls import CallFailed, CallStarted, Delta
from engine.events.codec import Entry
from engine.projections.board import Board
from tui.mailbox import Batch, Mailbox, take_in

STARTED = Entry(1, 0.0, CallStarted("k", ("sample", 1), "solver", "m", ()))
PIECES = st.builds(Delta, st.just("k"), st.integers(0, 12), st.text("ab", max_size=5))


@given(st.lists(PIECES), st.lists(st.integers(0, 20)))
def test_a_board_cannot_tell_coalesced_deltas_from_single_ones(pieces: list[Delta], cuts: list[int]) -> None:
    single, batched, mailbox = Board(), Board(), Mailbox()
    single.apply(STARTED)
    batched.apply(STARTED)
    for i, piece in enumerate(pieces):
        single.stream(piece)
        mailbox.put(piece)
        if i in cuts and (batch := mailbox.take()):
            assert len(batch.deltas) == 1
            take_in(batched, batch)
    take_in(batched, mailbox.take() or Batch())
    assert batched.calls["k"].text == single.calls["k"].text


def test_deltas_of_a_call_that_ended_are_dropped() -> None:
    mailbox = Mailbox()
    mailbox.put(STARTED)
    mailbox.put(Delta("k", 0, "x"))
    mailbox.put(Delta("other", 0, "y"))
    mailbox.put(Entry(2, 0.0, CallFailed("k", "no")))
    assert mailbox.take() == Batch((STARTED, Entry(2, 0.0, CallFailed("k", "no"))), (Delta("other", 0, "y"),))
    assert mailbox.take() is None


def test_a_backlog_comes_in_parts_and_pieces_of_answers_after_its_events() -> None:
    mailbox = Mailbox()
    entries = [STARTED, *(Entry(number, 0.0, CallFailed("other", "no")) for number in range(2, 6))]
    for entry in entries:
        mailbox.put(entry)
    mailbox.put(Delta("k", 0, "x"))
    first, behind = mailbox.take(most=2), mailbox.behind
    assert (first, behind) == (Batch(tuple(entries[:2])), True)
    assert mailbox.take(most=2) == Batch(tuple(entries[2:4]))
    assert mailbox.take(most=2) == Batch(tuple(entries[4:]), (Delta("k", 0, "x"),))
    assert not mailbox.behind


def test_a_restart_begins_with_a_new_board() -> None:
    board = Board(seq=9)
    assert take_in(board, Batch(restart=True)) == Board()
    assert take_in(board, Batch()) is board
