"""What an executor must know of a language."""

from __future__ import annotations

import functools
import shutil
import subprocess
from typing import TYPE_CHECKING, Literal, Protocol

from msgspec import Struct

from engine.problem.model import MEBIBYTE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FOLDER = "{folder}"
"""Stands in a run command for the folder in which the program was built."""
MEMORY = "{memory}"
"""Stands in a run command for the memory limit in MiB."""

_PROBE_SECONDS = 20.0

Kind = Literal["python", "native", "runtime"]
"""How the sandbox runs a program: in a fork of a Python that is there already, as an executable of its own, or as a
file that a runtime such as a virtual machine is given."""


class Toolchain(Struct, frozen=True):
    """The commands of one language on this machine."""

    version: str
    """As the toolchain calls itself, such as “Python 3.12.4”."""
    build: tuple[str, ...]
    """Run once inside the program's folder, with the names of the sources appended; exit status 0 is good. What it
    makes is the file `program`."""
    run: tuple[str, ...]
    """Runs the built program; `FOLDER` in an argument is the program's folder, `MEMORY` the limit."""
    sources: tuple[str, ...]
    """Suffixes of the files that the build command is given; the others are only there to be included."""
    path: str = "/usr/bin:/bin"
    """Where the build command finds its helpers."""
    environment: dict[str, str] = {}
    """Variables that the program needs beyond those every program has."""
    build_environment: dict[str, str] = {}
    """The same for the build command; `FOLDER` in a value is the program's folder."""
    reserved_bytes: int = 0
    """Address space that its programs may reserve beyond those of other languages, without ever using it."""
    build_seconds: float = 30.0
    """CPU time that a build may use."""
    build_bytes: int = 3072 * MEBIBYTE
    """Address space that each process of a build may use."""

    def run_command(self, folder: Path | str, memory_bytes: int) -> list[str]:
        """Give the command for the program that was built in `folder`, under a limit of memory."""
        values = {FOLDER: str(folder), MEMORY: str(memory_bytes // MEBIBYTE)}
        return [_filled(argument, values) for argument in self.run]

    def build_variables(self, folder: Path | str) -> dict[str, str]:
        """Give the variables for a build in `folder`."""
        values = {FOLDER: str(folder)}
        return {"PATH": self.path, **{name: _filled(text, values) for name, text in self.build_environment.items()}}


class Language(Protocol):
    """A language; a new one is one file beside this one, and a line in `LANGUAGES`."""

    name: str
    """As in `engine.problem.languages`."""
    kind: Kind
    installed_by: str
    """What to do when it is missing, in words: “Debian and Ubuntu: apt install g++; …”."""

    def file_name(self, source: str) -> str:
        """Give the name under which the first file of a program is stored."""
        ...

    def version(self) -> str | None:
        """Give the version of the toolchain, None when it is not installed; may start a process once."""
        ...

    def folders(self) -> list[Path]:
        """List the files and folders that compiler and programs read, beyond the system's libraries and headers."""
        ...

    def install(self, folder: Path) -> Toolchain:
        """Make the toolchain ready, with whatever files it needs in `folder`, which may not exist yet.

        Raises ExecutorError that says what to install when it is missing.
        """
        ...


def first_found(*names: str) -> str | None:
    """Find the first of these programs that is on the path."""
    return next(filter(None, map(shutil.which, names)), None)


@functools.cache
def says(*command: str) -> str | None:
    """Run a command once, and give what it prints, on standard error if nowhere else; None when it fails."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=_PROBE_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None  # found, but it does not run: as good as absent
    return (done.stdout or done.stderr) if done.returncode == 0 else None


def first_line(text: str | None) -> str | None:
    """Give the first line of a text, None for none."""
    return (text or "").strip().partition("\n")[0] or None


def missing(title: str, commands: Sequence[str], installed_by: str) -> str:
    """Say that a language cannot be run here."""
    return f"{title} programs cannot be run: no {' or '.join(commands)} was found. Install one ({installed_by})."


def _filled(text: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(name, value)
    return text
