"""Whole runs and faults on servers that others wrote, on this machine; skipped where they are not installed.

* `npm i @copilotkit/aimock`, then SSTAR_TEST_AIMOCK=.../node_modules/.bin/llmock: answers by prompt.
* `pip install llmock` in an environment of its own, then SSTAR_TEST_LLMOCK=.../bin/llmock: faults in a row.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request

import pytest

from engine.errors import FatalModelError
from engine.events.calls import CallDelayed, CallFailed, CallFinished, CallInterrupted, CallStarted
from engine.models.endpoint import Limits
from engine.models.protocol import Message
from engine.models.providers import open_model
from engine.models.scheduler import Patience
from engine.testing import ToyRun
from engine.testing.toy import script

pytestmark = pytest.mark.slow

QUICK = Patience(first_seconds=0.02)
MODELS = ("anthropic/claude-x", "openai/gpt-x", "openai-compatible/some-model", "ollama/some-model")


def command_of(variable):
    command = os.environ.get(variable)
    if not command:
        pytest.skip(f"{variable} names no command")
    return command


def post(url, body, method="POST"):
    request = urllib.request.Request(
        url, json.dumps(body).encode(), {"content-type": "application/json"}, method=method
    )
    with urllib.request.urlopen(request, timeout=5) as response:
        return response.read().decode()


@contextlib.contextmanager
def served(command, port, health):
    """Run a server until the block ends; wait until it answers."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(200):
                with contextlib.suppress(OSError):
                    urllib.request.urlopen(f"http://127.0.0.1:{port}{health}", timeout=5).close()
                    break
                time.sleep(0.05)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def environment(url, anthropic=""):
    return {
        "ANTHROPIC_BASE_URL": url + anthropic,
        "ANTHROPIC_API_KEY": "none",
        "OPENAI_BASE_URL": f"{url}/v1",
        "OPENAI_API_KEY": "none",
        "SSTAR_BASE_URL": f"{url}/v1",
        "OLLAMA_HOST": url.removeprefix("http://"),
    }


def the(kind, toy):
    return [event for event in toy.events if isinstance(event, kind)]


def toy_with(model):
    toy = ToyRun()
    toy.run._models = dict.fromkeys(toy.run._models, model)
    toy.run._caller.patience = QUICK
    return toy


def played(name, env, strategy="s-star"):
    async def main():
        model = open_model(name, env, Limits(silent_seconds=5))
        toy = toy_with(model)
        try:
            return toy, await toy.work(strategy)
        finally:
            await model.close()

    return asyncio.run(main())


# -------------------------------------------------------------------- aimock: a whole run


def answers():
    """What the players of the toy say to each last message; a message that comes twice is answered twice alike."""
    table = {}

    def remembered(request):
        return table.setdefault(request.messages[-1].text, script(request))

    size = -1
    while size != len(table):  # the first answer may lead elsewhere, where new questions wait
        size = len(table)
        toy = ToyRun(script=remembered)
        selection = toy.play("s-star")
    return table, toy, selection


@pytest.fixture(scope="module")
def aimock(tmp_path_factory):
    command = command_of("SSTAR_TEST_AIMOCK")
    table, toy, selection = answers()
    fixtures = [
        {"match": {"userMessage": message}, "response": {"content": answer}, "chunkSize": 7}
        for message, answer in sorted(table.items(), key=lambda item: -len(item[0]))
    ]
    path = tmp_path_factory.mktemp("aimock") / "fixtures.json"
    path.write_text(json.dumps({"fixtures": fixtures}))
    port = free_port()
    arguments = ["-p", str(port), "-h", "127.0.0.1", "-f", str(path), "--log-level", "silent", "--strict"]
    with served([command, *arguments], port, "/__aimock/health") as url:
        yield url, toy, selection


@pytest.mark.parametrize("name", MODELS)
def test_the_same_run_through_every_wire(aimock, name):
    url, calm, selection = aimock
    toy, found = played(name, environment(url))
    assert found == selection
    assert not the(CallFailed, toy)
    assert sorted(event.text for event in the(CallFinished, toy)) == sorted(
        event.text for event in the(CallFinished, calm)
    )


@pytest.mark.parametrize("name", MODELS)
def test_a_run_with_a_turned_away_first_call(aimock, name):
    url, _, selection = aimock
    post(f"{url}/__aimock/error", {"status": 529, "body": {"message": "Overloaded", "type": "overloaded_error"}})
    toy, found = played(name, environment(url))
    assert found == selection
    (delay,) = the(CallDelayed, toy)
    assert "529: Overloaded" in delay.reason


# -------------------------------------------------------------------- llmock: faults


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
    "a stall": ([{"type": "stream_fault", "kind": "stall", "after_chunks": 2, "stall_seconds": 2}], 1, "fell silent"),
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
        model = open_model(name, environment(llmock, "/anthropic"), Limits(silent_seconds=0.3))
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
