"""What a server offers besides answers, found out on servers that have it and servers that lack it."""

from __future__ import annotations

import asyncio
import math

import pytest
from completing import ASSISTANT, CompletingServer

from engine.errors import ModelError, ProviderError
from engine.models.protocol import Continuation, Message, Request, Score
from engine.models.providers import Providers

pytestmark = pytest.mark.slow

SAID = (Message("user", "Say it."), Message("assistant", "<think>\nHm"))


def write(prompt):
    """Count on, and answer anything else shortly."""
    return " three, four, five, six." if prompt.endswith("One, two,") else "All right"


def likely(_):
    return {" three": -0.1, " four": -2.5, " five": -4.0, " six": -5.0}


def served(server, name="box/m"):
    return Providers({"SSTAR_BASE_URL": server.url}).open_served(name.replace("box", "openai-compatible"))


def abilities(server, *wanted):
    async def main():
        model = served(server)
        try:
            return {name: await model.ability(name) for name in wanted}
        finally:
            await model.close()

    return asyncio.run(main())


def asked(server, wish, said=SAID, role="solver"):
    async def main():
        model = served(server)
        try:
            return [chunk async for chunk in model.stream(Request(role, said, ("a",), 7, wish=wish))]
        finally:
            await model.close()

    return asyncio.run(main())


ALL = ("prefix", "stop strings", "log-probabilities", "thinking budget", "score")


@pytest.mark.parametrize("kind", ["vllm", "llama.cpp"])
def test_a_server_that_completes_prompts_offers_all_but_a_score(kind):
    with CompletingServer(write, kind, likely) as server:
        found = abilities(server, *ALL)
    assert [name for name, said in found.items() if said.offered] == list(ALL[:-1])
    assert "/pooling answers 404; /classify answers 404; /score answers 404" in found["score"].how


def test_a_server_of_chat_completions_alone_offers_nothing_and_is_not_asked_for_a_word():
    with CompletingServer(write, "plain") as server:
        found = abilities(server, *ALL)
        assert not any(said.offered for said in found.values())
        assert not [path for path, _ in server.bodies if path.endswith("completions")], "nothing is paid for"
    assert found["prefix"].how == "/apply-template answers 404; /tokenize answers 404"


def test_a_server_that_writes_on_behind_a_stop_string_offers_none():
    with CompletingServer(write, "vllm", likely, without=("stop",)) as server:
        found = abilities(server, "prefix", "stop strings", "thinking budget")
    assert {name: said.offered for name, said in found.items()} == {
        "prefix": True,
        "stop strings": False,
        "thinking budget": False,
    }
    assert "writes on behind a stop string" in found["stop strings"].how


def test_a_server_that_tells_no_likelihoods_offers_none():
    with CompletingServer(write, "vllm", likely, without=("logprobs",)) as server:
        assert not abilities(server, "log-probabilities")["log-probabilities"].offered


def test_the_services_of_the_net_offer_none_and_are_not_asked():
    async def main():
        model = Providers({"ANTHROPIC_API_KEY": "k", "ANTHROPIC_BASE_URL": "http://127.0.0.1:1"}).open_served(
            "anthropic/m"
        )
        return [await model.ability(name) for name in ALL]

    assert not any(said.offered or not said.how for said in asyncio.run(main()))


def test_a_server_that_is_not_there_is_no_server_that_offers_nothing():
    with CompletingServer() as server:
        pass
    with pytest.raises(ProviderError, match="Nothing answers at"):
        abilities(server, "prefix")


# -------------------------------------------------------------------- continuations


@pytest.mark.parametrize("kind", ["vllm", "llama.cpp"])
def test_an_answer_goes_on_behind_its_beginning(kind):
    wish = Continuation(("</think>",), tokens=50, likely=2)
    with CompletingServer(lambda _: ", so it is.</think>Yes", kind, likely) as server:
        chunks = asked(server, wish)
        (prompt,) = server.prompts
        (body,) = [body for path, body in server.bodies if path == "/v1/completions"]
    assert "".join(chunk.text for chunk in chunks) == ", so it is."
    assert prompt.endswith(f"Say it.<|im_end|>\n{ASSISTANT}<think>\nHm"), "the answer is begun and not ended"
    assert body["add_special_tokens"] is False
    assert next(chunk.likely for chunk in chunks if chunk.likely)[:2] == ((" three", -0.1), (" four", -2.5))
    assert [chunk.usage.output_tokens for chunk in chunks if chunk.usage] == [4]


def test_an_answer_that_has_nothing_to_add_is_none_that_broke_off():
    with CompletingServer(lambda _: "</think>") as server:
        chunks = asked(server, Continuation(("</think>",)))
    assert "".join(chunk.text for chunk in chunks) == ""
    assert chunks[-1].finish_reason == "stop" or chunks[-2].finish_reason == "stop"


