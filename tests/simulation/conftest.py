"""What two runs must have in common, however their events were interleaved."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from engine.events.calls import CallDelayed, CallFailed, CallFinished, CallInterrupted, CallStarted, TextStored
from engine.events.codec import encode
from engine.events.executions import CheckFinished, ExecutionFinished
from engine.events.run import BudgetEnded, NoticeGiven, Paused, Resumed
from engine.inputs import learn, mutation, shrinking
from engine.projections.board import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from engine.events.codec import Event
    from engine.projections.board import Board
    from engine.testing import ToyRun

_FACTS = (
    *(TextStored, CallStarted, CallFinished, CallFailed, CallInterrupted, CallDelayed, ExecutionFinished),
    *(CheckFinished, BudgetEnded, NoticeGiven, Paused, Resumed),
)


def _conclusions(events: Iterable[Event]) -> list[bytes]:
    return sorted(encode(event) for event in events if not isinstance(event, _FACTS))


def _picture(board: Board) -> object:
    rounds = [
        (
            *(sample.name, sample.hint, sample.state, sample.best, item.number, item.call, item.revision),
            *(item.tests, item.passed, item.total, item.done, item.failure),
        )
        for sample in board.ordered_samples()
        for item in sample.rounds
    ]
    matches = [
        (
            *(match.plan, match.state, match.left, match.right, match.inputs, match.decided),
            sorted(encode(vote) for vote in match.votes),
        )
        for match in (board.bracket.matches.values() if board.bracket else ())
    ]
    inputs = {name: item.made for name, item in board.inputs.items()}
    calls = {key: (call.text, call.state) for key, call in board.calls.items()}
    return rounds, matches, inputs, calls, board.revisions, board.filtered, board.formed, board.selection


@pytest.fixture(scope="session")
def conclusions() -> Callable[[ToyRun], list[bytes]]:
    """What the strategy concluded, without the order; a conclusion that stands there twice counts twice."""
    return lambda toy: _conclusions(toy.events)


@pytest.fixture(scope="session")
def picture() -> Callable[[ToyRun], object]:
    """What the board shows of samples, inputs, clusters, bracket and selection, without times and numbers of events."""
    return lambda toy: _picture(fold(toy.journal.entries))


@pytest.fixture(scope="session", autouse=True)
def _learnt_once():
    """Learn the grammar of the public inputs once, not two thousand times; it is a pure function of them."""
    remembered = cache(lambda inputs, statement, rules: learn(list(inputs), statement, rules))
    with pytest.MonkeyPatch.context() as patch:
        for module in (mutation, shrinking):
            patch.setattr(
                module,
                "learn",
                lambda inputs, statement="", rules=(): remembered(tuple(inputs), statement, tuple(rules)),
            )
        yield
