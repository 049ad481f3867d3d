"""An executor that many tests use, one after the other."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from engine.execution import Job, SubprocessExecutor
from engine.execution.protocol import Case, CheckJob
from engine.execution.sandbox import SandboxExecutor
from engine.problem.model import Checker, Limits, Program

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from engine.events.executions import Checked, Outcome

    Executor = SandboxExecutor | SubprocessExecutor

ROOMY = Limits(cpu_seconds=8.0)


def new_executor(way: str, workers: int, folder: Path) -> Executor:
    return SubprocessExecutor(workers, folder) if way == "plain" else SandboxExecutor(way, workers, folder)


class Shared:
    """An executor in a loop that goes on from test to test."""

    def __init__(self, way: str) -> None:
        self.way = way
        self.folder = Path(tempfile.mkdtemp(prefix="sstar-tests-"))
        self.folder.chmod(0o711)  # root's programs run under other ids, and must get to their files
        self._runner = asyncio.Runner()
        self.executor: Executor = self.play(self._start)

    def play(self, main: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        return self._runner.run(main())

    def run(self, program: Program, *inputs: str, limits: Limits = ROOMY) -> list[Outcome]:
        return self.do(Job(program, inputs, limits))

    def run_one(self, program: Program, text: str = "", *, limits: Limits = ROOMY) -> Outcome:
        (outcome,) = self.run(program, text, limits=limits)
        return outcome

    def do(self, *jobs: Job) -> list[Outcome]:
        """Do jobs one after the other."""

        async def main() -> list[Outcome]:
            return [outcome for job in jobs async for outcome in self.executor.run(job)]

        return self.play(main)

    def run_all(self, programs: dict[str, Program], text: str, limits: Limits = ROOMY) -> dict[str, Outcome]:
        """Run programs at the same time."""

        async def one(program: Program) -> Outcome:
            return await anext(self.executor.run(Job(program, (text,), limits)))

        async def main() -> list[Outcome]:
            return await asyncio.gather(*map(one, programs.values()))

        return dict(zip(programs, self.play(main), strict=True))

    def check(self, checker: Checker, *cases: Case) -> list[Checked]:
        async def main() -> list[Checked]:
            return [checked async for checked in self.executor.check(CheckJob(checker, cases))]

        return self.play(main)

    def close(self) -> None:
        with self._runner:
            self.play(self.executor.close)
        assert not any(self.folder.iterdir()), "close removes everything"
        self.folder.rmdir()

    async def _start(self) -> Executor:
        return new_executor(self.way, 2, self.folder)
