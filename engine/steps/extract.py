"""Reading a model's answer: the program, or the JSON object at its end."""

from __future__ import annotations

import json
import re
from typing import TypeVar

import msgspec

_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})[^\n`]*\n(.*?)^[ \t]*\1[`~]*[ \t]*$", re.MULTILINE | re.DOTALL)
_DECODER = json.JSONDecoder()

T = TypeVar("T")


def last_program(answer: str) -> str | None:
    """The text of the last fenced code block that is not empty; None when there is none."""
    blocks: list[str] = [match.group(2) for match in _FENCE.finditer(answer.replace("\r\n", "\n") + "\n")]
    return next((block for block in reversed(blocks) if block.strip()), None)


def last_object(answer: str, kind: type[T]) -> T:
    """Read the last JSON object in an answer as a `kind`.

    Raises:
        ValueError: says what was wrong, in words that can be sent back to the model.
    """
    reason = "it holds no JSON object"
    found = ""
    start = answer.find("{")
    while start >= 0:
        try:
            end = _DECODER.raw_decode(answer, start)[1]
            found = answer[start:end]
        except (ValueError, RecursionError) as error:  # a brace in the prose, or an object that is cut
            reason = f"its JSON object is broken ({error})"
            end = start + 1
        start = answer.find("{", end)
    if not found:
        raise ValueError(reason)
    try:
        return msgspec.json.decode(found, type=kind)
    except msgspec.DecodeError as error:
        raise ValueError(f"its JSON object does not fit ({error})") from error
