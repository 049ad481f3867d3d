"""The fork server: takes orders one after the other, has a confined fork do each, and sweeps after it."""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import mmap
import os
import shutil
import signal
import socket
import sys
import traceback
from typing import TYPE_CHECKING, NoReturn, cast

from . import kernel, wire
from .cage import Cage, Settings
from .checking import CheckerTemplate
from .interaction import Conductor
from .template import Template, wire_send
from .watch import StoppedError, Watch, sweep

if TYPE_CHECKING:
    from .wire import Order, Part

_PRELOADED = """
    array atexit bisect builtins cmath collections contextlib copy dataclasses decimal enum fractions functools
    heapq io itertools linecache math numbers operator os queue random re statistics string struct sys threading
    time traceback types typing
""".split()  # noqa: SIM905  a list of 30 lines reads worse
"""What contest programs import; each costs a little at every fork, so rare or large modules are left out."""

_FRAMES_OF_OURS = 8
"""How much deeper than in an interpreter of its own a program stands."""


class Server:
    """One worker."""

    def __init__(self, control: socket.socket, settings: Settings) -> None:
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
            message, files, _, _ = socket.recv_fds(self._control, wire.LARGEST_MESSAGE, 4)
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
        ready = mmap.mmap(-1, 1)
        pid = os.fork()
        if not pid:
            try:
                _kind_of(order)(order, self._control, self._cage, files, ready).serve()
            finally:
                _fail(self._log)
        _, status = os.waitpid(pid, 0)
        sweep(pid, own_pids=self._own_pids)
        if status:
            if self._cage.settings["keeps_files"]:
                _remove_all(self._cage.home)
            self._explain(status, compiled=bool(ready[0]))
        ready.close()

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

    def __init__(self, order: Order, control: socket.socket, cage: Cage) -> None:
        """Take the order; the files are in the build folder already."""
        self._order = order
        self._control = control
        self._cage = cage

    def serve(self) -> None:
        """Compile, and answer with the executable or with what the compiler said."""
        said = os.memfd_create("said")
        pid = os.fork()
        if not pid:
            try:
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
    """Empty a folder, whatever rights a program gave to what is in it. Raises OSError."""
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path, onerror=_retry_with_rights)
        else:
            os.unlink(entry.path)


def _retry_with_rights(_function: object, path: str, _error: object) -> None:
    os.chmod(os.path.dirname(path), 0o700)
    if os.path.isdir(path):
        os.chmod(path, 0o700)
        shutil.rmtree(path)
    else:
        os.unlink(path)


def preload() -> None:
    """Import what programs will want."""
    for name in _PRELOADED:
        importlib.import_module(name)


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
    sys.setrecursionlimit(sys.getrecursionlimit() + _FRAMES_OF_OURS)
    with socket.socket(fileno=control) as connection:
        server = Server(connection, given)
        gc.collect()
        gc.freeze()
        gc.disable()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the executor is gone, however it went
            server.serve()
    if not given["own_pids"]:
        shutil.rmtree(given["scratch"], ignore_errors=True)
