"""What a run remembers, and how it works on many things at once."""

from __future__ import annotations

import asyncio

import pytest
from msgspec import structs

from engine.errors import BudgetError, ModelError
from engine.events.calls import CallFailed, CallFinished, TextStored
from engine.execution import ScriptedExecutor
from engine.journal import MemoryJournal
from engine.models.protocol import Message
from engine.problem.model import Program, SourceFile
from engine.runtime.together import together
from engine.testing import ToyRun, simulate
from engine.testing.toy import SETTINGS, SPAN

PROGRAM = Program("python", (SourceFile("main.py", SPAN),))
ASK = [Message("user", "hello")]
INPUTS = ["1\n1\n", "2\n1 3\n", "1\n9\n"]


def the(kind, toy):
    return [event for event in toy.events if isinstance(event, kind)]


def test_a_failure_is_a_fact_too():
    toy = ToyRun(script=lambda _: ModelError("the key is wrong"))

    async def ask(run):
        with pytest.raises(ModelError, match="the key is wrong"):
            await run.complete(("a",), "solver", ASK)

    simulate(lambda: ask(toy.run))
    again = ToyRun(journal=MemoryJournal(toy.journal.entries), script=lambda _: "better")
    simulate(lambda: ask(again.run))
    assert len(toy.model.asked) == 1
    assert not again.model.asked
    assert [event.reason for event in the(CallFailed, again)] == ["the key is wrong"]


def test_the_answer_carries_its_usage_and_its_marks():
    toy = ToyRun(script=lambda _: "one two three four")
    toy.model._seconds = lambda _: 1.0
    answer = simulate(lambda: toy.run.complete(("a",), "solver", ASK))
    (finished,) = the(CallFinished, toy)
    assert (answer.text, answer.call, answer.finish_reason) == (finished.text, finished.key, "stop")
    assert finished.usage.output_tokens == 4
    characters, milliseconds = zip(*finished.marks, strict=True)
    assert list(characters) == sorted(characters)
    assert list(milliseconds) == sorted(milliseconds)
    assert 240 <= milliseconds[0] <= 260
    assert max(milliseconds) <= 1001


def test_no_more_calls_are_in_flight_than_there_are_lanes():
    toy = ToyRun(structs.replace(SETTINGS, concurrency=3), script=lambda _: "four")
    toy.model._seconds = lambda _: 1.0

    async def main():
        await together(toy.run.complete(("a", number), "solver", ASK) for number in range(9))
        return asyncio.get_running_loop().time()

    assert simulate(main) == pytest.approx(3.0)


def test_the_seed_of_a_request_comes_from_the_run_and_the_path_alone():
    def seeds(seed):
        toy = ToyRun(structs.replace(SETTINGS, seed=seed), script=lambda _: "x")
        simulate(lambda: together(toy.run.complete(("a", number), "solver", ASK) for number in range(3)))
        return [request.seed for request in sorted(toy.model.asked, key=lambda request: request.path)]

    assert seeds(1) == seeds(1)
    assert len({*seeds(1), *seeds(2)}) == 6


def test_outcomes_are_told_in_the_order_of_the_inputs_each_once():
    toy = ToyRun()
    told = []
    run = toy.run
    simulate(lambda: run.execute(PROGRAM, INPUTS[1:2]))
    outcomes = simulate(lambda: run.execute(PROGRAM, INPUTS, each=lambda at, outcome: told.append((at, outcome))))
    assert told == list(enumerate(outcomes))
    assert [outcome.output for outcome in outcomes] == ["0\n", "2\n", "0\n"]
    assert len(toy.executor.executed) == 3, "what was known is not run again"


def test_an_input_that_stands_twice_is_run_once():
    toy = ToyRun()
    outcomes = simulate(lambda: toy.run.execute(PROGRAM, [INPUTS[0], INPUTS[1], INPUTS[0]]))
    assert outcomes[0] == outcomes[2]
    assert len(toy.executor.executed) == 2


def test_equal_jobs_at_the_same_time_are_run_once():
    toy = ToyRun(latency=1)
    rows = simulate(lambda: together(toy.run.execute(PROGRAM, INPUTS) for _ in range(5)), 1)
    assert all(row == rows[0] for row in rows)
    assert len(toy.executor.executed) == 3


def test_jobs_that_overlap_record_each_execution_once():
    toy = ToyRun(latency=1)
    simulate(lambda: together(toy.run.execute(PROGRAM, inputs) for inputs in (INPUTS, INPUTS[:2], INPUTS[1:])), 1)
    keys = [event.key for event in toy.events if type(event).__name__ == "ExecutionFinished"]
    assert len(keys) == len(set(keys)) == 3


def test_a_text_is_stored_once_under_its_digest():
    toy = ToyRun()
    assert toy.run.store("a") == toy.run.store("a") != toy.run.store("b")
    assert len(the(TextStored, toy)) == 2


def test_random_numbers_depend_on_seed_and_path_alone():
    one, two = ToyRun().run, ToyRun(structs.replace(SETTINGS, seed=2)).run
    assert one.random("a", 1).random() == one.random("a", 1).random() == ToyRun().run.random("a", 1).random()
    assert len({one.random("a", 1).random(), one.random("a", 2).random(), two.random("a", 1).random()}) == 3


# ---------------------------------------------------------------- together


async def after(seconds, result):
    await asyncio.sleep(seconds)
    if isinstance(result, Exception):
        raise result
    return result


def test_results_come_in_the_order_of_the_arguments():
    assert simulate(lambda: together(after(9 - number, number) for number in range(9))) == list(range(9))


def test_an_error_is_raised_as_it_is_and_the_others_are_cancelled():
    done = []

    async def other():
        try:
            await asyncio.sleep(9)
        finally:
            done.append(asyncio.get_running_loop().time())

    with pytest.raises(ModelError, match="first"):
        simulate(lambda: together([after(1, ModelError("first")), after(2, ModelError("second")), other()]))
    assert done == [1.0]


def test_the_end_of_a_budget_lets_the_others_finish():
    done = []

    async def other():
        await asyncio.sleep(9)
        done.append(True)

    with pytest.raises(BudgetError, match="over"):
        simulate(lambda: together([after(1, BudgetError("over")), other()]))
    assert done == [True]


def test_an_error_in_a_group_within_a_group_is_plain():
    with pytest.raises(ModelError):
        simulate(lambda: together([together([after(1, ModelError("x"))]), after(3, 1)]))


def test_a_fault_of_the_executor_reaches_the_strategy():
    class Faulty(ScriptedExecutor):
        async def run(self, job):
            async for outcome in super().run(job):
                yield outcome
            raise OSError("gone")

    toy = ToyRun()
    toy.executor.__class__ = Faulty
    with pytest.raises(OSError, match="gone"):
        toy.play()
