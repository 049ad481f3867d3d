"""The plain executor: one ordinary process for each execution, limited but not closed off."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import tempfile
from collections import deque
from contextlib import AsyncExitStack, aclosing
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from engine.errors import ExecutorError
from engine.events.executions import Outcome
from engine.execution.builds import Builds, Built
from engine.execution.conversation import JUDGE, JUDGE_MESSAGE, PROGRAM, Relay, converse, judge_arguments
from engine.execution.endings import outcome_of
from engine.execution.judging import CHECKER_LIMITS, checked_of
from engine.execution.languages import LANGUAGES, can_run
from engine.execution.launcher import LauncherError
from engine.execution.output import output_of, read_head, read_output, read_tail
from engine.execution.turns import Queue, Turns
from engine.execution.workplace import HEADROOM_BYTES, Allowance, Finished, Workplace
from engine.problem.model import MEBIBYTE

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Sequence

    from engine.events.executions import Checked
    from engine.execution.languages import Language, Toolchain
    from engine.execution.protocol import Case, CheckJob, Job
    from engine.problem.model import Checker, Limits, Program

    Attempt = Callable[..., Coroutine[None, None, Outcome]]
    """Runs programs that were built, which it is given."""

_BUILT_BYTES = 256 * MEBIBYTE

_AT_ONCE_BYTES = 65_536
"""Outputs up to this length are read in the event loop, longer ones in a thread."""

_FULL_DISK_BYTES = MEBIBYTE
_TEXTS = ("input", "answer")


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
        if job.interactor:
            answers = job.answers or ("",) * len(job.inputs)
            texts = zip(job.inputs, answers, strict=True)
            attempts: list[Attempt] = [partial(self._talk, job, job.interactor, pair) for pair in texts]
            programs = [job.program, job.interactor.program]
        else:
            attempts = [partial(self._execute, job, text) for text in job.inputs]
            programs = [job.program]
        async with aclosing(self._all(programs, attempts, queue)) as outcomes:
            async for outcome in outcomes:
                yield outcome

    async def check(self, job: CheckJob) -> AsyncIterator[Checked]:
        """Yield what the checker says of each case, in order; see `Executor.check`."""
        attempts = [partial(self._check, job.checker, case) for case in job.cases]
        async with aclosing(self._all([job.checker.program], attempts, deque())) as outcomes:
            async for outcome in outcomes:
                yield checked_of(job.checker, outcome)

    def can_run(self, language: str) -> bool:
        """Tell whether programs in a language can be run; asks its compiler once."""
        return can_run(language)

    async def close(self) -> None:
        """End every process that is still running and remove scratch files; jobs then raise ExecutorError."""
        self._closed = True
        await self._workplace.close()

    async def _all(
        self, programs: Sequence[Program], attempts: Sequence[Attempt], queue: Queue
    ) -> AsyncGenerator[Outcome, None]:
        """Make all attempts at once, as far as there are places, and give their outcomes in order.

        Who reads this must close it: a generator that is merely dropped ends its processes some time later.
        """
        tasks = [asyncio.create_task(self._outcome(programs, attempt, queue)) for attempt in attempts]
        try:
            for task in tasks:
                yield await task
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _outcome(self, programs: Sequence[Program], attempt: Attempt, queue: Queue) -> Outcome:
        """Make one attempt; try again once when the fault was ours."""
        try:
            return await self._attempt(programs, attempt, queue)
        except (OSError, LauncherError):
            try:
                return await self._attempt(programs, attempt, queue)
            except (OSError, LauncherError) as fault:
                return Outcome(ending="IE", error=str(fault))

    async def _attempt(self, programs: Sequence[Program], attempt: Attempt, queue: Queue) -> Outcome:
        """Build all programs, the one that is judged first; then take a place, which a build needs as well."""
        if self._closed:
            raise ExecutorError("The executor was closed while it was asked to run a program.")
        async with AsyncExitStack() as stack:
            builds = [await stack.enter_async_context(self._builds.use(program)) for program in programs]
            if builds[0].failure is not None:
                return Outcome(ending="CE", error=builds[0].failure)
            async with self._turns.place(queue):
                return await attempt(*builds)

    async def _execute(self, job: Job, text: str, built: Built) -> Outcome:
        async with self._workplace.run(
            [*built.toolchain.run_command(built.folder, job.limits.memory_bytes), *job.arguments],
            _allowance(job.limits, built.toolchain),
            stdin=text.encode("utf-8", "surrogatepass"),
            environment=built.toolchain.environment,
        ) as finished:
            outcome = await _judge(finished, built, job.limits, job.output_kept)
        if outcome.ending == "RE" and shutil.disk_usage(self._workplace.scratch).free < _FULL_DISK_BYTES:
            raise OSError(errno.ENOSPC, "The disk with the temporary files is full; free some space")
        return outcome

    async def _check(self, checker: Checker, case: Case, built: Built) -> Outcome:
        """Run a checker on a case; the outcome's output is its message for the judges."""
        texts = {"input": case.input, "answer": case.answer, "output": case.output}
        files = {name: text.encode("utf-8", "surrogatepass") for name, text in texts.items()}
        async with self._workplace.run(
            [*_checker_command(built), *judge_arguments(checker)],
            _allowance(CHECKER_LIMITS, built.toolchain),
            stdin=files["output"],
            environment=built.toolchain.environment,
            files={**files, JUDGE_MESSAGE: b""},
        ) as finished:
            return _message(finished, built)

    async def _talk(self, job: Job, checker: Checker, texts: tuple[str, str], built: Built, partner: Built) -> Outcome:
        """Let a program and an interactor talk, about an input and an answer."""
        if partner.failure is not None:
            fault = checked_of(checker, Outcome(ending="CE", error=partner.failure)).message
            return Outcome(ending="IE", error=fault.replace("The checker", "The interactor"))
        files = {name: text.encode("utf-8", "surrogatepass") for name, text in zip(_TEXTS, texts, strict=True)}

        async def program(relay: Relay) -> Outcome:
            async with self._workplace.run(
                built.toolchain.run_command(built.folder, job.limits.memory_bytes),
                _allowance(job.limits, built.toolchain),
                environment=built.toolchain.environment,
                pipes=relay.pipes(PROGRAM),
            ) as finished:
                relay.ended(PROGRAM)
                return relay.outcome(finished.report, _error(finished, built), job)

        async def judge(relay: Relay) -> Outcome:
            async with self._workplace.run(
                [*_checker_command(partner), *judge_arguments(checker)],
                _allowance(CHECKER_LIMITS, partner.toolchain),
                environment=partner.toolchain.environment,
                files={**files, JUDGE_MESSAGE: b""},
                pipes=relay.pipes(JUDGE),
            ) as finished:
                relay.ended(JUDGE)
                return _message(finished, partner)

        with Relay(self._workplace.scratch, job.limits.output_bytes) as relay:
            return await converse(checker, relay, program(relay), judge(relay))

    async def _build(self, program: Program, folder: Path) -> Built:
        language = _language(program.language)
        toolchain = await self._toolchain(language)
        failure = _store(program, language, folder)
        if failure:
            return Built(folder, toolchain, failure)
        names = [file.name for file in program.files[1:] if file.name.endswith(toolchain.sources)]
        command = [*toolchain.build, language.file_name(program.source), *names]
        async with (
            self._turns.place(deque()),
            self._workplace.run(
                command, _build_allowance(toolchain), environment=toolchain.build_variables(folder), folder=folder
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
    files = [
        (language.file_name(program.source), program.source),
        *((file.name, file.text) for file in program.files[1:]),
    ]
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


async def _judge(finished: Finished, built: Built, limits: Limits, kept: int) -> Outcome:
    if finished.stdout.stat().st_size <= _AT_ONCE_BYTES:
        output = read_output(finished.stdout, kept)
    else:
        output = await asyncio.to_thread(read_output, finished.stdout, kept)
    return outcome_of(finished.report, output, _error(finished, built), limits)


def _message(finished: Finished, built: Built) -> Outcome:
    """Tell how a checker or interactor ended; the output is its message for the judges."""
    file = finished.home.parent / JUDGE_MESSAGE
    message = read_head(file) if file.is_file() and not file.is_symlink() else ""
    return outcome_of(finished.report, output_of(message), _error(finished, built), CHECKER_LIMITS)


def _checker_command(built: Built) -> list[str]:
    return built.toolchain.run_command(built.folder, CHECKER_LIMITS.memory_bytes)


def _error(finished: Finished, built: Built) -> str:
    return _without_paths(read_tail(finished.stderr), built.folder, finished.home)


def _build_allowance(toolchain: Toolchain) -> Allowance:
    """What a compiler may use."""
    return Allowance(toolchain.build_seconds, toolchain.build_bytes - HEADROOM_BYTES, _BUILT_BYTES)


def _allowance(limits: Limits, toolchain: Toolchain) -> Allowance:
    return Allowance(
        cpu_seconds=limits.cpu_seconds,
        memory_bytes=limits.memory_bytes + toolchain.reserved_bytes,
        file_bytes=limits.output_bytes + 1,  # one byte more than allowed proves that the limit was passed
    )


def _without_paths(text: str, *folders: Path) -> str:
    """Remove the folders of ours, so that messages are the same on every machine and in every run."""
    for folder in folders:
        text = text.replace(f"{folder}/", "").replace(str(folder), ".")
    return text
