"""Serve one run: `python -m engine RUN_DIR [--grade]`. The same command starts, resumes and, later, grades it."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from engine.errors import JournalError, SStarError
from engine.journal import RunDirectory
from engine.service import serve_run

EXIT_REFUSED = 2
EXIT_DISK = 74


def main(arguments: list[str]) -> int:
    """Serve; errors that a person can mend go to standard error, in words."""
    paths = [argument for argument in arguments if argument != "--grade"]
    if len(paths) != 1:
        sys.stderr.write("usage: python -m engine RUN_DIR [--grade]\n")
        return EXIT_REFUSED
    try:
        asyncio.run(serve_run(RunDirectory(Path(paths[0])), grading="--grade" in arguments))
    except JournalError as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_DISK
    except SStarError as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
