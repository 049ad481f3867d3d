"""s1, PG-TD and the reward model, whole, through the real client on a loopback server that speaks what they need."""

from __future__ import annotations

import asyncio
import math
from typing import get_args

import pytest
from completing import ASSISTANT, CompletingServer
from msgspec import structs

from engine.events.calls import CallStarted, Role
from engine.events.run import NoticeGiven
from engine.models.providers import Providers
from engine.projections.board import fold
from engine.testing import ToyRun
from engine.testing.toy import ENDS, SETTINGS, SORTED, SPAN

pytestmark = pytest.mark.slow


def played(strategy, server, **settings):
    """Play on a server; the toy's executor runs what it writes."""

    async def main():
        toy = ToyRun(structs.replace(SETTINGS, **({"samples": 1, "inputs": 4} | settings)))
        model = Providers({"SSTAR_BASE_URL": server.url}).open_served("openai-compatible/m")
        toy.run._models = dict.fromkeys(get_args(Role), model)
        try:
            toy.selection = await toy.work(strategy)
        finally:
            await model.close()
        return toy

    return asyncio.run(main())


def notices(toy):
    return [event.text for event in toy.events if isinstance(event, NoticeGiven)]


def think(prompt):
    """A model that would stop thinking at once, is made to go on, and only then sees what is right."""
    _, _, begun = prompt.rpartition(f"{ASSISTANT}<think>\n")
    if prompt.endswith("One, two,"):
        return " three, four, five."
    if "</think>" in begun:
        return f"```python\n{SPAN if 'all of them' in begun else ENDS}```\n"
    return ", it takes all of them.</think>\n\nanswer" if begun.endswith("Wait") else "The ends do.</think>\n\nanswer"


@pytest.mark.parametrize("kind", ["vllm", "llama.cpp"])
def test_s1_forces_the_budget_on_a_server_that_completes(kind):
    with CompletingServer(think, kind) as server:
        toy = played("s1", server)
        begun = [prompt.partition(ASSISTANT)[2] for prompt in server.prompts]
        stops = [body.get("stop") for path, body in server.bodies if path == "/v1/completions" and body.get("stream")]
    assert begun == [
        "<think>\n",
        "<think>\nThe ends do.Wait",
        "<think>\nThe ends do.Wait, it takes all of them.\n</think>\n\n",
    ]
    assert stops == [["</think>"], ["</think>"], None], "the end token ends the thinking, and nothing ends the answer"
    assert toy.selection.status == "selected"
    assert not notices(toy)


@pytest.mark.parametrize("kind", ["vllm", "llama.cpp"])
def test_s1_ends_its_thinking_while_a_short_context_has_room_for_the_answer(kind):
    def write(prompt):
        return f"```python\n{SPAN}```\n" if prompt.endswith("Final Answer:\n") else " and so on" * 1_000

    with CompletingServer(write, kind, context=1_500) as server:
        toy = played("s1", server)
        caps = [body["max_tokens"] for path, body in server.bodies if path == "/v1/completions" and body.get("stream")]
    assert toy.selection.status == "selected"
    assert len(caps) == 2
    assert caps[0] < 1_500 // 2, "half of the room is left for the answer"


def test_s1_on_a_server_of_chat_completions_alone_asks_to_check_and_says_so_first():
    with CompletingServer(lambda _: f"```python\n{SPAN}```\n", "plain") as server:
        toy = played("s1", server)
        chats = [body["messages"] for path, body in server.bodies if path == "/v1/chat/completions"]
    assert notices(toy)[0].startswith(
        "openai-compatible/m offers no prefix (/apply-template answers 404; /tokenize answers 404): instead, the model"
    )
    assert next(type(e) for e in toy.events if isinstance(e, NoticeGiven | CallStarted)) is NoticeGiven
    assert chats[1][-1]["content"].startswith("Wait.")


def test_pg_td_follows_the_likelihoods_that_a_server_tells():
    """ENDS is the greedy program; one token away stands SPAN, which is half as likely."""
    head = ENDS.partition("print(")[0] + "print("

    def write(prompt):
        begun = prompt.rpartition("```python\n")[2]
        if prompt.endswith("One, two,"):
            return " three, four, five."
        whole = SPAN if begun.startswith(f"{head}max") else ENDS
        return whole.removeprefix(begun) + "```\n"

    def likely(prompt):
        begun = prompt.rpartition("```python\n")[2]
        return {"": {head: 0.0}, head: {"xs": math.log(0.6), "max": math.log(0.3)}}.get(begun, {"x": -1.0})

    with CompletingServer(write, "vllm", likely) as server:
        toy = played("pg-td", server, samples=5)
    assert toy.selection.status == "selected"
    assert not notices(toy)


def test_a_reward_model_scores_what_another_door_wrote():
    answers = iter([SPAN, SORTED])

    def reward(body):
        return {"data": [2.0 if "sort" in body["messages"][-1]["content"] else -1.0]}

    doors = {"/pooling": reward}
    with CompletingServer(lambda _: f"```python\n{next(answers)}```\n", "plain", doors=doors) as server:
        toy = played("reward-model", server, samples=2, rounds=0, concurrency=1)
        scored = [body for path, body in server.bodies if path == "/pooling"]
    assert not notices(toy)
    assert len(scored) == 3, "one trial before the start, and one for each program"
    assert "xs.sort()" in fold(toy.journal.entries).text(toy.selection.text)
    assert f"its score of {1 / (1 + math.exp(-2)):g} (reward model)" in toy.selection.reason
