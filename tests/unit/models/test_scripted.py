"""The shipped double of a model."""

from __future__ import annotations

import pytest

from engine.errors import ModelError
from engine.models.protocol import Message, Request
from engine.models.scripted import ScriptedModel
from engine.testing import simulate

REQUEST = Request("solver", (Message("user", "hi"),), ("a",), 1)


def streamed(model):
    async def main():
        return [chunk async for chunk in model.stream(REQUEST)]

    return simulate(main)


@pytest.mark.parametrize("answer", ["", "a", "abc", "x" * 1001])
def test_the_pieces_make_up_the_answer_and_the_last_one_says_why(answer):
    model = ScriptedModel(lambda _: answer, seconds=lambda _: 2.0)
    chunks = streamed(model)
    assert "".join(chunk.text for chunk in chunks) == answer
    assert [chunk.finish_reason for chunk in chunks if chunk.finish_reason] == ["stop"]
    assert chunks[-1].finish_reason == "stop"
    assert model.asked == model.answered == [REQUEST]


def test_a_fault_is_raised_and_nothing_counts_as_answered():
    model = ScriptedModel(lambda _: ModelError("down"))
    with pytest.raises(ModelError, match="down"):
        streamed(model)
    assert model.asked == [REQUEST]
    assert model.answered == []
