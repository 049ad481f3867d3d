"""The system call filters of the sandbox, as programs for seccomp.

A filter is a list of what is allowed; everything else fails with EPERM, as if the right were missing. Three lists
are made once per machine and handed to the workers, which load them with one call each:

* `program`: the process that compiles one Python program and forks once for each input. It may fork, wait and kill.
* `native`: the same for a compiled program; it may also execute.
* `compiler`: a compiler and its helpers.
* `run`: loaded on top, by the fork itself, before it runs anything of the program. Takes away what only the parent
  needed: no new process, no signal to another process, no further filter.

Calls are found by bisection, not one after the other: the kernel walks the filter once for each of its 450 calls
when it is loaded, to remember those that are always allowed. A list of 200 comparisons costs 0.5 ms a load, this 0.1.
"""

from __future__ import annotations

import errno
import struct
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.execution.sandbox.syscalls import X86_64

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.execution.sandbox.syscalls import Machine

_LOAD = 0x20  # A = word of seccomp_data
_AND = 0x54
_JUMP = 0x05
_EQUAL = 0x15
_AT_LEAST = 0x35
_RETURN = 0x06

_KILL = 0x8000_0000  # SECCOMP_RET_KILL_PROCESS
_ALLOW = 0x7FFF_0000
_ERRNO = 0x0005_0000

_NUMBER = 0  # offsets in struct seccomp_data
_ARCHITECTURE = 4
_X32_BIT = 0x4000_0000

_THREAD = 0x0001_0000 | 0x0000_0100  # CLONE_THREAD | CLONE_VM
_NAMESPACES = 0x7E02_0080  # every CLONE_NEW*

PID_PLACE = 0xDEAD_BEE5
"""Stands in the `run` filter for the process's own id, which the worker fills in."""

_HARMLESS = """
    read write readv writev pread64 pwrite64 open openat close fstat stat lstat newfstatat statx lseek mmap
    mprotect munmap mremap madvise brk mincore msync rt_sigaction rt_sigprocmask rt_sigreturn rt_sigtimedwait
    rt_sigpending rt_sigsuspend sigaltstack access faccessat faccessat2 pipe pipe2 select pselect6 poll ppoll
    epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2 eventfd2 timerfd_create
    timerfd_settime timerfd_gettime dup dup2 dup3 getpid gettid getppid getuid geteuid getresuid getresgid
    getgid getegid getgroups getpgrp getpgid getsid futex futex_waitv sched_yield nanosleep clock_nanosleep
    clock_gettime clock_getres gettimeofday time times getrandom exit exit_group set_robust_list get_robust_list
    rseq set_tid_address arch_prctl getrusage sysinfo uname getcwd chdir fchdir mkdir mkdirat unlink unlinkat
    rmdir rename renameat renameat2 getdents64 readlink readlinkat ftruncate truncate fsync fdatasync umask
    membarrier sched_getaffinity sched_getparam sched_getscheduler sched_get_priority_max sched_get_priority_min
    alarm pause setitimer getitimer recvfrom sendto recvmsg sendmsg shutdown getsockname getpeername getsockopt
     getpriority restart_syscall close_range fallocate fadvise64 getcpu wait4 waitid copy_file_range
    sendfile statfs fstatfs getrlimit setrlimit
""".split()  # noqa: SIM905  a list of 100 lines reads worse
"""Calls that reach nothing beyond the process and the files it may open, whatever their arguments."""

_PARENT = ["memfd_create", "pidfd_open", "kill", "tgkill"]
_EXECUTION = ["execve", "execveat"]
_COMPILER = [*_EXECUTION, "fork", "vfork", "chmod", "fchmod", "fchmodat", "utimensat", "kill", "tgkill"]

_TERMINAL_QUESTIONS = (0x5401, 0x541B, 0x5421, 0x5450, 0x5451, 0x5413)  # TCGETS FIONREAD FIONBIO FIO(N)CLEX TIOCGWINSZ
_FILE_COMMANDS = (0, 1, 2, 3, 4, 1030, 1032, 1034)  # F_DUPFD F_GETFD F_SETFD F_GETFL F_SETFL and their like
_NAMES = (15, 16)  # PR_SET_NAME PR_GET_NAME: what threads call themselves
_PARENT_CONTROLS = (1, 15, 16, 22, 38)  # PDEATHSIG NAME NAME SECCOMP NO_NEW_PRIVS

Code = list[bytes]
"""Instructions, eight bytes each."""


class Filters(Struct, frozen=True):
    """What a worker loads; each is the code of a whole filter."""

    program: bytes
    native: bytes
    compiler: bytes
    run: bytes


def build_filters(machine: Machine) -> Filters:
    """Assemble all filters for one architecture."""
    return Filters(
        program=_allow_list(machine, _PARENT, _parent_rules()),
        native=_allow_list(machine, [*_PARENT, *_EXECUTION], _parent_rules()),
        compiler=_allow_list(machine, _COMPILER, _compiler_rules()),
        run=_run_filter(machine),
    )


