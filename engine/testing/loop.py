"""An event loop on which hours pass in milliseconds, and every seed is another legal order of events.

The ideas are those of trio's testing tools: an autojump clock, and a scheduler that shuffles on purpose, so that
nobody comes to rely on an order that nothing guarantees.
"""

from __future__ import annotations

import asyncio
import selectors
from random import Random
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

T = TypeVar("T")


class SimLoop(asyncio.SelectorEventLoop):
    """Jumps to the next timer instead of waiting for it, and shuffles what is ready to run.

    Nothing outside the loop can wake it (threads, processes, sockets of others): when nothing is ready and no
    timer is set, that is a deadlock, and it is raised as RuntimeError.
    """

    def __init__(self, seed: int | None = None) -> None:
        """Begin at time 0.

        Args:
            seed: of the shuffling; None keeps the order in which things became ready.
        """
        self._now = 0.0
        self._chance = Random(seed) if seed is not None else None
        super().__init__(_JumpingSelector(self))
        self._clock_resolution = 1e-9

    def time(self) -> float:
        """Virtual seconds since the loop was made."""
        return self._now

    def jump(self, seconds: float) -> None:
        """Let virtual time pass."""
        self._now += seconds

    def _run_once(self) -> None:
        ready = self._ready  # type: ignore[attr-defined]
        if self._chance and len(ready) > 1:
            shuffled = list(ready)
            self._chance.shuffle(shuffled)
            ready.clear()
            ready.extend(shuffled)
        super()._run_once()  # type: ignore[misc]


class _JumpingSelector(selectors.SelectSelector):
    def __init__(self, loop: SimLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout is None:
            raise RuntimeError("deadlock: nothing is ready and no timer is set")
        if not ready and timeout:
            self._loop.jump(timeout)
        return ready


def simulate(main: Callable[[], Coroutine[Any, Any, T]], seed: int | None = None) -> T:
    """Run `main()` on a SimLoop of its own, and return what it returns."""
    with asyncio.Runner(loop_factory=lambda: SimLoop(seed)) as runner:
        return runner.run(main())
