"""Java: the development kit that is on the path."""

from __future__ import annotations

import re
from pathlib import Path

from engine.errors import ExecutorError
from engine.execution.languages.base import FOLDER, MEMORY, Kind, Toolchain, first_found, first_line, missing, says

# A virtual machine reserves far more memory than it uses. These bounds leave the limit of address space where it is.
_BOUNDS = (
    *("-XX:+UseSerialGC", "-XX:-UsePerfData", "-XX:CompressedClassSpaceSize=32m", "-XX:MaxMetaspaceSize=96m"),
    *("-XX:ReservedCodeCacheSize=48m", "-XX:TieredStopAtLevel=1", "-Xshare:auto"),
)
_COMPILE = r"""
javac=$1 jar=$2 main=$3; shift 2
mkdir classes && "$javac" -J-Xmx512m {bounds} -nowarn -encoding UTF-8 -d classes "$@" &&
class=$(cd classes && find . -name "${{main%.java}}.class" | head -n 1 | sed 's|^\./||; s|\.class$||' | tr / .) &&
exec "$jar" -J-Xmx256m {bounds} --create --no-compress --file program --main-class "$class" -C classes .
""".format(bounds=" ".join(f"-J{bound}" for bound in _BOUNDS))

_COMMENTS = re.compile(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"", re.DOTALL)
_CLASS = re.compile(
    r"^[ \t]*((?:(?:public|final|abstract|strictfp)\s+)*)(?:class|record|enum|interface)\s+(\w+)", re.MULTILINE
)
_MAIN = re.compile(r"\bstatic\s+(?:final\s+)?void\s+main\s*\(")


class Java:
    """Java as its installed version has it; programs are run by the quick compiler alone (C1).

    The full one (C2) costs more CPU time on a second thread than short programs win by it.
    """

    name = "java"
    kind: Kind = "runtime"
    installed_by = (
        "Debian and Ubuntu: apt install default-jdk-headless; Fedora: dnf install java-latest-openjdk-devel; "
        "macOS: brew install openjdk"
    )

    def file_name(self, source: str) -> str:
        """Give the file's name: that of the public class, or of the class in which `main` is."""
        text = _COMMENTS.sub(" ", source)
        classes = list(_CLASS.finditer(text))
        public = next((found[2] for found in classes if "public" in found[1].split()), None)
        if public:
            return f"{public}.java"
        main = _MAIN.search(text)
        around = [found[2] for found in classes if main and found.start() < main.start()]
        return f"{around[-1] if around else 'Main'}.java"

    def version(self) -> str | None:
        """Give what the compiler says of itself."""
        home = _home()
        return first_line(says(str(home / "bin" / "javac"), "-version")) if home else None

    def folders(self) -> list[Path]:
        """Name the kit's folder, and what its settings are links to."""
        home = _home()
        if home is None:
            return []
        settings = [path.resolve() for path in (home / "conf", home / "lib" / "security") if path.exists()]
        linked = {path.resolve().parent for folder in settings for path in folder.iterdir() if path.is_symlink()}
        return [home, *settings, *sorted(linked)]

    def install(self, folder: Path) -> Toolchain:  # noqa: ARG002  part of the seam
        """Find compiler, packer and virtual machine."""
        home, version = _home(), self.version()
        if home is None or version is None:
            raise ExecutorError(missing("Java", ["javac"], self.installed_by))
        tools = home / "bin"
        return Toolchain(
            version=version,
            build=("/bin/sh", "-c", _COMPILE, "sh", str(tools / "javac"), str(tools / "jar")),
            run=(
                *(str(tools / "java"), *_BOUNDS, "-Xss64m", f"-Xmx{MEMORY}m", "-Xms16m"),
                *("-XX:+ExitOnOutOfMemoryError", "-Dfile.encoding=UTF-8", "-jar", f"{FOLDER}/program"),
            ),
            sources=(".java",),
            # Each thread's heap of the C library would reserve 64 MiB.
            environment={"MALLOC_ARENA_MAX": "1"},
            build_environment={"MALLOC_ARENA_MAX": "1"},
            build_seconds=60.0,
        )


def _home() -> Path | None:
    """Find the kit behind the links that lead to its compiler."""
    compiler = first_found("javac")
    return Path(compiler).resolve().parents[1] if compiler else None
