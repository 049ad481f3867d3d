"""Chooses how closed programs can be run on this machine: by trying it, never by version numbers."""

from __future__ import annotations

import asyncio
import functools
import platform
import sys
import threading
from pathlib import Path
from typing import Literal

from msgspec import Struct

from engine.errors import SStarError
from engine.execution.protocol import Job
from engine.execution.sandbox.canaries import bait
from engine.execution.sandbox.command import Tier, bubblewrap
from engine.execution.sandbox.executor import SandboxExecutor
from engine.execution.sandbox.syscalls import MACHINES, this_machine
from engine.problem.model import Limits, Program, SourceFile

_PATIENCE_SECONDS = 10.0

GUARANTEES = {
    "full": "programs see no network, no files, no other process; time, memory, output and processes are limited",
    "no-namespace": "the same, held by fewer walls; a program can tell whether a file exists",
    "unisolated": "time, memory and output are limited; files, network and other processes are open to programs",
}
"""Tiers, the best first, and what each promises."""


class Obstacle(Struct, frozen=True):
    """Why a tier cannot be had here, and what a person can do about it."""

    tier: Tier
    why: str
    remedy: str


class Choice(Struct, frozen=True):
    """The best tier of this machine, and what keeps it from better ones."""

    tier: Literal["full", "no-namespace", "unisolated"]
    obstacles: tuple[Obstacle, ...]


@functools.cache
def choose_tier() -> Choice:
    """Find the best tier that holds, once per process; takes less than a second."""
    obstacles: list[Obstacle] = []
    tiers: tuple[Tier, ...] = ("full", "no-namespace")
    for tier in tiers:
        obstacle = self_test(tier)
        if obstacle is None:
            return Choice(tier, tuple(obstacles))
        obstacles.append(obstacle)
    return Choice("unisolated", tuple(obstacles))


def self_test(tier: Tier) -> Obstacle | None:
    """Try one tier with a program that tries to get out; None when it works and holds."""
    if (obstacle := _known_obstacle(tier)) is not None:
        return obstacle
    complaints: list[str] = []
    # A thread with a loop of its own, since whoever asks may be in a loop already.
    thread = threading.Thread(target=lambda: complaints.extend(asyncio.run(_complaints(tier))))
    thread.start()
    thread.join()
    if not complaints:
        return None
    return Obstacle(tier, f"in a trial {'; '.join(complaints)}", _remedy(tier))


async def _complaints(tier: Tier) -> list[str]:
    executor = SandboxExecutor(tier, 1)
    try:
        with bait() as canary:
            program = Program("python", (SourceFile("canary.py", canary.program),))
            async with asyncio.timeout(_PATIENCE_SECONDS):
                async for outcome in executor.run(Job(program, (canary.input,), Limits())):
                    if outcome.clean:
                        return canary.complaints(outcome.output)
                    return [f"an ordinary program does not run ({outcome.ending}: {outcome.error[-300:].strip()})"]
    except (SStarError, OSError, TimeoutError) as error:
        return [f"it could not be started ({str(error)[-300:].strip() or type(error).__name__})"]
    else:
        return ["nothing happened"]
    finally:
        await executor.close()


def _known_obstacle(tier: Tier) -> Obstacle | None:
    """Tell what need not be tried."""
    if sys.platform == "darwin":
        return Obstacle(
            tier,
            "macOS offers programs no way to be shut in",
            "Run sstar in a Linux virtual machine or container (Lima, OrbStack, Docker)",
        )
    if sys.platform != "linux":
        return Obstacle(tier, f"it is made of parts of Linux, and this is {platform.system()}", "Run sstar in WSL 2")
    if this_machine() is None:
        known = " and ".join(MACHINES)
        return Obstacle(
            tier,
            f"there is no filter of system calls for {platform.machine()} yet, only for {known}",
            "Run sstar on such a machine, or add the numbers to engine/execution/sandbox/syscalls.py",
        )
    if tier == "full" and bubblewrap() is None:
        return Obstacle(tier, "bubblewrap is not installed", f"Install it: {_install_command()}")
    return None


def _remedy(tier: Tier) -> str:
    if tier == "no-namespace":
        return (
            "Use Linux 5.13 or newer with Landlock switched on (`landlock` in /sys/kernel/security/lsm; add it to "
            "the kernel's lsm= option)"
        )
    for setting, bad, remedy in _SETTINGS:
        if _read(setting) == bad:
            return remedy
    if Path("/.dockerenv").exists() or Path("/run/.containerenv").exists():
        return "Let the container make user namespaces: start it with --security-opt seccomp=unconfined"
    return "Let ordinary users make namespaces (see `bwrap --unshare-all --ro-bind / / true` for what is refused)"


_SETTINGS = (
    (
        "/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
        "1",
        "Allow user namespaces: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0, or an AppArmor profile",
    ),
    (
        "/proc/sys/kernel/unprivileged_userns_clone",
        "0",
        "Allow user namespaces: sudo sysctl kernel.unprivileged_userns_clone=1",
    ),
    (
        "/proc/sys/user/max_user_namespaces",
        "0",
        "Allow user namespaces: sudo sysctl user.max_user_namespaces=10000",
    ),
)
"""Switches that forbid namespaces: file, forbidding value, remedy."""

_INSTALLERS = {
    "debian": "sudo apt install bubblewrap",
    "ubuntu": "sudo apt install bubblewrap",
    "fedora": "sudo dnf install bubblewrap",
    "rhel": "sudo dnf install bubblewrap",
    "arch": "sudo pacman -S bubblewrap",
    "suse": "sudo zypper install bubblewrap",
    "alpine": "sudo apk add bubblewrap",
}


def _install_command() -> str:
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        release = {}
    names = [release.get("ID", ""), *release.get("ID_LIKE", "").split()]
    return next((_INSTALLERS[name] for name in names if name in _INSTALLERS), "the package is called bubblewrap")


def _read(file: str) -> str:
    try:
        return Path(file).read_text("ascii").strip()
    except OSError:
        return ""
