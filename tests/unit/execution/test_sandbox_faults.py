"""The closed executor when the machine fails it: no hang, nothing left behind, no wrong verdict."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if sys.platform != "linux":
    pytest.skip("the sandbox is made of parts of Linux", allow_module_level=True)

from engine.execution import Job
from engine.execution.sandbox import SandboxExecutor
from engine.execution.sandbox import work as work_module
from engine.problem.model import Limits, Program, SourceFile

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from engine.events.executions import Outcome

ECHO = Program("python", (SourceFile("x", "print(input())"),))
SLOW = Program("python", (SourceFile("x", "import time\nn = input()\ntime.sleep(0.05)\nprint(n)"),))
LIMITS = Limits(cpu_seconds=5)


def below(root: int) -> set[int]:
    """Living processes below one."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (folder / "stat").read_text().rpartition(") ")[2].split()[:2]
        except OSError:
            continue
        if state != "Z":
            parents[int(folder.name)] = int(parent)
    found, size = {root}, 0
    while len(found) > size:
        size = len(found)
        found |= {pid for pid, parent in parents.items() if parent in found}
    return found - {root}


def alive(pids: set[int]) -> set[int]:
    return {pid for pid in pids if Path(f"/proc/{pid}").exists() and " Z " not in _stat(pid)}


