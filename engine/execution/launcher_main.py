"""The launcher process: starts programs under limits, watches them, and says how they ended.

It is a process of its own, and stays one for all executions, because

* limits are set between fork and exec, which is safe in a process with a single thread, and not in one with
  writer threads; it is cheap too, as a fork copies the page tables of its parent;
* the peak memory that the system reports of a program begins at that of the process which started it: 200 MB
  for /bin/true when the application is that large;
* when the application dies, however it dies, its end of the pipe closes, and nothing is left running;
* an orphan of a program falls to the launcher (on Linux), which ends it;
* waiting for many processes needs one thread here, and neither pidfd nor a child watcher there.

It uses the standard library only, and imports nothing of the engine, so that it is small and starts at once.
"""

from __future__ import annotations

import ctypes
import json
import math
import os
import resource
import select
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from typing import Any

Order = dict[str, Any]
"""A message of `engine.execution.launch`, as it arrives."""

LAUNCHED_FILES = 256
"""File descriptors that a program may have open."""

CPU_MARGIN = 1.02
"""A program is stopped a little after its limit, so that every clock puts it beyond."""

LEAST_PAUSE = 0.02
"""Seconds between two looks at the CPU clock of a program."""

CORES = os.cpu_count() or 1


class Running:
    """A program that was started and has not been waited for."""

    def __init__(self, order: Order, process: subprocess.Popen[bytes]) -> None:
        """Note the limits of an order (`engine.execution.launch.Launch`)."""
        self.id: int = order["id"]
        self.cpu_seconds: float = order["cpu_seconds"] * CPU_MARGIN
        self.process = process
        self.started = time.monotonic()
        self.stdout: str = order["stdout"]
        self.file_bytes: int = order["file_bytes"]
        self.deadline: float = self.started + order["wall_seconds"]
        self.next_look = self.started
        self.stopped = ""
        self.look(self.started)

    def look(self, now: float) -> None:
        """Stop the program if it is beyond a limit, else decide when to look again."""
        left = self.cpu_seconds - (_cpu_clock(self.process.pid) or 0.0)
        if now >= self.deadline:
            self.stop("wall")
        elif left <= 0:
            self.stop("cpu")
        elif _length(self.stdout) >= self.file_bytes:  # not every language tells its programs that this is the end
            self.stop("output")
        if self.stopped:
            self.next_look = now + 1.0  # it is dying
        else:  # with every core in use the limit cannot be reached earlier than this
            self.next_look = min(self.deadline, now + max(left / CORES, LEAST_PAUSE))

    def stop(self, reason: str) -> None:
        """Kill the program and its process group; the first reason is the one that is told."""
        self.stopped = self.stopped or reason
        _kill_group(self.process.pid)


class Launcher:
    """The loop: orders come in, programs end, limits pass."""

    def __init__(self) -> None:
        self._running: dict[int, Running] = {}
        self._unread = b""
        self._ended, wakeup = os.pipe()
        for end in (self._ended, wakeup):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(wakeup)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def serve(self) -> None:
        """Serve until standard input ends, then end everything."""
        while True:
            ready, _, _ = select.select([0, self._ended], [], [], self._pause())
            if self._ended in ready:
                os.read(self._ended, 4096)
                self._reap()
            if 0 in ready and not self._obey():
                break
            now = time.monotonic()
            for running in self._running.values():
                if running.next_look <= now:
                    running.look(now)
        self._end_all()

    def _pause(self) -> float | None:
        if not self._running:
            return None
        first = min(running.next_look for running in self._running.values())
        return max(0.0, first - time.monotonic())

    def _obey(self) -> bool:
        data = os.read(0, 1 << 20)
        *lines, self._unread = (self._unread + data).split(b"\n")
        for line in lines:
            order = json.loads(line)
            if "stop" in order:
                self._stop(order["stop"])
            else:
                self._start(order)
        return bool(data)

    def _stop(self, number: int) -> None:
        for running in self._running.values():
            if running.id == number:
                running.stop("asked")

    def _start(self, order: Order) -> None:
        try:
            process = _start(order)
        except (OSError, subprocess.SubprocessError) as error:
            _say({"id": order["id"], "fault": f"{order['command'][0]} could not be started: {error}"})
        else:
            self._running[process.pid] = Running(order, process)

    def _reap(self) -> None:
        while True:
            try:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            running = self._running.pop(pid, None)
            if running:
                _kill_group(pid)
                running.process.returncode = status  # it was waited for here
                _say(_report(running, status, usage))
            self._sweep()

    def _sweep(self) -> None:
        """Kill what programs left behind outside of their groups, which falls to us."""
        for pid in _children():
            if pid not in self._running and _session(pid) not in self._running:
                _kill(pid)

    def _end_all(self) -> None:
        for running in self._running.values():
            running.stop("asked")
        self._running.clear()
        with suppress(ChildProcessError):
            while True:
                self._sweep()
                os.wait4(-1, 0)


