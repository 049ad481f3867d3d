"""Prices: what a person says, what the table on this machine says, and what nobody knows."""

from __future__ import annotations

import socket
import subprocess
import sys
from datetime import UTC, datetime

import genai_prices
import pytest
from genai_prices.data import providers
from hypothesis import given
from hypothesis import strategies as some

from engine.errors import UsageError
from engine.events.calls import Usage
from engine.events.prices import Price, Rates, price_of
from engine.models.prices import _rates, price_rule, prices_of, read_price
from engine.models.providers import Providers

AWAY = {"SSTAR_BASE_URL": "https://models.example.org/v1"}
TABLE = [
    model for provider in providers if provider.id in {"anthropic", "openai", "openrouter"} for model in provider.models
]


def price(model, *rules, **environment):
    (found,) = prices_of([model], [read_price(rule) for rule in rules], Providers(AWAY | environment))
    return found


@given(
    model=some.sampled_from(TABLE),
    input_tokens=some.one_of(some.integers(0, 10**6), some.sampled_from((128000, 199999, 200000, 200001, 272001))),
    shares=some.tuples(some.floats(0, 0.5), some.floats(0, 0.5)),
    output=some.integers(0, 10**5),
)
def test_our_arithmetic_is_that_of_the_table(model, input_tokens, shares, output):
    theirs = model.get_prices(datetime.now(UTC))
    rates = _rates(theirs)
    if not rates:
        return
    cached, written = (int(input_tokens * share) for share in shares)
    usage = genai_prices.Usage(
        input_tokens=input_tokens, output_tokens=output, cache_read_tokens=cached, cache_write_tokens=written
    )
    ours = Price("m", "known", rates).dollars(Usage(input_tokens, output, cached, written))
    assert ours == pytest.approx(float(theirs.calc_price(usage)["total_price"]))


def test_a_model_of_the_table():
    found = price("anthropic/claude-opus-4-5")
    assert found.kind == "known"
    assert found.rates[0].cached < found.rates[0].input < found.rates[0].cache_write < found.rates[0].output
    assert found.source == f"genai-prices {genai_prices.__version__}, claude-opus-4-5"
    assert price("openrouter/anthropic/claude-sonnet-4").kind == "known"


@pytest.mark.parametrize(
    ("model", "environment", "kind"),
    [
        ("rehearsal", {}, "offline"),
        ("ollama/llama3", {}, "own server"),
        ("ollama/llama3", {"OLLAMA_HOST": "http://gpu.example.org"}, "own server"),
        ("vllm/gpt-5", {}, "own server"),
        ("llama.cpp/any", {}, "own server"),
        ("lmstudio/any", {}, "own server"),
        ("openai-compatible/gpt-5", {"SSTAR_BASE_URL": "http://127.0.0.1:9/v1"}, "own server"),
        ("openai-compatible/deepseek-chat", {"SSTAR_BASE_URL": "https://api.deepseek.com"}, "known"),
        ("openai-compatible/gpt-5", {}, "unknown"),
        ("openai/gpt-never", {}, "unknown"),
        ("openai/gpt-never", {"OPENAI_BASE_URL": "http://localhost:9/v1"}, "own server"),
        ("openai/gpt-5", {"OPENAI_BASE_URL": "http://localhost:9/v1"}, "known"),
    ],
)
def test_what_is_known_of_a_price(model, environment, kind):
    assert price(model, **environment).kind == kind


def test_an_unknown_price_is_no_price_of_nothing():
    assert price("openai/gpt-never").dollars(Usage(10**6, 10**6)) is None
    assert price("openai/gpt-5").dollars(Usage(10**6, None)) is None
    assert price_of("anything", ()).kind == "unknown"
    assert price_of("rehearsal", ()).kind == "offline"


def test_what_a_person_says_counts_first():
    found = price("openai/gpt-5", "openai/gpt-*=1,10,0.5", "*=7,7")
    assert found == Price("openai/gpt-5", "known", (Rates(1, 10, 0.5),), "as you said")
    assert found.dollars(Usage(10**6, 10**5, 400_000)) == pytest.approx(0.6 + 0.2 + 1)
    assert price("ollama/llama3", "ollama/*=0.1,0.2").rates == (Rates(0.1, 0.2),)
    assert price_rule("a/b", [1, 2, 3]).rates == Rates(1, 2, 3)


@pytest.mark.parametrize("text", ["", "m", "m=", "m=1", "m=1,2,3,4", "m=a,b", "=1,2", "m=-1,2", "m=nan,1", "m=1,inf"])
def test_what_is_no_price_is_said_to_be_none(text):
    with pytest.raises(UsageError, match=r"is no price\. Write MODEL=IN,OUT"):
        read_price(text)


def test_no_price_is_looked_up_on_the_net(monkeypatch):
    def connect(*_):
        raise AssertionError("a price is looked up on the net")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", connect)
    assert price("anthropic/claude-opus-4-5").kind == "known"


@pytest.mark.slow
def test_the_table_is_loaded_only_for_a_model_that_may_have_a_price():
    code = (
        "import sys, engine.composition as c, tui.starting, tui.cli, tui.app, engine.projections.board\n"
        "c.find_prices(['rehearsal', 'ollama/x'])\n"
        "assert not {'genai_prices', 'anthropic', 'openai'} & set(sys.modules), 'loaded too early'\n"
        "c.find_prices(['openai/gpt-5'])\n"
        "assert 'genai_prices' in sys.modules\n"
        "import threading\n"
        "assert threading.active_count() == 1, 'a thread that fetches prices'\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
