"""The confinement of a worker's processes, in two steps: one for a program, one for each run of it."""

from __future__ import annotations

import os
import resource
from typing import TYPE_CHECKING, TypedDict

from . import kernel

if TYPE_CHECKING:
    from collections.abc import Callable

    from .wire import Limits

_LEAST_CPU_SECONDS = 10
"""What compiling a Python program may use."""

_LAST_FILE = 1 << 16

FEEDBACK = ("judgemessage.txt", "teammessage.txt", "judgeerror.txt", "diffposition.txt", "score.txt")
"""What a checker may write: these files are there, and it can make no others."""


class Settings(TypedDict):
    """What the executor decides about a worker when it starts it."""

    own_pids: bool
    """Whether the worker has process ids of its own, so that -1 means its own processes."""
    scratch: str
    """The worker's folder; holds `home`, `program`, `judge`, `feedback` and `build`."""
    keeps_files: bool
    """Whether programs may write files, in `home`."""
    readable: list[str]
    """What the programs may read."""
    compiler_readable: list[str]
    filters: dict[str, str]
    """Code in hexadecimal digits."""
    pid_place: int
    uid: int | None
    """User id that processes are counted under, for a worker that belongs to root."""
    packages: list[str]
    """Folders with further Python packages."""


class Cage:
    """Everything that is needed to confine a process, made once."""

    def __init__(self, settings: Settings) -> None:
        """Lay out filters and rulesets."""
        self.settings = settings
        self._own_pids = settings["own_pids"]
        self.home = os.path.join(settings["scratch"], "home")
        self.program = os.path.join(settings["scratch"], "program")
        self.build = os.path.join(settings["scratch"], "build")
        self.judge = os.path.join(settings["scratch"], "judge")
        self.feedback = os.path.join(settings["scratch"], "feedback")
        for folder in (self.home, self.program, self.build, self.judge, self.feedback):
            os.makedirs(folder, exist_ok=True)
        for name in FEEDBACK:
            os.close(os.open(os.path.join(self.feedback, name), os.O_CREAT | os.O_WRONLY, 0o666))
            # A checker may run under another user id; the folder is reached by this worker's processes only.
            os.chmod(os.path.join(self.feedback, name), 0o666)  # noqa: S103
        os.chdir(self.home)
        codes = {name: bytes.fromhex(code) for name, code in settings["filters"].items()}
        self._run_filter = kernel.Filter(codes.pop("run"), settings["pid_place"])
        self._filters = {name: kernel.Filter(code) for name, code in codes.items()}
        own = [self.home] if settings["keeps_files"] else []
        running = kernel.make_ruleset([*settings["readable"], self.home, self.program], [*own, "/dev/null"])
        compiling = kernel.make_ruleset(settings["compiler_readable"], [self.build, "/dev/null"])
        self._rulesets = {"program": running, "native": running, "compiler": compiling}
        judging = [*settings["readable"], self.judge, self.feedback]
        self._judging = kernel.make_ruleset(judging, ["/dev/null"], [self.feedback])

    def close_around(self, kind: str, limits: Limits, least_file_bytes: int = 0, *, judging: bool = False) -> None:
        """Confine this process to what all runs of one program need.

        Args:
            kind: `program`, `native` or `compiler`.
            limits: what one run may use.
            least_file_bytes: length of a file that this process itself must be able to write.
            judging: whether it is a checker or an interactor, which may write its feedback and nothing else.
        """
        parent = os.getppid()
        os.setsid()
        uid = self.settings["uid"]
        if uid is not None and kind != "compiler":
            # Threads are not counted for root. Python's own files may be readable by root only, so the effective id
            # stays; executing with two ids would take the large stack away.
            effective = uid if kind == "native" else 0
            os.setresuid(uid, effective, effective)
        kernel.give_up_capabilities()
        kernel.die_with(parent)  # again: the change of ids has undone it
        _set_limits(limits, max(limits["file_bytes"], least_file_bytes))
        ruleset = self._judging if judging else self._rulesets[kind]
        if ruleset is not None:
            kernel.restrict(ruleset)
        for other in {*self._rulesets.values(), self._judging}:
            if other is not None:
                os.close(other)  # each open file is taken over by every fork, and closed there
        self._filters[kind].load()

    def closer(self, keep: int = 3, last: int = _LAST_FILE) -> Callable[[], None]:
        """Make a function that confines a fork of this process, which is confined, to a single run.

        All that a fork has to look up beforehand is looked up once. Files from `keep` to `last` are closed.
        """
        own_pids, closerange, load = self._own_pids, os.closerange, self._run_filter.loader()
        parent = os.getpid()

        def close() -> None:
            if not own_pids:
                kernel.die_with(parent)
            closerange(keep, last)
            load()

        return close


def _set_limits(limits: Limits, file_bytes: int) -> None:
    seconds = max(_LEAST_CPU_SECONDS, int(limits["cpu_seconds"]) + 2)  # a second line: runs are watched
    for kind, value in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, limits["address_bytes"]),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_NPROC, limits["processes"]),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        most = resource.getrlimit(kind)[1]
        possible = value if most == resource.RLIM_INFINITY else min(value, most)
        resource.setrlimit(kind, (possible, possible))
