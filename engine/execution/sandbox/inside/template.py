"""The process of one program: confined, then made ready once, then forked for each input.

What the forks share is paid for once: confinement, compilation, imports, standard streams. It never runs anything of
the program itself, except that it imports modules of the standard library and numpy which the program names.
"""

from __future__ import annotations

import _socket
import array
import contextlib
import fcntl
import gc
import importlib
import os
import re
import signal
import sys
import time
import traceback
from typing import TYPE_CHECKING, NoReturn

from . import program, wire
from .watch import StoppedError, Watch, exit_and_signal

if TYPE_CHECKING:
    import types
    from collections.abc import Callable
    from resource import struct_rusage

    from .cage import Cage
    from .wire import Order

_ADD_SEALS = 1033
_SEALS = 1 | 2 | 4 | 8  # seal, shrink, grow, write
_CHUNK = 1 << 20
_ERROR_BYTES = 4096
_LAST_FILE = 1 << 16
_MOST_RECEIVED = 6
"""Files that come with one message to a worker."""

_IMPORT = re.compile(rb"^[ \t]*(?:import|from)[ \t]+([\w., \t]+)", re.MULTILINE)
_WORD = re.compile(rb"[\w.]+")
_MAKES_STREAMS = re.compile(rb"open|\b_?io\b|IO|Buffered|Wrapper|Writer")
"""Without one of these words a program has no streams but the standard ones."""
_SAY_SOMETHING = {b"this", b"antigravity"}


class RefusedError(Exception):
    """The program does not compile."""


class Template:
    """Serves one order: every input that it can within its time.

    Those that judge (`checking`, `interaction`) are kinds of it: what they say on the command line and where their
    files are is different, and so is what happens in a run.
    """

    judging = False

    def __init__(
        self, order: Order, control: _socket.socket, cage: Cage, files: list[int], ready: int, at: int = 0
    ) -> None:
        """Take the order with its files.

        Args:
            order: what to do.
            control: the socket to whoever ordered it.
            cage: how to be confined.
            files: the texts, and the executable of a native program.
            ready: a file that gets a byte when the program has been compiled.
            at: where the program's files begin in the texts.
        """
        self._order = order
        self._limits = order["limits"]
        self._control = control
        self._cage = cage
        self._payload = files[0]
        self._at = at
        self._binary = files[1] if order["kind"] == "native" else -1
        self._ready = ready
        self._batch = Batch(control)
        self._folder = cage.judge if self.judging else cage.program
        self._arguments = order["arguments"]
        self._last_file = _LAST_FILE
        """Files from here on are open in a run."""
        self._home = cage.home
        self._keeps_files = cage.settings["keeps_files"]
        self._free_files = 0

    def serve(self) -> NoReturn:
        """Do the order and end this process."""
        try:
            executed = self._order["kind"] != "python"
            kind = "native" if executed else "program"
            self._cage.close_around(kind, self._limits, max(self._order["inputs"], default=0), judging=self.judging)
            enter = self._executed() if executed else self._python()
            os.write(self._ready, b"1")
            os.close(self._ready)
            self._run_all(enter)
        except RefusedError as refused:
            wire_send(self._control, wire.REFUSED, str(refused).encode("utf-8", "backslashreplace"))
        except StoppedError:
            wire_send(self._control, wire.RESULTS, b"")
        os._exit(0)

    def _python(self) -> Callable[[], NoReturn]:
        files = self._order["files"]
        source = os.pread(self._payload, files[0][1], self._at)
        path = program.MAIN if len(files) == 1 else os.path.join(self._folder, program.MAIN)
        code = _compile(source, path)
        main = program.prepare(source, path)
        sys.argv += self._arguments
        sys.path[:0] = [self._folder] if len(files) > 1 else []
        _import_ahead(source, {os.path.splitext(name)[0] for name, _ in files})
        gc.collect()
        gc.freeze()
        gc.enable()
        reseed = b"random" in source or len(files) > 1
        close = self._cage.closer(last=self._last_file)
        has_streams = len(files) > 1 or bool(_MAKES_STREAMS.search(source))

        def enter() -> NoReturn:
            close()
            if reseed:
                program.reseed()
            program.run(code, main, has_streams=has_streams)

        return enter

    def _executed(self) -> Callable[[], NoReturn]:
        """Enter an executable: the program itself, or the runtime that is given its file."""
        environment = {**os.environ, **self._order["environment"]}
        command = [word.replace(wire.FOLDER, self._folder) for word in self._order["command"]] or ["program"]
        command += self._arguments
        native = self._order["kind"] == "native"
        close = self._cage.closer(keep=4 if native else 3, last=self._last_file)

        def enter() -> NoReturn:
            for number in (signal.SIGPIPE, signal.SIGXFSZ):  # which Python ignores, and its children with it
                signal.signal(number, signal.SIG_DFL)
            if native:
                os.dup2(self._binary, 3, inheritable=False)
            close()
            os.execve(3 if native else command[0], command, environment)

        return enter

    def _run_all(self, enter: Callable[[], NoReturn]) -> None:
        self._watch = Watch(self._control, self._batch.flush_if_late, self._limits["file_bytes"])
        self._free_files = _free_files(self._home) if self._keeps_files else 0
        until = time.monotonic() + self._order["seconds"]
        at = sum(length for _, length in self._order["files"])
        for place, length in enumerate(self._order["inputs"]):
            if place and time.monotonic() > until:
                break
            self._run(place, at, length, enter)
            at += length
        self._batch.send(ended=True)

    def _run(self, place: int, at: int, length: int, enter: Callable[[], NoReturn]) -> None:
        _lay_out_files(self._payload, at, length)
        started = time.monotonic()
        pid = os.fork()
        if not pid:
            try:
                enter()
            finally:
                os._exit(125)
        limits = self._limits
        try:
            ended = self._watch.wait_briefly(pid, started, limits["cpu_seconds"], limits["wall_seconds"])
            self._batch.add(place, *ended)
        finally:
            if self._keeps_files and os.statvfs(self._home).f_ffree != self._free_files:
                clear(self._home)


