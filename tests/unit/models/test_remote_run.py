"""A run of the whole engine with a model behind a server: mended faults, and keys that stay where they are."""

from __future__ import annotations

import asyncio
import traceback

import pytest

from engine.errors import FatalModelError, UsageError
from engine.events.calls import CallDelayed, CallFailed, CallInterrupted, CallStarted
from engine.events.run import EngineStopped, ProblemReference, RunFinished, RunStarted
from engine.events.settings import Settings
from engine.journal import read_journal
from engine.journal.runs import create_run
from engine.problem import bundled, read_package
from engine.service import serve_run

pytestmark = pytest.mark.slow

ROLES = ("solver", "debugger", "input writer", "judge")


@pytest.fixture
def directory(tmp_path, wire):
    package = read_package(bundled()["canallamps"])
    reference = ProblemReference("canallamps", "", str(package.folder), package.digest)
    settings = Settings(samples=4, rounds=0, inputs=2)
    return create_run(tmp_path, RunStarted("", reference, "best-of-n", settings, dict.fromkeys(ROLES, wire.model)))


@pytest.fixture
def serve(directory, speech, wire, make_environment, monkeypatch):
    """Serve the run against a plan; the result is the server and the events."""

    def build(*plan):
        async def main():
            async with speech.raw.RawServer(*plan) as server:
                for name, value in make_environment(wire, server.url).items():
                    monkeypatch.setenv(name, value)
                try:
                    await serve_run(directory)
                finally:
                    build.server = server

        try:
            asyncio.run(main())
        finally:
            build.events = [entry.event for entry in read_journal(directory.journal)]
        return build

    return build


def the(kind, run):
    return [event for event in run.events if isinstance(event, kind)]


@pytest.fixture
def good(speech, wire):
    return speech.answer(wire, wire.text("So:\n\n```python\nprint(1)\n```\n"))


def test_a_wrong_key_stops_the_run_once_and_a_right_one_goes_on(serve, speech, good, key, directory):
    body = {"error": {"type": "authentication_error", "message": f"Incorrect API key provided: {key}"}}
    with pytest.raises(FatalModelError, match="is not valid") as caught:
        serve(speech.raw.refusal(401, body))
    assert len(serve.server.requests) == 1
    assert isinstance(serve.events[-1], EngineStopped)
    assert "_API_KEY to one that is" in serve.events[-1].reason
    assert not the(CallFailed, serve)
    told = "".join(traceback.format_exception(caught.value))
    assert key not in told
    assert key.encode() not in directory.journal.read_bytes()

    run = serve(good)
    assert isinstance(run.events[-1], RunFinished)
    assert not the(CallFailed, run)
    assert len(run.server.requests) == 4
    assert key.encode() not in directory.journal.read_bytes()


def test_a_crowd_and_a_drop_on_the_way(serve, speech, wire, good, key, directory):
    crowd = speech.raw.refusal(429, {"error": {"message": "slow down"}}, retry_after_ms=20)
    drop = speech.raw.Reply([*wire.start(), wire.text("half an answer"), speech.raw.RESET])
    run = serve(crowd, good, drop, good)
    assert isinstance(run.events[-1], RunFinished)
    assert sorted("429" in event.reason for event in the(CallDelayed, run))[-1:] == [True]
    assert "half an answer" in {event.text for event in the(CallInterrupted, run)}
    assert len(the(CallStarted, run)) == 6
    assert not the(CallFailed, run)
    assert key.encode() not in directory.journal.read_bytes()


def test_a_missing_key_is_said_before_a_run_begins(directory, monkeypatch, wire):
    for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "OPENAI_API_KEY", "SSTAR_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(UsageError, match=r"Set (ANTHROPIC|OPENAI)_API_KEY|Set SSTAR_BASE_URL"):
        asyncio.run(serve_run(directory))
    assert len(read_journal(directory.journal)) == 1
    assert wire.model
