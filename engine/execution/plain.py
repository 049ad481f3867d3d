"""The plain executor: one ordinary process for each execution, limited but not closed off."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import tempfile
from collections import deque
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from engine.errors import ExecutorError
from engine.events.executions import Outcome
from engine.execution.builds import Builds, Built
from engine.execution.endings import outcome_of
from engine.execution.languages import LANGUAGES
from engine.execution.launcher import LauncherError
from engine.execution.output import read_head, read_output, read_tail
from engine.execution.turns import Queue, Turns
from engine.execution.workplace import Allowance, Finished, Workplace
from engine.problem.model import MEBIBYTE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from engine.execution.languages import Language, Toolchain
    from engine.execution.protocol import Job
    from engine.problem.model import Limits, Program

BUILD_ALLOWANCE = Allowance(cpu_seconds=30.0, memory_bytes=2048 * MEBIBYTE, file_bytes=256 * MEBIBYTE)
"""What a compiler may use."""

_AT_ONCE_BYTES = 65_536
"""Outputs up to this length are read in the event loop, longer ones in a thread."""

_FULL_DISK_BYTES = MEBIBYTE


class SubprocessExecutor:
    """Runs programs as child processes of a launcher, with the person's rights.

    Limited are CPU time, memory (on macOS it is only measured), the length of files and outputs; the
    environment is empty but for a few fixed variables; nothing keeps a program from the network, from files,
    or from starting many processes. For programs that are not hostile.

    Belongs to one event loop; `close` it there.
    """

    tier = "unisolated"

    def __init__(self, workers: int | None = None, scratch: Path | None = None) -> None:
        """Prepare; the first job starts the launcher.

        Args:
            workers: executions at a time over all jobs; by default the number of usable cores.
            scratch: where a folder for temporary files is made; by default the system's place for them.
        """
        folder = tempfile.mkdtemp(prefix="sstar-", dir=scratch)
        self._workplace = Workplace(Path(folder).resolve())
        self._builds = Builds(self._workplace.scratch / "programs", self._build)
        self._turns = Turns(workers or _usable_cores())
        self._toolchains: dict[str, Toolchain] = {}
        self._installing = asyncio.Lock()
        self._closed = False

    async def run(self, job: Job) -> AsyncIterator[Outcome]:
        """Yield the outcome of each input, in order; see `Executor.run`.

        The inputs run at once as far as there are places, which are shared fairly with other jobs. Closing
        the iterator, or cancelling its consumer, ends all processes of the job.
        """
        queue: Queue = deque()
        tasks = [asyncio.create_task(self._outcome(job, text, queue)) for text in job.inputs]
        try:
            for task in tasks:
                yield await task
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def languages(self) -> dict[str, str]:
        """Name the languages that can be run, with versions; asks each compiler once."""
        versions = {name: language.version() for name, language in LANGUAGES.items()}
        return {name: version for name, version in versions.items() if version}

    async def close(self) -> None:
        """End every process that is still running and remove scratch files; jobs then raise ExecutorError."""
        self._closed = True
        await self._workplace.close()

    async def _outcome(self, job: Job, text: str, queue: Queue) -> Outcome:
        """Run one input; try again once when the fault was ours."""
        try:
            return await self._attempt(job, text, queue)
        except (OSError, LauncherError):
            try:
                return await self._attempt(job, text, queue)
            except (OSError, LauncherError) as fault:
                return Outcome(ending="IE", error=str(fault))

    async def _attempt(self, job: Job, text: str, queue: Queue) -> Outcome:
        if self._closed:
            raise ExecutorError("The executor was closed while it was asked to run a program.")
        async with self._builds.use(job.program) as built:
            if built.failure is not None:
                return Outcome(ending="CE", error=built.failure)
            async with self._turns.place(queue):
                return await self._execute(built, text, job.limits)

    async def _execute(self, built: Built, text: str, limits: Limits) -> Outcome:
        allowance = Allowance(
            cpu_seconds=limits.cpu_seconds,
            memory_bytes=limits.memory_bytes,
            file_bytes=limits.output_bytes + 1,  # one byte more than allowed proves that the limit was passed
        )
        async with self._workplace.run(
            built.toolchain.run_command(built.folder),
            allowance,
            stdin=text.encode("utf-8", "surrogatepass"),
            environment=built.toolchain.environment,
        ) as finished:
            outcome = await _judge(finished, built, limits)
        if outcome.ending == "RE" and shutil.disk_usage(self._workplace.scratch).free < _FULL_DISK_BYTES:
            raise OSError(errno.ENOSPC, "The disk with the temporary files is full; free some space")
        return outcome

    async def _build(self, program: Program, folder: Path) -> Built:
        language = _language(program.language)
        toolchain = await self._toolchain(language)
        failure = _store(program, language, folder)
        if failure:
            return Built(folder, toolchain, failure)
        names = [file.name for file in program.files[1:] if file.name.endswith(toolchain.sources)]
        command = [*toolchain.build, language.main_file, *names]
        async with (
            self._turns.place(deque()),
            self._workplace.run(
                command, BUILD_ALLOWANCE, environment={"PATH": toolchain.path}, folder=folder
            ) as finished,
        ):
            return Built(folder, toolchain, _failure(finished, folder))

    async def _toolchain(self, language: Language) -> Toolchain:
        async with self._installing:
            if language.name not in self._toolchains:
                folder = self._workplace.scratch / "toolchains" / language.name
                shutil.rmtree(folder, ignore_errors=True)  # of an attempt that failed
                self._toolchains[language.name] = await asyncio.to_thread(language.install, folder)
            return self._toolchains[language.name]


def _usable_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _language(name: str) -> Language:
    try:
        return LANGUAGES[name]
    except KeyError:
        raise ExecutorError(
            f"There is no way to run the language “{name}”. Known: {', '.join(sorted(LANGUAGES))}."
        ) from None


def _store(program: Program, language: Language, folder: Path) -> str | None:
    """Write the files of a program, or say which one cannot be."""
    files = [(language.main_file, program.source), *((file.name, file.text) for file in program.files[1:])]
    folder.mkdir(parents=True)
    for name, text in files:
        path = folder / name
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            return f"The file name “{name}” leads out of the program's folder."
        if path.exists():
            return f"There are two files named “{name}”."
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return None


def _failure(finished: Finished, folder: Path) -> str | None:
    report = finished.report
    if report.exit_code == 0 and not report.stopped:
        return None
    said = _without_paths(read_head(finished.stderr), folder, finished.home)
    if report.stopped:
        return f"{said}\nThe compiler was stopped after {report.wall_seconds:.0f} s.".lstrip()
    return said.strip() or "The compiler failed without a word."


async def _judge(finished: Finished, built: Built, limits: Limits) -> Outcome:
    if finished.stdout.stat().st_size <= _AT_ONCE_BYTES:
        output = read_output(finished.stdout)
    else:
        output = await asyncio.to_thread(read_output, finished.stdout)
    error = _without_paths(read_tail(finished.stderr), built.folder, finished.home)
    return outcome_of(finished.report, output, error, limits)


def _without_paths(text: str, *folders: Path) -> str:
    """Remove the folders of ours, so that messages are the same on every machine and in every run."""
    for folder in folders:
        text = text.replace(f"{folder}/", "").replace(str(folder), ".")
    return text
