"""What arrives through the real SDKs from a server that we wrote byte by byte, in each of the three formats."""

from __future__ import annotations

import asyncio

import pytest

from engine.models.providers import open_model
from engine.models.wires.tags import ThinkTags

pytestmark = pytest.mark.slow


def test_an_answer_its_thinking_and_its_usage(ask, speech, wire):
    got = ask(speech.answer(wire, wire.thinking("let me "), wire.thinking("see"), wire.text("a"), wire.text("ü\n")))
    assert got.error is None
    assert (got.text, got.thinking, got.finish_reason) == ("aü\n", "let me see", "stop")
    usage = got.usage
    assert (usage.input_tokens, usage.output_tokens) == (100, 9)
    assert (usage.cached_tokens, usage.cache_write_tokens, usage.thinking_tokens) == (90, 5, 4)
    assert [path.partition("?")[0] for path, _, _ in got.server.requests] == [wire.path]


@pytest.mark.parametrize("end", ["stop", "length"])
def test_why_the_model_stopped(ask, speech, wire, end):
    got = ask(speech.answer(wire, wire.text("a"), end=end))
    assert (got.error, got.text, got.finish_reason) == (None, "a", end)


def test_a_refusal_keeps_its_words(ask, speech, wire):
    got = ask(speech.answer(wire, end="refusal"))
    assert (got.error, got.text, got.finish_reason) == (None, "not this", "refusal")


def test_a_clean_end_without_a_reason_is_no_end(ask, speech, wire):
    got = ask(speech.answer(wire, wire.text("half a pro"), end=None))
    assert (got.error.kind, got.text, got.finish_reason) == ("broken", "half a pro", None)


def test_a_server_that_does_not_stream(ask, speech, wire):
    got = ask(speech.raw.refusal(200, wire.whole("all at once")))
    assert (got.error, got.text, got.thinking, got.finish_reason) == (None, "all at once", "hm", "stop")
    assert (got.usage.input_tokens, got.usage.output_tokens) == (100, 9)


def test_what_is_not_known_is_passed_over(ask, speech, wire):
    got = ask(speech.answer(wire, wire.unknown(), wire.text("a"), ": a comment\n\n", wire.unknown(), wire.text("b")))
    assert (got.error, got.text, got.finish_reason) == (None, "ab", "stop")


def test_a_stream_cut_anywhere_is_the_same_stream(ask, speech, wire):
    """Pieces of the network are not events."""
    whole = "".join(speech.answer(wire, wire.text("aüb"), wire.text("c")).pieces).encode()
    got = ask(speech.raw.Reply([whole[start : start + 7] for start in range(0, len(whole), 7)]))
    assert (got.error, got.text, got.finish_reason) == (None, "aübc", "stop")


def test_lines_may_end_as_they_like(ask, speech, wire):
    pieces = [piece.replace("\n", "\r\n") for piece in speech.answer(wire, wire.text("a")).pieces]
    got = ask(speech.raw.Reply(pieces))
    assert (got.error, got.text, got.finish_reason) == (None, "a", "stop")


def test_a_server_that_does_not_hang_up_after_the_end_keeps_nobody(ask, speech, wire):
    got = ask(speech.raw.Reply([*speech.answer(wire, wire.text("a")).pieces, speech.raw.STALL]), silent_seconds=20)
    assert (got.error, got.text, got.finish_reason) == (None, "a", "stop")


def test_an_endless_answer_is_cut(ask, speech, wire):
    pieces = [wire.thinking("x" * 10), *[wire.text("y" * 10)] * 500]
    got = ask(speech.answer(wire, *pieces), characters=100)
    assert (got.error, got.finish_reason) == (None, "endless")
    assert len(got.text) + len(got.thinking) == 110
    assert got.server.hung_up.is_set() or got.server.open == 0


def test_leaving_frees_the_connection_at_once(speech, wire, make_request, make_environment):
    async def main():
        plan = speech.raw.Reply([*wire.start(), wire.text("a"), speech.raw.STALL])
        async with speech.raw.RawServer(plan) as server:
            model = open_model(wire.model, make_environment(wire, server.url))
            arrived = asyncio.Event()

            async def listen():
                async for chunk in model.stream(make_request()):
                    if chunk.text:
                        arrived.set()

            task = asyncio.create_task(listen())
            await arrived.wait()
            assert server.open == 1
            task.cancel()
            await asyncio.wait([task])
            await asyncio.wait_for(server.hung_up.wait(), 60)
            await model.close()

    asyncio.run(main())


def test_the_key_is_sent_and_shown_nowhere(ask, speech, wire, key):
    got = ask(speech.answer(wire, wire.text("a")))
    ((_, headers, body),) = got.server.requests
    assert headers["authorization"] == f"bearer {key}"
    assert key not in str(body)
    shown = f"{got.model!r} {got.model._key!r} {got.model._at!r} {vars(got.model)!r}"
    assert key not in shown


def test_no_other_header_of_openai_reaches_a_compatible_server(ask, speech, wire, monkeypatch):
    monkeypatch.setenv("OPENAI_ORG_ID", "org-marker")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-marker")
    got = ask(speech.answer(wire, wire.text("a")))
    ((_, headers, _),) = got.server.requests
    assert ("org-marker" in str(headers)) == (wire.model.startswith("openai/"))


def test_the_first_message_of_a_sample_is_marked_for_the_cache(ask, speech):
    """Only where the format wants a mark, and only where debug rounds will come back to it."""
    for wire in speech.WIRES.values():
        if wire.path != "/v1/messages":
            continue
        got = ask(speech.answer(wire, wire.text("a")))
        ((_, _, body),) = got.server.requests
        if "messages" in body and isinstance(body["messages"][0]["content"], list):
            assert body["messages"][0]["content"][0]["cache_control"] == {"type": "ephemeral"}
            assert body["max_tokens"] > 1000
            assert "temperature" not in body


@pytest.mark.parametrize("cut", range(1, 9))
@pytest.mark.parametrize(
    ("text", "answer", "thinking"),
    [
        ("<think>a < b</think>\n\nyes", "yes", "a < b"),
        ("\n<think>a</think>b</think>", "b</think>", "a"),
        ("<thin air>", "<thin air>", ""),
        ("no tags", "no tags", ""),
        ("<think>never ends</thi", "", "never ends</thi"),
        ("", "", ""),
    ],
)
def test_thinking_between_tags(text, answer, thinking, cut):
    tags = ThinkTags()
    parts = [tags.split(text[start : start + cut]) for start in range(0, len(text), cut)] + [tags.rest()]
    assert "".join(part[0] for part in parts).lstrip("\n") == answer
    assert "".join(part[1] for part in parts) == thinking
