"""How many samples and rounds a method draws, where it does not leave that to the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, structs

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from engine.events.selection import SelectionMade
    from engine.events.settings import Settings
    from engine.runtime.run import Run

    Strategy = Callable[[Run], Awaitable[SelectionMade | None]]


class Draws(Struct, frozen=True):
    """What a method fixes of its samples; None leaves it to the settings."""

    samples: int | None = None
    rounds: int | None = None
    """Programs after the first one of a sample, at most."""


def drawing(*, samples: int | None = None, rounds: int | None = None) -> Callable[[Strategy], Strategy]:
    """Say of a strategy what it draws, so that a run says of itself what will really happen."""

    def note(strategy: Strategy) -> Strategy:
        strategy.__dict__["draws"] = Draws(samples, rounds)
        return strategy

    return note


def draws_of(strategy: Strategy) -> Draws:
    """What a strategy fixes."""
    found: Draws = getattr(strategy, "draws", Draws())
    return found


def as_drawn(strategy: Strategy, settings: Settings) -> Settings:
    """The settings with the samples and rounds that the strategy will draw."""
    draws = draws_of(strategy)
    return structs.replace(
        settings,
        samples=settings.samples if draws.samples is None else draws.samples,
        rounds=settings.rounds if draws.rounds is None else draws.rounds,
    )
