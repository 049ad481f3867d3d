"""A text that arrives piece by piece, at the cost of its pieces.

A string that grows by itself is copied with every piece: at 300 kB, and eighty pieces a second, that is more work than
all else that is done for them.
"""

from __future__ import annotations

from typing import Final

_JOIN_FROM: Final = 64
"""Pieces that are kept apart before they become one; a string takes about 50 bytes besides its characters."""


class Growing:
    """A text that is added to at its end, looked at near its end, and only now and then as a whole."""

    __slots__ = ("_fresh", "_joined", "_size")

    def __init__(self, text: str = "") -> None:
        """Begin with a text."""
        self._joined = [text] if text else []
        self._fresh: list[str] = []
        self._size = len(text)

    def __len__(self) -> int:
        """Characters so far."""
        return self._size

    def __eq__(self, other: object) -> bool:
        """Whether the texts are the same, however they came."""
        return isinstance(other, Growing) and self._size == other._size and self.text == other.text

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Growing({self.text!r})"

    @property
    def text(self) -> str:
        """The whole text."""
        if self._fresh or len(self._joined) > 1:
            self._joined, self._fresh = ["".join((*self._joined, *self._fresh))], []
        return self._joined[0] if self._joined else ""

    def add(self, piece: str) -> None:
        """Add to the end."""
        self._fresh.append(piece)
        self._size += len(piece)
        if len(self._fresh) >= _JOIN_FROM:
            self._joined.append("".join(self._fresh))
            self._fresh = []

    def put(self, offset: int, piece: str) -> bool:
        """Add a piece at its place, in the place of what stood from there on; False where one before it is missing."""
        if offset > self._size:
            return False
        if offset < self._size:
            self._joined, self._fresh, self._size = [self.text[:offset]], [], offset
        self.add(piece)
        return True

    def since(self, offset: int) -> str:
        """What stands from a place on."""
        missing, parts = self._size - offset, list[str]()
        for pieces in (self._fresh, self._joined):
            for piece in reversed(pieces):
                if missing <= 0:
                    break
                parts.append(piece[-missing:])
                missing -= len(piece)
        return "".join(reversed(parts))

    def tail(self, characters: int) -> str:
        """The end of the text, at most so many characters."""
        return self.since(max(0, self._size - characters))
