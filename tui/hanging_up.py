"""A terminal that is gone: who reads from it would find its end without pause, for ever."""

from __future__ import annotations

import select
import signal
import sys

CHECK_SECONDS = 1.0
"""How often to look."""


def leave_with_terminal() -> None:
    """End as a hang-up ends a program, where the terminal is gone and nobody sends that signal.

    Systems send it to those alone whose controlling terminal it was: not to a view that another program has put on a
    terminal of its own making, and that outlives it. The engine of a run goes on, as after any closed window.
    """
    if sys.__stdin__ is None or not hasattr(select, "poll"):
        return
    watching = select.poll()
    watching.register(sys.__stdin__.fileno(), 0)
    if any(found & select.POLLHUP for _, found in watching.poll(0)):
        signal.raise_signal(signal.SIGHUP)
