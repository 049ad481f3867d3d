"""The closed executor: programs run in forks of a few workers, shut off from everything."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import ExecutorError
from engine.events.executions import Outcome
from engine.execution.builds import Builds, Built
from engine.execution.languages import LANGUAGES
from engine.execution.sandbox.building import Building
from engine.execution.sandbox.command import process_limit, worker_folders
from engine.execution.sandbox.pool import Pool
from engine.execution.sandbox.programs import KINDS, fault_in_names, files_of, language_of
from engine.execution.sandbox.work import Program as Prepared
from engine.execution.sandbox.work import Runs

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from engine.execution.languages import Language, Toolchain
    from engine.execution.protocol import Job
    from engine.execution.sandbox.command import Tier
    from engine.problem.model import Program


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
        self._scratch = Path(tempfile.mkdtemp(prefix="sstar-", dir=scratch)).resolve()
        self._pool = Pool(tier, workers or len(os.sched_getaffinity(0)), self._scratch)
        self._builds = Builds(self._scratch / "programs", self._build)
        self._toolchains: dict[str, Toolchain] = {}
        self._processes = process_limit(tier)
        self._ours = worker_folders(tier, self._scratch)
        self._jobs: set[Runs | Building] = set()
        self._closed = False

    async def run(self, job: Job) -> AsyncIterator[Outcome]:
        """Yield the outcome of each input, in order; see `Executor.run`.

        Closing the iterator, or cancelling its consumer, ends what is running of the job.
        """
        self._must_be_open()
        language = language_of(job.program)
        files = files_of(job.program, language.main_file)
        if fault := fault_in_names(files):
            for _ in job.inputs:
                yield Outcome(ending="CE", error=fault)
        elif KINDS[language.name] == "python":
            prepared = Prepared("python", files, None, self._processes)
            async for outcome in self._run(job, prepared):
                yield outcome
        else:
            async with self._builds.use(job.program) as built:
                prepared = Prepared("native", [], built.folder / "program", self._processes)
                async for outcome in self._run_built(job, built, prepared):
                    yield outcome

    def languages(self) -> dict[str, str]:
        """Name the languages that can be run, with versions; asks each compiler once."""
        versions = {name: LANGUAGES[name].version() for name in KINDS}
        return {name: version for name, version in versions.items() if version}

    async def close(self) -> None:
        """End every process that is still running and remove scratch files; jobs then raise ExecutorError."""
        self._closed = True
        for job in self._jobs:
            job.fail(_closed())
        await self._pool.close()
        await asyncio.to_thread(_remove, self._scratch)

    async def _run_built(self, job: Job, built: Built, prepared: Prepared) -> AsyncIterator[Outcome]:
        if built.failure is not None:
            for _ in job.inputs:
                yield Outcome(ending="CE", error=built.failure)
            return
        async for outcome in self._run(job, prepared):
            yield outcome

    async def _run(self, job: Job, program: Prepared) -> AsyncIterator[Outcome]:
        self._must_be_open()
        runs = Runs(job.inputs, job.limits, program, self._ours)
        self._jobs.add(runs)
        self._pool.add(runs)
        try:
            for place in range(len(job.inputs)):
                yield await runs.outcome(place)
        finally:
            self._jobs.discard(runs)
            runs.drop()
            await self._pool.remove(runs)

    async def _build(self, program: Program, folder: Path) -> Built:
        """Compile in a worker; the executable is kept in `folder`, as data, for the workers that run it."""
        language = language_of(program)
        toolchain = await self._toolchain(language)
        building = Building(files_of(program, language.main_file), toolchain, self._processes, self._ours)
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
            folder = self._scratch / "toolchains" / language.name
            self._toolchains[language.name] = await asyncio.to_thread(language.install, folder)
        return self._toolchains[language.name]

    def _must_be_open(self) -> None:
        if self._closed:
            raise _closed()


def _closed() -> ExecutorError:
    return ExecutorError("The executor was closed while it was asked to run a program.")


def _keep(executable: bytes | None, folder: Path) -> None:
    folder.mkdir(parents=True)
    if executable is not None:
        (folder / "program").write_bytes(executable)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