def test_a_cap_is_told_from_an_end():
    with CompletingServer(lambda _: " on and on and on and on") as server:
        chunks = asked(server, Continuation(tokens=3))
    assert "".join(chunk.text for chunk in chunks) == " on and on"
    assert "length" in {chunk.finish_reason for chunk in chunks}


@pytest.mark.parametrize("kind", ["vllm", "llama.cpp"])
@pytest.mark.parametrize(("context", "spare", "tokens"), [(1000, 0, 300), (100, 40, 54), (100, 90, 47), (7, 0, 1)])
def test_no_more_is_asked_for_than_the_context_has_room_for(kind, context, spare, tokens):
    with CompletingServer(lambda _: " on" * 400, kind, context=context) as server:
        asked(server, Continuation(tokens=300, spare=spare))
        (body,) = [body for path, body in server.bodies if path == "/v1/completions"]
    assert body["max_tokens"] == tokens, "the prompt is six"


@pytest.mark.parametrize("kind", ["vllm", "llama.cpp"])
def test_a_server_that_does_not_tell_its_room_is_asked_for_all(kind):
    with CompletingServer(lambda _: " on" * 400, kind, without=("tokenize",)) as server:
        asked(server, Continuation(tokens=300, spare=100))
        (body,) = [body for path, body in server.bodies if path == "/v1/completions"]
    assert body["max_tokens"] == 300


def test_a_template_that_opens_the_thinking_itself_does_not_open_it_twice(monkeypatch):
    monkeypatch.setattr("completing.ASSISTANT", f"{ASSISTANT}<think>\n")
    with CompletingServer(lambda _: "", "llama.cpp") as server:
        asked(server, Continuation())
        assert server.prompts[0].count("<think>") == 1


# -------------------------------------------------------------------- numbers


def number(door):
    with CompletingServer(kind="plain", doors=door) as server:
        chunks = asked(server, Score(), (Message("user", "2 + 2"), Message("assistant", "4")), "scorer")
        return float("".join(chunk.text for chunk in chunks)), server.bodies[-1]


def test_a_program_that_gets_no_score_is_told_why():
    with pytest.raises(ModelError, match="/pooling answers 400: not taken"):
        number({"/pooling": lambda body: None if len(body["messages"]) > 1 else {"data": [1.5]}})


def test_a_server_that_quotes_the_key_does_not_bring_it_into_a_reason():
    key = "sk-quoted-0123456789abcdef"
    doors = {"/pooling": lambda body: f"no score for {key}" if len(body["messages"]) > 1 else {"data": [1.5]}}

    async def main(server):
        model = Providers({"SSTAR_BASE_URL": server.url, "SSTAR_API_KEY": key}).open_served("openai-compatible/m")
        said = (Message("user", "2 + 2"), Message("assistant", "4"))
        try:
            return [chunk async for chunk in model.stream(Request("scorer", said, ("a",), 7, wish=Score()))]
        finally:
            await model.close()

    with CompletingServer(kind="plain", doors=doors) as server, pytest.raises(ModelError, match="no score for") as told:
        asyncio.run(main(server))
    assert key not in str(told.value)


def test_a_raw_reward_is_brought_into_0_to_1():
    value, (path, body) = number({"/pooling": lambda _: {"data": [1.5]}})
    assert value == pytest.approx(1 / (1 + math.exp(-1.5)), abs=1e-6)
    assert path == "/pooling"
    assert [item["role"] for item in body["messages"]] == ["user", "assistant"]
    assert body["add_generation_prompt"] is False
    assert body["use_activation"] is False, "or vLLM applies the logistic function to a classifier's reward by itself"


def test_of_a_reward_for_each_token_the_last_one_counts():
    assert number({"/pooling": lambda _: {"data": [[-9.0], [3.0], [0.0]]}})[0] == 0.5


def test_a_classifier_gives_the_probability_of_its_last_class():
    assert number({"/classify": lambda _: {"probs": [0.2, 0.8]}})[0] == 0.8


def test_a_classifier_is_given_the_conversation_or_the_text_where_it_takes_no_conversation():
    chance, (_, body) = number({"/classify": lambda body: {"probs": [0.75]} if "messages" in body else None})
    assert chance == 0.75
    assert [item["content"] for item in body["messages"]] == ["2 + 2", "4"]
    chance, (_, body) = number({"/classify": lambda body: {"probs": [0.25]} if "input" in body else None})
    assert chance == 0.25
    assert body["input"] == "2 + 2\n\n4"


def test_a_pair_can_be_scored():
    value, (_, body) = number({"/score": lambda _: {"score": 0.625}})
    assert value == 0.625
    assert (body["text_1"], body["text_2"]) == ("2 + 2", "4")


def test_an_embedding_is_no_score():
    with CompletingServer(kind="plain", doors={"/pooling": lambda _: {"data": [0.1, 0.2, 0.3]}}) as server:
        said = abilities(server, "score")["score"]
    assert not said.offered
    assert "3 numbers, as for an embedding" in said.how
