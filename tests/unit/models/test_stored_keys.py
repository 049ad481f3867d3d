"""An engine finds the key that is kept by itself: it is in no argument, no journal, no log and no socket."""

from __future__ import annotations

from pathlib import Path

import pytest

import engine
from engine.keys import store_key
from engine.projections.board import fold

pytestmark = pytest.mark.slow

STORED = "sk-stored-0123456789abcdef"
HEADER = "marker-of-the-header-42"


def test_the_engine_uses_the_stored_key_and_writes_it_nowhere(serving, speech, monkeypatch, tmp_path):
    wire = speech.WIRES["chat"]
    server = serving(speech.answer(wire, wire.text("```python\nprint(1)\n```")))
    monkeypatch.setenv("TEAM", HEADER)
    (tmp_path / "config.toml").write_text(
        f'[providers.box]\nbase_url = "{server.url}/v1"\nkey_env = "BOX_KEY"\nheaders = {{ X-Team = "TEAM" }}\n'
    )
    store_key("box", STORED)
    directory, spawned = run(tmp_path / "runs", "box/some-model")
    assert spawned.wait() == 0
    assert fold(engine.read_journal(directory.journal)).finished
    for _, headers, _ in server.requests:
        assert headers["authorization"] == f"bearer {STORED}"
        assert headers["x-team"] == HEADER
    assert server.requests
    written = b"".join(path.read_bytes() for path in directory.path.rglob("*") if path.is_file())
    for secret in (STORED, HEADER):
        assert secret not in " ".join(spawned.args)
        assert secret.encode() not in written


def run(folder, model):
    place = engine.bundled()["canallamps"]
    package = engine.read_package(place)
    started = engine.RunStarted(
        run="",
        problem=engine.ProblemReference("canallamps", "", str(place), package.digest),
        strategy="best-of-n",
        settings=engine.Settings(samples=1, rounds=0, inputs=0),
        models=dict.fromkeys(engine.ROLES, model),
    )
    engine.check(started, package)
    directory = engine.create_run(Path(folder), started)
    return directory, engine.spawn_engine(directory)