def _start(order: Order) -> subprocess.Popen[bytes]:
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    files = [os.open(order["stdin"], os.O_RDONLY)]
    try:
        files += [os.open(order[name], flags, 0o600) for name in ("stdout", "stderr")]
        return subprocess.Popen(
            order["command"],
            stdin=files[0],
            stdout=files[1],
            stderr=files[2],
            cwd=order["folder"],
            env=order["environment"],
            start_new_session=True,
            preexec_fn=lambda: _limit(order),  # noqa: PLW1509  this process has one thread
        )
    finally:
        for file in files:
            os.close(file)


def _limit(order: Order) -> None:
    seconds = math.ceil(order["cpu_seconds"]) + 1
    _set_limit(resource.RLIMIT_CPU, seconds, seconds + 1)
    _set_limit(resource.RLIMIT_FSIZE, order["file_bytes"])
    _set_limit(resource.RLIMIT_CORE, 0)
    _set_limit(resource.RLIMIT_NOFILE, LAUNCHED_FILES)
    # Without a limit if that is allowed: deep recursion is bounded by the memory, as on a judge. A finite
    # number would be taken by every thread as the size of its stack.
    # RLIMIT_NPROC is left as it is: it counts all processes of the person, not those of this program.
    _set_limit(resource.RLIMIT_STACK, resource.RLIM_INFINITY)
    if sys.platform == "linux":  # macOS takes the number and does not enforce it, or refuses it
        _set_limit(resource.RLIMIT_AS, order["memory_bytes"])


def _set_limit(kind: int, soft: int, hard: int | None = None) -> None:
    """Set a limit, as near as the hard limit allows."""
    most = resource.getrlimit(kind)[1]
    wanted = [soft, soft if hard is None else hard]
    if most != resource.RLIM_INFINITY:
        wanted = [most if value == resource.RLIM_INFINITY else min(value, most) for value in wanted]
    resource.setrlimit(kind, (wanted[0], wanted[1]))


def _report(running: Running, status: int, usage: resource.struct_rusage) -> dict[str, object]:
    exited = os.WIFEXITED(status)
    return {
        "id": running.id,
        "exit_code": os.WEXITSTATUS(status) if exited else None,
        "signal": None if exited else os.WTERMSIG(status),
        "stopped": running.stopped,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "wall_seconds": time.monotonic() - running.started,
        "memory_bytes": usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
    }


def _say(report: dict[str, object]) -> None:
    with suppress(BrokenPipeError):  # the application is gone, which standard input will tell
        os.write(1, json.dumps(report).encode() + b"\n")


def _cpu_clock(pid: int) -> float | None:
    """Read the CPU time of a process, in seconds; None where there is no such clock or process."""
    if sys.platform != "linux":
        return None  # RLIMIT_CPU, rounded up, is what stops it there
    try:
        return time.clock_gettime(~pid << 3 | 2)  # CPUCLOCK_SCHED of a process, see linux/posix-timers.h
    except OSError:
        return None


def _length(file: str) -> int:
    try:
        return os.stat(file).st_size  # noqa: PTH116  pathlib is one more module to load
    except OSError:
        return 0


def _children() -> list[int]:
    try:
        with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as file:  # noqa: PTH123
            return [int(pid) for pid in file.read().split()]
    except OSError:
        return []  # not on Linux: orphans fall to init


def _session(pid: int) -> int:
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return 0


def _kill_group(group: int) -> None:
    with suppress(ProcessLookupError, PermissionError):  # it is empty; of zombies only, as macOS says it
        os.killpg(group, signal.SIGKILL)


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _adopt_orphans() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


def main(scratch: str) -> None:
    """Serve orders from standard input, then remove `scratch`, where the files of all executions are."""
    _adopt_orphans()
    Launcher().serve()
    shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1])
