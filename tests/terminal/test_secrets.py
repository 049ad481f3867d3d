"""Keys are seen by the provider they are for, and by nobody else.

Whole runs against a server that quotes every key back in its errors, with programs that look for keys where they can:
then everything that was written, printed or drawn is searched.
"""

from __future__ import annotations

import asyncio
import io
import subprocess
import sys
import tarfile
import threading
import zipfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from real import SSTAR, sstar, the_run

from engine.journal import read_journal
from engine.projections.board import fold
from engine.testing.toy import SORTED

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

SERVERS = Path(__file__).parents[1] / "servers"
sys.path.insert(0, str(SERVERS))

import span  # noqa: E402
import speech  # noqa: E402

SPY = """import os
print(sorted(os.environ.items()))
for path in ("/proc/self/environ", "/proc/1/environ", f"/proc/{os.getppid()}/environ", os.path.expanduser("~/.netrc")):
    try:
        print(open(path, "rb").read())
    except OSError as error:
        print(path, error)
"""
MARKERS = {
    "ANTHROPIC_API_KEY": "sk-marker-anthropic-5d1c9c1f0a7e",
    "OPENAI_API_KEY": "sk-marker-openai-0b7a6e2f9d34",
    "BOX_KEY": "sk-marker-box-8a1f4c7e2b90",
    "BOX_TEAM": "marker-team-header-71c5e0d2",
    "the key store": "sk-marker-stored-3e9d5b1c7f28",
}
MODELS = {"anthropic/claude-x": "messages", "openai/gpt-x": "responses", "box/some-model": "chat"}
OWN = {
    "anthropic/claude-x": ["ANTHROPIC_API_KEY"],
    "openai/gpt-x": ["OPENAI_API_KEY"],
    "box/some-model": ["BOX_KEY", "BOX_TEAM"],
}
"""What each is sent. A key of OpenAI is kept, too, but the one in the environment goes before it."""


def quoting(names: list[str], status: int, **headers: object) -> Any:
    """An error whose words repeat what was sent, as some servers do."""
    return speech.raw.refusal(status, {"error": {"message": f"I know you: {_quote(names)}"}}, **headers)


def _quote(names: list[str]) -> str:
    return ", ".join(MARKERS[name] for name in names)


def replies(wire: Any, names: list[str]) -> list[Any]:
    """Faults that quote keys, then a program that looks for them, then one that is right."""
    return [
        quoting(names, 429, retry_after_ms=10),
        quoting(names, 500),
        speech.raw.Reply([*wire.start(), wire.error(wire.server, f"boom {_quote(names)}")]),
        speech.answer(wire, wire.text(f"```python\n{SPY}```\n")),
        speech.answer(wire, wire.text(f"```python\n{SORTED}```\n")),
    ]


