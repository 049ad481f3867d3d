"""A text that arrives piece by piece, at the cost of its pieces.

A string that grows by itself is copied with every piece: at 300 kB, and eighty pieces a second, that is more work than
all else that is done for them.
"""

from __future__ import annotations


class Growing:
    """A text that is added to at its end, looked at near its end, and only now and then as a whole.

    Its parts get shorter from the first to the last, as the digits of a binary counter: one that is added takes those
    before it along that are no longer than itself. So there are few of them, and each character is copied as often as
    there are parts.
    """

    __slots__ = ("_parts", "_size")

    def __init__(self, text: str = "") -> None:
        """Begin with a text."""
        self._parts = [text] if text else []
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
        if len(self._parts) > 1:
            self._parts = ["".join(self._parts)]
        return self._parts[0] if self._parts else ""

    def add(self, piece: str) -> None:
        """Add to the end."""
        parts = self._parts
        self._size += len(piece)
        while parts and len(parts[-1]) <= len(piece):
            piece = parts.pop() + piece
        parts.append(piece)

    def put(self, offset: int, piece: str) -> bool:
        """Add a piece at its place, in the place of what stood from there on; False where one before it is missing."""
        if offset > self._size:
            return False
        if offset < self._size:
            self._parts, self._size = [self.text[:offset]], offset
        self.add(piece)
        return True

    def since(self, offset: int) -> str:
        """What stands from a place on."""
        missing, found = self._size - offset, ""
        for part in reversed(self._parts):
            if missing <= 0:
                break
            found = part[-missing:] + found
            missing -= len(part)
        return found

    def tail(self, characters: int) -> str:
        """The end of the text, at most so many characters."""
        return self.since(max(0, self._size - characters))
