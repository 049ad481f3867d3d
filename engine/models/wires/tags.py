"""Thinking that a local model writes between tags at the beginning of its answer."""

from __future__ import annotations

_OPEN = "<think>"
_CLOSE = "</think>"


class ThinkTags:
    """Parts a stream into answer and thinking, wherever the pieces are cut."""

    def __init__(self) -> None:
        """Begin before the first character."""
        self._state = "before"
        self._held = ""

    def split(self, text: str) -> tuple[str, str]:
        """Take a piece in; the result is (answer, thinking), without what may still become a tag."""
        if self._state == "answer":
            return text, ""
        self._held += text
        if self._state == "before" and not self._begin():
            return self._give_up() if self._state == "answer" else ("", "")
        return self._until_close()

    def rest(self) -> tuple[str, str]:
        """What was held back, when the answer has ended."""
        held, self._held = self._held, ""
        return ("", held) if self._state == "thinking" else (held, "")

    def _begin(self) -> bool:
        """Look for the opening tag; False until it is there."""
        text = self._held.lstrip()
        if text.startswith(_OPEN):
            self._state, self._held = "thinking", text[len(_OPEN) :]
            return True
        if not _OPEN.startswith(text):
            self._state = "answer"
        return False

    def _give_up(self) -> tuple[str, str]:
        held, self._held = self._held, ""
        return held, ""

    def _until_close(self) -> tuple[str, str]:
        thought, found, answer = self._held.partition(_CLOSE)
        if found:
            self._state, self._held = "answer", ""
            return answer.lstrip("\n"), thought
        keep = next((size for size in range(len(_CLOSE) - 1, 0, -1) if thought.endswith(_CLOSE[:size])), 0)
        self._held = thought[len(thought) - keep :]
        return "", thought[: len(thought) - keep]
