"""The fork server: takes orders one after the other, has a confined fork do each, and sweeps after it."""

from __future__ import annotations

import _socket
import contextlib
import gc
import importlib
import json
import os
import signal
import sys
import traceback
from typing import TYPE_CHECKING, NoReturn, cast

from . import kernel, pages, program, wire
from .cage import Cage, Settings
from .checking import CheckerTemplate
from .interaction import Conductor
from .rehearsal import rehearse
from .template import Template, wire_receive, wire_send
from .watch import StoppedError, Watch, sweep

if TYPE_CHECKING:
    from .wire import Order, Part

_PRELOADED = """
    array atexit bisect builtins collections contextlib copy enum functools heapq io itertools linecache math operator
    os random re string struct sys threading time traceback types typing
""".split()  # noqa: SIM905  a list of 25 lines reads worse
"""What most contest programs import; others are imported for the programs that name them.

A fork copies the tables of all pages, used or not, and a library makes five mappings: `dataclasses` with all that it
imports costs 30 µs a fork, `shutil` with its compressors 40. So what is rare is left out, and nothing in a worker
imports `socket`, `select`, `mmap` or `shutil`.
"""


class Server:
    """One worker."""

    def __init__(self, control: _socket.socket, settings: Settings) -> None:
        """Confine what can be for all, make the rest ready."""
        self._control = control
        self._own_pids = settings["own_pids"]
        self._log = os.dup(2)  # the forks turn 2 into the standard error of programs
        os.umask(0o022)
        self._cage = Cage(settings)
        if not self._own_pids:
            kernel.adopt_orphans()
        kernel.give_up_privileges()

    def serve(self) -> None:
        """Serve until the executor closes its end."""
        self._control.send(wire.READY)
        while True:
            message, files = wire_receive(self._control)
            if not message:
                return
            try:
                if message != wire.STOP:  # that came too late: its order has ended
                    self._obey(cast("Order", json.loads(message)), files)
            finally:
                for file in files:
                    os.close(file)

    def _obey(self, order: Order, files: list[int]) -> None:
        compiling = order["kind"] == "compile"
        partner = order["partner"]
        cage = self._cage
        folder = cage.build if compiling else cage.judge if order["protocol"] else cage.program
        at = self._store(order, files[0], 0, folder)
        if partner:
            self._store(partner, files[0], at, cage.judge)
        if compiling:
            Compilation(order, self._control, cage).serve()
        else:
            self._run(order, files)
        if _stored(order) or (partner and _stored(partner)):
            for used in (cage.build, cage.program, cage.judge):
                _remove_all(used)

    def _run(self, order: Order, files: list[int]) -> None:
        ready = os.memfd_create("ready")
        parent = os.getpid()
        pid = os.fork()
        if not pid:
            try:
                kernel.die_with(parent)
                _kind_of(order)(order, self._control, self._cage, files, ready).serve()
            finally:
                _fail(self._log)
        _, status = os.waitpid(pid, 0)
        sweep(pid, own_pids=self._own_pids)
        if status:
            if self._cage.settings["keeps_files"]:
                _remove_all(self._cage.home)
            self._explain(status, compiled=bool(os.fstat(ready).st_size))
        os.close(ready)

    def _explain(self, status: int, *, compiled: bool) -> None:
        if os.WIFSIGNALED(status) and not compiled:
            name = signal.Signals(os.WTERMSIG(status)).name
            text = f"Compiling it was ended by {name}: it takes too much time or memory."
            wire_send(self._control, wire.REFUSED, text.encode())
        else:
            wire_send(self._control, wire.FAULT, f"the process of a program ended with status {status}".encode())

    def _store(self, part: Part, payload: int, at: int, folder: str) -> int:
        """Write the files of a program where they have to be files, and tell where they end in the payload."""
        for name, length in part["files"]:
            if _stored(part):
                path = os.path.join(folder, name)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "wb") as file:
                    file.write(os.pread(payload, length, at))
            at += length
        return at


def _stored(part: Part) -> bool:
    """Whether a program is written to files; a Python program with a single file never is."""
    return len(part["files"]) > 1 or part["kind"] in {"compile", "runtime"}


def _kind_of(order: Order) -> type[Template | Conductor]:
    """Tell who serves an order."""
    if order["partner"]:
        return Conductor
    return CheckerTemplate if order["protocol"] else Template


