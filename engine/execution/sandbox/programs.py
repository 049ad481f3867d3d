"""What of a program goes into the sandbox, by the way its language is run there."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

from engine.errors import ExecutorError
from engine.execution.languages import LANGUAGES

if TYPE_CHECKING:
    from engine.execution.languages import Language
    from engine.problem.model import Program

Kind = Literal["python", "native"]

KINDS: dict[str, Kind] = {"python": "python", "cpp": "native"}
"""How the programs of a language are run: by a fork of a Python that is running already, or as an executable that
a compiler made. A language of another kind gets its line here with a class beside `inside.template.Template`."""


def language_of(program: Program) -> Language:
    """Find the language of a program. Raises ExecutorError when it cannot be run in the sandbox."""
    if program.language in KINDS:
        return LANGUAGES[program.language]
    raise ExecutorError(
        f"There is no way to run the language “{program.language}” in the sandbox. Known: {', '.join(sorted(KINDS))}."
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
