"""An answer while it arrives: its text so far, and the marks by which a replay streams it again."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from engine.events.calls import CallFinished, CallInterrupted, Delta, Usage
from engine.events.growing import Growing

if TYPE_CHECKING:
    from engine.events.calls import FinishReason, Part
    from engine.models.protocol import Chunk

_MARK_EVERY_MS: Final = 40
"""Distance of the marks of an answer that is not long."""
_MOST_MARKS: Final = 1000
"""Of one part of an answer. A longer one has every second mark taken away, and from there on marks twice as far apart:
an hour of streaming costs what forty seconds do."""


class Arriving:
    """An answer while it streams."""

    def __init__(self, key: str) -> None:
        """Begin; nothing has come of this call."""
        self.key = key
        self.ended = False
        """Whether the model said why it stopped."""
        self.usage = Usage()
        """As far as the provider has told."""
        self._began = asyncio.get_running_loop().time()
        self._silent = True
        self._answer = _Arrived()
        self._thinking = _Arrived()
        self._likely: tuple[tuple[str, float], ...] = ()
        self._finish_reason: FinishReason = "truncated"

    def add(self, chunk: Chunk) -> list[Delta]:
        """Take a chunk in; what is new goes to the views."""
        self._silent = False
        self._finish_reason = chunk.finish_reason or self._finish_reason
        self.ended = self.ended or chunk.finish_reason is not None
        self.usage = chunk.usage or self.usage
        self._likely = self._likely or chunk.likely
        now = int((asyncio.get_running_loop().time() - self._began) * 1000)
        parts: tuple[tuple[Part, str, _Arrived], ...] = (
            ("thinking", chunk.thinking, self._thinking),
            ("answer", chunk.text, self._answer),
        )
        return [Delta(self.key, known.add(text, now), text, part) for part, text, known in parts if text]

    def finished(self) -> CallFinished:
        """The whole answer; a stream that ended without a reason was truncated."""
        answer, thinking = self._answer, self._thinking
        return CallFinished(
            self.key,
            answer.text,
            thinking.text,
            self._finish_reason,
            self.usage,
            tuple(answer.marks),
            tuple(thinking.marks),
            self._likely,
        )

    def interrupted(self, *, refused: bool) -> CallInterrupted:
        """What had arrived when the attempt ended without an answer; `refused` if that was before it began."""
        return CallInterrupted(
            self.key, self._answer.text, self._thinking.text, self.usage, refused=refused and self._silent
        )


class _Arrived:
    """One part of an answer, as far as it has come."""

    def __init__(self) -> None:
        self._text = Growing()
        self._every_ms = _MARK_EVERY_MS
        self.marks: list[tuple[int, int]] = []

    def add(self, text: str, now: int) -> int:
        """Take a piece in at this millisecond; the result is how many characters came before it."""
        before = len(self._text)
        self._text.add(text)
        if not self.marks or now - self.marks[-1][1] >= self._every_ms:
            self._mark(now)
        return before

    def _mark(self, now: int) -> None:
        if len(self.marks) == _MOST_MARKS:  # each weighs as much as a line of text
            self.marks = self.marks[::2]
            self._every_ms *= 2
        self.marks.append((len(self._text), now))

    @property
    def text(self) -> str:
        """All of it."""
        return self._text.text
