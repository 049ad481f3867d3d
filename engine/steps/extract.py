"""Reading a model's answer: the program, or the JSON object at its end."""

from __future__ import annotations

import json
import re
from typing import TypeVar

import msgspec

from engine.problem.languages import SOURCE_LANGUAGES

_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})([^\n`]*)\n(.*?)^[ \t]*\1[`~]*[ \t]*$", re.MULTILINE | re.DOTALL)
_OPENED = re.compile(r"^[ \t]*(?:`{3,}|~{3,})([^\n`]*)\n(.*)\Z", re.MULTILINE | re.DOTALL)
_DECODER = json.JSONDecoder()

T = TypeVar("T")


def last_program(answer: str, language: str = "") -> str | None:
    """The program in an answer: the text of its last fenced code block that is not empty; None when there is none.

    Many answers end with a sample input, an output or a command line in a block of its own. So a block that names the
    language goes before any that does not; where none does, the last one counts, whatever it is called. In an answer
    with no whole block, one that is opened and names the language goes to its end: some models do not close it.

    Args:
        answer: all of it, and not one that was cut.
        language: name of the one that was asked for.
    """
    whole = answer.replace("\r\n", "\n") + "\n"
    known = SOURCE_LANGUAGES[language].fences if language else frozenset()
    blocks = [(_name(match[2]), match[3]) for match in _FENCE.finditer(whole) if match[3].strip()]
    if not blocks and (opened := _OPENED.search(whole)) and _name(opened[1]) in known:
        return opened[2].rstrip("\n") + "\n" if opened[2].strip() else None
    named = [text for name, text in blocks if name in known]
    return next(reversed(named or [text for _, text in blocks]), None)


def _name(tag: str) -> str:
    """What the opening of a fence calls its block: `python`, for `{.Python}` too; empty when it says nothing."""
    return tag.split(maxsplit=1)[0].lower().strip("{}.") if tag.strip() else ""


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
