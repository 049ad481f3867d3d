"""One run of a Python program, in a fork of its own: as the interpreter itself would have run it."""

from __future__ import annotations

import _io
import _thread
import atexit
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

_FRAMES_OF_OURS = 12
"""How much deeper than in an interpreter of its own a program stands."""

_HIGHEST_LIMIT = 2**31 - 1
_ENOUGH_FOR_US = 1000
"""What limit of recursion our own end of a run needs at least."""

_recursion_limit, _set_recursion_limit = sys.getrecursionlimit, sys.setrecursionlimit

_Stream = _io._IOBase  # noqa: SLF001  `io.IOBase` is abstract: to ask for it is slow

_leave = os._exit
_count_threads: Callable[[], int] = _thread._count  # noqa: SLF001  the same as `threading.active_count`, but short
_wait_for_threads: list[object] = threading._threading_atexits  # type: ignore[attr-defined]  # noqa: SLF001  of thread pools
_shut_down_threads: Callable[[], None] = threading._shutdown  # type: ignore[attr-defined]  # noqa: SLF001  what the interpreter does at its end
_run_at_exit: Callable[[], None] = atexit._run_exitfuncs  # noqa: SLF001  the same


def hide_our_frames() -> None:
    """Let a program have the depth of recursion that it asks for, as if nothing of ours were below it.

    A limit that is small in the extreme would else be reached before the program begins.
    """

    def set_limit(limit: int, /) -> None:
        visible = isinstance(limit, int) and 0 < limit <= _HIGHEST_LIMIT
        _set_recursion_limit(min(limit + _FRAMES_OF_OURS, _HIGHEST_LIMIT) if visible else limit)

    def get_limit() -> int:
        return _recursion_limit() - _FRAMES_OF_OURS

    set_limit.__name__, get_limit.__name__ = "setrecursionlimit", "getrecursionlimit"
    _set_recursion_limit(_recursion_limit() + _FRAMES_OF_OURS)
    sys.setrecursionlimit, sys.getrecursionlimit = set_limit, get_limit


def prepare(source: bytes, path: str) -> types.ModuleType:
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
    linecache.cache[path] = (lambda: source.decode("utf-8", "replace"),)  # taken apart when somebody wants a line
    return main


def reseed() -> None:
    """Let random numbers differ from run to run."""
    random.seed()


def run(code: types.CodeType, main: types.ModuleType, *, has_streams: bool) -> NoReturn:
    """Run a program to its end, and end this process as the interpreter would."""
    _leave(execute(code, main, has_streams=has_streams))


def execute(code: types.CodeType, main: types.ModuleType, *, has_streams: bool) -> int:
    """Run a program to its end, and do what the interpreter does then.

    It does little and calls little, since each object that a fork looks at is a page that is copied.

    Args:
        code: the compiled program.
        main: its `__main__`.
        has_streams: whether it may have made streams of its own.

    Returns:
        The status to exit with.
    """
    status = 0
    try:
        exec(code, main.__dict__)  # noqa: S102  the purpose of all this
    except SystemExit as end:
        _make_room()
        status = _status(end.code)
    except BaseException as error:
        _make_room()
        _report(error)
        status = 1
    else:
        _make_room()
    try:
        if _count_threads() or _wait_for_threads:
            _shut_down_threads()
        _run_at_exit()
    except BaseException:
        traceback.print_exc()
    if has_streams:
        _flush_globals(main)
    return _flush_standard() or status


def _make_room() -> None:
    """Undo a limit of recursion that is too low for what comes after the program."""
    if _recursion_limit() < _ENOUGH_FOR_US:
        _set_recursion_limit(_ENOUGH_FOR_US)


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


def _flush_standard() -> int:
    """Write what is left in standard output and error; give the status of an interpreter that could not."""
    output = sys.stdout
    if output is not sys.__stdout__:
        _flush(sys.__stdout__)
    _flush(sys.stderr)
    return 0 if _flush(output) else _FLUSH_FAILED


def _flush_globals(main: types.ModuleType) -> None:
    """Write what is left in files that only globals hold, which the interpreter would have closed."""
    for value in [*main.__dict__.values()]:
        if isinstance(value, _Stream):
            _flush(value)


def _flush(stream: Any) -> bool:
    try:
        stream.flush()
    except BaseException:
        try:
            return stream is None or bool(getattr(stream, "closed", False))
        except BaseException:
            return False
    return True
