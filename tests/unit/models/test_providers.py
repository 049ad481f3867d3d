"""What a model's name, and the environment, make of it; and that nothing is imported for it too early."""

from __future__ import annotations

import subprocess
import sys

import pytest

from engine.errors import UnknownNameError, UsageError
from engine.models.providers import PROVIDERS, Providers, open_model


def test_every_local_server_needs_no_key():
    for prefix, provider in PROVIDERS.items():
        if provider.start_hint:
            model = open_model(f"{prefix}/some/model:7b", {"SSTAR_BASE_URL": "http://127.0.0.1:1/v1"})
            assert model.name == f"{prefix}/some/model:7b"
            assert model._at.model == "some/model:7b"
            assert model._at.on_this_machine
            assert model.notice == ""


@pytest.mark.parametrize("name", ["anthropic/x", "openai/x", "openrouter/a/x"])
def test_a_missing_key_says_what_to_set(name):
    with pytest.raises(UsageError, match=rf"{name} needs a key.*Set {name.split('/')[0].upper()}_API_KEY"):
        open_model(name, {})


def test_a_blank_key_is_a_missing_one():
    with pytest.raises(UsageError, match="needs a key"):
        open_model("openai/x", {"OPENAI_API_KEY": " "})


def test_the_key_of_one_provider_opens_no_other():
    assert open_model("ollama/x", {"OPENAI_API_KEY": "sk"})._key.value == ""


def test_a_token_of_a_login_is_sent_as_such():
    assert open_model("anthropic/x", {"ANTHROPIC_AUTH_TOKEN": "t"})._key.bearer
    both = {"ANTHROPIC_AUTH_TOKEN": "t", "ANTHROPIC_API_KEY": "k"}
    assert open_model("anthropic/x", both)._key.value == "k"


@pytest.mark.parametrize("name", ["anthropic", "anthropic/"])
def test_a_provider_alone_is_no_model(name):
    with pytest.raises(UsageError, match="Write anthropic/MODEL"):
        open_model(name, {"ANTHROPIC_API_KEY": "k"})


def test_an_unknown_provider_brings_the_nearest():
    with pytest.raises(UnknownNameError, match="Did you mean “anthropic”"):
        open_model("antropic/x", {})


def test_an_address_that_only_a_person_knows():
    with pytest.raises(UsageError, match="Set SSTAR_BASE_URL"):
        open_model("openai-compatible/x", {})


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("", "http://127.0.0.1:11434/v1"),
        ("0.0.0.0", "http://127.0.0.1:11434/v1"),
        ("0.0.0.0:9", "http://127.0.0.1:9/v1"),
        (":9", "http://127.0.0.1:9/v1"),
        ("box", "http://box:11434/v1"),
        ("https://box.example", "https://box.example:443/v1"),
        ("http://box:9/", "http://box:9/v1"),
        ("http://box:9/v1", "http://box:9/v1"),
        ("[::]:9", "http://127.0.0.1:9/v1"),
        ("[fe80::1]:9", "http://[fe80::1]:9/v1"),
    ],
)
def test_ollama_s_own_variable(host, url):
    assert Providers({"OLLAMA_HOST": host}).base_url("ollama") == url


def test_other_addresses_are_taken_as_they_are():
    assert Providers({"ANTHROPIC_BASE_URL": "http://x:1/"}).base_url("anthropic") == "http://x:1"
    assert Providers({}).base_url("openai") == "https://api.openai.com/v1"


REHEARSAL = """
import asyncio, sys
import engine, tui.cli
from pathlib import Path
from engine.journal.runs import create_run
from engine.events.run import ProblemReference, RunStarted
from engine.events.settings import Settings
package = engine.read_package(engine.bundled()["canallamps"])
reference = ProblemReference("canallamps", "", str(package.folder), package.digest)
roles = dict.fromkeys(engine.ROLES, "rehearsal")
started = RunStarted("", reference, "best-of-n", Settings(samples=1, rounds=0, pace=0.0), roles)
engine.check(started, package)
from engine.service import serve_run
asyncio.run(serve_run(create_run(Path(sys.argv[1]), started)))
"""

CHECK = """
import os, engine
from engine.models.providers import PROVIDERS, open_model
environment = {name: "x" for provider in PROVIDERS.values() for name in provider.key_variables}
environment["SSTAR_BASE_URL"] = "http://127.0.0.1:1/v1"
for prefix in PROVIDERS:
    open_model(f"{prefix}/m", environment)
"""


@pytest.mark.slow
@pytest.mark.parametrize("program", ["import engine", "import tui.cli", REHEARSAL, CHECK])
def test_no_sdk_is_imported_before_a_model_of_it_is_asked(program, tmp_path):
    """They take half a second and more each; a person waits for the first frame, and for every command."""
    end = "\nimport sys; print([n for n in ('anthropic', 'openai', 'httpx2', 'pydantic') if n in sys.modules])"
    command = [sys.executable, "-c", program + end, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
