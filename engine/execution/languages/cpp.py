"""C++: g++ or clang++, whichever is there."""

from __future__ import annotations

import functools
import shutil
import subprocess
from pathlib import Path

from engine.errors import ExecutorError
from engine.execution.languages.base import FOLDER, Toolchain

_COMPILERS = ("g++", "clang++")
_STANDARDS = ("gnu++20", "gnu++17")
_PROBE_SECONDS = 20.0


class Cpp:
    """C++20 with GNU extensions, C++17 with an older compiler; optimized as judges do (-O2)."""

    name = "cpp"
    title = "C++"
    main_file = "main.cpp"

    def version(self) -> str | None:
        """Give the first line of what the compiler says of itself."""
        compiler = _compiler()
        return _says(compiler, "--version").partition("\n")[0] or None if compiler else None

    def install(self, folder: Path) -> Toolchain:  # noqa: ARG002  part of the seam
        """Find the compiler and the newest standard it knows."""
        compiler = _compiler()
        if compiler is None:
            raise ExecutorError(
                "C++ programs cannot be run: neither g++ nor clang++ was found. "
                "Install one (Debian and Ubuntu: apt install g++; Fedora: dnf install gcc-c++; "
                "macOS: xcode-select --install)."
            )
        return Toolchain(
            version=self.version() or compiler,
            # Warnings (-w) would push the errors out of what is kept of the compiler's message.
            build=(
                compiler,
                "-O2",
                f"-std={_standard(compiler)}",
                "-w",
                "-fdiagnostics-color=never",
                "-o",
                "program",
            ),
            run=(f"{FOLDER}/program",),
            sources=(".cpp", ".cc", ".cxx", ".c++", ".C"),
            path=f"{Path(compiler).parent}:/usr/bin:/bin",
        )


@functools.cache
def _compiler() -> str | None:
    return next(filter(None, map(shutil.which, _COMPILERS)), None)


@functools.cache
def _standard(compiler: str) -> str:
    flags = ("-x", "c++", "-fsyntax-only", "/dev/null")
    known = (name for name in _STANDARDS if _succeeds(compiler, f"-std={name}", *flags))
    return next(known, _STANDARDS[-1])


@functools.cache
def _says(*command: str) -> str:
    done = _probe(command)
    return done.stdout if done else ""


def _succeeds(*command: str) -> bool:
    done = _probe(command)
    return done is not None and done.returncode == 0


def _probe(command: tuple[str, ...]) -> subprocess.CompletedProcess[str] | None:
    try:
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=_PROBE_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None  # found, but it does not run: as good as absent
