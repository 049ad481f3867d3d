"""How a worker is started in each tier: the command line, and what it is told to allow."""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
from functools import cache
from pathlib import Path
from shutil import which
from typing import Literal

import msgspec

from engine.errors import ExecutorError
from engine.execution.languages import LANGUAGES
from engine.execution.languages.python import base_interpreter, base_packages
from engine.execution.sandbox.filters import PID_PLACE, build_filters
from engine.execution.sandbox.inside.cage import Settings
from engine.execution.sandbox.syscalls import this_machine

Tier = Literal["full", "no-namespace"]

HERE = Path(__file__).parent
_IN_THE_BOX = "/sandbox"
_SCRATCH_IN_THE_BOX = "/tmp"  # noqa: S108  a file system of its own
_SCRATCH_BYTES = 128 << 20

# The stack of the main thread can grow as far as the memory limit when it is unlimited before Python starts.
_SHELL = 'ulimit -s unlimited 2>/dev/null || ulimit -s "$(ulimit -H -s)"; exec "$@"'
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); from inside import start; start.main(int(sys.argv[2]), sys.argv[3])"
)

_LIBRARIES = ["/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/local/lib", "/lib", "/lib32", "/lib64", "/nix/store"]
_HARMLESS_FILES = ["/dev/urandom", "/dev/random", "/dev/zero", "/etc/ld.so.cache", "/usr/share/zoneinfo"]
_TOOLS = ["/usr", "/bin", "/etc/alternatives"]
_LINKED = ("lib", "lib32", "lib64", "bin")

RUN_PROCESSES = 128
"""Threads and processes below one worker, where they can be counted for it alone."""
_OTHERS = 1024
"""Threads that may be added below all workers and elsewhere by the same user, where they are counted together."""
_UIDS_FROM = 61_000


def worker_command(tier: Tier, scratch: Path, number: int, control: int) -> list[str]:
    """Give the command line of a worker.

    Args:
        tier: how closed it shall be.
        scratch: a folder for its files; not used in the full tier.
        number: a small number that no other worker has.
        control: the file descriptor of its socket.
    """
    _keep_bytecode()
    python = [str(base_interpreter()), *["-s", "-S", "-B", "-P", "-X", "utf8", "-c"], _START]
    full = tier == "full"
    settings = _settings(_SCRATCH_IN_THE_BOX if full else str(scratch), number, full=full)
    told = [_IN_THE_BOX if full else str(HERE), str(control), json.dumps(settings)]
    return ["/bin/sh", "-c", _SHELL, "sh", *(_bubblewrap() if full else []), *python, *told]


@cache
def _keep_bytecode() -> None:
    """Compile what workers consist of where that was not done yet: they may write nothing, and would do so each time.

    An installer may leave it to the first import, and nothing but a worker imports most of it.
    """
    if not sys.dont_write_bytecode:
        import compileall  # once in a process that runs programs; no command that runs none pays for it

        compileall.compile_dir(HERE / "inside", maxlevels=0, quiet=2)


def worker_environment(tier: Tier, scratch: Path) -> dict[str, str]:
    """Give all variables that a worker has, and with it the programs."""
    home = f"{_SCRATCH_IN_THE_BOX if tier == 'full' else scratch}/home"
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": home,
        "TMPDIR": home,
        # The order of a set is part of what a program does: a resumed run must see the same again.
        "PYTHONHASHSEED": "0",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        # Find all functions of libraries at the start, not each at its first call, in every fork anew. Taken back by
        # the worker.
        "LD_BIND_NOW": "1",
    }


def process_limit(tier: Tier) -> int:
    """How many processes and threads there may be, as the system counts them: by user, where none is our own."""
    if tier == "full" or os.geteuid() == 0:
        return RUN_PROCESSES
    return _processes_of(os.getuid()) + _OTHERS


def worker_folders(tier: Tier, scratch: Path) -> re.Pattern[str]:
    """Find the folders of workers in what a program or a compiler says; `scratch` holds those of all workers."""
    where = _SCRATCH_IN_THE_BOX if tier == "full" else f"{re.escape(str(scratch))}/worker-[0-9]+"
    return re.compile(f"{where}/(?:program|build|home)/")


def _processes_of(uid: int) -> int:
    """Count the threads of a user."""
    count = 0
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if folder.stat().st_uid == uid:
                count += sum(1 for _ in (folder / "task").iterdir())
    return count


def bubblewrap() -> str | None:
    """Find bubblewrap."""
    return which("bwrap")


@cache
def _toolchains() -> tuple[Path, ...]:
    """List what languages need beyond the system's libraries and headers."""
    return tuple(dict.fromkeys(folder for language in LANGUAGES.values() for folder in language.folders()))


@cache
def _filters() -> dict[str, str]:
    machine = this_machine()
    if machine is None:
        raise ExecutorError(f"There is no filter of system calls for {os.uname().machine} machines yet.")
    built = build_filters(machine)
    return {name: code.hex() for name, code in msgspec.structs.asdict(built).items()}


def _settings(scratch: str, number: int, *, full: bool) -> Settings:
    interpreter = [path for path in (f"{sys.base_prefix}/lib", f"{sys.base_prefix}/lib64") if Path(path).is_dir()]
    packages = [path for path in base_packages() if Path(path).is_dir()]
    readable = [*_LIBRARIES, *_HARMLESS_FILES, *interpreter, *packages, *map(str, _toolchains())]
    return Settings(
        own_pids=full,
        scratch=scratch,
        keeps_files=full,
        readable=readable,
        compiler_readable=[*readable, *_TOOLS],
        filters=_filters(),
        pid_place=PID_PLACE,
        uid=_UIDS_FROM + number if not full and os.geteuid() == 0 else None,
        packages=packages,
    )


def _bubblewrap() -> list[str]:
    """Wrap a command in namespaces of its own, with a file system that holds little and cannot be written."""
    found = bubblewrap()
    if found is None:
        raise ExecutorError("bubblewrap was there and is not any more; install it again.")
    options = [
        *["--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent", "--new-session", "--as-pid-1"],
        *["--cap-drop", "ALL", "--hostname", "box", "--clearenv"],
        *(part for pair in worker_environment("full", Path()).items() for part in ("--setenv", *pair)),
        *["--ro-bind", "/usr", "/usr", "--ro-bind-try", "/etc/alternatives", "/etc/alternatives"],
        *["--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache", "--ro-bind-try", "/nix/store", "/nix/store"],
        *_links(),
        *["--proc", "/proc", "--dev", "/dev", "--size", "65536", "--tmpfs", "/dev/shm"],  # noqa: S108  that of the box
        *("--size", str(_SCRATCH_BYTES), "--tmpfs", _SCRATCH_IN_THE_BOX),
        *("--ro-bind", str(HERE / "inside"), f"{_IN_THE_BOX}/inside"),
    ]
    if not Path(sys.base_prefix).is_relative_to("/usr"):
        options += ["--ro-bind", sys.base_prefix, sys.base_prefix]
    for path in _toolchains():
        if not path.is_relative_to("/usr"):
            options += ["--ro-bind", str(path), str(path)]
    return [found, *options, "--remount-ro", "/", "--chdir", _SCRATCH_IN_THE_BOX]


def _links() -> list[str]:
    """Make /lib and its like what they are outside: links into /usr, or folders."""
    options: list[str] = []
    for name in _LINKED:
        path = Path("/") / name
        if path.is_symlink():
            options += ["--symlink", str(path.readlink()), str(path)]
        elif path.is_dir():
            options += ["--ro-bind", str(path), str(path)]
    return options
