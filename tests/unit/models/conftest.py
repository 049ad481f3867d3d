"""Hands the servers of tests/servers to the tests beside it, which no import finds under --import-mode=importlib."""

from __future__ import annotations

import asyncio
import importlib.util
import sys
import threading
from pathlib import Path

import pytest

from engine.errors import SStarError
from engine.models.endpoint import Limits
from engine.models.protocol import Message, Request
from engine.models.providers import open_model

_SERVERS = Path(__file__).parents[2] / "servers"
sys.path.insert(0, str(_SERVERS))  # faults.py can be imported by its name
_NAME = "sstar_test_speech"
KEY = "sk-marker-0123456789abcdef"


def _speech():
    if _NAME not in sys.modules:
        spec = importlib.util.spec_from_file_location(_NAME, _SERVERS / "speech.py")
        sys.modules[_NAME] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[_NAME])
    return sys.modules[_NAME]


@pytest.fixture(scope="session")
def speech():
    """tests/servers/speech.py."""
    return _speech()


@pytest.fixture(params=["messages", "responses", "chat"])
def wire(request):
    """Each of the three formats."""
    return _speech().WIRES[request.param]


def environment(wire, url):
    """Points every provider at one server, with a key that must be seen nowhere."""
    names = ("ANTHROPIC_BASE_URL", "OPENAI_BASE_URL", "SSTAR_BASE_URL")
    keys = ("ANTHROPIC_API_KEY", "OPENAI_API_KEY", "SSTAR_API_KEY")
    return dict.fromkeys(names, url + wire.suffix) | dict.fromkeys(keys, KEY)


class Asked:
    """What came of a request: text, thinking, the end, usage, or the error."""

    def __init__(self):
        self.chunks = []
        self.error = None
        self.server = None

    def __getattr__(self, name):
        values = [getattr(chunk, name) for chunk in self.chunks]
        return "".join(values) if name in {"text", "thinking"} else next((v for v in reversed(values) if v), None)


@pytest.fixture
def ask(speech, wire):
    """Ask a server with a plan, as often as `times`; the result is what came of the last request."""

    def asked(*plan, times=1, names=(), text="hello", **limits):
        async def main():
            outcome = Asked()
            async with speech.raw.RawServer(*plan, names=names) as server:
                outcome.server = server
                model = open_model(wire.model, environment(wire, server.url), Limits(**limits))
                outcome.model = model
                for _ in range(times):
                    outcome.chunks, outcome.error = [], None
                    try:
                        async for chunk in model.stream(request(text)):
                            outcome.chunks.append(chunk)
                    except SStarError as error:
                        outcome.error = error
                await model.close()
            return outcome

        return asyncio.run(main())

    return asked


def request(text="hello", role="solver"):
    """A request like any other."""
    return Request(role, (Message("user", text),), ("sample", 1), 7)


@pytest.fixture(scope="session")
def make_request():
    """Make a request like any other."""
    return request


@pytest.fixture(scope="session")
def make_environment():
    """Make an environment that points at a server."""
    return environment


@pytest.fixture(scope="session")
def key():
    """The key that must be seen nowhere."""
    return KEY


@pytest.fixture
def serving(speech, wire, monkeypatch, make_environment, tmp_path):
    """A server in a thread of its own, to which the environment points, with a key; gives the server."""
    monkeypatch.setenv("SSTAR_CONFIG_DIR", str(tmp_path))
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    entered = []

    def serve(*plan, **options):
        server = speech.raw.RawServer(*(plan or [speech.answer(wire, wire.text("ready"))]), **options)
        asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result(10)
        entered.append(server)
        for name, value in make_environment(wire, server.url).items():
            monkeypatch.setenv(name, value)
        return server

    yield serve
    for server in entered:
        asyncio.run_coroutine_threadsafe(server.__aexit__(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()
