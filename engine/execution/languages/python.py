"""Python: the interpreter that this application's own one was made from."""

from __future__ import annotations

import platform
import sys
import sysconfig
from pathlib import Path

from engine.execution.languages.base import FOLDER, Kind, Toolchain
from engine.problem.languages import SOURCE_LANGUAGES

# Compiling everything first makes a syntax error CE, once, in place of RE for every input.
_CHECK = """
import sys
for name in sys.argv[1:]:
    try:
        compile(open(name, 'rb').read(), name, 'exec')
    except Exception as error:
        import traceback
        sys.exit(''.join(traceback.format_exception_only(error)))
"""


class Python:
    """CPython in a small environment of its own.

    The environment is like a virtual one, with a single `.pth` line that names the site-packages of the base
    interpreter: numpy can be imported where the person has it, the application's own packages cannot, and the
    `.pth` files found there are not obeyed. Those run foreign code at each start (27 ms against 7.5 with many
    packages). Isolated mode (`-I`) would take the program's folder from the path, and ignore
    PYTHONHASHSEED; the environment is clean already.
    """

    name = "python"
    kind: Kind = "python"
    installed_by = "it is always there"

    def file_name(self, source: str) -> str:  # noqa: ARG002  the same for all
        """Give the usual name."""
        return SOURCE_LANGUAGES[self.name].main_file

    def folders(self) -> list[Path]:
        """Name none: each worker is such an interpreter, and sees what it needs."""
        return []

    def version(self) -> str | None:
        """Give this interpreter's version; it is always there."""
        return f"Python {platform.python_version()}"

    def install(self, folder: Path) -> Toolchain:
        """Write the environment into `folder`."""
        interpreter = base_interpreter()
        python = folder / "bin" / "python"
        packages = folder / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
        python.parent.mkdir(parents=True)
        packages.mkdir(parents=True)
        python.symlink_to(interpreter)
        settings = f"home = {interpreter.parent}\ninclude-system-site-packages = false\n"
        (folder / "pyvenv.cfg").write_text(settings, "utf-8")
        (packages / "base.pth").write_text("\n".join(base_packages()), "utf-8")
        # -s: no packages of the person's own; -B: no .pyc beside the program.
        command = (str(python), "-s", "-B", "-X", "utf8")
        return Toolchain(
            version=f"Python {platform.python_version()}",
            build=(str(interpreter), "-I", "-S", "-B", "-c", _CHECK),
            run=(*command, f"{FOLDER}/{SOURCE_LANGUAGES[self.name].main_file}"),
            sources=(".py",),
            environment={
                # The order of a set is part of what a program does: a resumed run must see the same again.
                "PYTHONHASHSEED": "0",
                # One thread a core, each with its buffers, would not fit below the limit of address space.
                "OPENBLAS_NUM_THREADS": "1",
                "OMP_NUM_THREADS": "1",
            },
        )


def base_interpreter() -> Path:
    """Find the interpreter below a virtual environment; our own one where there is nothing below."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    base = Path(sys.base_prefix) / "bin" / name
    return base if base.exists() else Path(sys.executable)


def base_packages() -> list[str]:
    """List the folders of packages that the base interpreter has, whether they exist or not."""
    scheme = {"base": sys.base_prefix, "platbase": sys.base_exec_prefix}
    paths = (sysconfig.get_path(kind, vars=scheme) for kind in ("purelib", "platlib"))
    # Debian keeps the packages of its own interpreter here, outside of the scheme.
    debian = "/usr/lib/python3/dist-packages" if sys.base_prefix == "/usr" else None
    return list(dict.fromkeys(path for path in (*paths, debian) if path))
