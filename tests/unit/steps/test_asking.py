"""Asking for a JSON object: the schema that is sent, what is read, one repair, and a failure with a name."""

from __future__ import annotations

import json

import pytest

from engine.errors import ModelError
from engine.events.calls import CallStarted
from engine.events.run import NoticeGiven
from engine.models.protocol import Chunk
from engine.steps.asking import ask_for, schema_of
from engine.steps.judging import AnyJudgeAnswer, JudgeAnswer
from engine.steps.notes import Rating
from engine.steps.proposing import WrittenInputs, general_inputs
from engine.steps.written_tests import TestTexts
from engine.testing import ToyRun, simulate

GOOD = '{"plan": "ties", "inputs": ["1\\n"]}'


def ask(script, kind=WrittenInputs):
    toy = ToyRun(script=script)
    reply = simulate(lambda: ask_for(toy.run, kind, ("a",), "input writer", "please"))
    return reply, toy


def ending(answer, reason):
    """A model whose every answer ends for this reason."""

    class Model:
        name, notice = "scripted", ""
        terms = ToyRun().model.terms

        async def stream(self, request):
            yield Chunk(answer(request) if callable(answer) else answer)
            yield Chunk(finish_reason=reason)

    toy = ToyRun()
    toy.run._models = dict.fromkeys(toy.run._models, Model())
    return simulate(lambda: ask_for(toy.run, WrittenInputs, ("a",), "input writer", "please")), toy


@pytest.mark.parametrize("kind", [JudgeAnswer, AnyJudgeAnswer, WrittenInputs, Rating, TestTexts])
def test_a_schema_is_as_strict_as_providers_want_it(kind):
    schema = json.loads(schema_of(kind).text)
    assert schema["type"] == "object"
    assert schema["additionalProperties"] is False
    assert schema["required"] == list(schema["properties"]) == list(kind.__struct_fields__)
    assert not {"$ref", "$defs", "default"} & set(json.dumps(schema).split('"'))
    assert is_strict(schema)


def is_strict(part):
    """Whether all within has a type, and all objects are closed."""
    closed = part["type"] != "object" or (part["required"], part["additionalProperties"]) == (
        list(part["properties"]),
        False,
    )
    inner = [*part.get("properties", {}).values(), *([part["items"]] if "items" in part else [])]
    return closed and all(map(is_strict, inner))


def test_only_where_several_may_be_right_can_both_be_chosen():
    choices = [
        json.loads(schema_of(kind).text)["properties"]["choice"]["enum"] for kind in (JudgeAnswer, AnyJudgeAnswer)
    ]
    assert choices == [["A", "B", "neither"], ["A", "B", "both", "neither"]]


def test_what_is_thought_comes_before_what_is_concluded():
    """A model that is held to a schema writes in its order, and has no other place to think in."""
    assert list(json.loads(schema_of(JudgeAnswer).text)["properties"]) == ["steps", "output", "choice", "reason"]
    assert list(json.loads(schema_of(WrittenInputs).text)["properties"]) == ["plan", "inputs"]


def test_the_schema_goes_with_the_request_and_into_the_journal():
    reply, toy = ask(lambda _: GOOD)
    assert reply.value == WrittenInputs(plan="ties", inputs=("1\n",))
    (request,) = toy.model.asked
    assert request.schema == schema_of(WrittenInputs)
    assert request.schema.name == "written_inputs"
    (started,) = [event for event in toy.events if isinstance(event, CallStarted)]
    stored = {event.digest: event.text for event in toy.events if type(event).__name__ == "TextStored"}
    assert stored[started.schema] == request.schema.text


def test_the_repair_says_what_was_wrong_and_is_held_to_the_schema_too():
    reply, toy = ask(lambda request: GOOD if request.path[-1] == "repair" else '{"inputs": 7}')
    assert reply.value
    first, second = toy.model.asked
    assert first.schema == second.schema
    assert "does not fit" in second.messages[-1].text
    assert reply.call == toy.asked()[1]


def test_a_second_bad_answer_is_a_failure_with_a_name():
    reply, toy = ask(lambda _: "no")
    assert (reply.value, reply.problem) == (None, "asked twice, and it holds no JSON object")
    assert reply.call == toy.asked()[0]


def test_a_provider_s_failure_is_told_as_it_is():
    reply, _ = ask(lambda _: ModelError("quota"))
    assert (reply.value, reply.problem) == (None, "quota")


def test_a_refusal_is_not_asked_again():
    reply, toy = ending("I would rather not.", "refusal")
    assert reply.problem == "the model refused to answer: I would rather not."
    assert len([event for event in toy.events if isinstance(event, CallStarted)]) == 1


def test_a_cut_answer_is_told_that_it_was_cut():
    asked = []
    reply, _ = ending(lambda request: asked.append(request) or '{"inputs": ["1', "length")
    assert "it was cut at the model's limit" in asked[1].messages[-1].text
    assert reply.problem.startswith("asked twice, and it was cut at the model's limit, and its JSON object is broken")


def test_an_answer_without_a_word_can_be_repaired():
    """No provider takes an empty message, so the conversation says that there was nothing."""
    asked = []

    def answer(request):
        asked.append(request)
        return GOOD if len(asked) == 2 else ""

    reply, _ = ending(answer, "length")
    assert reply.value
    assert asked[1].messages[1].text == "(nothing)"


def test_an_input_writer_that_fails_is_named_once():
    toy = ToyRun(script=lambda _: "no")

    async def twice():
        return [await general_inputs(toy.run, ("inputs", 1)), await general_inputs(toy.run, ("inputs", 1))]

    assert simulate(twice) == [[], []]
    (notice,) = [event for event in toy.events if isinstance(event, NoticeGiven)]
    assert notice.text.startswith("The input writer gave no usable answer, so it adds no inputs here: asked twice")
