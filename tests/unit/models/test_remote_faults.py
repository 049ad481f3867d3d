"""Every fault of the table in design/models.md, as it comes through each SDK from a server of raw bytes."""

from __future__ import annotations

import asyncio
import ssl

import pytest

from engine.errors import FatalModelError, ModelError, ProviderError
from engine.models.endpoint import Endpoint, Limits
from engine.models.faults import read_detail, retry_after, status_error, stream_error
from engine.models.providers import open_model

pytestmark = pytest.mark.slow

AT = Endpoint("openai", "m", "http://x/v1", "OPENAI_BASE_URL", "OPENAI_API_KEY")


def is_fault(got, kind, *words):
    assert isinstance(got.error, ProviderError), got.error
    assert got.error.kind == kind
    for word in words:
        assert word in str(got.error)


def is_fatal(got, *words):
    assert isinstance(got.error, FatalModelError), got.error
    for word in words:
        assert word in str(got.error)


# -------------------------------------------------------------------- broken streams


def test_a_connection_that_drops(ask, speech, wire):
    got = ask(speech.raw.Reply([*wire.start(), wire.text("half"), speech.raw.RESET]))
    is_fault(got, "broken", "broke off", wire.model)
    assert got.text == "half"


def test_a_connection_that_drops_before_it_begins(ask, speech):
    is_fault(ask(speech.raw.Reply([speech.raw.RESET])), "broken", "broke off")


def test_a_stream_that_stalls(ask, speech, wire):
    got = ask(speech.raw.Reply([*wire.start(), wire.text("half"), speech.raw.STALL]), silent_seconds=1)
    is_fault(got, "broken", "fell silent")
    assert got.text == "half"


@pytest.mark.parametrize("piece", ["data: {bad json\n\n", 'data: {"type": 7, "choices": 7}\n\n', "data: \x00\n\n"])
def test_a_piece_that_cannot_be_read(ask, speech, wire, piece):
    is_fault(ask(speech.raw.Reply([*wire.start(), piece])), "broken", "cannot be read")


def test_an_answer_without_a_word(ask, speech, wire):
    is_fault(ask(speech.answer(wire, wire.thinking("hm"), wire.text(" \n"))), "broken", "without a word")


def test_an_error_within_the_stream_goes_by_its_type(ask, speech, wire):
    def stream(*error):
        return speech.raw.Reply([*wire.start(), wire.text("half"), wire.error(*error)])

    is_fault(ask(stream(wire.crowd)), "crowded", "Overloaded")
    is_fault(ask(stream(wire.server, "boom")), "broken", "boom")
    is_fault(ask(stream(wire.rejected, "odd")), "rejected", "odd")
    is_fatal(ask(stream(wire.denied, "who are you")), "who are you")


# -------------------------------------------------------------------- refused requests


@pytest.mark.parametrize("status", [429, 503, 529])
def test_a_crowd_is_waited_for(ask, speech, status):
    got = ask(speech.raw.refusal(status, {"error": {"message": "slow down"}}, retry_after=3))
    is_fault(got, "crowded", str(status), "slow down")
    assert got.error.retry_after == 3.0
    assert ask(speech.raw.refusal(status, {"error": {"message": "slow"}})).error.retry_after is None


@pytest.mark.parametrize("status", [408, 409, 500, 502, 504])
def test_an_error_of_the_server(ask, speech, status):
    is_fault(ask(speech.raw.refusal(status, "<html>gateway</html>")), "broken", str(status))


@pytest.mark.parametrize(("status", "words"), [(401, "is not valid"), (403, "has no right")])
def test_a_key_that_does_not_open(ask, speech, key, status, words):
    got = ask(speech.raw.refusal(status, {"error": {"message": f"Incorrect API key provided: {key}"}}))
    is_fatal(got, words, "_API_KEY", "[key]")
    assert key not in str(got.error)
    assert key not in repr(got.error)


@pytest.mark.parametrize("status", [402, 400, 429])
def test_an_account_without_credit(ask, speech, status):
    body = {"error": {"message": "Your credit balance is too low", "code": "insufficient_quota"}}
    is_fatal(ask(speech.raw.refusal(status, body)), "needs credit")