class Batch:
    """Results on their way to the executor: several short runs share a message."""

    def __init__(self, control: _socket.socket) -> None:
        """Take the socket."""
        self._control = control
        self._parts: list[bytes] = []
        self._length = 0
        self._files: list[int] = []
        self._since = 0.0
        self._adding = False

    def add(self, place: int, stopped: int, status: int, usage: struct_rusage, wall_seconds: float) -> None:
        """Add the run that has just ended, with what lies in files 1 and 2."""
        cpu_seconds = usage.ru_utime + usage.ru_stime
        self.add_ended(place, (stopped, *exit_and_signal(status), cpu_seconds, wall_seconds, usage.ru_maxrss * 1024))

    def add_ended(self, place: int, ended: tuple[int, int, int, float, float, int]) -> None:
        """Do the same for a run of which somebody else has told how it ended, as `Ended`."""
        self._adding = True
        length = os.lseek(1, 0, os.SEEK_END)
        apart = length > wire.INLINE_BYTES
        output = os.pread(1, length, 0) if length and not apart else b""
        if apart:
            self._files.append(os.dup(1))
        error = tail(2)
        stopped, *others = ended
        part = wire.pack((place, stopped, apart, *others, length, len(output), len(error)), output, error)
        if not self._parts:
            self._since = time.monotonic()
        self._parts.append(part)
        self._length += len(part)
        if self._length > wire.FULL_BATCH_BYTES or len(self._files) == wire.MOST_FILES:
            self.send()
        self._adding = False

    def flush_if_late(self) -> None:
        """Send what has waited long enough; called at any moment between two instructions, except within `add`."""
        if self._parts and not self._adding and time.monotonic() - self._since > wire.BATCH_SECONDS:
            self.send()

    def send(self, *, ended: bool = False) -> None:
        """Send all there is."""
        self._adding = True
        wire_send(self._control, wire.RESULTS, b"".join(self._parts), self._files, ended=ended)
        for file in self._files:
            os.close(file)
        self._parts.clear()
        self._files.clear()
        self._length = 0
        self._adding = False


