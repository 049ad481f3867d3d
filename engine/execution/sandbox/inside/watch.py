"""Waiting for a process, which is stopped when it uses more than it may."""

from __future__ import annotations

import _socket
import os
import signal
import time
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from resource import struct_rusage

_PERIOD = 0.02
"""Seconds between two looks; one that falls between two forks costs 40 pages, so most short runs shall have none."""


class StoppedError(Exception):
    """The executor said stop, or is gone."""


class Ended(NamedTuple):
    """How a process ended."""

    stopped: int
    """Why it was killed, an index of `wire.STOPPED`."""
    exit_code: int
    signal: int
    cpu_seconds: float
    wall_seconds: float
    memory_bytes: int


class Watch:
    """Waits for one process at a time, with an eye on the executor.

    The system interrupts the waiting every few milliseconds for a look at the limits. So a short run costs one call;
    whatever else is done beside a fork is paid for in copies of memory pages.
    """

    def __init__(self, control: _socket.socket, idle: Callable[[], None], most_bytes: int = 0) -> None:
        """Start looking.

        Args:
            control: the socket to the executor; whatever arrives on it means stop.
            idle: called at each look.
            most_bytes: a process whose standard output, our file 1, is as long has written too much: it could go on
                for ever, as not every language tells its programs that a file takes no more. 0: no such limit.
        """
        self._control = control
        self._idle = idle
        self._most_bytes = most_bytes
        self._owner = os.getpid()
        self._pid = 0
        self._stopped: int | None = 0
        self._cpu_seconds = self._deadline = 0.0
        signal.signal(signal.SIGALRM, self._look)
        signal.setitimer(signal.ITIMER_REAL, _PERIOD, _PERIOD)

    def wait(self, pid: int, cpu_seconds: float, wall_seconds: float) -> Ended:
        """Wait until a child has ended, and kill it at a limit.

        Args:
            pid: the child.
            cpu_seconds: its limit, of all its threads together.
            wall_seconds: its limit by the clock.

        Raises:
            StoppedError: the executor wants no more of it; the child has been killed.
        """
        stopped, status, usage, seconds = self.wait_briefly(pid, time.monotonic(), cpu_seconds, wall_seconds)
        return Ended(
            stopped,
            *exit_and_signal(status),
            usage.ru_utime + usage.ru_stime,
            seconds,
            usage.ru_maxrss * 1024,
        )

    def wait_briefly(
        self, pid: int, started: float, cpu_seconds: float, wall_seconds: float
    ) -> tuple[int, int, struct_rusage, float]:
        """Do the same, and give it as the system says it: why it was stopped, status, usage, seconds by the clock."""
        self._cpu_seconds, self._deadline = cpu_seconds, started + wall_seconds
        self._stopped, self._pid = 0, pid
        _, status, usage = os.wait4(pid, 0)
        self._pid = 0
        stopped = self._stopped
        if stopped is None:
            raise StoppedError
        return stopped, status, usage, time.monotonic() - started

    def _look(self, *_: object) -> None:
        if os.getpid() != self._owner:
            _die_of_alarm()  # a fork that set an alarm for itself and has no use for it
        self._idle()
        if not self._pid or self._stopped != 0:
            return
        if _has_something(self._control):
            self._stop(None)
        elif cpu_clock(self._pid) >= self._cpu_seconds:
            self._stop(1)
        elif time.monotonic() >= self._deadline:
            self._stop(2)
        elif self._most_bytes and os.fstat(1).st_size >= self._most_bytes:
            self._stop(0)

    def _stop(self, reason: int | None) -> None:
        """Kill the process, for a reason that `Ended.stopped` tells, or that can be seen otherwise (0)."""
        self._stopped = reason
        # Waited for it is not yet, or this would not be running: the id is its own.
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)


def exit_and_signal(status: int) -> tuple[int, int]:
    """Take apart what the system says of an end: the exit code or -1, and the signal or 0."""
    number = status & 0x7F
    return (-1, number) if number else (status >> 8, 0)


def sweep(group: int, *, own_pids: bool) -> None:
    """End every process below this one: all that there are with own ids, else those of a group, again and again.

    Nothing that is confined can leave its group.
    """
    while True:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(-1 if own_pids else -group, signal.SIGKILL)
        try:
            os.wait4(-1, 0)
        except ChildProcessError:
            return


def _has_something(control: _socket.socket) -> bool:
    """Whether a message could be read, or the other end is gone."""
    try:
        control.recv(1, _socket.MSG_PEEK | _socket.MSG_DONTWAIT)
    except BlockingIOError:
        return False
    except ConnectionResetError:
        return True
    return True


def _die_of_alarm() -> None:
    """Do what an alarm does to a process that has not asked for anything else."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGALRM)


def cpu_clock(pid: int) -> float:
    """Read the CPU seconds of a process; 0 when it has just ended."""
    try:
        return time.clock_gettime(~pid << 3 | 2)  # CPUCLOCK_SCHED of a process, see linux/posix-timers.h
    except OSError:
        return 0.0
