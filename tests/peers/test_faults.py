"""Faults of llmock, a server that plays them in a row and says afterwards how its client behaved."""

from __future__ import annotations

import asyncio

import pytest
from peers import MODELS, command_of, environment, free_port, played, post, served, the, toy_with

from engine.errors import FatalModelError
from engine.events.calls import CallDelayed, CallInterrupted, CallStarted
from engine.models.endpoint import Limits
from engine.models.protocol import Message
from engine.models.providers import open_model

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def llmock():
    command = command_of("SSTAR_TEST_LLMOCK")
    port = free_port()
    arguments = ["serve", "-h", "127.0.0.1", "-p", str(port), "--stream-chunk-delay-ms", "1", "--log-level", "error"]
    with served([command, *arguments], port, "/_llmock/requests") as url:
        yield url


FAULTS = {
    "429 twice": ([{"type": "fail", "status": 429, "retry_after": 0.1, "times": 2}], 2, "429"),
    "529 once": ([{"type": "fail", "status": 529, "times": 1}], 1, "529"),
    "500 once": ([{"type": "fail", "status": 500, "times": 1}], 1, "500"),
    "a drop": ([{"type": "stream_fault", "kind": "disconnect", "after_chunks": 3}], 1, "broke off"),
    "a stall": ([{"type": "stream_fault", "kind": "stall", "after_chunks": 2, "stall_seconds": 6}], 1, "fell silent"),
    "a bad piece": ([{"type": "stream_fault", "kind": "malformed", "after_chunks": 3}], 1, "cannot be read"),
    "a slow start": ([{"type": "slow_first_token", "seconds": 0.1}], 0, ""),
}


@pytest.mark.parametrize("name", MODELS[:3])
@pytest.mark.parametrize("fault", FAULTS)
def test_faults_of_a_real_server(llmock, name, fault):
    behaviours, times, words = FAULTS[fault]
    post(f"{llmock}/_llmock/reset", {})
    reply = [{"type": "reply", "text": "one two three four five six seven eight nine ten"}]
    post(f"{llmock}/_llmock/scenario", {"behaviors": behaviours + reply * (not fault.startswith("a "))})

    async def main():
        model = open_model(name, environment(llmock, "/anthropic"), Limits(silent_seconds=2))
        toy = toy_with(model)
        try:
            return toy, await toy.run.complete(("a",), "solver", [Message("user", "hello")])
        finally:
            await model.close()

    toy, answer = asyncio.run(main())
    assert answer.finish_reason == "stop"
    assert answer.text
    assert len(the(CallStarted, toy)) == times + 1
    assert [words in event.reason for event in the(CallDelayed, toy)] == [True] * times
    assert len(the(CallInterrupted, toy)) == times
    verdict = post(f"{llmock}/_llmock/verdict", {}, "GET") if times else ""
    assert "retry_after_ignored" not in verdict
    assert "retry_storm" not in verdict


def test_a_wrong_address_of_a_real_server(llmock):
    with pytest.raises(FatalModelError, match="is not an endpoint of anthropic"):
        played("anthropic/claude-x", environment(llmock))
