"""What a strategy concludes from facts, as opposed to the facts themselves."""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct


class Conclusion(Struct, frozen=True):
    """Written down once, and again only when it has come to hold again; the latest one about a thing holds."""

    ABOUT: ClassVar[tuple[str, ...]] = ()
    """The fields that say what it is about; none where there is only one in a run."""
