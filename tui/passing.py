"""What is told in passing, and goes by itself."""

from __future__ import annotations

from dataclasses import dataclass

from textual.notifications import Notification

_LEAST_SECONDS = 0.1


@dataclass
class Passing(Notification):
    """A notification that a screen may open upon at the very moment at which it goes.

    Textual tells each screen that opens what is left to be told, and starts a timer for the seconds that each has
    left. If these have become none in between, its timer counts backwards and never lets go of the application.
    """

    @property
    def time_left(self) -> float:
        """Seconds for which it is shown yet; some, even if it has expired, for whoever shows it already."""
        return max(super().time_left, _LEAST_SECONDS)

    @property
    def has_expired(self) -> bool:
        """Whether its time is over."""
        return super().time_left <= 0
