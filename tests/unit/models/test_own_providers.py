"""Providers of config.toml: under a name of one's own, or known ones that are changed; and keys that are kept."""

from __future__ import annotations

import asyncio

import pytest

from engine.config.schema import ProviderEntry
from engine.errors import FatalModelError, UsageError
from engine.models.prices import prices_of
from engine.models.providers import Providers

pytestmark = pytest.mark.slow

KEY = "sk-marker-0123456789abcdef"
HEADER = "marker-of-the-header-42"


class Kept:
    """A place with one key."""

    title = "keys.toml"

    def get(self, provider):
        return KEY if provider == "box" else ""


def box(url="http://127.0.0.1:1/v1", **more):
    return {"box": ProviderEntry(base_url=url, **more)}


def test_a_name_of_one_s_own_is_a_provider():
    providers = Providers({}, box(concurrency=3))
    model = providers.open_model("box/org/model:7b")
    assert (model.name, model._at.model, model._at.base_url) == (
        "box/org/model:7b",
        "org/model:7b",
        "http://127.0.0.1:1/v1",
    )
    assert model.terms.lanes == 3
    assert providers.key("box") is None
    assert "box" in Providers({}, box()).table
    assert "box" not in Providers({}).table


def test_a_key_that_is_asked_for_must_be_there():
    entries = box(key_env="BOX_KEY")
    with pytest.raises(UsageError, match=r"box/x needs a key.* Set BOX_KEY .*`sstar keys set box`"):
        Providers({}, entries).open_model("box/x")
    assert Providers({"BOX_KEY": "k"}, entries).open_model("box/x")._key.value == "k"
    assert Providers({}, entries, [Kept()]).open_model("box/x")._key.value == KEY
    assert Providers({"BOX_KEY": "k"}, entries, [Kept()]).open_model("box/x")._key.value == "k"


def test_a_provider_without_an_address_says_where_to_write_it():
    with pytest.raises(UsageError, match=r"Set providers\.box\.base_url in config\.toml"):
        Providers({}, {"box": ProviderEntry()}).open_model("box/x")


def test_a_known_one_is_changed_and_the_environment_still_goes_first():
    entries = {"openai": ProviderEntry(base_url="http://proxy/v1", key_env="PROXY_KEY")}
    environment = {"PROXY_KEY": "p", "OPENAI_API_KEY": "o"}
    model = Providers(environment, entries).open_model("openai/x")
    assert (model._at.base_url, model._key.value, model._at.address_variable) == (
        "http://proxy/v1",
        "p",
        "providers.openai.base_url in config.toml",
    )
    model = Providers(environment | {"OPENAI_BASE_URL": "http://env/v1"}, entries).open_model("openai/x")
    assert (model._at.base_url, model._at.address_variable) == ("http://env/v1", "OPENAI_BASE_URL")
    assert Providers({}, {"ollama": ProviderEntry(concurrency=9)}).open_model("ollama/x").terms.lanes == 9


def test_a_header_without_its_value_says_what_to_set():
    with pytest.raises(UsageError, match="The header X-Team of box comes from TEAM, which is not set"):
        Providers({}, box(headers={"X-Team": "TEAM"})).open_model("box/x")


def test_headers_and_key_arrive_and_a_refusal_repeats_neither(speech, make_request):
    async def main():
        body = {"error": {"type": "authentication_error", "message": f"no {KEY} for {HEADER}"}}
        async with speech.raw.RawServer(speech.raw.refusal(401, body)) as server:
            entries = box(server.url + "/v1", key_env="BOX_KEY", headers={"X-Team": "TEAM"})
            model = Providers({"TEAM": HEADER}, entries, [Kept()]).open_model("box/x")
            try:
                with pytest.raises(FatalModelError) as caught:
                    async for _ in model.stream(make_request()):
                        pass
            finally:
                await model.close()
            ((_, headers, _),) = server.requests
        assert headers["x-team"] == HEADER
        assert headers["authorization"].endswith(KEY)
        assert "no [key] for [key]" in str(caught.value)
        assert "The key in keys.toml is not valid. Replace it by `sstar keys set box`." in str(caught.value)

    asyncio.run(main())


@pytest.mark.parametrize(
    ("url", "kind"), [("http://127.0.0.1:1/v1", "own server"), ("https://api.example.invalid/v1", "unknown")]
)
def test_what_a_provider_of_one_s_own_costs_depends_on_where_it_is(url, kind):
    (price,) = prices_of(["box/x"], [], Providers({}, box(url)))
    assert price.kind == kind
