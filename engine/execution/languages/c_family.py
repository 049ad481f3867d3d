"""C and C++: the compilers of one family, which take the same options."""

from __future__ import annotations

import os
import shlex
import shutil
from pathlib import Path

from engine.errors import ExecutorError
from engine.execution.languages.base import FOLDER, Kind, Toolchain, first_found, first_line, missing, says
from engine.problem.languages import SOURCE_LANGUAGES


class CFamily:
    """A language of the family, optimized as judges do (-O2), with GNU extensions, by the newest standard known.

    SSTAR_CC and SSTAR_CXX name another compiler, SSTAR_CFLAGS and SSTAR_CXXFLAGS options that are added.
    """

    kind: Kind = "native"

    def __init__(
        self,
        name: str,
        compilers: tuple[str, ...],
        standards: tuple[str, ...],
        variables: tuple[str, str],
        install: str,
    ) -> None:
        """Describe the language.

        Args:
            name: of the language.
            compilers: that can be used, the preferred one first.
            standards: as `-std` names them, the newest first.
            variables: that name another compiler, and further options.
            install: what to do when none is there.
        """
        self.name = name
        self.installed_by = install
        self._compilers = compilers
        self._standards = standards
        self._compiler_variable, self._flags_variable = variables

    def file_name(self, source: str) -> str:  # noqa: ARG002  the same for all
        """Give the usual name."""
        return SOURCE_LANGUAGES[self.name].main_file

    def version(self) -> str | None:
        """Give the first line of what the compiler says of itself."""
        compiler = self._compiler()
        return first_line(says(compiler, "--version")) if compiler else None

    def folders(self) -> list[Path]:
        """Name none: compilers live in the system's folders."""
        return []

    def install(self, folder: Path) -> Toolchain:  # noqa: ARG002  part of the seam
        """Find the compiler and the newest standard it knows."""
        compiler = self._compiler()
        if compiler is None:
            raise ExecutorError(missing(SOURCE_LANGUAGES[self.name].title, self._compilers, self.installed_by))
        standard = next((name for name in self._standards if self._knows(compiler, name)), self._standards[-1])
        # Warnings (-w) would push the errors out of what is kept of the compiler's message.
        options = ("-O2", f"-std={standard}", "-w", "-fdiagnostics-color=never", *self._flags(), "-o", "program")
        return Toolchain(
            version=self.version() or compiler,
            build=(compiler, *options),
            run=(f"{FOLDER}/program",),
            sources=SOURCE_LANGUAGES[self.name].extensions,
            path=f"{Path(compiler).parent}:/usr/bin:/bin",
        )

    def _compiler(self) -> str | None:
        named = os.environ.get(self._compiler_variable)
        return shutil.which(named) if named else first_found(*self._compilers)

    def _flags(self) -> list[str]:
        """Give the person's further options; -l options too, as libraries may follow the sources with GNU ld only."""
        return shlex.split(os.environ.get(self._flags_variable, ""))

    def _knows(self, compiler: str, standard: str) -> bool:
        kind = {"c": "c", "cpp": "c++"}[self.name]
        return says(compiler, "-x", kind, f"-std={standard}", "-fsyntax-only", os.devnull) is not None
