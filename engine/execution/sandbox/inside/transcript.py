"""What two programs said to each other, kept while it is passed on."""

from __future__ import annotations

PROGRAM, JUDGE = b"> ", b"< "
"""What a line of each side begins with."""

_KEPT_BYTES = 8192
"""Of the beginning, and of the end: where a conversation went wrong is at its end."""


class Transcript:
    """Keeps the beginning and the end of a conversation, in the order in which it was heard."""

    def __init__(self) -> None:
        """Begin with nothing said."""
        self._head = b""
        self._tail = b""
        self._cut = False
        self._speaker = b""
        self._at_line_start = True

    def add(self, speaker: bytes, said: bytes) -> None:
        """Note what `PROGRAM` or `JUDGE` said; a change of speaker begins a new line."""
        new_line = b"" if self._at_line_start else b"\n"
        begin = new_line + speaker if speaker != self._speaker or self._at_line_start else b""
        self._speaker = speaker
        self._at_line_start = said.endswith(b"\n")
        self._keep(begin + said.removesuffix(b"\n").replace(b"\n", b"\n" + speaker) + b"\n" * self._at_line_start)

    def text(self) -> bytes:
        """Give what was kept, with a mark where something is missing."""
        return self._head + (b"\n[... the middle is left out ...]\n" if self._cut else b"") + self._tail

    def _keep(self, text: bytes) -> None:
        room = _KEPT_BYTES - len(self._head)
        self._head += text[:room] if not self._tail else b""
        rest = text[room:] if not self._tail and room < len(text) else text if self._tail else b""
        self._tail += rest
        if len(self._tail) > 2 * _KEPT_BYTES:
            self._tail, self._cut = self._tail[-_KEPT_BYTES:], True