class Compilation:
    """A compiler with its helpers, which may fork and execute, under limits and a filter of their own."""

    def __init__(self, order: Order, control: _socket.socket, cage: Cage) -> None:
        """Take the order; the files are in the build folder already."""
        self._order = order
        self._control = control
        self._cage = cage

    def serve(self) -> None:
        """Compile, and answer with the executable or with what the compiler said."""
        said = os.memfd_create("said")
        parent = os.getpid()
        pid = os.fork()
        if not pid:
            try:
                kernel.die_with(parent)
                self._compiler(said)
            finally:
                _fail(said)
        limits = self._order["limits"]
        try:
            ended = Watch(self._control, lambda: None).wait(pid, limits["cpu_seconds"], limits["wall_seconds"])
        except StoppedError:
            ended = None
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        sweep(pid, own_pids=self._cage.settings["own_pids"])
        text = os.pread(said, 8192, 0)
        os.close(said)
        if ended is None or ended.exit_code or ended.signal:
            note = f"\nThe compiler was stopped after {ended.wall_seconds:.0f} s." if ended and ended.stopped else ""
            wire_send(self._control, wire.REFUSED, text + note.encode())
        else:
            self._send_built()

    def _compiler(self, said: int) -> NoReturn:
        order = self._order
        os.chdir(self._cage.build)
        null = os.open(os.devnull, os.O_RDWR)
        for number, file in enumerate((null, null, said)):
            os.dup2(file, number)
        self._cage.close_around("compiler", order["limits"])
        os.closerange(3, 1 << 16)
        variables = {name: text.replace(wire.FOLDER, self._cage.build) for name, text in order["environment"].items()}
        os.execve(order["command"][0], order["command"], {**variables, "TMPDIR": self._cage.build})

    def _send_built(self) -> None:
        """Send the executable as a file that nobody can change."""
        sealed = os.memfd_create("program", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        try:
            made = os.open(os.path.join(self._cage.build, "program"), os.O_RDONLY | os.O_NOFOLLOW)
            with contextlib.closing(os.fdopen(made, "rb")) as file:
                while data := file.read(1 << 20):
                    os.write(sealed, data)
            os.fchmod(sealed, 0o555)
            wire_send(self._control, wire.BUILT, b"", [sealed])
        finally:
            os.close(sealed)


def _fail(log: int) -> NoReturn:
    """End a fork that met a fault of ours, and leave its trace in the log."""
    os.write(log, traceback.format_exc().encode("utf-8", "replace"))
    os._exit(70)


def _remove_all(folder: str) -> None:
    """Empty a folder, whatever rights a program gave to what is in it, and however deep it is. Raises OSError.

    What lies in a folder is moved up before that folder is removed, so that no path gets long.
    """
    while names := os.listdir(folder):
        for name in names:
            path = os.path.join(folder, name)
            if not _is_folder(path):
                os.unlink(path)
                continue
            for inner in os.listdir(path):
                source = os.path.join(path, inner)
                _is_folder(source)
                os.rename(source, os.path.join(folder, os.urandom(8).hex()))
            os.rmdir(path)


def _is_folder(path: str) -> bool:
    """Tell, and take all rights to it."""
    folder = os.path.isdir(path) and not os.path.islink(path)
    if folder:
        os.chmod(path, 0o700)
    return folder


def preload() -> None:
    """Import what programs will want."""
    for name in _PRELOADED:
        importlib.import_module(name)


def _forget_ourselves() -> None:
    """Let programs find neither our modules nor their folder."""
    package = __name__.partition(".")[0]
    for name in [name for name in sys.modules if name.partition(".")[0] == package]:
        del sys.modules[name]


def main(control: int, settings: str) -> None:
    """Serve, when all is loaded.

    Args:
        control: number of the socket to the executor.
        settings: a `Settings`, as JSON.
    """
    given = cast("Settings", json.loads(settings))
    sys.path[:] = [path for path in sys.path if path != sys.argv[1]] + given["packages"]
    quitter = importlib.import_module("_sitebuiltins").Quitter
    for name in ("exit", "quit"):  # `site` would have made these
        setattr(importlib.import_module("builtins"), name, quitter(name, "Ctrl-D (i.e. EOF)"))
    program.hide_our_frames()
    os.environ.pop("LD_BIND_NOW", None)  # not for compiled programs, which use little of their libraries
    pages.enlarge_code()
    _forget_ourselves()
    server = Server(_socket.socket(fileno=control), given)
    rehearse()
    gc.collect()
    _fillers = pages.fill_gaps()
    gc.freeze()
    gc.disable()
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the executor is gone, however it went
        server.serve()
    if not given["own_pids"]:
        with contextlib.suppress(OSError):
            _remove_all(given["scratch"])
            os.rmdir(given["scratch"])