def _stat(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return " Z "


def settles(condition) -> bool:
    """Whether a condition becomes true; it is about processes that nobody can wait for."""
    deadline = time.monotonic() + 60
    while not (found := condition()) and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    return found


def open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def empty(folder: Path) -> bool:
    return not any(folder.iterdir())


def make_old(folder: Path) -> None:
    for path in folder.iterdir():
        os.utime(path, (0, 0))


def highest_file() -> int:
    return max(int(path.name) for path in Path("/proc/self/fd").iterdir())


@asynccontextmanager
async def opened(tier: str, folder: Path, workers: int = 1) -> AsyncIterator[SandboxExecutor]:
    before, files = below(os.getpid()), open_files()
    executor = SandboxExecutor(tier, workers, folder)
    try:
        yield executor
    finally:
        await executor.close()
    assert settles(lambda: below(os.getpid()) <= before), "no process is left"
    assert open_files() <= files, "no file is left open"
    assert empty(folder)


async def outcomes(executor: SandboxExecutor, program: Program, *inputs: str) -> list[Outcome]:
    async with asyncio.timeout(40):
        return [outcome async for outcome in executor.run(Job(program, inputs, LIMITS))]


def test_a_worker_that_is_killed_is_replaced(tier: str, tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(tier, tmp_path) as executor:
            inputs = [str(number) for number in range(12)]
            found = []
            async for outcome in executor.run(Job(SLOW, tuple(inputs), LIMITS)):
                found.append(outcome)
                if len(found) == 2:
                    os.kill(executor._pool.workers[0].pid, signal.SIGKILL)
            assert [(outcome.ending, outcome.output.strip()) for outcome in found] == [("OK", text) for text in inputs]

    asyncio.run(main())


def test_a_worker_that_died_with_nothing_to_do_costs_no_attempt(tier: str, tmp_path: Path) -> None:
    """A job has two, and the second is needed here: the next worker is killed as well."""

    async def main() -> None:
        async with opened(tier, tmp_path) as executor:
            (worker,) = executor._pool.workers
            await outcomes(executor, ECHO, "1")
            died = worker.pid
            whole = {died} | below(died)
            os.kill(died, signal.SIGKILL)
            assert settles(lambda: not alive(whole))
            running = asyncio.create_task(outcomes(executor, SLOW, "2"))
            while worker.pid in (None, died):  # noqa: ASYNC110  no event tells of a start
                await asyncio.sleep(0.01)
            os.kill(worker.pid, signal.SIGKILL)
            assert [outcome.ending for outcome in await running] == ["OK"]

    asyncio.run(main())


def test_a_worker_that_always_dies_is_our_fault(tier: str, tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(tier, tmp_path) as executor:

            async def kill_again() -> None:
                while True:
                    await asyncio.sleep(0.15)
                    for worker in executor._pool.workers:  # whichever has the job
                        if worker.pid is not None:
                            os.kill(worker.pid, signal.SIGKILL)

            sleeper = Program("python", (SourceFile("x", "import time; time.sleep(3)"),))
            killer = asyncio.create_task(kill_again())
            (outcome,) = await outcomes(executor, sleeper, "")
            killer.cancel()
            assert outcome.ending == "IE"
            assert "worker" in outcome.error
            assert (await outcomes(executor, ECHO, "7"))[0].output == "7\n"

    asyncio.run(main())


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.ENOMEM, errno.EMFILE])
def test_no_room_for_files(tier: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    async def main() -> None:
        async with opened(tier, tmp_path) as executor:
            create, failures = os.memfd_create, iter([True])

            def fail_once(*arguments) -> int:
                if next(failures, False):
                    raise OSError(number, os.strerror(number))
                return create(*arguments)

            monkeypatch.setattr(work_module.os, "memfd_create", fail_once)
            assert [got.ending for got in await outcomes(executor, ECHO, "1", "2")] == ["OK", "OK"], "tried again"

            def fail(*_) -> int:
                raise OSError(number, os.strerror(number))

            monkeypatch.setattr(work_module.os, "memfd_create", fail)
            found = await outcomes(executor, ECHO, "1", "2")
            assert [got.ending for got in found] == ["IE", "IE"]
            assert os.strerror(number) in found[0].error
            monkeypatch.undo()
            assert (await outcomes(executor, ECHO, "7"))[0].clean

    asyncio.run(main())


def test_no_more_files_can_be_opened(tier: str, tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(tier, tmp_path) as executor:
            assert (await outcomes(executor, ECHO, "7"))[0].clean
            limits = resource.getrlimit(resource.RLIMIT_NOFILE)
            resource.setrlimit(resource.RLIMIT_NOFILE, (highest_file(), limits[1]))
            taken = []
            try:
                while True:
                    taken.append(os.open("/dev/null", os.O_RDONLY))
            except OSError:
                found = await outcomes(executor, ECHO, "1")
            finally:
                for file in taken:
                    os.close(file)
                resource.setrlimit(resource.RLIMIT_NOFILE, (highest_file(), limits[1]))
            taken = []
            try:
                while True:
                    taken.append(os.open("/dev/null", os.O_RDONLY))
            except OSError:
                found = await outcomes(executor, ECHO, "1")
            finally:
                for file in taken:
                    os.close(file)
                resource.setrlimit(resource.RLIMIT_NOFILE, limits)
            assert [got.ending for got in found] == ["IE"]
            assert (await outcomes(executor, ECHO, "7"))[0].clean

    asyncio.run(main())


def test_a_worker_without_memory(tier: str, tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(tier, tmp_path) as executor:
            before = below(os.getpid())
            assert (await outcomes(executor, ECHO, "7"))[0].clean
            for pid in below(os.getpid()) - before:
                with contextlib.suppress(ProcessLookupError, PermissionError):  # a fork that is just ending
                    resource.prlimit(pid, resource.RLIMIT_AS, (1 << 20, 1 << 20))
            found = await outcomes(executor, ECHO, "1", "2")
            assert [got.ending for got in found] == ["OK", "OK"]

    asyncio.run(main())


def test_ten_thousand_jobs_are_queued_and_cancelled(tier: str, tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(tier, tmp_path) as executor:
            tasks = [asyncio.create_task(outcomes(executor, SLOW, str(number))) for number in range(10_000)]
            await asyncio.sleep(0.5)
            for task in tasks:
                task.cancel()
            async with asyncio.timeout(120):
                await asyncio.gather(*tasks, return_exceptions=True)
                assert (await outcomes(executor, ECHO, "7"))[0].clean
            assert not executor._pool._rotation
            assert not executor._pool._portions

    asyncio.run(main())


def test_no_file_is_kept_by_many_runs(tier: str, tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(tier, tmp_path) as executor:
            long = Program("python", (SourceFile("x", "print('x' * 50_000, input())"),))
            await outcomes(executor, long, "1")
            files = open_files()
            found = await outcomes(executor, long, *map(str, range(100)))
            assert all(outcome.clean for outcome in found)
            assert open_files() <= files

    asyncio.run(main())


def test_an_application_that_dies_leaves_nothing(tier: str, tmp_path: Path) -> None:
    source = (
        "import asyncio, pathlib, sys\nfrom engine.execution import Job\n"
        "from engine.execution.sandbox import SandboxExecutor\nfrom engine.problem.model import *\n"
        "async def main():\n"
        "    executor = SandboxExecutor(sys.argv[1], 2, pathlib.Path(sys.argv[2]))\n"
        "    program = Program('python', (SourceFile('', 'print(1)\\nif input(): import time; time.sleep(60)'),))\n"
        "    async for _ in executor.run(Job(program, ('', 'x', 'x'), Limits(20))): print('up', flush=True)\n"
        "asyncio.run(main())\n"
    )
    command = [sys.executable, "-c", source, tier, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path.cwd()) as application:
        application.stdout.readline()
        assert settles(lambda: len(below(application.pid)) >= 4)
        started = below(application.pid)
        application.kill()
    assert settles(lambda: not alive(started)), alive(started)
    if tier == "no-namespace":
        assert settles(lambda: not list(tmp_path.glob("*/worker-*"))), "workers remove their folders"

    (left,) = tmp_path.iterdir()

    async def main() -> None:
        living = SandboxExecutor(tier, 1, tmp_path)
        assert left.exists(), "a young folder may have an owner who is about to lock it"
        make_old(tmp_path)
        other = SandboxExecutor(tier, 1, tmp_path)
        assert not left.exists()
        assert [outcome.output for outcome in await outcomes(living, ECHO, "hi")] == ["hi\n"], "the living keep theirs"
        await living.close()
        await other.close()

    asyncio.run(main())
    assert empty(tmp_path)


def test_no_clock_that_can_be_set_is_asked(tier: str) -> None:
    assert tier
    folder = Path(work_module.__file__).parent
    assert not [path.name for path in folder.rglob("*.py") if "time.time(" in path.read_text("utf-8")]
