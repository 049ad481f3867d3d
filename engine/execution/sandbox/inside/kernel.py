"""The calls of Linux that Python does not offer: prctl, capabilities, seccomp and Landlock."""

from __future__ import annotations

import ctypes
import os
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_PDEATHSIG, _DUMPABLE, _SECCOMP, _SUBREAPER, _NO_NEW_PRIVILEGES = 1, 4, 22, 36, 38
_FILTER_MODE = 2
_CAPABILITY_VERSION = 0x2008_0522

# The same numbers on every architecture.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_READ = 1 << 0 | 1 << 2 | 1 << 3  # execute, read a file, list a folder
_OF_A_FILE = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 14 | 1 << 15
_CHANGE = 1 << 1 | 1 << 2 | 1 << 3 | 1 << 14  # write a file, read it, list a folder, cut a file off
_NEVER = 1 << 0 | 1 << 6 | 1 << 9 | 1 << 11  # in a writable folder: execute, make devices or sockets
_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""How many rights on files a version of Landlock knows; later ones know as many as the last."""

_libc = ctypes.CDLL(None, use_errno=True)
_quick = ctypes.PyDLL(None)
"""Calls without a word on errors, and without giving other threads a turn: half the memory is touched."""


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_ushort), ("jt", ctypes.c_ubyte), ("jf", ctypes.c_ubyte), ("k", ctypes.c_uint))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.POINTER(_Instruction)))


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathRule(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"  # Python 3.14 asks that packed structures say so
    _fields_ = (("access", ctypes.c_uint64), ("folder", ctypes.c_int32))


# Made once: to make an array is to make a class, 0.3 ms in a new process.
_CAPABILITY_HEADER = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
_NO_CAPABILITIES = (ctypes.c_uint32 * 6)()


class Filter:
    """A seccomp filter, laid out in memory, ready to be loaded."""

    def __init__(self, code: bytes, pid_place: int = 0) -> None:
        """Take the assembled code; `pid_place` stands in it for the id of the process that loads it."""
        count = len(code) // ctypes.sizeof(_Instruction)
        self._code = (_Instruction * count).from_buffer_copy(code)
        self._reference = ctypes.byref(_Program(count, self._code))
        self._words = memoryview(self._code).cast("B").cast("I")
        self._places = [place for place, word in enumerate(self._words) if pid_place and word == pid_place]

    def load(self) -> None:
        """Put this process under the filter, for good."""
        self.loader()()

    def loader(self) -> Callable[[], None]:
        """Make a function that does so, and touches as little memory as can be, for a fork that was made for it."""
        words, places, reference = self._words, self._places, self._reference
        getpid, prctl = os.getpid, _quick.prctl

        def load() -> None:
            if places:
                pid = getpid()
                for place in places:
                    words[place] = pid
            if prctl(_SECCOMP, _FILTER_MODE, reference, 0, 0):
                raise OSError("a seccomp filter was refused")

        return load


def give_up_privileges() -> None:
    """Never gain a right by executing a file; hide memory and descriptors from other processes."""
    _check(_libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0), "no_new_privs")
    _check(_libc.prctl(_DUMPABLE, 0, 0, 0, 0), "dumpable")


def give_up_capabilities() -> None:
    """Hold none of the rights that only root has."""
    _check(_libc.capset(_CAPABILITY_HEADER, _NO_CAPABILITIES), "capset")


def adopt_orphans() -> None:
    """Become the parent of whatever loses its own below this process."""
    _check(_libc.prctl(_SUBREAPER, 1, 0, 0, 0), "subreaper")


def die_with(parent: int) -> None:
    """Be killed when the parent dies, and end here when it has died already: it would never be told.

    What such a fork has inherited of sockets stays open with it, and who is at the other end waits for ever.

    Args:
        parent: its process id, as it was before the fork; it must have one thread, as it is the thread that counts.
    """
    _libc.prctl(_PDEATHSIG, 9, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def make_ruleset(readable: Iterable[str], writable: Iterable[str], changeable: Iterable[str] = ()) -> int | None:
    """Make a Landlock ruleset: files outside of these folders cannot be opened; None when there is no Landlock.

    In a changeable folder the files that are there can be written, and none can be made or removed.

    Also refuses TCP, and signals and abstract sockets to the outside, where the kernel can (versions 4 and 6).
    """
    version: int = _libc.syscall(_CREATE_RULESET, None, 0, 1)
    if version < 1:
        return None
    rights = (1 << _RIGHTS.get(version, 16)) - 1
    ruleset = _Ruleset(rights, 3 if version >= 4 else 0, 3 if version >= 6 else 0)
    size = 8 if version < 4 else 16 if version < 6 else 24
    made: int = _check(_libc.syscall(_CREATE_RULESET, ctypes.byref(ruleset), size, 0), "Landlock")
    for path in readable:
        _allow(made, path, _READ & rights)
    for path in writable:
        _allow(made, path, rights & ~_NEVER)
    for path in changeable:
        _allow(made, path, _CHANGE & rights)
    return made


def restrict(ruleset: int) -> None:
    """Put this process under a Landlock ruleset, for good."""
    _check(_libc.syscall(_RESTRICT_SELF, ruleset, 0), "Landlock")


def _allow(ruleset: int, path: str, rights: int) -> None:
    with suppress(FileNotFoundError, PermissionError):
        folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            allowed = rights if os.path.isdir(path) else rights & _OF_A_FILE
            rule = _PathRule(allowed, folder)
            _check(_libc.syscall(_ADD_RULE, ruleset, 1, ctypes.byref(rule), 0), path)
        finally:
            os.close(folder)


def _check(answer: int, what: str) -> int:
    if answer < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return answer