def _parent_rules() -> dict[str, Code]:
    # Python's fork is clone without CLONE_VM.
    return {
        **_common_rules(),
        "clone": _unless_bits(0, _NAMESPACES),
        "prctl": _one_of(0, _PARENT_CONTROLS),
        "fcntl": _one_of(1, (*_FILE_COMMANDS, 1033)),  # F_ADD_SEALS
    }


def _compiler_rules() -> dict[str, Code]:
    return {**_common_rules(), "clone": _unless_bits(0, _NAMESPACES), "prctl": _one_of(0, _NAMES)}


def _common_rules() -> dict[str, Code]:
    return {
        "ioctl": _one_of(1, _TERMINAL_QUESTIONS),
        "fcntl": _one_of(1, _FILE_COMMANDS),
        "prlimit64": _one_of(0, (0,)),  # of itself
        "socketpair": _one_of(0, (1,)),  # AF_UNIX: event loops wake themselves up with one
        # The flags of clone3 lie in memory, where a filter cannot see them; told that there is no such call,
        # the C library turns to clone.
        "clone3": [_give(_ERRNO | errno.ENOSYS)],
    }


def _run_filter(machine: Machine) -> bytes:
    """Everything else was decided by the filter below this one: the stricter of two answers counts."""
    refused = {name: [_give(_ERRNO | errno.EPERM)] for name in ("fork", "vfork", "memfd_create", "pidfd_open")}
    rules = {
        **refused,
        "clone": _all_bits(0, _THREAD),
        "kill": _one_of(0, (PID_PLACE,)),
        "tgkill": _one_of(0, (PID_PLACE,)),
        "prctl": _one_of(0, _NAMES),
    }
    return b"".join([_instruction(_LOAD, _NUMBER), *_bisection(_ranges(machine, rules, _give(_ALLOW)))])


def _allow_list(machine: Machine, also: Iterable[str], rules: Mapping[str, Code]) -> bytes:
    allowed = {name: [_give(_ALLOW)] for name in (*_HARMLESS, *also)}
    ranges = _ranges(machine, {**allowed, **rules}, _give(_ERRNO | errno.EPERM))
    return b"".join([*_guard(machine), *_bisection(ranges)])


def _guard(machine: Machine) -> Code:
    """Refuse the other ways into the kernel, under which the same numbers mean other calls."""
    return [
        _instruction(_LOAD, _ARCHITECTURE),
        _instruction(_EQUAL, machine.audit, 1, 0),
        _give(_KILL),
        _instruction(_LOAD, _NUMBER),
        *([_instruction(_AT_LEAST, _X32_BIT, 0, 1), _give(_KILL)] if machine.audit == X86_64 else []),
    ]


def _ranges(machine: Machine, rules: Mapping[str, Code], otherwise: bytes) -> list[tuple[int, Code]]:
    """Divide all numbers into ranges of one rule each: (first number, what to do), in order."""
    numbers = machine.numbers
    known = {numbers[name]: rule for name, rule in rules.items() if name in numbers}
    ranges: list[tuple[int, Code]] = []
    for number in range(max(known) + 2):
        rule = known.get(number, [otherwise])
        if not ranges or ranges[-1][1] != rule:
            ranges.append((number, rule))
    return ranges


def _bisection(ranges: list[tuple[int, Code]]) -> Code:
    """Decide between ranges, with the number in the accumulator."""
    if len(ranges) == 1:
        return ranges[0][1]
    middle = len(ranges) // 2
    low, high = _bisection(ranges[:middle]), _bisection(ranges[middle:])
    first_of_high = ranges[middle][0]
    if len(low) < 256:
        return [_instruction(_AT_LEAST, first_of_high, len(low), 0), *low, *high]
    # A conditional jump reaches 255 instructions.
    return [_instruction(_AT_LEAST, first_of_high, 0, 1), _instruction(_JUMP, len(low)), *low, *high]


def _one_of(argument: int, values: Iterable[int]) -> Code:
    wanted = list(values)
    tests = [_instruction(_EQUAL, value, len(wanted) - place, 0) for place, value in enumerate(wanted)]
    return [_argument(argument), *tests, _give(_ERRNO | errno.EPERM), _give(_ALLOW)]


def _all_bits(argument: int, bits: int) -> Code:
    return [
        _argument(argument),
        _instruction(_AND, bits),
        _instruction(_EQUAL, bits, 0, 1),
        _give(_ALLOW),
        _give(_ERRNO | errno.EPERM),
    ]


def _unless_bits(argument: int, bits: int) -> Code:
    return [
        _argument(argument),
        _instruction(_AND, bits),
        _instruction(_EQUAL, 0, 0, 1),
        _give(_ALLOW),
        _give(_ERRNO | errno.EPERM),
    ]


def _argument(index: int) -> bytes:
    """Load the low word of an argument; what is compared here are ints to the kernel."""
    return _instruction(_LOAD, 16 + 8 * index)


def _give(answer: int) -> bytes:
    return _instruction(_RETURN, answer)


def _instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)
