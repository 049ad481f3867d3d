"""What llama.cpp itself offers and answers: a real server, over a tiny model of random weights.

It runs where there is a build: make an environment with `pip install xllamacpp gguf`, and set SSTAR_TEST_LLAMA_CPP to
its interpreter; `.ci/run` does so.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import get_args

import pytest
from msgspec import structs
from peers import QUICK, free_port, served, the

from engine.events.calls import CallFailed, CallFinished, Role
from engine.events.run import NoticeGiven
from engine.models.protocol import Continuation, Message, Request
from engine.models.providers import Providers
from engine.testing import ToyRun
from engine.testing.toy import SETTINGS

COUNT = (Message("user", "Count."),)


@pytest.fixture(scope="module")
def llama(tmp_path_factory):
    interpreter = os.environ.get("SSTAR_TEST_LLAMA_CPP")
    if not interpreter:
        pytest.skip("SSTAR_TEST_LLAMA_CPP names no interpreter that has xllamacpp")
    port = free_port()
    script = Path(__file__).with_name("tiny_llama.py")
    command = [interpreter, str(script), str(port), str(tmp_path_factory.mktemp("llama"))]
    with served(command, port, "/health") as url:
        yield Providers({"LLAMA_CPP_BASE_URL": f"{url}/v1"})


def with_model(providers, work):
    async def main():
        model = providers.open_served("llama.cpp/noise")
        try:
            return await work(model)
        finally:
            await model.close()

    return asyncio.run(main())


def said(providers, *messages, wish=None):
    async def work(model):
        return [chunk async for chunk in model.stream(Request("solver", messages, ("a",), 7, wish=wish))]

    return with_model(providers, work)


@pytest.mark.parametrize(
    ("capability", "offered"),
    [
        ("prefix", True),
        ("stop strings", True),
        ("log-probabilities", True),
        ("thinking budget", True),
        ("score", False),
    ],
)
def test_what_it_offers(llama, capability, offered):
    ability = with_model(llama, lambda model: model.ability(capability))
    assert ability.offered is offered, ability.how


def test_an_answer_goes_on_where_it_was_begun_and_stops_where_it_is_told(llama):
    begun = Message("assistant", "one two")
    free = "".join(chunk.text for chunk in said(llama, *COUNT, begun, wish=Continuation(tokens=24, greedy=True)))
    stop = free[10:13]
    wish = Continuation(tokens=24, greedy=True, stop=(stop,))
    stopped = "".join(chunk.text for chunk in said(llama, *COUNT, begun, wish=wish))
    assert stopped == free[: free.index(stop)]


def test_likelihoods_come_with_a_token_that_is_continued(llama):
    chunks = said(llama, *COUNT, Message("assistant", "one"), wish=Continuation(tokens=1, likely=3))
    likely = next(chunk.likely for chunk in chunks if chunk.likely)
    assert len(likely) >= 3


def test_s1_makes_it_think_no_longer_than_its_context_has_room_for_the_answer(llama):
    async def work(model):
        toy = ToyRun(structs.replace(SETTINGS, samples=1, rounds=0))
        toy.run._models = dict.fromkeys(get_args(Role), model)
        toy.run._caller.patience = QUICK
        await toy.work("s1")
        return toy

    toy = with_model(llama, work)
    assert not the(NoticeGiven, toy), "it has all that s1 asks for"
    assert not the(CallFailed, toy)
    thought, answer = the(CallFinished, toy)
    assert thought.finish_reason == answer.finish_reason == "length", "it writes without end"
