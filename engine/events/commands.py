"""What a person can ask of a running engine, and what it answers. The one door in."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from engine.events.overrides import By, Override

Act = Literal["pause", "resume", "stop", "drain", "override", "undo", "redo"]
"""Pause, resume, stop (end with the best so far), drain (leave, to be resumed); decide, take a decision back, or have
it hold again."""


class Subscribe(Struct, frozen=True, tag="subscribe"):
    """Send every event after number `since`, then go on live.

    Acknowledged under number 0: from then on the engine does not leave before this view was sent everything.
    """

    since: int = 0


class Command(Struct, frozen=True, tag="command", omit_defaults=True):
    """An act of a person."""

    id: int
    act: Act
    override: Override | None = None
    """What was decided, for `override`."""
    number: int = 0
    """Which decision is taken back, for `undo`, or holds again, for `redo`; 0 for the latest that stands, or that was
    taken back."""
    by: By = "screen"


class Acknowledged(Struct, frozen=True, tag="acknowledged"):
    """The command was obeyed; what it decided follows as an event."""

    id: int


class Refused(Struct, frozen=True, tag="refused"):
    """The command was not obeyed."""

    id: int
    reason: str


LEAVING = "this engine is about to leave; say it again in a moment"
"""The reason for refusing a decision that comes between the end of a run and the end of its engine."""
