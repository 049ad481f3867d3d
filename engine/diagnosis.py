"""What this program leaves behind when something is wrong with it: a log, and a report of each crash.

Both may be sent to whoever mends it, so neither holds a key. Modules log to `logging.getLogger(__name__)`; what they
log reaches standard error (for an engine that is engine.log in the run's directory) from INFO on, and with SSTAR_LOG
everything a file as well.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import platform
import sys
import time
import traceback
from collections import deque
from pathlib import Path

from engine.errors import UsageError
from engine.keys.secrets import scrubbed
from engine.places import crashes_folder

LOG_VARIABLE = "SSTAR_LOG"
"""Environment variable that names a file for the log of this process and of the engines that it starts."""
_OURS = ("engine", "tui")
_OTHERS = ("anthropic", "httpx2", "openai")
"""Libraries that say of each request what came of it."""
_LIBRARIES = ("textual", "anthropic", "openai", "httpx2", "msgspec")
_REMEMBERED = 200
"""Lines of the log that a report of a crash ends with."""

_latest: deque[str] = deque(maxlen=_REMEMBERED)


def begin_log(who: str, *, to_stderr: bool) -> None:
    """Have this process keep a log.

    Args:
        who: stands in each line, since an engine and a view may write to the same file.
        to_stderr: whether standard error takes lines from INFO on.

    Raises:
        UsageError: the file that SSTAR_LOG names cannot be written.
    """
    file = os.environ.get(LOG_VARIABLE, "")
    handlers: list[logging.Handler] = [_Remembering(logging.INFO)]
    if to_stderr:
        handlers.append(logging.StreamHandler(sys.stderr))
        handlers[-1].setLevel(logging.INFO)
    if file:
        try:
            handlers.append(logging.FileHandler(Path(file).expanduser(), encoding="utf-8"))
        except OSError as error:
            raise UsageError(
                f"The log cannot be written to {file} ({error.strerror}). Name another file by --log or {LOG_VARIABLE}."
            ) from error
    for handler in handlers:
        handler.setFormatter(_Scrubbing(who))
    logging.basicConfig(level=logging.WARNING, handlers=handlers, force=True)
    for name in _OURS:
        logging.getLogger(name).setLevel(logging.DEBUG if file else logging.INFO)
    for name in _OTHERS:
        logging.getLogger(name).setLevel(logging.INFO if file else logging.WARNING)


def catch_signals_of_faults() -> None:
    """Have the interpreter say where it was when it dies of a fault in native code."""
    faulthandler.enable()


def is_log_line(line: str) -> bool:
    """Whether a line was written by a log, and is no word to a person."""
    return line[:4].isdigit() and line[10:11] == "T"


def report_crash(error: BaseException, doing: str) -> str:
    """Write down a fault of this program; gives what a person should know of it.

    Args:
        error: what was never caught.
        doing: what was being done, such as the name of a command.
    """
    kind = type(error).__name__
    logging.getLogger(__name__).error("a fault of this program: %s", kind)
    folder = crashes_folder()
    path = folder / f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{os.getpid()}.txt"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_text(_report(error, doing), encoding="utf-8")
    except OSError as failure:
        where = f"It could not be written down in {folder}: {failure.strerror}."
    else:
        where = f"Its report, which holds no key, is in {path}; whoever mends this program needs it."
    return f"A fault of this program: {_in_a_line(error)} {where}"


def _report(error: BaseException, doing: str) -> str:
    system = f"Python {platform.python_version()}, {platform.system()} {platform.release()} {platform.machine()}"
    head = [
        "A fault of sstar. Keys are left out of this report; look whether you want to send the rest of it.",
        "",
        f"when       {time.strftime('%Y-%m-%d %H:%M:%S', time.gmtime())} UTC",
        f"doing      {doing}",
        f"program    sstar {_version('sstar')}, {system}",
        f"libraries  {', '.join(f'{name} {_version(name)}' for name in _LIBRARIES)}",
        "",
        "What happened",
        "",
    ]
    # Never the values of variables: what a person has just typed may be a key.
    trace = "".join(traceback.format_exception(error))
    logged = ["", "What was logged last", "", *_latest]
    return scrubbed("\n".join([*head, trace.rstrip(), *logged])) + "\n"


def _in_a_line(error: BaseException) -> str:
    words = " ".join(scrubbed(str(error)).split())
    kind = type(error).__name__
    return f"{kind}: {words[:200]}." if words else f"{kind}."


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version  # slow to load, and seldom wanted

    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


class _Scrubbing(logging.Formatter):
    """One line a record, unless it has a trace; times are UTC."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self, who: str) -> None:
        super().__init__(f"%(asctime)s {who}[%(process)d] %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        return scrubbed(super().format(record))


class _Remembering(logging.Handler):
    """Keeps the latest lines for the report of a crash."""

    def emit(self, record: logging.LogRecord) -> None:
        _latest.append(self.format(record))
