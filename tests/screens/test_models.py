"""Choosing models in the application: from what a provider offers, by name, one for each role; and a missing key."""

from __future__ import annotations

import asyncio
import stat
from typing import TYPE_CHECKING, Any

import pytest
from pilots import FLOW_SIZES, configured, play, press, settle, shown, until, until_shown
from textual.widgets import Input, OptionList

import engine
from engine.keys import KeyFile, key_file
from tui import starting
from tui.app import SStarApp
from tui.choosing import Offered, offers
from tui.screens.home import HomeScreen
from tui.screens.models import KeyDialog, ModelPicker, ModelsDialog
from tui.session import Session

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

KEY = "sk-marker-0123456789abcdef"
NOWHERE = "http://127.0.0.1:9/v1"
ADDRESSES = (
    "ANTHROPIC_BASE_URL",
    "OPENAI_BASE_URL",
    "OPENROUTER_BASE_URL",
    "OLLAMA_HOST",
    "VLLM_BASE_URL",
    "LLAMA_CPP_BASE_URL",
    "LMSTUDIO_BASE_URL",
)


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is reached but whom a test starts."""
    for name in ADDRESSES:
        monkeypatch.setenv(name, NOWHERE)
    for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "OPENAI_API_KEY", "OPENROUTER_API_KEY"):
        monkeypatch.delenv(name, raising=False)


async def models(pilot: Pilot[None]) -> None:
    await until_shown(pilot, "canallamps")
    await press(pilot, "m")
    await until(pilot, lambda: isinstance(pilot.app.screen, ModelsDialog))


async def picker(pilot: Pilot[None], downs: int = 0) -> None:
    await press(pilot, *["down"] * downs, "enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, ModelPicker))


async def type_in(pilot: Pilot[None], text: str) -> None:
    pilot.app.screen.query_one(Input).value = text
    await pilot.pause()


@pytest.mark.parametrize("size", FLOW_SIZES)
def test_a_model_that_a_provider_offers(
    tmp_path: Path, raw: Any, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    async def main() -> None:
        async with raw.RawServer(raw.refusal(500, "no"), names=["gpt-4o", "some-model"]) as server:
            monkeypatch.setenv("OPENAI_BASE_URL", server.url + "/v1")
            monkeypatch.setenv("OPENAI_API_KEY", KEY)
            app = SStarApp(tmp_path / "runs")
            async with app.run_test(size=size) as pilot:
                await models(pilot)
                assert "all roles     rehearsal  default" in shown(app)
                await picker(pilot)
                await until_shown(pilot, "openai/gpt-4o  $")
                await until_shown(pilot, "2 models offered")
                await type_in(pilot, "some")
                assert "gpt-4o" not in shown(app)
                await press(pilot, "enter")
                await until_shown(pilot, "all roles     openai/some-model  chosen here")
                await press(pilot, "escape")
                await until_shown(pilot, "model openai/some-model, key from OPENAI_API_KEY")
                assert KEY not in shown(app)

    play(main)


def test_a_role_of_its_own_by_name_and_back_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "config" / "config.toml"

    async def main() -> None:
        app = SStarApp(tmp_path / "runs")
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await models(pilot)
            await picker(pilot, downs=4)
            await type_in(pilot, "ollama/judge:7b")
            await until_shown(pilot, "ollama/judge:7b  as you typed it")
            await press(pilot, "enter")
            await until_shown(pilot, "judge         ollama/judge:7b  chosen here")
            await picker(pilot)
            await type_in(pilot, "as all roles")
            await press(pilot, "enter")
            await until_shown(pilot, "judge         as all roles")
            await picker(pilot)
            await type_in(pilot, "human")
            await press(pilot, "enter")
            await until_shown(pilot, "judge         human  chosen here")
            await picker(pilot)
            await type_in(pilot, "ollama/judge:7b")
            await press(pilot, "enter")
            await until_shown(pilot, "judge         ollama/judge:7b  chosen here")
            await pilot.click("#keep")
            await until(pilot, file.exists)
            await press(pilot, "escape")
            await until_shown(pilot, "models rehearsal, ollama/judge:7b")

    play(main)
    assert engine.load_config().models()["judge"] == "ollama/judge:7b"
    assert engine.load_config().models()["solver"] == "rehearsal"
    assert file.read_text().startswith("# The configuration of sstar")


def test_the_choice_for_all_leaves_the_roles_alone(tmp_path: Path) -> None:
    async def main() -> None:
        app = SStarApp(tmp_path / "runs", configured=configured().over({("roles", "judge"): ("the test", "ollama/j")}))
        async with app.run_test(size=(80, 24)) as pilot:
            await models(pilot)
            assert "judge         ollama/j  the test" in shown(app)
            await picker(pilot)
            await type_in(pilot, "ollama/all")
            await press(pilot, "enter")
            await until_shown(pilot, "all roles     ollama/all  chosen here")
            assert "judge         ollama/j  the test" in shown(app)

    play(main)


@pytest.mark.parametrize("size", FLOW_SIZES)
def test_a_missing_key_is_asked_for_and_never_shown(
    tmp_path: Path, raw: Any, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    async def main() -> None:
        async with raw.RawServer(raw.refusal(500, "no"), names=["gpt-4o"]) as server:
            monkeypatch.setenv("OPENAI_BASE_URL", server.url + "/v1")
            app = SStarApp(tmp_path / "runs")
            async with app.run_test(size=size, notifications=True) as pilot:
                await models(pilot)
                await picker(pilot)
                await type_in(pilot, "openai")
                await until_shown(pilot, "openai  no key yet: Enter asks for one")
                await press(pilot, "enter")
                await until(pilot, lambda: isinstance(app.screen, KeyDialog) and app.focused is not None)
                await press(pilot, "enter")
                await until(pilot, lambda: any("Nothing was kept" in note.message for note in app._notifications))
                await press(pilot, *KEY)
                assert "•" * len(KEY) in shown(app)
                assert not any(KEY[at : at + 4] in shown(app) for at in range(len(KEY) - 4))
                await press(pilot, "enter")
                await until_shown(pilot, "openai/gpt-4o  $")

    play(main)
    assert KeyFile(key_file()).get("openai") == KEY
    assert stat.S_IMODE(key_file().stat().st_mode) == 0o600


def test_a_run_that_lacks_a_key_asks_for_it_and_starts(
    tmp_path: Path, finished: engine.RunDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []

    def new_run(problem: str, chosen: Any, *_: Any, **__: Any) -> Session:
        package = engine.read_package(engine.bundled()[problem])
        engine.check(starting.plan_run(problem, chosen)[0], package)  # raises as long as there is no key
        started.append(chosen.models()["solver"])
        session = Session(finished)
        monkeypatch.setattr(session, "start", lambda: None)
        return session

    monkeypatch.setattr(starting, "new_run", new_run)

    async def main() -> None:
        app = SStarApp(tmp_path / "runs", configured=configured(model="openai/gpt-x", confirm_above=1e9))
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await until_shown(pilot, "no key of openai: m asks for one")
            await press(pilot, "enter")
            await until(pilot, lambda: not isinstance(app.screen, HomeScreen))
            if not isinstance(app.screen, KeyDialog):  # the price is not known, and a person must agree to that
                await press(pilot, "right", "enter")
            await until(pilot, lambda: isinstance(app.screen, KeyDialog))
            await press(pilot, *KEY, "enter")
            await until(pilot, lambda: started)

    play(main)
    assert started == ["openai/gpt-x"]


def test_the_models_of_the_latest_runs_are_offered_first(tmp_path: Path) -> None:
    async def main() -> None:
        app = SStarApp(tmp_path / "runs")
        async with app.run_test(size=(80, 24)) as pilot:
            await models(pilot)
            seat = app._launcher.choice.seats[0]

            async def ask(_: str) -> Any:
                yield Offered("openai", "openai/new")
                yield Offered("vllm", problem="Nothing answers there.")

            app.call_later(app.push_screen, ModelPicker(seat, ["openai/old"], ask, lambda *_: ""))
            await until(pilot, lambda: isinstance(app.screen, ModelPicker))
            await settle(pilot)
            await until_shown(pilot, "1 model offered")
            rows = [str(row.id) for row in app.screen.query_one(OptionList).options]
            assert rows == ["openai/old", "rehearsal", "openai/new", "None"]
            assert "vllm  Nothing answers there." in shown(app)

    play(main)


def test_a_wrong_configuration_is_said_in_the_picker(tmp_path: Path) -> None:
    async def main() -> None:
        app = SStarApp(tmp_path / "runs")
        async with app.run_test(size=(120, 40)) as pilot:
            await models(pilot)
            (tmp_path / "config").mkdir()
            (tmp_path / "config" / "config.toml").write_text("sampels = 1\n")
            await picker(pilot)
            await until_shown(pilot, "there is no such key")

    play(main)


def test_leaving_ends_the_process_that_asks() -> None:
    async def main() -> None:
        asked = offers()
        async for item in asked:
            assert item.problem
            break
        await asked.aclose()
        assert not [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]

    play(main)