@contextmanager
def serving(*plan: Any) -> Iterator[Any]:
    """A raw server on a thread of its own."""
    server = speech.raw.RawServer(*plan, names=["other"])
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result(10)
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(server.__aexit__(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.fixture
def keys(home: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Every way in which a key can be given; the result points them all at a server."""
    folder = tmp_path_factory.mktemp("config-of-" + home.name[-20:])
    monkeypatch.setenv("SSTAR_CONFIG_DIR", str(folder))
    for name, value in MARKERS.items():
        if name.isupper():
            monkeypatch.setenv(name, value)

    def at(url: str) -> None:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", url)
        monkeypatch.setenv("OPENAI_BASE_URL", f"{url}/v1")
        (folder / "config.toml").write_text(
            f'[providers.box]\nbase_url = "{url}/v1"\nkey_env = "BOX_KEY"\nheaders = {{ X-Team = "BOX_TEAM" }}\n'
        )

    kept = subprocess.run(
        [SSTAR, "keys", "set", "openai"], input=MARKERS["the key store"], text=True, capture_output=True, check=True
    )
    at.said = kept.stdout + kept.stderr  # type: ignore[attr-defined]
    return at


def everything_under(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file, and every file within an archive."""
    for path in folder.rglob("*"):
        if not path.is_file():
            continue
        data = path.read_bytes()
        yield str(path), data
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                yield from ((f"{path}: {name}", packed.read(name)) for name in packed.namelist())
        elif tarfile.is_tarfile(path):
            with tarfile.open(fileobj=io.BytesIO(data)) as tape:
                yield from ((f"{path}: {item.name}", held.read()) for item in tape if (held := tape.extractfile(item)))


def is_clean(where: str, data: bytes | str) -> None:
    text = data.encode() if isinstance(data, str) else data
    for name, marker in MARKERS.items():
        assert marker.encode() not in text, f"{name} stands in {where}"


def each_model(first: str) -> pytest.MarkDecorator:
    """Take one provider in the main part; the ways of the others differ in what test_fault_table.py holds them to."""
    others = [pytest.param(model, marks=pytest.mark.exhaustive) for model in MODELS if model != first]
    return pytest.mark.parametrize("model", [first, *others])


@each_model("anthropic/claude-x")
def test_no_key_leaves_the_engine_but_to_its_provider(home: Path, keys: Any, model: str) -> None:
    package = span.write_package(home)
    wire = speech.WIRES[MODELS[model]]
    said = [keys.said]
    with serving(*replies(wire, OWN[model])) as server:
        keys(server.url)
        options = ["--model", model, "--samples", "3", "--rounds", "1", "--inputs", "2", "--yes", "--display", "plain"]
        status, out, err = sstar("solve", str(package), *options)
        assert status == 0, out + err
        said += [out, err]
        said += [text for command in (["models"], ["doctor"]) for text in sstar(*command)[1:]]
    sent = str([headers for _, headers, _ in server.requests])
    for name, marker in MARKERS.items():
        assert (marker in sent) == (name in OWN[model]), f"{name} was sent to {model}"

    board = fold(read_journal(the_run(home).journal))
    spied = [item.outcome.output for item in board.executions.values() if "environ" in item.outcome.output]
    assert spied, "the program that looks for keys was run"
    (home / "out").mkdir()
    commands = [["replay", "last", "--display", "plain"], ["replay", "last", "--display", "json"], ["why", "last"]]
    commands += [
        ["report", "last", "--format", form, "--output", str(home / "out" / form)] for form in ("html", "md", "json")
    ]
    commands += [["export", "last", str(home / "out")], ["keys", "list"], ["config", "show"], ["runs"]]
    for command in commands:
        status, out, err = sstar(*command)
        assert status == 0, (command, out, err)
        said += [out, err]
    for text in said:
        is_clean("what was printed", text)
    files = list(everything_under(home))
    assert {Path(name).name for name, _ in files} >= {"journal.jsonl", "engine.log", "html", "md", "json"}
    for name, data in files:
        is_clean(name, data)


@each_model("openai/gpt-x")
def test_a_run_that_stops_quotes_no_key(home: Path, keys: Any, model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one of OpenAI is the one that is kept here."""
    monkeypatch.delenv("OPENAI_API_KEY")
    package = span.write_package(home)
    own = {"openai/gpt-x": ["the key store"]}.get(model, OWN[model])
    with serving(quoting(own, 401)) as server:
        keys(server.url)
        status, out, err = sstar("solve", str(package), "--model", model, "--yes", "--display", "plain")
    assert status not in {0, 1}
    assert "[key]" in out + err
    assert all(MARKERS[name] in str(server.requests) for name in own)
    is_clean("what was printed", out + err)
    for name, data in everything_under(home):
        is_clean(name, data)


def test_the_screen_and_the_engine_s_children_have_no_key(home: Path, keys: Any, terminal: Any) -> None:
    """While a run is going on: what is drawn, and the environments of the processes that run programs."""
    package = span.write_package(home)
    wire = speech.WIRES["messages"]
    stalled = speech.raw.Reply([*wire.start(), wire.text("I am thinking about it"), speech.raw.STALL])
    own = OWN["anthropic/claude-x"]
    with serving(quoting(own, 500), replies(wire, own)[-2], stalled) as server:
        keys(server.url)
        terminal.run("solve", str(package), "--model", "anthropic/claude-x", "--samples", "3", "--rounds", "0", "--yes")
        terminal.wait_for("S01", "I am thinking about it")
        for key in ("2", "1", "?", "Escape"):
            terminal.press(key)
            is_clean("the screen", terminal.text("-S", "-"))
        workers = [
            environment for command, environment in processes() if "bwrap" in command or "from inside" in command
        ]
        assert workers
        for environment in workers:
            is_clean("the environment of a worker", environment)
        terminal.press("S")


CRASHING = """import os
from engine.models.protocol import Message
async def solve(run):
    await run.complete(("sample", 1, "round", 0), "solver", [Message("user", "hello")])
    raise RuntimeError("never thought of: " + " ".join(os.environ[name] for name in ("BOX_KEY", "BOX_TEAM")))
"""
BROKEN_VIEW = """import os, sys
from tui.screens.help import HelpScreen
def compose(self):
    typed = os.environ["BOX_KEY"]
    raise RuntimeError("never thought of: " + " ".join((typed, os.environ["OPENAI_API_KEY"])))
HelpScreen.compose = compose
from tui.cli import main
sys.exit(main())
"""


def install(folder: Path, module: str) -> None:
    """A distribution as pip lays it out, with a strategy."""
    about = folder / "crashing-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: crashing\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[sstar.strategies]\ncrashing = crashing_strategy:solve\n")
    (folder / "crashing_strategy.py").write_text(module)


def test_a_crash_of_the_engine_leaves_a_report_without_a_key(
    home: Path, keys: Any, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    install(elsewhere, CRASHING)
    monkeypatch.setenv("PYTHONPATH", str(elsewhere))
    package = span.write_package(home)
    wire = speech.WIRES["chat"]
    log = home / "all.log"
    with serving(*replies(wire, OWN["box/some-model"])[1:]) as server:
        keys(server.url)
        options = ["--model", "box/some-model", "--strategy", "crashing", "--yes", "--display", "plain"]
        status, out, err = sstar("solve", str(package), *options, "--log", str(log))
    assert status == 2, out + err
    assert "a fault of this program (RuntimeError); `sstar locate crashes` has a report of it" in out + err
    is_clean("what was printed", out + err)
    (report,) = (home / "crashes").iterdir()
    text = report.read_text()
    assert "RuntimeError: never thought of: [key] [key]" in text
    assert "crashing_strategy.py" in text
    assert "at work on" in text, "what was logged before"
    said = log.read_text()
    assert "box/some-model answered 500" in said
    assert "box/some-model answered 200" in said
    for name, data in everything_under(home):
        is_clean(name, data)


def test_a_crash_of_the_application_leaves_a_report_without_a_key(home: Path, keys: Any, terminal: Any) -> None:
    keys("http://127.0.0.1:9")
    script = home / "broken.py"
    script.write_text(BROKEN_VIEW)
    terminal.run(program=(sys.executable, str(script)))
    terminal.wait_for("rehearsal")
    terminal.press("?")
    assert terminal.exit_status() == 1
    shown = terminal.text("-S", "-")
    assert "A fault of this program: RuntimeError: never thought of: [key] [key]" in " ".join(shown.split())
    is_clean("the screen", shown)
    (report,) = (home / "crashes").iterdir()
    assert "in compose" in report.read_text()
    assert report.read_text().count("a fault of this program") == 1, "told once, however often it is raised"
    for name, data in everything_under(home):
        is_clean(name, data)


def processes() -> Iterator[tuple[str, bytes]]:
    """Command and environment of every process of ours that can be seen."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            yield command, (folder / "environ").read_bytes()
        except OSError:
            continue
