"""Each fault of tests/servers/faults.py through each SDK: what the sample says, the journal holds, a person reads."""

from __future__ import annotations

import asyncio

import faults
import pytest

from engine.errors import FatalModelError
from engine.events.calls import CallDelayed, CallFailed, CallFinished, CallInterrupted, CallStarted
from engine.events.run import NoticeGiven
from engine.events.samples import RoundFailed
from engine.events.settings import Settings
from engine.models.endpoint import Limits
from engine.models.providers import open_model
from engine.models.scheduler import Patience
from engine.projections.board import fold
from engine.testing import ToyRun
from tui.surfaces import wall
from tui.surfaces.focus import Focus
from tui.surfaces.text import Look
from tui.surfaces.words import setback

pytestmark = pytest.mark.slow

CALLS = (CallStarted, CallDelayed, CallFailed, CallFinished, CallInterrupted)
MENDED = [CallStarted, CallInterrupted, CallDelayed, CallStarted, CallFinished]


class Played:
    """A run of one sample against a server with a fault, and then a good answer."""

    def __init__(self, toy, error, server):
        self.toy, self.error, self.server = toy, error, server
        self.calls = [event for event in toy.events if isinstance(event, CALLS)]

    def the(self, kind):
        (event,) = [event for event in self.toy.events if isinstance(event, kind)]
        return event


@pytest.fixture
def play(speech, wire, make_environment):
    def played(case):
        async def main():
            plan = [*case.plan(speech, wire), speech.answer(wire, wire.text(faults.FENCED))]
            async with speech.raw.RawServer(*plan, names=["nope-2", "other"]) as server:
                model = open_model(wire.model, make_environment(wire, server.url), Limits(**case.limits))
                toy = ToyRun(Settings(samples=1, rounds=0))
                toy.run._models = dict.fromkeys(toy.run._models, model)
                toy.run._caller.patience = Patience(first_seconds=0.01)
                error = None
                try:
                    await toy.work("best-of-n")
                except FatalModelError as fatal:
                    error = fatal
                await model.close()
                return Played(toy, error, server)

        return asyncio.run(main())

    return played


@pytest.mark.parametrize("case", faults.CASES, ids=lambda case: case.name)
def test_each_fault_ends_as_it_should(play, case):
    run = play(case)
    {"mended": mended, "failed": failed, "stopped": stopped, "passed": passed}[case.end](run, case)
    told = [event.reason for event in run.calls if isinstance(event, CallDelayed)]
    for text in [*told, *([str(run.error)] if run.error else [])]:
        is_for_a_person(text)


def mended(run, case):
    """It is asked again, nothing is lost, and while it waits its lane says why."""
    assert run.error is None
    assert [type(event) for event in run.calls] == MENDED
    assert run.the(CallInterrupted).text.strip() == case.kept
    delay = run.the(CallDelayed)
    assert case.reason in delay.reason
    assert len(run.server.requests) == 2
    entries = run.toy.journal.entries
    assert fold(entries).samples[1].state == "survivor"
    if not delay.seconds:  # it is asked again at once, and what has changed is said by a notice
        assert case.reason in run.the(NoticeGiven).text
        return
    again = [entry.seq for entry in entries if isinstance(entry.event, CallStarted)][1]
    waiting = fold(entry for entry in entries if entry.seq < again)
    (call,) = waiting.calls.values()
    assert setback(call)[:60] in lanes(waiting)
    assert "attempt 2 waits" in lanes(waiting)


def failed(run, case):
    """No attempt can mend it: the sample ends and says why, and the run goes on."""
    assert run.error is None
    reason = run.the(RoundFailed).reason
    assert case.reason in reason
    assert len(run.server.requests) == 1
    board = fold(run.toy.journal.entries)
    assert board.samples[1].state == "failed"
    assert reason[:60] in lanes(board)


def stopped(run, case):
    """A person must mend it: the run stops after one request, nothing is recorded as failed, nothing was billed."""
    assert isinstance(run.error, FatalModelError)
    assert case.reason in str(run.error)
    assert len(run.server.requests) == 1
    assert [type(event) for event in run.calls] == [CallStarted, CallInterrupted]
    assert run.the(CallInterrupted).refused


def passed(run, _):
    """It is no fault."""
    assert run.error is None
    assert [type(event) for event in run.calls] == [CallStarted, CallFinished]
    assert fold(run.toy.journal.entries).samples[1].state == "survivor"


def is_for_a_person(text):
    """A sentence, without a trace, the name of a class, or a line break."""
    assert text[0].isupper() or text.startswith("http")
    assert text.endswith(".")
    assert "\n" not in text
    assert "Error(" not in text


def lanes(board):
    """What the samples view shows."""
    lines = wall.paint(board, Focus(), 200, 6, Look())
    return "\n".join("".join(span.text for span in line.spans) for line in lines)
