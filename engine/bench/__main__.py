"""Work on a comparison: `python -m engine.bench FOLDER [--unsafe-execution]`; its plan stands in the folder."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path

from engine.bench.campaign import Campaign, read_plan
from engine.composition import choose_executor
from engine.diagnosis import begin_log, catch_signals_of_faults, report_crash
from engine.errors import JournalError, SStarError, UsageError
from engine.journal import RunDirectory, RunLock
from engine.launch import UNSAFE
from engine.problem import read_package

EXIT_FAULT = 1
EXIT_REFUSED = 2
EXIT_DISK = 74


def main(arguments: list[str]) -> int:
    """Work until the plan is done, or until somebody says leave; what a person can mend is said in words."""
    paths = [argument for argument in arguments if argument != UNSAFE]
    if len(paths) != 1:
        sys.stderr.write(f"usage: python -m engine.bench FOLDER [{UNSAFE}]\n")
        return EXIT_REFUSED
    catch_signals_of_faults()
    try:
        begin_log("comparison", to_stderr=True)
        with contextlib.suppress(asyncio.CancelledError):
            asyncio.run(_work(Path(paths[0]), unsafe=UNSAFE in arguments))
    except SStarError as error:
        _say(error)
        return EXIT_DISK if isinstance(error, JournalError) else EXIT_REFUSED
    except Exception as error:  # noqa: BLE001 - a fault of ours, whatever it is
        _say(report_crash(error, f"working on the comparison {Path(paths[0]).name}"))
        return EXIT_FAULT
    return 0


async def _work(folder: Path, *, unsafe: bool) -> None:
    lock = RunLock(RunDirectory(folder))
    try:
        plan = read_plan(folder)
        packages = [read_package(Path(started.problem.folder)) for started in plan.problems]
        for started, package in zip(plan.problems, packages, strict=True):
            if package.digest != started.problem.digest:
                raise UsageError(
                    f"The problem in {started.problem.folder} is not what it was when the comparison began. Restore "
                    "the package, or begin another comparison."
                )
        executor = choose_executor(unsafe=unsafe)
        try:
            work = asyncio.ensure_future(Campaign(plan, folder).work(packages, executor, 1))
            for number in (signal.SIGTERM, signal.SIGINT):
                asyncio.get_running_loop().add_signal_handler(number, work.cancel)
            await work
        finally:
            await executor.close()
    finally:
        lock.release()


def _say(error: SStarError | str) -> None:
    """Leave a word; the disk that holds the log may be the one that is full."""
    with contextlib.suppress(OSError):
        os.write(sys.stderr.fileno(), f"{error}\n".encode())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
