"""What of a program goes into the sandbox."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from engine.errors import ExecutorError
from engine.execution.languages import LANGUAGES

if TYPE_CHECKING:
    from engine.execution.languages import Language
    from engine.problem.model import Program


def language_of(program: Program) -> Language:
    """Find the language of a program. Raises ExecutorError when there is no way to run it."""
    if program.language in LANGUAGES:
        return LANGUAGES[program.language]
    raise ExecutorError(
        f"There is no way to run the language “{program.language}”. Known: {', '.join(sorted(LANGUAGES))}."
    )


def files_of(program: Program, main_file: str) -> list[tuple[str, bytes]]:
    """Give the files of a program, the main one first and under the name that its language wants."""
    named = [(main_file, program.source), *((file.name, file.text) for file in program.files[1:])]
    return [(name, text.encode("utf-8", "surrogatepass")) for name, text in named]


def fault_in_names(files: list[tuple[str, bytes]]) -> str | None:
    """Say which file cannot be stored, if there is one."""
    seen = set()
    for name, _ in files:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or not path.parts:
            return f"The file name “{name}” leads out of the program's folder."
        if path in seen:
            return f"There are two files named “{name}”."
        seen.add(path)
    return None
