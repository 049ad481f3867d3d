"""Reading a model's answer: the program, or the JSON object at its end."""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec

_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})[^\n`]*\n(.*?)^[ \t]*\1[ \t]*$", re.MULTILINE | re.DOTALL)

T = TypeVar("T")


def last_program(answer: str) -> str | None:
    """The text of the last fenced code block that is not empty; None when there is none."""
    blocks: list[str] = [match.group(2) for match in _FENCE.finditer(answer + "\n")]
    return next((block for block in reversed(blocks) if block.strip()), None)


def last_object(answer: str, kind: type[T]) -> T:
    """Read the last JSON object in an answer as a `kind`.

    Raises:
        ValueError: says what was wrong, in words that can be sent back to the model.
    """
    reason = "it holds no JSON object"
    decoder = msgspec.json.Decoder(kind)
    end = answer.rfind("}")
    start = answer.rfind("{", 0, end + 1)
    while start >= 0:
        try:
            return decoder.decode(answer[start : end + 1])
        except msgspec.ValidationError as error:
            raise ValueError(f"its JSON object does not fit ({error})") from error
        except msgspec.DecodeError as error:
            reason = f"its JSON object is broken ({error})"
        start = answer.rfind("{", 0, start)
    raise ValueError(reason)
