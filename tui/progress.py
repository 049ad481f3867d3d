"""How far a long work is, and how long it will take, on standard error."""

from __future__ import annotations

import sys
import time

_BETWEEN_SECONDS = 0.5
_BETWEEN_LINES_SECONDS = 60.0
"""Where nobody looks at a terminal, such as in a log, a line now and then."""


class Progress:
    """One line that is written anew, or in a log a line each minute."""

    def __init__(self, things: str, total: int) -> None:
        """Begin with nothing done.

        Args:
            things: what is counted, such as runs.
            total: how many there are.
        """
        self._things, self._total = things, total
        self._done = self._fresh = 0
        self._began = self._said = time.monotonic()
        self._terminal = sys.stderr.isatty()
        if self._terminal and total:
            self._write()  # the first one may take minutes

    def one_more(self, *, fresh: bool = True) -> None:
        """Count one; `fresh` where it was done just now, and not found done."""
        self._done += 1
        self._fresh += fresh
        now = time.monotonic()
        between = _BETWEEN_SECONDS if self._terminal else _BETWEEN_LINES_SECONDS
        if now - self._said < between and not (self._terminal and self._done == self._total):
            return
        self._said = now
        self._write()

    def end(self) -> None:
        """Leave the line."""
        if self._terminal:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def _write(self) -> None:
        words = self._words(self._said)
        sys.stderr.write(f"\r\x1b[K{words}" if self._terminal else f"{words}.\n")
        sys.stderr.flush()

    def _words(self, now: float) -> str:
        words = f"{self._done:,} of {self._total:,} {self._things}"
        if not self._fresh:
            return words
        left = (now - self._began) / self._fresh * (self._total - self._done)
        return f"{words}, about {duration(left)} left"


def duration(seconds: float) -> str:
    """`42 s`, `3 min 20 s`, `2 h 5 min`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
