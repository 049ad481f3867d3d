"""What an executor must know of a language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "{folder}"
"""Stands in a run command for the folder in which the program was built."""


class Toolchain(Struct, frozen=True):
    """The commands of one language on this machine."""

    version: str
    """As the toolchain calls itself, such as “Python 3.12.4”."""
    build: tuple[str, ...]
    """Run once inside the program's folder, with the names of the sources appended; exit status 0 is good."""
    run: tuple[str, ...]
    """Runs the built program; `FOLDER` in an argument is the program's folder."""
    sources: tuple[str, ...]
    """Suffixes of the files that the build command is given; the others are only there to be included."""
    path: str = "/usr/bin:/bin"
    """Where the build command finds its helpers."""
    environment: dict[str, str] = {}
    """Variables that the program needs beyond those every program has."""

    def run_command(self, folder: Path) -> list[str]:
        """Give the command for the program that was built in `folder`."""
        return [argument.replace(FOLDER, str(folder)) for argument in self.run]


class Language(Protocol):
    """A language; a new one is one file beside this one, and a line in `LANGUAGES`."""

    name: str
    """As programs name it: `python`, `cpp`."""
    title: str
    """As a person calls it."""
    main_file: str
    """The name under which the first file of a program is stored."""

    def version(self) -> str | None:
        """Give the version of the toolchain, None when it is not installed; may start a process once."""
        ...

    def install(self, folder: Path) -> Toolchain:
        """Make the toolchain ready, with whatever files it needs in `folder`, which may not exist yet.

        Raises ExecutorError that says what to install when it is missing.
        """
        ...
