"""Go: the compiler of the Go project."""

from __future__ import annotations

from pathlib import Path

from engine.errors import ExecutorError
from engine.execution.languages.base import FOLDER, Kind, Toolchain, first_found, missing, says
from engine.problem.languages import SOURCE_LANGUAGES


class Go:
    """Go with the standard library; nothing is ever fetched."""

    name = "go"
    kind: Kind = "native"
    installed_by = "Debian and Ubuntu: apt install golang-go; Fedora: dnf install golang; macOS: brew install go"

    def file_name(self, source: str) -> str:  # noqa: ARG002  the same for all
        """Give the usual name."""
        return SOURCE_LANGUAGES[self.name].main_file

    def version(self) -> str | None:
        """Give what the compiler says of itself."""
        go = first_found("go")
        said = says(go, "version") if go else None
        return said.strip().removeprefix("go version ") if said else None

    def folders(self) -> list[Path]:
        """Name where compiler and library are."""
        go = first_found("go")
        root = (says(go, "env", "GOROOT") or "").strip() if go else ""
        return [Path(root).resolve()] if root else []

    def install(self, folder: Path) -> Toolchain:  # noqa: ARG002  part of the seam
        """Find the compiler; each build has a cache of its own, since nothing that a program leaves may stay."""
        go = first_found("go")
        version = self.version()
        if go is None or version is None:
            raise ExecutorError(missing("Go", ["go"], self.installed_by))
        return Toolchain(
            version=version,
            build=(go, "build", "-o", "program"),
            run=(f"{FOLDER}/program",),
            sources=(".go",),
            build_environment={
                "HOME": FOLDER,
                "GOCACHE": f"{FOLDER}/.cache",
                "GOTMPDIR": FOLDER,
                "GO111MODULE": "off",
                "GOPROXY": "off",
                "GOTOOLCHAIN": "local",
                "GOTELEMETRY": "off",
                "CGO_ENABLED": "0",  # else the C compiler is run for parts of the standard library
                "GOMAXPROCS": "2",
            },
            environment={"GOMAXPROCS": "1"},  # CPU time is that of all threads: a parallel collector would cost it
            build_seconds=90.0,  # from 1.20 on the standard library comes without its compiled form
        )
