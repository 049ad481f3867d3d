"""PyPy: a faster interpreter of Python, where it is installed."""

from __future__ import annotations

from pathlib import Path

from engine.errors import ExecutorError
from engine.execution.languages.base import FOLDER, Kind, Toolchain, first_found, missing, says
from engine.problem.languages import SOURCE_LANGUAGES
from engine.problem.model import MEBIBYTE

# What comes out is one file, as of any compiler: an archive that the interpreter runs.
_PACK = """
import sys, traceback, zipfile
with zipfile.ZipFile('program', 'w') as packed:
    for place, name in enumerate(sys.argv[1:]):
        text = open(name, 'rb').read()
        try:
            compile(text, name, 'exec')
        except Exception as error:
            sys.exit(''.join(traceback.format_exception_only(type(error), error)))
        packed.writestr(name if place else '__main__.py', text)
"""


class PyPy:
    """Python by PyPy, without packages."""

    name = "pypy"
    kind: Kind = "runtime"
    installed_by = "Debian and Ubuntu: apt install pypy3; Fedora: dnf install pypy3; macOS: brew install pypy3"

    def file_name(self, source: str) -> str:  # noqa: ARG002  the same for all
        """Give the usual name."""
        return SOURCE_LANGUAGES[self.name].main_file

    def version(self) -> str | None:
        """Give the versions of PyPy and of the language."""
        pypy = first_found("pypy3")
        said = says(pypy, "--version") if pypy else None
        if not said:
            return None
        python, _, rest = said.strip().partition(" (")
        made = rest.partition("[")[2].partition("]")[0]
        return f"{made or 'PyPy'}, {python}"

    def folders(self) -> list[Path]:
        """Name the interpreter, and the folder that it stands in unless that holds all kinds of programs."""
        found = first_found("pypy3")
        pypy = Path(found).resolve() if found else None
        if pypy is None:
            return []
        return [pypy] if pypy.is_relative_to("/usr/bin") else [pypy, pypy.parents[1]]

    def install(self, folder: Path) -> Toolchain:  # noqa: ARG002  part of the seam
        """Find the interpreter."""
        pypy, version = first_found("pypy3"), self.version()
        if pypy is None or version is None:
            raise ExecutorError(missing("PyPy", ["pypy3"], self.installed_by))
        command = str(Path(pypy).resolve())
        return Toolchain(
            version=version,
            build=(command, "-I", "-S", "-B", "-c", _PACK),
            run=(command, "-s", "-S", "-B", "-X", "utf8", f"{FOLDER}/program"),
            sources=(".py",),
            reserved_bytes=1024 * MEBIBYTE,  # sys.setrecursionlimit(10**6) asks for 768 MB of stack
            environment={"PYPY_GC_NURSERY": "4M"},  # else it looks for the size of a cache where nothing can be read
        )
