"""Who may send to a provider, and when: one scheduler for each provider, whichever models are asked there.

* Lanes: so many calls at the same time. A provider that asks to slow down gets half of them, and one more after
  every whole answer.
* Slow-down: when one call is told to wait, no call of this provider starts before that time.
* One first: until the provider has begun to answer once, one call goes alone; and of calls that begin with the
  same text, one goes first, so that the others are served from the prompt cache that it writes.
* Patience: exponential backoff with full jitter (Brooker, “Exponential Backoff and Jitter”, AWS 2015), drawn from
  the request's seed; an end to it that depends on whether others are being answered.

Everything here is plain state and one waiting method; time is the event loop's, so a virtual clock drives it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from random import Random
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.errors import FatalModelError, ModelError

if TYPE_CHECKING:
    from engine.errors import ProviderError
    from engine.models.protocol import Request, Terms


_log = logging.getLogger(__name__)


class Patience(Struct, frozen=True):
    """How long to go on with a provider that fails."""

    attempts: int = 5
    """Of one call, when its answers break off."""
    first_attempts: int = 3
    """Of one call, when the provider has never answered: a wrong address should show soon."""
    first_seconds: float = 1.0
    """Upper end of the first delay; each further one is twice as long."""
    longest_seconds: float = 60.0
    """Upper end of every delay that the provider does not ask for."""
    outage_seconds: float = 900.0
    """A provider that answers nobody for so long, or asks to wait longer, stops the run."""


class Trial:
    """The attempts of one call, as long as this engine makes them."""

    def __init__(self, request: Request, earlier: int) -> None:
        """Begin.

        Args:
            request: what is sent.
            earlier: attempts that earlier engines made at this run.
        """
        self.family = _family(request)
        self.attempts = 0
        """Failed ones."""
        self.earlier = earlier
        self.began_at = asyncio.get_running_loop().time()
        self.answers_before: int | None = None
        """Answers that the provider had given when this call first failed."""
        self._seed = request.seed

    def jitter(self, longest: float) -> float:
        """Draw seconds from 0 to `longest`; the request and the attempt alone decide."""
        return Random(f"{self._seed}:{self.earlier + self.attempts}").uniform(0.0, longest)


class Scheduler:
    """The desk of one provider."""

    def __init__(self, terms: Terms, lanes: int, patience: Patience | None = None) -> None:
        """Open the desk.

        Args:
            terms: how the provider wants to be asked.
            lanes: calls at the same time that the run allows.
            patience: how long to go on when it fails.
        """
        self._most = min(lanes, terms.lanes or lanes)
        self._one_first = terms.one_first
        self._patience = patience or Patience()
        self._width = self._most
        self._running = 0
        self._slow_until = float("-inf")
        self._began = False
        self._warm: set[str] = set()
        self._warming: set[str] = set()
        self._answers = 0
        self._answered_at = float("-inf")
        self._changed = asyncio.Event()

    # ---------------------------------------------------------------- starting

    @property
    def slow_seconds(self) -> float:
        """How long nothing may start, because the provider asked for it."""
        return max(0.0, self._slow_until - asyncio.get_running_loop().time())

    def may_start(self, trial: Trial) -> bool:
        """Whether a call may be sent now; `start` must follow without an await."""
        return self._running < self._width and not self.slow_seconds and not self._must_follow(trial.family)

    def _must_follow(self, family: str) -> bool:
        if not self._one_first:
            return False
        return (not self._began and self._running > 0) or (family in self._warming and family not in self._warm)

    async def change(self) -> None:
        """Wait until `may_start` may have changed."""
        deadline = self._slow_until if self.slow_seconds else None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout_at(deadline):
                await self._changed.wait()

    def start(self, trial: Trial) -> None:
        """Take a lane."""
        self._running += 1
        if trial.family not in self._warm:
            self._warming.add(trial.family)

    def began(self, trial: Trial) -> None:
        """The answer begins: those who waited for it may follow."""
        if not self._began or trial.family not in self._warm:
            self._began = True
            self._warm.add(trial.family)
            self._notify()

    def end(self, trial: Trial) -> None:
        """Give the lane back, however the attempt ended."""
        self._running -= 1
        self._warming.discard(trial.family)
        self._notify()

    def answered(self) -> None:
        """Somebody has a whole answer: the provider is well."""
        self._answers += 1
        self._answered_at = asyncio.get_running_loop().time()
        self._width = min(self._most, self._width + 1)

    def _notify(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    # ---------------------------------------------------------------- waiting, or giving up

    def after(self, fault: ProviderError, trial: Trial) -> float:
        """Seconds that a call must wait after a fault.

        Raises:
            ModelError: it has tried often enough, while others are answered.
            FatalModelError: nobody is answered, so that it is no fault of this call.
        """
        if trial.answers_before is None:
            trial.answers_before = self._answers
        if fault.kind == "adjusted":
            return 0.0
        trial.attempts += 1
        self._give_up(fault, trial)
        seconds = self._backoff(fault, trial)
        if fault.kind == "crowded":
            self._slow_down(fault.retry_after or seconds)
        return seconds

    def _backoff(self, fault: ProviderError, trial: Trial) -> float:
        patience = self._patience
        if fault.retry_after is not None:
            # The lanes must not all start at the same moment.
            return fault.retry_after + trial.jitter(patience.first_seconds)
        return trial.jitter(min(patience.longest_seconds, patience.first_seconds * 2 ** min(trial.attempts, 20)))

    def _slow_down(self, seconds: float) -> None:
        if not self.slow_seconds:  # the lanes that fail together count as one
            self._width = max(1, self._width // 2)
        self._slow_until = max(self._slow_until, asyncio.get_running_loop().time() + seconds)
        _log.info(
            "a provider asks to slow down: %d lanes, and nothing starts for %.1f s", self._width, self.slow_seconds
        )

    def _give_up(self, fault: ProviderError, trial: Trial) -> None:
        if fault.kind == "rejected":
            raise ModelError(str(fault)) if self._began else FatalModelError(str(fault))
        if (fault.retry_after or 0.0) > self._patience.outage_seconds:
            raise FatalModelError(f"{fault} That is longer than a run waits; resume it later.")
        if fault.kind == "broken" and trial.attempts >= self._patience.attempts:
            others = self._answers > (trial.answers_before or 0)
            # A call that broke off as often in an earlier engine is to blame, even if it is alone.
            if others or trial.earlier >= self._patience.attempts:
                raise ModelError(f"{fault} This was attempt {trial.earlier + trial.attempts}.")
            raise FatalModelError(_outage(fault, trial))
        if fault.kind != "broken" and self._is_out(fault, trial):
            raise FatalModelError(_outage(fault, trial))

    def _is_out(self, fault: ProviderError, trial: Trial) -> bool:
        if fault.kind == "unreachable" and not self._began and trial.attempts >= self._patience.first_attempts:
            return True
        silent_since = max(trial.began_at, self._answered_at)
        return asyncio.get_running_loop().time() - silent_since >= self._patience.outage_seconds


def _outage(fault: ProviderError, trial: Trial) -> str:
    times = f"{trial.attempts} attempts" if trial.attempts > 1 else "1 attempt"
    return f"{fault} This was so after {times}, so the run stops here; resume it when the provider is well."


def _family(request: Request) -> str:
    """The text that requests share when the first of them fills the prompt cache for the others."""
    first = request.messages[0]
    return first.text[: first.shared or None]
