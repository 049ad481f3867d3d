"""The process of one checker: forked for each case, with input, answer and output where the checker expects them."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from .cage import FEEDBACK
from .template import Template, input_file, place_file
from .watch import Watch

if TYPE_CHECKING:
    import _socket
    from collections.abc import Callable

    from .cage import Cage
    from .wire import Order

FIRST_TEXT = 200
"""Number of the file with the first text of a case; the others follow. High, where nothing of ours stands."""

_FEEDBACK_FOLDER = "../feedback/"
"""From where programs run: a path through folders above could be closed to the user that a checker runs under."""
_MESSAGE_BYTES = 4096
_CASE = 3
"""Texts of a case: input, answer, output."""


def arguments_for(protocol: str, further: list[str], *, interactive: bool) -> list[str]:
    """Give a checker's command line.

    Kattis: INPUT ANSWER FEEDBACK_FOLDER ..., with the output on standard input, where an interactor has what the
    program says. testlib: INPUT OUTPUT ANSWER; an interactor writes its own notes where the output would be.
    """
    texts = [f"/proc/self/fd/{FIRST_TEXT + place}" for place in range(_CASE)]
    if protocol == "kattis":
        return [texts[0], texts[1], _FEEDBACK_FOLDER, *further]
    return [texts[0], "/dev/null" if interactive else texts[2], texts[1], *further]


class CheckerTemplate(Template):
    """Serves an order of a checker; what a run printed is of no use, its message takes that place."""

    judging = True

    def __init__(
        self, order: Order, control: _socket.socket, cage: Cage, files: list[int], ready: int, at: int = 0
    ) -> None:
        """Take the order with its files; see `Template`."""
        super().__init__(order, control, cage, files, ready, at)
        self._arguments = arguments_for(order["protocol"], order["arguments"], interactive=False)
        self._last_file = FIRST_TEXT

    def _run_all(self, enter: Callable[[], NoReturn]) -> None:
        self._watch = Watch(self._control, self._batch.flush_if_late)
        until = time.monotonic() + self._order["seconds"]
        at = sum(length for _, length in self._order["files"])
        lengths = self._order["inputs"]
        for place in range(len(lengths) // _CASE):
            if place and time.monotonic() > until:
                break
            texts = lengths[place * _CASE : (place + 1) * _CASE]
            self._check(place, at, texts, enter)
            at += sum(texts)
        self._batch.send(ended=True)

    def _check(self, place: int, at: int, lengths: list[int], enter: Callable[[], NoReturn]) -> None:
        for number, length in enumerate(lengths):
            place_file(FIRST_TEXT + number, input_file(self._payload, at, length))
            at += length
        os.lseek(FIRST_TEXT + 2, 0, os.SEEK_SET)
        os.dup2(FIRST_TEXT + 2, 0)
        place_file(1, os.memfd_create("output"))
        place_file(2, os.memfd_create("error"))
        empty_feedback()
        started = time.monotonic()
        pid = os.fork()
        if not pid:
            try:
                enter()
            finally:
                os._exit(125)
        ended = self._watch.wait_briefly(pid, started, self._limits["cpu_seconds"], self._limits["wall_seconds"])
        said = os.memfd_create("message")
        os.write(said, judge_message())
        place_file(1, said)
        self._batch.add(place, *ended)


def empty_feedback() -> None:
    """Let nothing of an earlier case be left."""
    for name in FEEDBACK:
        with suppress(OSError):  # a checker without Landlock around it may have removed it
            os.truncate(os.path.join(_FEEDBACK_FOLDER, name), 0)


def judge_message() -> bytes:
    """Read what a checker wrote for the judges, as far as it is kept."""
    try:
        file = os.open(f"{_FEEDBACK_FOLDER}{FEEDBACK[0]}", os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return b""
    try:
        return os.pread(file, _MESSAGE_BYTES, 0)
    finally:
        os.close(file)
