"""How often the screen is drawn: as often as this machine and its terminal keep up with, so that keys never wait."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from textual.app import App

FRAME_SECONDS: Final = 1 / 30
"""Time between two frames of what moves by itself."""
BATCH_SECONDS: Final = 1 / 40
"""Least time between two batches of a live engine: a view draws no faster. An engine sends thirty times a second, and
a view that waited as long again would hear it now and then a whole batch later."""
DIMMED_SECONDS: Final = 1 / 10
"""Least time between two frames of what stands dimmed below a question: it costs twice as much there, and the keys of
the question come first."""
_SHARE: Final = 2
"""A frame gets one part in so many of the loop's time; the rest is for keys."""


class Pace:
    """The pauses between batches: longer where what follows from a batch takes long.

    What it took is the CPU time of this thread, from batch to batch. So it counts folding, painting and drawing,
    whoever does them, and not the time in which other processes had the processor.
    """

    def __init__(self) -> None:
        """Begin to count."""
        self._worked = time.thread_time()

    def pause(self, held: float) -> float:
        """How long to wait before the next batch, when the present one was held for so many seconds."""
        worked, self._worked = self._worked, time.thread_time()
        return max(0.0, max(BATCH_SECONDS, _SHARE * (self._worked - worked)) - held)


def terminal_is_behind(app: App[object]) -> bool:
    """Whether the terminal still has frames to take that were drawn before.

    Textual writes on a thread of its own. Where the terminal is slower than the frames come, thirty of them queue up: a
    key is seen after all of those, and the next frame blocks the loop.
    """
    writer = getattr(app._driver, "_writer_thread", None)  # noqa: SLF001 - nothing public tells
    return writer is not None and writer._queue.qsize() > 0  # noqa: SLF001
