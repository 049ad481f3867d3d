"""Recorded answers of real providers, and the recorder itself, tried on a server of ours."""

from __future__ import annotations

import asyncio

import cassettes
import pytest
import speech

from engine.steps.extract import last_object, last_program
from engine.steps.judging import JudgeAnswer

RECORDED = sorted(cassettes.FOLDER.glob("*.yaml"))
KEY = "sk-marker-cassette-4b8d1e6f"
ENVIRONMENT = {"ANTHROPIC_API_KEY": "none", "OPENAI_API_KEY": "none"}


def is_whole(came):
    """The two answers can be used, and say what they cost."""
    texts = {name: "".join(chunk.text for chunk in came[name]) for name in ("program", "judge")}
    assert "print" in (last_program(texts["program"]) or "")
    assert last_object(texts["judge"], JudgeAnswer).choice == "A"
    for name in texts:
        assert [chunk.finish_reason for chunk in came[name] if chunk.finish_reason] == ["stop"]
        usage = next(chunk.usage for chunk in reversed(came[name]) if chunk.usage)
        assert usage.input_tokens
        assert usage.output_tokens


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_what_a_real_provider_said_is_understood(path):
    with cassettes.tape(path, record=False):
        came = asyncio.run(cassettes.conversation(cassettes.name_of(path), ENVIRONMENT))
    is_whole(came)
    assert came["names"]


def test_there_is_a_cassette_of_each_sdk():
    if not RECORDED:
        pytest.skip("nobody with a key has recorded any yet; cassettes.py says how")
    assert {cassettes.name_of(path).partition("/")[0] for path in RECORDED} >= {"anthropic", "openai"}


@pytest.mark.parametrize("wire", ["messages", "responses", "chat"])
def test_what_is_recorded_plays_without_a_server_and_tells_no_key(wire, tmp_path):
    spoken = speech.WIRES[wire]
    program = speech.answer(spoken, spoken.thinking("hm"), spoken.text("```python\nprint(input())\n```\n"))
    vote = speech.answer(spoken, spoken.text('{"steps": "s", "output": "8 8", "choice": "A", "reason": "r"}'))
    vote.headers["x-request-of"] = KEY
    names = ("ANTHROPIC", "OPENAI", "SSTAR")

    async def recorded():
        async with speech.raw.RawServer(program, vote, names=["one", "two"]) as server:
            environment = {f"{name}_BASE_URL": server.url + spoken.suffix for name in names}
            environment |= {f"{name}_API_KEY": KEY for name in names}
            return environment, await cassettes.conversation(spoken.model, environment)

    path = tmp_path / "tape.yaml"
    with cassettes.tape(path, record=True):
        environment, live = asyncio.run(recorded())
    assert KEY not in path.read_text()
    with cassettes.tape(path, record=False):
        played = asyncio.run(cassettes.conversation(spoken.model, environment))
    for came in (live, played):
        is_whole(came)
    assert played["names"] == live["names"] == ["one", "two"]
    for name in ("program", "judge"):
        assert [chunk.text for chunk in played[name] if chunk.text] == [
            chunk.text for chunk in live[name] if chunk.text
        ]
