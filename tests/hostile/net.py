"""The outer net: whatever a hostile program manages, the machine of whoever runs these tests is not harmed."""

from __future__ import annotations

import contextlib
import os
import resource
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PROCESSES = 700
MEMORY_BYTES = 6 << 30
_CGROUPS = Path("/sys/fs/cgroup")


class NoNetError(Exception):
    """Nothing here can bound what the tests may do."""


@contextmanager
def net() -> Iterator[str]:
    """Bound the processes and the memory of this process and all that it starts; say by what.

    Root gets a control group. Everybody else is bounded by the count of processes, and the memory of each.
    """
    if os.geteuid() != 0:
        own = sum(1 for task in Path("/proc").glob("[0-9]*/task/*") if _owner(task) == os.getuid())
        resource.setrlimit(resource.RLIMIT_NPROC, (own + 2 * PROCESSES, resource.getrlimit(resource.RLIMIT_NPROC)[1]))
        yield "limits of processes"
        return
    made = list(_groups())
    if not made:
        raise NoNetError
    homes = [_home_of(group) for group in made]
    try:
        for group in made:
            (group / "cgroup.procs").write_text(str(os.getpid()))
        yield "control groups"
    finally:
        for group, home in zip(made, homes, strict=True):
            (home / "cgroup.procs").write_text(str(os.getpid()))
            with contextlib.suppress(OSError):
                group.rmdir()


def _groups() -> Iterator[Path]:
    """Make control groups, of either version."""
    limits = {"pids": {"pids.max": PROCESSES}, "memory": {"memory.limit_in_bytes": MEMORY_BYTES}}
    if (_CGROUPS / "cgroup.controllers").exists():
        limits = {"": {"pids.max": PROCESSES, "memory.max": MEMORY_BYTES}}
    with contextlib.suppress(OSError):
        for controller, settings in limits.items():
            group = _CGROUPS / controller / f"sstar-hostile-{os.getpid()}"
            group.mkdir(exist_ok=True)
            for name, value in settings.items():
                (group / name).write_text(str(value))
            yield group


def _home_of(group: Path) -> Path:
    """Find the group that this process is in now, below the same controller."""
    controller = group.parent.name
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        if controller in controllers.split(",") or (group.parent == _CGROUPS and not controllers):
            return group.parent / path.lstrip("/")
    return group.parent


def _owner(path: Path) -> int:
    try:
        return path.stat().st_uid
    except OSError:
        return -1
