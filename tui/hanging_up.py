"""A terminal that is gone: who reads from it would find its end without pause, for ever."""

from __future__ import annotations

import os
import select
import signal
import sys
from threading import Thread


def leave_with_terminal() -> None:
    """Have this process end as a hang-up ends one, when its terminal is gone and nobody sends that signal.

    Systems send it to those alone whose controlling terminal it was: not to a view that another program has put on a
    terminal of its own making, and that outlives it. The engine of a run goes on, as after any closed window.
    """
    if sys.__stdin__ is not None and sys.__stdin__.isatty() and hasattr(select, "poll"):
        Thread(target=_wait_for_the_end, args=(sys.__stdin__.fileno(),), name="hang-up", daemon=True).start()


def _wait_for_the_end(terminal: int) -> None:
    # On a thread, for the rest may be stuck in writing to what nobody reads any more.
    watching = select.poll()
    watching.register(terminal, 0)
    if any(found & select.POLLHUP for _, found in watching.poll()):
        os.kill(os.getpid(), signal.SIGHUP)
