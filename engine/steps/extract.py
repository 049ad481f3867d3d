"""Reading a model's answer: the program, or the JSON object at its end."""

from __future__ import annotations

import json
import re
from typing import TypeVar

import msgspec

from engine.problem.languages import SOURCE_LANGUAGES

_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})([^\n`]*)\n(.*?)^[ \t]*\1[`~]*[ \t]*$", re.MULTILINE | re.DOTALL)
_DECODER = json.JSONDecoder()

T = TypeVar("T")


def last_program(answer: str, language: str = "") -> str | None:
    """The program in an answer: the text of its last fenced code block that is not empty; None when there is none.

    Many answers end with a sample input, an output or a command line in a block of its own. So a block that names the
    language goes before any that does not; where none does, the last one counts, whatever it is called.

    Args:
        answer: all of it.
        language: name of the one that was asked for.
    """
    found = [(match[2], match[3]) for match in _FENCE.finditer(answer.replace("\r\n", "\n") + "\n")]
    blocks = [(tag.split()[:1], text) for tag, text in found if text.strip()]
    known = SOURCE_LANGUAGES[language].fences if language else frozenset()
    named = [text for tag, text in blocks if tag and tag[0].lower().strip("{}.") in known]
    return next(reversed(named or [text for _, text in blocks]), None)


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
