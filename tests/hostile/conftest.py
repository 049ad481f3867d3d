"""The net around all hostile tests, and the canaries that each of them is checked against."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

import pytest

if sys.platform != "linux":
    collect_ignore_glob = ["*.py"]
else:
    sys.path.insert(0, str(__import__("pathlib").Path(__file__).parent))

    from canaries import SECRET, Canaries
    from net import NoNetError, net

    from engine.execution import Job
    from engine.execution.sandbox import SandboxExecutor
    from engine.problem.model import MEBIBYTE, Limits, Program, SourceFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.events.executions import Outcome


class Arena:
    """An executor of one tier, with canaries around it."""

    def __init__(self, tier: str, canaries: Canaries, loop: asyncio.AbstractEventLoop, executor: SandboxExecutor):
        self.tier = tier
        self.canaries = canaries
        self.loop = loop
        self.executor = executor

    def run(self, source: str, *inputs: str, language: str = "python", cpu_seconds: float = 0.3) -> list[Outcome]:
        """Run a program, with the canaries' places filled in."""
        program = Program(language, (SourceFile("main", self.canaries.fill_in(source)),))
        limits = Limits(cpu_seconds=cpu_seconds, memory_bytes=128 * MEBIBYTE, output_bytes=MEBIBYTE)

        async def collect() -> list[Outcome]:
            async with asyncio.timeout(40):
                return [outcome async for outcome in self.executor.run(Job(program, inputs, limits))]

        return self.loop.run_until_complete(collect())


@pytest.fixture(scope="session")
def bounded() -> Iterator[str]:
    try:
        with net() as kind:
            yield kind
    except NoNetError:
        pytest.skip("hostile programs run as root only where control groups can be made")


@pytest.fixture
def arena(opened: Arena, monkeypatch: pytest.MonkeyPatch) -> Arena:
    """The arena, while the secret is a key in the environment: other tests of this process see none."""
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    return opened


@pytest.fixture(scope="session")
def opened(tier: str, bounded: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    assert bounded
    canaries = Canaries(tmp_path_factory.mktemp("hostile"))
    loop = asyncio.new_event_loop()

    async def start() -> SandboxExecutor:
        return SandboxExecutor(tier, 1, tmp_path_factory.mktemp("scratch"))

    arena = Arena(tier, canaries, loop, loop.run_until_complete(start()))
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("OPENAI_API_KEY", SECRET)  # the worker starts now, and must inherit nothing
            assert [got.output for got in arena.run("print(input())", "7")] == ["7\n"]
        canaries.settle()
        yield arena
    finally:
        loop.run_until_complete(arena.executor.close())
        loop.close()
        canaries.close()