def wire_send(
    control: _socket.socket, kind: bytes, body: bytes, files: list[int] | None = None, *, ended: bool = True
) -> None:
    """Send one message; an executor that is gone is noticed elsewhere."""
    rights = [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, array.array("i", files))] if files else []
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        control.sendmsg([wire.HEAD.pack(kind, ended), body], rights)


def wire_receive(control: _socket.socket) -> tuple[bytes, list[int]]:
    """Wait for one message with its files; an empty one means that the executor is gone."""
    size = _socket.CMSG_SPACE(_MOST_RECEIVED * array.array("i").itemsize)
    message, ancillary, _, _ = control.recvmsg(wire.LARGEST_MESSAGE, size)
    files = array.array("i")
    for level, kind, data in ancillary:
        if (level, kind) == (_socket.SOL_SOCKET, _socket.SCM_RIGHTS):
            files.frombytes(data[: len(data) - len(data) % files.itemsize])
    return message, files.tolist()


def clear(folder: str) -> None:
    """Remove everything in a folder. Raises OSError."""
    names = os.listdir(folder)
    for name in names:
        path = os.path.join(folder, name)
        if os.path.isdir(path) and not os.path.islink(path):
            clear(path)
            os.rmdir(path)
        else:
            os.unlink(path)


def _compile(source: bytes, path: str) -> types.CodeType:
    try:
        return compile(source, path, "exec", dont_inherit=True)
    except BaseException as error:
        raise RefusedError("".join(traceback.format_exception_only(error))) from None


def _import_ahead(source: bytes, own: set[str]) -> None:
    """Import what a program names of the standard library, and numpy, once for all inputs.

    Never a module of its own, which would be its code.
    """
    named = {word.partition(b".")[0] for match in _IMPORT.findall(source) for word in _WORD.findall(match)}
    for name in sorted(word.decode("ascii", "replace") for word in named - _SAY_SOMETHING):
        if name not in own and name not in sys.modules and (name in sys.stdlib_module_names or name == "numpy"):
            with contextlib.suppress(Exception):  # the program will meet the same, where it can be shown
                importlib.import_module(name)


def input_file(payload: int, at: int, length: int) -> int:
    """Make a file in memory of a part of another one, which nobody can change."""
    file = os.memfd_create("input", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    while length:
        data = os.pread(payload, min(length, _CHUNK), at)
        os.write(file, data)
        at += len(data)
        length -= len(data)
    os.lseek(file, 0, os.SEEK_SET)
    fcntl.fcntl(file, _ADD_SEALS, _SEALS)
    return file


def place_file(number: int, file: int) -> None:
    """Let a file have this number, and only this one."""
    os.dup2(file, number)
    os.close(file)


def _free_files(folder: str) -> int:
    """Count how many more files its file system takes, -1 when it does not count.

    So one call tells whether there are new ones, where listing a folder takes five.
    """
    found = os.statvfs(folder)
    return found.f_ffree if found.f_files else -1


def _lay_out_files(payload: int, at: int, length: int) -> None:
    """Put fresh files in memory in the place of 0, 1 and 2: an input that cannot be changed, output, error."""
    os.closerange(0, 3)  # so that new files get these numbers
    os.memfd_create("input", os.MFD_ALLOW_SEALING)
    os.memfd_create("output", 0)
    os.memfd_create("error", 0)
    for begin in range(0, length, _CHUNK):
        os.pwrite(0, os.pread(payload, min(length - begin, _CHUNK), at + begin), begin)
    fcntl.fcntl(0, _ADD_SEALS, _SEALS)


def tail(file: int) -> bytes:
    """Read the end of a file, as far as it is kept."""
    length = os.lseek(file, 0, os.SEEK_END)
    return os.pread(file, _ERROR_BYTES, max(0, length - _ERROR_BYTES)) if length else b""
