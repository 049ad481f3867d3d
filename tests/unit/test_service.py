"""One engine at one run: how it ends, and what it says of its end."""

from __future__ import annotations

import asyncio

import pytest
from msgspec import structs

from engine.errors import ExecutorError, RunError
from engine.events.codec import Entry
from engine.events.commands import Command
from engine.events.run import (
    EngineStarted,
    EngineStopped,
    Paused,
    PriceFound,
    ProblemReference,
    RunFinished,
    RunStarted,
)
from engine.events.settings import Settings
from engine.execution import ScriptedExecutor
from engine.journal import FileJournal
from engine.journal.runs import create_run
from engine.problem import bundled, read_package
from engine.service import Service, _seconds_at_work

ROLES = ("solver", "debugger", "input writer", "judge")


class Telling(ScriptedExecutor):
    """Knows no program, and tells when it is asked to run one."""

    def __init__(self, told):
        super().__init__({})
        self.told = told

    async def run(self, job):
        await self.told()
        async for outcome in super().run(job):
            yield outcome


async def nothing():
    return None


@pytest.fixture
def serve(tmp_path):
    """Serve a new run in this process; the result is its events."""

    def build(told=nothing, **settings):
        package = read_package(bundled()["canallamps"])
        reference = ProblemReference("canallamps", "", str(package.folder), package.digest)
        chosen = structs.replace(Settings(samples=1, rounds=0, pace=0.0), **settings)
        started = RunStarted("", reference, "best-of-n", chosen, dict.fromkeys(ROLES, "rehearsal"))
        directory = create_run(tmp_path, started)
        journal = FileJournal(directory.journal)
        holder = []

        async def telling():
            await told(holder[0])

        async def main():
            holder.append(Service(directory, journal, package, Telling(telling)))
            await holder[0].solve()

        try:
            asyncio.run(main())
        finally:
            journal.close()
            build.events = [entry.event for entry in journal.entries]
        return build.events

    return build


async def ignore(_):
    return None


def test_a_run_ends_with_its_result_in_words(serve):
    events = serve(ignore)
    assert isinstance(events[1], EngineStarted)
    assert "no language model" in events[1].notice
    assert events[-1] == RunFinished("best effort", events[-1].reason)
    assert not [event for event in events if isinstance(event, EngineStopped)]


def test_a_drain_leaves_a_run_that_can_go_on(serve):
    async def leave(service):
        service._leave()
        await asyncio.sleep(0)

    events = serve(leave, samples=3, concurrency=1)
    assert isinstance(events[-1], EngineStopped)
    assert not [event for event in events if isinstance(event, RunFinished)]


def test_a_run_that_finishes_while_it_drains_is_not_said_to_be_stopped(serve):
    """The strategy needed nothing but what was running, so nothing is left to resume."""

    async def leave(service):
        service._leave()
        control = service._run.control
        drain = control.drain

        async def patient(grace):
            await drain(grace)
            await asyncio.wait([service._work], timeout=grace)

        control.drain = patient

    events = serve(leave)
    assert isinstance(events[-1], RunFinished)
    assert not [event for event in events if isinstance(event, EngineStopped)]


def test_a_budget_of_calls_ends_the_run_and_says_so(serve):
    events = serve(ignore, samples=4, budget_calls=2)
    assert events[-1].status == "budget ended"
    assert "2 model calls" in events[-1].reason


def test_a_budget_that_ends_before_the_first_program_says_both(serve):
    events = serve(ignore, budget_calls=0)
    assert events[-1].status == "budget ended"
    assert "no sample had yielded a program" in events[-1].reason


def test_a_person_s_commands(serve):
    answers = []

    async def command(service):
        answers.extend([await service._obey(Command(1, act)) for act in ("pause", "resume", "stop", "undo")])
        await asyncio.sleep(0)

    events = serve(command)
    assert answers == [None, None, None, "there is no decision to take back"]
    assert len([event for event in events if isinstance(event, Paused)]) == 1
    assert events[-1].status in {"budget ended", "failed"}


@pytest.mark.parametrize(
    ("named", "budget", "why"),
    [
        ("nobody/model", None, "nobody"),
        ("rehearsal", None, ""),
        ("rehearsal", 1.0, ""),
        ("openai/made-up", None, ""),
        ("openai/made-up", 1.0, "so the budget of dollars could not be kept"),
    ],
)
def test_a_model_that_a_person_names_is_opened_and_its_price_is_known_or_why_not(
    serve, monkeypatch, named, budget, why
):
    monkeypatch.setenv("OPENAI_API_KEY", "a-key")
    answers = []

    async def name_it(service):
        answers.append(service._why_not_ask(named))

    events = serve(name_it, budget_dollars=budget)
    assert why in answers[0]
    assert bool(answers[0]) == bool(why)
    known = [event for event in events if isinstance(event, PriceFound) and event.price.model == named]
    assert len(known) == (0 if why else 1)


def test_a_fault_that_a_person_can_mend_is_recorded_in_its_words(serve):
    async def fail(_):
        raise ExecutorError("g++ is missing; install it")

    with pytest.raises(ExecutorError):
        serve(fail)
    assert serve.events[-1] == EngineStopped("g++ is missing; install it", failed=True)


def test_a_fault_of_ours_is_recorded_as_such(serve):
    async def fail(_):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        serve(fail)
    assert "a fault of this program" in serve.events[-1].reason


def test_nothing_selected_cannot_be_graded(tmp_path, serve):
    from engine.journal import RunDirectory
    from engine.service import serve_run

    serve(ignore, budget_calls=0)
    (path,) = tmp_path.iterdir()
    with pytest.raises(RunError, match="nothing to grade"):
        asyncio.run(serve_run(RunDirectory(path), grading=True))


def test_the_time_between_two_engines_is_not_time_at_work():
    times = [
        (0.0, Paused()),
        (1.0, EngineStarted("x")),
        (5.0, Paused()),
        (100.0, EngineStarted("x")),
        (103.0, Paused()),
    ]
    entries = [Entry(number, at, event) for number, (at, event) in enumerate(times, start=1)]
    assert _seconds_at_work(entries) == 7.0
    assert _seconds_at_work(entries[:3]) == 4.0
    assert _seconds_at_work([]) == 0.0
