"""Ctrl-C while a run is watched without a screen: it reaches the run in good order, whenever it comes."""

from __future__ import annotations

import asyncio
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupts:
    """Takes SIGINT and SIGTERM from before an engine is started until its view is closed.

    A `KeyboardInterrupt` could strike anywhere: between the start of an engine and the moment when it can be asked to
    leave, which would orphan it, or while the event loop is made or closed. So a signal is noted, and handed on when
    somebody takes it.
    """

    def __init__(self) -> None:
        """Prepare; `with` it, in the main thread."""
        self._noted = 0
        self._hand_on: Callable[[], None] | None = None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Note signals instead of raising."""
        before = {number: signal.signal(number, self._hear) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    @contextmanager
    def taken_by(self, act: Callable[[], None]) -> Iterator[None]:
        """Have the running loop call `act` for each signal, those before this as well."""
        loop = asyncio.get_running_loop()

        def hand_on() -> None:
            loop.call_soon_threadsafe(act)

        self._hand_on = hand_on
        for _ in range(self._noted):
            hand_on()
        try:
            yield
        finally:
            self._hand_on = None

    def _hear(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        if self._hand_on:
            self._hand_on()
        else:
            self._noted += 1
