"""Schemas and effort through each SDK: where they stand in the request, and what follows when they are refused."""

from __future__ import annotations

import asyncio

import pytest

from engine.errors import ProviderError
from engine.events.calls import CallFinished, CallStarted
from engine.events.run import NoticeGiven
from engine.events.settings import Settings
from engine.models.endpoint import Limits
from engine.models.protocol import Message, Request
from engine.models.providers import open_model
from engine.models.scheduler import Patience
from engine.steps.asking import ask_for, schema_of
from engine.steps.judging import JudgeAnswer
from engine.testing import ToyRun

pytestmark = pytest.mark.slow

SCHEMA = schema_of(JudgeAnswer)
GOOD = '{"steps": "s", "output": "4", "choice": "A", "reason": "r"}'
COMPLAINTS = {
    "/v1/messages": "output_config.format: Extra inputs are not permitted",
    "/v1/responses": "Invalid parameter: 'text.format' of type 'json_schema' is not supported with this model.",
    "/v1/chat/completions": "This response_format type is unavailable now",
}


@pytest.fixture
def send(speech, wire, make_environment):
    """Send requests that want a schema and an effort; the result is what was asked and what came."""

    def sent(*plan, times=1, effort="low", schema=SCHEMA):
        async def main():
            async with speech.raw.RawServer(*plan) as server:
                model = open_model(wire.model, make_environment(wire, server.url), Limits())
                came = []
                for _ in range(times):
                    try:
                        request = Request("judge", (Message("user", "hi"),), ("a",), 7, schema, effort)
                        came.append("".join([chunk.text async for chunk in model.stream(request)]))
                    except ProviderError as error:
                        came.append(error)
                await model.close()
            return [body for _, _, body in server.requests], came

        return asyncio.run(main())

    return sent


def schema_in(body):
    """The schema in a request of whichever wire."""
    if "messages" in body and "output_config" in body:
        return body["output_config"].get("format", {}).get("schema")
    if "text" in body:
        return body["text"]["format"]["schema"]
    return body.get("response_format", {}).get("json_schema", {}).get("schema")


def effort_in(body):
    """The effort in a request of whichever wire."""
    places = (body.get("output_config", {}), body.get("reasoning", {}))
    return body.get("reasoning_effort") or next((place["effort"] for place in places if "effort" in place), None)


def test_schema_and_effort_are_sent(send, speech, wire):
    (body,), (text,) = send(speech.answer(wire, wire.text(GOOD)))
    assert text == GOOD
    assert schema_in(body)["required"] == ["steps", "output", "choice", "reason"]
    assert effort_in(body) == "low"


def test_nobody_is_sent_what_was_not_asked(send, speech, wire):
    (body,), _ = send(speech.answer(wire, wire.text(GOOD)), effort=None, schema=None)
    assert not {"output_config", "response_format", "text", "reasoning_effort"} & set(body)
    assert effort_in(body) is None


@pytest.mark.parametrize("status", [400, 422, 500])
def test_a_server_without_schemas_is_asked_without_from_then_on(send, speech, wire, status):
    refused = speech.raw.refusal(status, {"error": {"message": COMPLAINTS[wire.path]}})
    bodies, came = send(refused, speech.answer(wire, wire.text(GOOD)), times=3)
    assert isinstance(came[0], ProviderError)
    assert came[0].kind == "adjusted"
    assert f"From now on {wire.model} is asked without a JSON schema" in str(came[0])
    assert came[1:] == [GOOD, GOOD]
    assert [bool(schema_in(body)) for body in bodies] == [True, False, False]
    assert [effort_in(body) for body in bodies] == ["low"] * 3


def test_a_refusal_that_names_nothing_is_laid_on_the_schema_first(send, speech):
    odd = speech.raw.refusal(400, {"error": {"message": "Bad request"}})
    bodies, came = send(odd, times=3)
    assert [error.kind for error in came] == ["adjusted", "rejected", "rejected"]
    assert [bool(schema_in(body)) for body in bodies] == [True, False, False]


