"""`sstar models` and `sstar doctor --ask`: what a person reads when a key is missing or wrong, a server up or down."""

from __future__ import annotations

import json

import pytest

from tui import cli
from tui.status import OK, USAGE

pytestmark = pytest.mark.slow


@pytest.fixture
def said(capsys, key):
    def say(*arguments, status=OK):
        assert cli.main(arguments) == status
        out, err = capsys.readouterr()
        assert key not in out + err
        return out + err

    return say


def provider(wire):
    return wire.model.partition("/")[0]


# ---------------------------------------------------------------- doctor in four situations


def test_a_server_that_answers(serving, said, wire):
    server = serving()
    text = said("doctor", "--ask", "--model", wire.model)
    assert f"{provider(wire)}/MODEL: {server.url}" in text
    assert "_API_KEY (…cdef)" in text
    assert f"role        judge: {wire.model} (--model)" in text
    assert f"asked       {wire.model}: answers after " in text
    assert len(server.requests) == 1


def test_a_server_that_only_thinks_at_first_answers(serving, said, wire, speech):
    serving(speech.answer(wire, wire.thinking("hm"), wire.text("ready")))
    assert "answers after" in said("doctor", "--ask", "--model", wire.model)


def test_every_role_is_asked_once(serving, said, wire):
    server = serving()
    said("doctor", "--ask", "--model", wire.model, "--judge", f"{wire.model}-2")
    assert sorted(body["model"] for _, _, body in server.requests) == [
        wire.model.partition("/")[2],
        wire.model.partition("/")[2] + "-2",
    ]


def test_no_key(said, monkeypatch, tmp_path):
    monkeypatch.setenv("SSTAR_CONFIG_DIR", str(tmp_path))
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    text = said("doctor", "--ask", "--model", "openai/gpt-x", status=USAGE)
    assert "openai/MODEL: https://api.openai.com/v1, no key: `sstar keys set openai`, or set OPENAI_API_KEY" in text
    assert "asked       openai/gpt-x needs a key, and there is none. Set OPENAI_API_KEY" in text


def test_a_wrong_key(serving, said, wire, speech, key):
    serving(speech.raw.refusal(401, {"error": {"type": wire.denied, "message": f"Incorrect key {key}"}}))
    text = said("doctor", "--ask", "--model", wire.model, status=USAGE)
    assert f"asked       {wire.model}: The server of {wire.model} answered 401: Incorrect key [key]." in text
    assert "is not valid. Set " in text


def test_a_server_that_is_down(serving, said, wire, monkeypatch):
    serving()
    for name in ("ANTHROPIC_BASE_URL", "OPENAI_BASE_URL", "SSTAR_BASE_URL"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/v1")
    text = said("doctor", "--ask", "--model", wire.model, status=USAGE)
    assert "http://127.0.0.1:9/v1" in text.rpartition("asked")[2]
    assert "Start the server" in text or "cannot be reached" in text


def test_a_feature_that_a_server_lacks_is_left_out(serving, said, wire, speech):
    lacks = {"messages": "thinking", "responses": "reasoning", "chat": "stream_options"}
    name = next(name for name, item in speech.WIRES.items() if item is wire)
    refusal = speech.raw.refusal(400, {"error": {"type": wire.rejected, "message": f"unknown field: {lacks[name]}"}})
    server = serving(refusal, speech.answer(wire, wire.text("ready")))
    assert "answers after" in said("doctor", "--ask", "--model", wire.model)
    assert len(server.requests) == 2


def test_nobody_is_asked_for_the_offline_model(said):
    text = said("doctor", "--ask", "--judge", "unsure")
    assert "nobody: the offline model" in text
    assert "role        judge: you decide where the model is unsure (--judge)" in text


def test_a_wrong_configuration_is_a_line_and_the_rest_stays(said, monkeypatch, tmp_path):
    monkeypatch.setenv("SSTAR_CONFIG_DIR", str(tmp_path))
    monkeypatch.setenv("SSTAR_SAMPELS", "3")
    (tmp_path / "config.toml").write_text("sampels = 3\n")
    text = said("doctor")
    assert "line 1: sampels: there is no such key. Did you mean “samples”?" in text
    assert "SSTAR_SAMPELS is read by nothing here. Did you mean SSTAR_SAMPLES?" in text
    assert "terminal    TERM=" in text


# ---------------------------------------------------------------- models


def test_the_models_of_a_provider_with_prices(serving, said, wire):
    serving(names=["b-model", "a-model", "gpt-4o"])
    lines = said("models", provider(wire)).splitlines()
    names = [line.split()[0] for line in lines]
    assert names == [f"{provider(wire)}/{name}" for name in ("a-model", "b-model", "gpt-4o")]
    assert ("per million tokens" in lines[2]) == (provider(wire) == "openai")
    rows = [json.loads(line) for line in said("models", provider(wire), "--display", "json").splitlines()]
    assert [row["model"] for row in rows] == names


@pytest.mark.parametrize(
    ("listing", "words"),
    [
        ((401, {"error": {"message": "no"}}), "answered 401: no. The key in"),
        ((404, {"error": {"message": "Not Found"}}), "is not an endpoint of"),
        ((200, "<html>welcome</html>"), "is not an endpoint of"),
        ((200, {"hello": "you"}), "it offers no model."),
        ((500, {"error": {"message": "oh"}}), "answered 500: oh."),
    ],
)
def test_a_server_without_a_list_is_explained(serving, said, wire, speech, listing, words):
    serving(listing=speech.raw.refusal(*listing))
    text = said("models", provider(wire), status=USAGE)
    assert text.startswith(f"{provider(wire)}: ")
    assert words in text


def test_all_that_may_answer_are_asked_and_each_failure_is_said(serving, said, wire, monkeypatch):
    serving(names=["a-model"])
    for name in ("OLLAMA_HOST", "VLLM_BASE_URL", "LLAMA_CPP_BASE_URL", "LMSTUDIO_BASE_URL"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("OPENROUTER_API_KEY", raising=False)
    text = said("models")
    assert f"{provider(wire)}/a-model" in text
    assert "ollama: Nothing answers at http://127.0.0.1:9/v1. Start it with `ollama serve`" in text
    assert "openrouter needs a key, and there is none" in text


def test_an_unknown_provider_brings_the_nearest(said):
    assert "Did you mean “openai”" in said("models", "opnai", status=USAGE)
