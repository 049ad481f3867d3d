"""What a person can ask of a running engine, and what it answers. The one door in."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class Subscribe(Struct, frozen=True, tag="subscribe"):
    """Send every event after number `since`, then go on live."""

    since: int = 0


class Command(Struct, frozen=True, tag="command"):
    """An act of a person: pause, resume, stop (end with the best so far) or drain (leave, to be resumed)."""

    id: int
    act: Literal["pause", "resume", "stop", "drain"]


class Acknowledged(Struct, frozen=True, tag="acknowledged"):
    """The command was obeyed; what it decided follows as an event."""

    id: int


class Refused(Struct, frozen=True, tag="refused"):
    """The command was not obeyed."""

    id: int
    reason: str
