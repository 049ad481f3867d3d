"""Serve one run: `python -m engine RUN_DIR [options]`, to start, resume, grade or open it for a decision."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from pathlib import Path

from engine.diagnosis import begin_log, catch_signals_of_faults, report_crash
from engine.errors import JournalError, SStarError
from engine.journal import RunDirectory
from engine.launch import DECIDE, GRADE, UNSAFE
from engine.service import serve_run

EXIT_FAULT = 1
EXIT_REFUSED = 2
EXIT_DISK = 74


def main(arguments: list[str]) -> int:
    """Serve; errors that a person can mend go to standard error, in words."""
    options = {GRADE, DECIDE, UNSAFE}.intersection(arguments)
    paths = [argument for argument in arguments if argument not in options]
    if len(paths) != 1:
        sys.stderr.write(f"usage: python -m engine RUN_DIR [{GRADE} | {DECIDE}] [{UNSAFE}]\n")
        return EXIT_REFUSED
    catch_signals_of_faults()
    try:
        begin_log("engine", to_stderr=True)
        directory = RunDirectory(Path(paths[0]))
        asyncio.run(
            serve_run(directory, grading=GRADE in options, deciding=DECIDE in options, unsafe=UNSAFE in options)
        )
    except JournalError as error:
        _say(error)
        return EXIT_DISK
    except SStarError as error:
        _say(error)
        return EXIT_REFUSED
    except Exception as error:  # noqa: BLE001 - a fault of ours, whatever it is
        _say(report_crash(error, f"serving the run {Path(paths[0]).name}"))
        return EXIT_FAULT
    return 0


def _say(error: SStarError | str) -> None:
    """Leave a word; the disk that holds the log may be the one that is full."""
    with contextlib.suppress(OSError):
        os.write(sys.stderr.fileno(), f"{error}\n".encode())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