def test_a_model_that_is_not_there_brings_near_names(ask, speech, wire):
    name = wire.model.partition("/")[2]
    body = {"error": {"message": f"model: {name}", "code": "model_not_found", "type": "not_found_error"}}
    got = ask(speech.raw.refusal(404, body), names=[f"{name}-2", "embeddings"])
    is_fatal(got, f"The server offers: {name}-2.")
    assert "embeddings" not in str(got.error)


@pytest.mark.parametrize(
    "message", ["nope is not a valid model ID", "The model `nope` does not exist.", "Unknown model: nope"]
)
def test_a_model_that_is_not_there_by_another_status(ask, speech, message):
    is_fatal(ask(speech.raw.refusal(400, {"error": {"message": message}}), names=["nope-2"]), "offers: nope-2.")


@pytest.mark.parametrize("body", [{"detail": "Not Found"}, "<html>nginx</html>", "404 page not found"])
def test_a_wrong_address(ask, speech, body):
    is_fatal(ask(speech.raw.refusal(404, body)), "is not an endpoint", "_BASE_URL", "127.0.0.1")


def test_a_page_instead_of_a_stream(ask, speech):
    got = ask(speech.raw.Reply(["<html>welcome</html>"], kind="text/html"))
    is_fatal(got, "is not an endpoint", "text/html", got.server.url)


def test_another_api_instead_of_a_stream(ask, speech):
    got = ask(speech.raw.refusal(200, {"hello": "world"}))
    assert isinstance(got.error, ModelError | FatalModelError)


def test_a_prompt_that_is_too_long(ask, speech):
    body = {"error": {"message": "prompt is too long: 9 > 8", "code": "context_length_exceeded"}}
    got = ask(speech.raw.refusal(400, body))
    assert type(got.error) is ModelError
    assert "does not fit" in str(got.error)


def test_a_request_that_is_rejected(ask, speech):
    is_fault(ask(speech.raw.refusal(400, {"error": {"message": "odd"}})), "rejected", "400", "odd")


# -------------------------------------------------------------------- asking for less


def test_what_a_server_does_not_know_is_left_out(ask, speech, wire):
    field = {"/v1/messages": "thinking", "/v1/responses": "reasoning"}.get(wire.path, "stream_options")
    unknown = speech.raw.refusal(400, {"error": {"message": f"Unsupported parameter: {field}"}})
    got = ask(unknown)
    is_fault(got, "adjusted", f"From now on {wire.model} is asked without")
    got = ask(unknown, speech.answer(wire, wire.text("a")), times=2)
    first, second = (body for _, _, body in got.server.requests)
    assert (got.text, field in first, field in second) == ("a", True, False)
    is_fault(ask(unknown, times=2), "rejected")


def test_a_limit_that_offers_nothing_is_left_as_it_is(ask, speech, wire):
    message = "input length and max_tokens exceed context limit: 190000 + 32000 > 200000"
    got = ask(speech.raw.refusal(400, {"error": {"message": message}}), speech.answer(wire, wire.text("a")), times=2)
    assert got.model._output_tokens == 32000
    odd = speech.raw.refusal(400, {"error": {"message": "restored thinkings and unseeded streams"}})
    is_fault(ask(odd), "rejected")


def test_a_model_with_a_lower_limit_is_asked_for_less(ask, speech, wire):
    message = "max_tokens: 32000 > 8192, which is the maximum allowed number of output tokens"
    got = ask(speech.raw.refusal(400, {"error": {"message": message}}), speech.answer(wire, wire.text("a")), times=2)
    if wire.path == "/v1/messages":
        assert [body["max_tokens"] for _, _, body in got.server.requests] == [32000, 8192]


# -------------------------------------------------------------------- no connection


def unreached(wire, make_environment, make_request, url, **extra):
    async def main():
        limits = Limits(connect_seconds=0.2, silent_seconds=0.2)
        model = open_model(wire.model, make_environment(wire, url) | extra, limits)
        try:
            async for _ in model.stream(make_request()):
                pass
        finally:
            await model.close()

    asyncio.run(main())


def test_nobody_listens(wire, make_environment, make_request):
    with pytest.raises(ProviderError, match=r"Nothing answers|cannot be reached") as caught:
        unreached(wire, make_environment, make_request, "http://127.0.0.1:9")
    assert caught.value.kind == "unreachable"


