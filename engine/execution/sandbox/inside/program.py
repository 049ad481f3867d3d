"""One run of a Python program, in a fork of its own: as the interpreter itself would have run it."""

from __future__ import annotations

import _io
import _thread
import atexit
import gc
import linecache
import os
import random
import sys
import threading
import traceback
import types
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable

MAIN = "main.py"

_FLUSH_FAILED = 120
"""Exit status of an interpreter that could not write what was left in the buffer of standard output."""

_Stream = _io._IOBase  # noqa: SLF001  `io.IOBase` is abstract: to ask for it is slow

_leave = os._exit
_shut_down_threads: Callable[[], None] = threading._shutdown  # type: ignore[attr-defined]  # noqa: SLF001  what the interpreter does at its end
_run_at_exit: Callable[[], None] = atexit._run_exitfuncs  # noqa: SLF001  the same


def prepare(source: str, path: str) -> types.ModuleType:
    """Make the `__main__` of a program, before any of it is run.

    Args:
        source: its text, for the lines that tracebacks show.
        path: what it shall see as `__file__`.
    """
    main = types.ModuleType("__main__")
    main.__dict__.update(__file__=path, __builtins__=sys.modules["builtins"], __annotations__={}, __cached__=None)
    sys.modules["__main__"] = main
    sys.argv = [path]
    sys.orig_argv = ["python", path]
    # Without a time of change the line cache never looks for a file.
    linecache.cache[path] = (len(source), None, source.splitlines(keepends=True), path)
    return main


def reseed() -> None:
    """Let random numbers differ from run to run."""
    random.seed()


def run(code: types.CodeType, main: types.ModuleType) -> NoReturn:
    """Run a program to its end, and end this process as the interpreter would."""
    gc.enable()
    status = _execute(code, main)
    try:
        if _thread._count() or threading._threading_atexits:  # type: ignore[attr-defined]  # noqa: SLF001
            _shut_down_threads()
        _run_at_exit()
    except BaseException:
        traceback.print_exc()
    status = _flush_all(main) or status
    _leave(status)


def _execute(code: types.CodeType, main: types.ModuleType) -> int:
    try:
        exec(code, main.__dict__)  # noqa: S102  the purpose of all this
    except SystemExit as end:
        return _status(end.code)
    except BaseException as error:
        _report(error)
        return 1
    return 0


def _status(code: object) -> int:
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 0xFF
    print(code, file=sys.stderr)  # noqa: T201  as the interpreter does
    return 1


def _report(error: BaseException) -> None:
    """Show a traceback that begins in the program."""
    trace = error.__traceback__.tb_next if error.__traceback__ else None
    try:
        if sys.excepthook is sys.__excepthook__:
            traceback.print_exception(type(error), error, trace)
        else:
            sys.excepthook(type(error), error, trace)
    except BaseException:
        os.write(2, f"{type(error).__name__}\n".encode())  # no memory left to show more


def _flush_all(main: types.ModuleType) -> int:
    """Write what is left in buffers: standard output as at every end, and files that only globals still hold."""
    streams: list[Any] = [value for value in main.__dict__.values() if isinstance(value, _Stream)]
    if sys.stdout is not sys.__stdout__:
        streams.append(sys.__stdout__)
    for stream in (*streams, sys.stderr):
        _flush(stream)
    return 0 if _flush(sys.stdout) else _FLUSH_FAILED


def _flush(stream: Any) -> bool:
    try:
        if stream is not None and not getattr(stream, "closed", False):
            stream.flush()
    except BaseException:
        return False
    return True
