"""The closed executor: programs run in forks of a few workers, shut off from everything."""

from __future__ import annotations

import asyncio
import os
from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING

from msgspec import structs

from engine.errors import ExecutorError
from engine.events.executions import Outcome
from engine.execution.builds import Builds, Built
from engine.execution.judging import checked_of
from engine.execution.languages import can_run
from engine.execution.sandbox.building import Building
from engine.execution.sandbox.command import process_limit, worker_folders
from engine.execution.sandbox.judges import Checks, Interactions
from engine.execution.sandbox.pool import Pool
from engine.execution.sandbox.programs import fault_in_names, files_of, language_of
from engine.execution.sandbox.scratch import Scratch
from engine.execution.sandbox.work import Program as Prepared
from engine.execution.sandbox.work import Runs

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator
    from pathlib import Path

    from engine.events.executions import Checked
    from engine.execution.languages import Language, Toolchain
    from engine.execution.protocol import CheckJob, Job
    from engine.execution.sandbox.command import Tier
    from engine.problem.model import Checker, Program


class SandboxExecutor:
    """Runs programs that may be hostile: no network, no files of the person, nothing left behind.

    One worker for each core does one job after the other; a fork of it is confined, made ready for a program once,
    and forked again for each input. See `assets/docs/sandbox.md` for what each tier promises.

    Belongs to one event loop; `close` it there.
    """

    def __init__(self, tier: Tier, workers: int | None = None, scratch: Path | None = None) -> None:
        """Prepare; the first job starts the first worker.

        Args:
            tier: how closed, as `choose_tier` found it.
            workers: executions at a time over all jobs; by default the number of usable cores.
            scratch: where a folder for temporary files is made; by default the system's place for them.
        """
        self.tier: str = tier
        self._scratch = Scratch(scratch)
        folder = self._scratch.folder
        if os.geteuid() == 0:  # programs run under other ids then, and some are given the path of a file
            folder.chmod(0o711)
        self._pool = Pool(tier, workers or len(os.sched_getaffinity(0)), folder)
        self._builds = Builds(folder / "programs", self._build)
        self._toolchains: dict[str, Toolchain] = {}
        self._processes = process_limit(tier)
        self._ours = worker_folders(tier, folder)
        self._jobs: set[Runs | Building] = set()
        self._closed = False

    async def run(self, job: Job) -> AsyncIterator[Outcome]:
        """Yield the outcome of each input, in order; see `Executor.run`.

        Closing the iterator, or cancelling its consumer, ends what is running of the job.
        """
        async with self._prepared(job.program) as program:
            if isinstance(program, str):
                for _ in job.inputs:
                    yield Outcome(ending="CE", error=program)
            elif job.interactor:
                async with aclosing(self._interact(job, job.interactor, program)) as outcomes:
                    async for outcome in outcomes:
                        yield outcome
            else:
                called = structs.replace(program, arguments=job.arguments)
                runs = Runs(job.inputs, job.limits, called, self._ours, kept=job.output_kept)
                async with aclosing(self._do(runs, len(job.inputs))) as outcomes:
                    async for outcome in outcomes:
                        yield outcome

    async def check(self, job: CheckJob) -> AsyncIterator[Checked]:
        """Yield what the checker says of each case, in order; see `Executor.check`."""
        async with self._prepared(job.checker.program) as program:
            if isinstance(program, str):
                for _ in job.cases:
                    yield checked_of(job.checker, Outcome(ending="CE", error=program))
                return
            checks = Checks(job.cases, _judging(program, job.checker), self._ours)
            async with aclosing(self._do(checks, len(job.cases))) as outcomes:
                async for outcome in outcomes:
                    yield checked_of(job.checker, outcome)

    def can_run(self, language: str) -> bool:
        """Tell whether programs in a language can be run; asks its compiler once."""
        return can_run(language)

    async def close(self) -> None:
        """End every process that is still running and remove scratch files; jobs then raise ExecutorError."""
        self._closed = True
        for job in self._jobs:
            job.fail(_closed())
        await self._pool.close()
        await asyncio.to_thread(self._scratch.remove)

    async def _interact(self, job: Job, checker: Checker, program: Prepared) -> AsyncGenerator[Outcome, None]:
        async with self._prepared(checker.program) as partner:
            if isinstance(partner, str):
                fault = checked_of(checker, Outcome(ending="CE", error=partner)).message
                for _ in job.inputs:
                    yield Outcome(ending="IE", error=fault.replace("The checker", "The interactor"))
                return
            talks = Interactions(job, checker, (program, _judging(partner, checker)), self._ours)
            async with aclosing(self._do(talks, len(job.inputs))) as outcomes:
                async for outcome in outcomes:
                    yield outcome

    @asynccontextmanager
    async def _prepared(self, program: Program) -> AsyncIterator[Prepared | str]:
        """Lend a program as workers take it, or why it cannot be compiled."""
        self._must_be_open()
        language = language_of(program)
        files = files_of(program, language.file_name(program.source))
        if fault := fault_in_names(files):
            yield fault
        elif language.kind == "python":
            yield Prepared("python", files, None, self._processes)
        else:
            async with self._builds.use(program) as built:
                yield built.failure or self._built(language, built)

    def _built(self, language: Language, built: Built) -> Prepared:
        """Describe a program that a compiler made: an executable, or a file for a runtime."""
        made, toolchain = built.folder / "program", built.toolchain
        if language.kind == "native":
            return Prepared("native", [], made, self._processes, environment=toolchain.environment)
        files = [("program", made.read_bytes())]
        return Prepared("runtime", files, None, self._processes, toolchain=toolchain, environment=toolchain.environment)

    async def _do(self, runs: Runs, count: int) -> AsyncGenerator[Outcome, None]:
        """Have runs done, and give their outcomes in order; who reads this must close it: dropped, it ends late."""
        self._must_be_open()
        self._jobs.add(runs)
        self._pool.add(runs)
        try:
            for place in range(count):
                yield await runs.outcome(place)
        finally:
            self._jobs.discard(runs)
            runs.drop()
            await self._pool.remove(runs)

    async def _build(self, program: Program, folder: Path) -> Built:
        """Compile in a worker; the executable is kept in `folder`, as data, for the workers that run it."""
        language = language_of(program)
        toolchain = await self._toolchain(language)
        files = files_of(program, language.file_name(program.source))
        building = Building(files, toolchain, self._processes, self._ours)
        self._must_be_open()
        self._jobs.add(building)
        self._pool.add(building)
        try:
            failure, executable = await building.result()
        finally:
            self._jobs.discard(building)
            await self._pool.remove(building)
        _keep(executable, folder)
        return Built(folder, toolchain, failure)

    async def _toolchain(self, language: Language) -> Toolchain:
        if language.name not in self._toolchains:
            folder = self._scratch.folder / "toolchains" / language.name
            self._toolchains[language.name] = await asyncio.to_thread(language.install, folder)
        return self._toolchains[language.name]

    def _must_be_open(self) -> None:
        if self._closed:
            raise _closed()


def _judging(program: Prepared, checker: Checker) -> Prepared:
    return structs.replace(program, protocol=checker.protocol, arguments=checker.arguments)


def _closed() -> ExecutorError:
    return ExecutorError("The executor was closed while it was asked to run a program.")


def _keep(executable: bytes | None, folder: Path) -> None:
    folder.mkdir(parents=True)
    if executable is not None:
        (folder / "program").write_bytes(executable)