def test_a_name_that_nobody_knows(wire, make_environment, make_request):
    with pytest.raises(ProviderError, match=r"no-such-host\.invalid cannot be found; is this machine online") as caught:
        unreached(wire, make_environment, make_request, "http://no-such-host.invalid")
    assert caught.value.kind == "unreachable"


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "all_proxy"])
def test_a_proxy_that_is_not_there_is_named(wire, make_environment, make_request, monkeypatch, variable):
    monkeypatch.setenv(variable, "http://user:secret@127.0.0.1:9")
    with pytest.raises(ProviderError, match=f"A proxy stands between, by {variable}: correct it") as caught:
        unreached(wire, make_environment, make_request, "http://models.invalid")
    assert caught.value.kind == "unreachable"
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_wants_a_login(speech, wire, make_environment, make_request, monkeypatch, scheme):
    """Plain addresses get its answer as one of the server, encrypted ones as an error of the network."""

    async def main():
        async with speech.raw.RawServer(speech.raw.refusal(407, "who are you")) as proxy:
            monkeypatch.setenv(f"{scheme.upper()}_PROXY", proxy.url)
            model = open_model(wire.model, make_environment(wire, f"{scheme}://models.invalid"))
            try:
                async for _ in model.stream(make_request()):
                    pass
            finally:
                await model.close()

    with pytest.raises(FatalModelError, match=rf"The proxy before .*\(407\).* into {scheme.upper()}_PROXY"):
        asyncio.run(main())


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "ALL_PROXY"])
def test_a_server_of_this_machine_is_asked_past_any_proxy(ask, speech, wire, monkeypatch, variable):
    monkeypatch.setenv(variable, "http://127.0.0.1:9")
    assert ask(speech.answer(wire, wire.text("a"))).text == "a"


def test_an_address_that_is_none(wire, make_environment, make_request):
    with pytest.raises(FatalModelError, match="is not an endpoint"):
        unreached(wire, make_environment, make_request, "localhost:8000")


def test_a_certificate_that_nobody_signed(wire, make_environment, make_request, tmp_path):
    certificate = _certificate(tmp_path)

    async def main():
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0, ssl=context)
        port = server.sockets[0].getsockname()[1]
        model = open_model(wire.model, make_environment(wire, f"https://127.0.0.1:{port}"))
        try:
            async for _ in model.stream(make_request()):
                pass
        finally:
            await model.close()
            server.close()

    with pytest.raises(FatalModelError, match=r"certificate of https://127\.0\.0\.1:.*SSL_CERT_FILE"):
        asyncio.run(main())


def _certificate(folder):
    import shutil
    import subprocess

    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificate")
    path = folder / "both.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=nobody"]
    subprocess.run([*command, "-keyout", path, "-out", folder / "c.pem"], check=True, capture_output=True)
    path.write_text(path.read_text() + (folder / "c.pem").read_text())
    return path


# -------------------------------------------------------------------- the words, without any wire


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after-ms": "250", "retry-after": "7"}, 0.25),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:10 GMT", "date": "Wed, 21 Oct 2026 07:28:00 GMT"}, 10.0),
        ({"retry-after": "Wed, 21 Oct 2020 07:28:10 GMT"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({}, None),
    ],
)
def test_how_long_a_server_asks_to_wait(headers, seconds):
    assert retry_after(headers) == seconds


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"error": {"message": "a", "type": None, "code": 7}}, "a"),
        ({"error": "a"}, "a"),
        ({"detail": "a"}, "a"),
        ('{"message": "a"}', "a"),
        (b"a", "a"),
        ("<html>", ""),
        (None, ""),
        ([1], ""),
    ],
)
def test_error_bodies_come_in_many_shapes(body, message):
    assert read_detail(body).message == message


def test_a_long_complaint_is_cut():
    error = status_error(500, {}, "x" * 9999, AT)
    assert len(str(error)) < 500


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"message": "This model's maximum context length is 8192 tokens"}, ModelError),
        ({"code": "content_policy_violation", "message": "no"}, ModelError),
        ({"code": "insufficient_quota", "message": "no"}, FatalModelError),
        ({}, ProviderError),
    ],
)
def test_errors_in_streams(body, kind):
    assert type(stream_error(read_detail(body), AT)) is kind


def test_a_local_server_that_wants_a_key_after_all():
    at = Endpoint("vllm", "m", "http://x/v1", unset_variable="VLLM_API_KEY")
    assert "Set VLLM_API_KEY to it" in str(status_error(401, {}, {}, at))
