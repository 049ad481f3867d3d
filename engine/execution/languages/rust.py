"""Rust: the compiler alone, without crates."""

from __future__ import annotations

from pathlib import Path

from engine.errors import ExecutorError
from engine.execution.languages.base import FOLDER, Kind, Toolchain, first_found, first_line, missing, says
from engine.problem.languages import SOURCE_LANGUAGES


class Rust:
    """Rust 2021, optimized, with the standard library.

    `rustc` on the path is often that of rustup, which chooses a toolchain by files that no sandbox shows: the
    compiler inside the chosen toolchain is used in its place.
    """

    name = "rust"
    kind: Kind = "native"
    installed_by = "Debian and Ubuntu: apt install rustc; Fedora: dnf install rust; elsewhere: https://rustup.rs"

    def file_name(self, source: str) -> str:  # noqa: ARG002  the same for all
        """Give the usual name."""
        return SOURCE_LANGUAGES[self.name].main_file

    def version(self) -> str | None:
        """Give what the compiler says of itself."""
        compiler = _compiler()
        return first_line(says(str(compiler), "--version")) if compiler else None

    def folders(self) -> list[Path]:
        """Name the toolchain's folder, where it has one of its own."""
        root = _root()
        return [root] if root and root != Path("/usr") else []

    def install(self, folder: Path) -> Toolchain:  # noqa: ARG002  part of the seam
        """Find the compiler, and the linker that it needs."""
        compiler, version = _compiler(), self.version()
        if compiler is None or version is None:
            raise ExecutorError(missing("Rust", ["rustc"], self.installed_by))
        linker = first_found("cc", "gcc", "clang")
        if linker is None:
            raise ExecutorError("Rust programs cannot be run: there is no linker. Install gcc or clang.")
        return Toolchain(
            version=version,
            build=(
                *(str(compiler), "--edition=2021", "-O", "-Awarnings", "--color=never", "-C", f"linker={linker}"),
                *("--crate-name", "program", "-o", "program"),
            ),
            run=(f"{FOLDER}/program",),
            sources=(".rs",),
            environment={"RUST_BACKTRACE": "0"},
            build_seconds=60.0,
        )


def _root() -> Path | None:
    found = first_found("rustc")
    root = (says(found, "--print", "sysroot") or "").strip() if found else ""
    return Path(root) if root else None


def _compiler() -> Path | None:
    root = _root()
    compiler = root / "bin" / "rustc" if root else None
    return compiler if compiler and compiler.exists() else None
