"""What several runs need is paid once, and each run is as it would be alone."""

from __future__ import annotations

import asyncio

from msgspec import structs

from engine.bench.sharing import Shared, SharingExecutor, SharingModel
from engine.errors import ProviderError
from engine.execution.protocol import Job
from engine.execution.scripted import ScriptedExecutor
from engine.journal.writer import MemoryJournal
from engine.models.protocol import Message, Request
from engine.models.scripted import Breaks, ScriptedModel
from engine.problem.model import Limits, Program, SourceFile
from engine.runtime.run import Run
from engine.strategies import STRATEGIES
from engine.testing import ToyRun, simulate
from engine.testing.toy import PROBLEM, PROGRAMS, SETTINGS, SPAN, script

REQUEST = Request("solver", (Message("user", "Well?"),), ("sample", 1, "round", 0), seed=7)
JOB = Job(Program("python", (SourceFile("main.py", SPAN),)), ("2\n1 5\n", "1\n7\n"), Limits())


async def said(model, request=REQUEST):
    chunks = [chunk async for chunk in model.stream(request)]
    return "".join(chunk.text for chunk in chunks), chunks[-1].finish_reason, chunks[-1].usage


def test_the_same_request_is_asked_once_also_at_the_same_time():
    inner, shared = ScriptedModel(lambda _: "so be it", seconds=lambda _: 1.0), Shared()

    async def play():
        doubles = [SharingModel(inner, shared) for _ in range(3)]
        return await asyncio.gather(*(said(double) for double in doubles))

    first, *others = simulate(play)
    assert first[0] == "so be it"
    assert others == [first, first], "text, end and usage"
    assert len(inner.asked) == 1
    assert shared.recalled == 2


def test_another_sample_is_another_request():
    inner, shared = ScriptedModel(lambda _: "so be it"), Shared()

    async def play():
        double = SharingModel(inner, shared)
        return [await said(double, structs.replace(REQUEST, path=("sample", n, "round", 0))) for n in (1, 2)]

    simulate(play)
    assert len(inner.asked) == 2


def test_an_answer_that_broke_off_is_asked_for_again():
    answers = [Breaks("so be", ProviderError("gone", kind="broken")), "so be it"]
    inner = ScriptedModel(lambda _: answers.pop(0))

    async def play():
        double = SharingModel(inner, Shared())
        try:
            await said(double)
        except ProviderError:
            return await said(double)

    assert simulate(play)[0] == "so be it"


def test_a_program_runs_once_on_an_input():
    inner, shared = ScriptedExecutor(PROGRAMS), Shared()

    async def play():
        doubles = [SharingExecutor(inner, shared) for _ in range(2)]
        first = [outcome async for outcome in doubles[0].run(JOB)]
        more = structs.replace(JOB, inputs=("3\n1 2 9\n", *JOB.inputs))
        second = [outcome async for outcome in doubles[1].run(more)]
        return first, second

    first, second = simulate(play)
    assert [outcome.output for outcome in second] == ["8\n", "4\n", "0\n"]
    assert second[1:] == first
    assert len(inner.executed) == 3


def test_strategies_on_shared_facts_select_as_they_do_alone():
    """And all of them together ask no more than their union."""
    names = ("best-of-n", "s-star", "majority-vote", "codet", "self-debug", "chain-of-thought")
    model, executor, shared = ScriptedModel(script), ScriptedExecutor(PROGRAMS), Shared()

    async def play(name):
        double = SharingModel(model, shared)
        journal = MemoryJournal(clock=lambda: 0.0)
        roles = dict.fromkeys(("solver", "debugger", "input writer", "judge"), double)
        run = Run(PROBLEM, SETTINGS, roles, SharingExecutor(executor, shared), journal)
        return await STRATEGIES[name](run), journal

    alone = {name: ToyRun() for name in names}
    union = set()
    for name, toy in alone.items():
        selection, journal = simulate(lambda name=name: play(name))
        assert selection == toy.play(name)
        assert {e.event.key for e in journal.entries if type(e.event).__name__ == "CallFinished"} == set(toy.asked())
        union |= set(toy.asked())
    assert len(model.asked) == len(union)
    assert len(executor.executed) == len(set(executor.executed))