def test_an_error_amid_an_answer_that_names_the_schema_is_such_a_refusal(send, speech, wire):
    """As servers do that build the grammar when they have begun to answer."""
    failed = wire.error(wire.server, "Failed to compile grammar for the guided output")
    broken_off = speech.raw.Reply([*wire.start(), wire.text("{"), failed])
    bodies, came = send(broken_off, speech.answer(wire, wire.text(GOOD)), times=2)
    assert came[0].kind == "adjusted"
    assert f"From now on {wire.model} is asked without a JSON schema" in str(came[0])
    assert came[1] == GOOD
    assert [bool(schema_in(body)) for body in bodies] == [True, False]


def test_an_error_amid_an_answer_that_rejects_the_request_is_laid_on_the_schema(send, speech, wire):
    rejected = speech.raw.Reply([*wire.start(), wire.error(wire.rejected, "Invalid request")])
    bodies, came = send(rejected, times=2)
    assert [error.kind for error in came] == ["adjusted", "rejected"]
    assert [bool(schema_in(body)) for body in bodies] == [True, False]


def failing(speech, wire, how):
    """Replies that break off, and do not say why."""
    return {
        "an error event": speech.raw.Reply([*wire.start(), wire.error(wire.server, "Internal error")]),
        "a status": speech.raw.refusal(500, {"error": {"message": "Internal error"}}),
        "nothing said": speech.answer(wire),
    }[how]


@pytest.mark.parametrize("how", ["an error event", "a status", "nothing said"])
def test_a_server_that_fails_twice_at_a_request_with_a_schema_is_asked_without(send, speech, wire, how):
    failure = failing(speech, wire, how)
    bodies, came = send(failure, failure, speech.answer(wire, wire.text(GOOD)), times=3)
    assert [error.kind for error in came[:2]] == ["broken", "adjusted"]
    assert came[2] == GOOD
    assert [bool(schema_in(body)) for body in bodies] == [True, True, False]


def test_a_server_that_has_answered_by_schema_fails_for_other_reasons(send, speech, wire):
    failure = failing(speech, wire, "an error event")
    bodies, came = send(speech.answer(wire, wire.text(GOOD)), failure, times=4)
    assert [error.kind for error in came[1:]] == ["broken"] * 3
    assert all(map(schema_in, bodies))


def test_a_model_that_takes_no_effort_is_asked_without(send, speech, wire):
    message = {
        "/v1/messages": "This model does not support the effort parameter.",
        "/v1/responses": "Unsupported parameter: 'reasoning.effort' is not supported with this model.",
        "/v1/chat/completions": "Unrecognized request argument supplied: reasoning_effort",
    }[wire.path]
    refused = speech.raw.refusal(400, {"error": {"message": message}})
    bodies, came = send(refused, speech.answer(wire, wire.text(GOOD)), times=2)
    assert came[0].kind == "adjusted"
    assert "is asked without --effort." in str(came[0])
    assert [effort_in(body) for body in bodies] == ["low", None]
    assert all(map(schema_in, bodies))


def test_a_server_in_trouble_is_not_taken_for_one_without_effort(send, speech):
    _, (error,) = send(speech.raw.refusal(500, {"error": {"message": "no effort was enough"}}))
    assert error.kind == "broken"


def test_a_run_goes_on_without_and_says_so_once(speech, wire, make_environment):
    """What a person reads stands in the journal as a notice; nothing has failed."""
    refused = speech.raw.refusal(400, {"error": {"message": COMPLAINTS[wire.path]}})

    async def main():
        async with speech.raw.RawServer(refused, speech.answer(wire, wire.text(f"So: {GOOD}"))) as server:
            model = open_model(wire.model, make_environment(wire, server.url), Limits())
            toy = ToyRun(Settings(effort="high"))
            toy.run._models = dict.fromkeys(toy.run._models, model)
            toy.run._caller.patience = Patience(first_seconds=0.01)
            replies = [await ask_for(toy.run, JudgeAnswer, (name,), "judge", "who?") for name in "ab"]
            await model.close()
            return toy, replies, [effort_in(body) for _, _, body in server.requests]

    toy, replies, efforts = asyncio.run(main())
    assert [reply.value.choice for reply in replies] == ["A", "A"]
    assert efforts == ["high"] * 3
    (notice,) = [event for event in toy.events if isinstance(event, NoticeGiven)]
    assert "without a JSON schema, and its answers are checked here" in notice.text
    assert len([event for event in toy.events if isinstance(event, CallStarted)]) == 3
    assert len([event for event in toy.events if isinstance(event, CallFinished)]) == 2
