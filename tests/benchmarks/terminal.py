"""A terminal that no person sits at: a pseudo-terminal whose output is read away, as fast as it comes."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import termios
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Size = tuple[int, int]

MODERN = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
"""What a program is told of the terminal, in every place, so that it draws the same colours."""


@contextmanager
def in_terminal(
    command: Sequence[str], size: Size, output: Callable[[bytes], object], rate: float = 0.0
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command in a pseudo-terminal of `size` columns and rows; it is killed at the end if it still runs.

    Args:
        command: the program and its arguments.
        size: columns and rows.
        output: told of everything that the terminal receives, on a thread of its own.
        rate: bytes a second that the terminal takes, as over a slow line; 0 for as fast as they come.
    """
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    environment = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}} | MODERN
    process = subprocess.Popen(
        command, stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True
    )
    os.close(slave)
    reader = threading.Thread(target=_drain, args=(master, output, rate))
    reader.start()
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        reader.join()
        os.close(master)


def _drain(master: int, output: Callable[[bytes], object], rate: float) -> None:
    piece = max(1, int(rate / 50)) if rate else 1 << 16
    while True:
        try:
            data = os.read(master, piece)
        except OSError:  # Linux says so, instead of sending an end, when the last writer has left
            return
        if not data:
            return
        output(data)
        if rate:
            time.sleep(len(data) / rate)


def parse_size(text: str) -> Size:
    """`200x60` as columns and rows."""
    columns, rows = text.split("x")
    return int(columns), int(rows)
