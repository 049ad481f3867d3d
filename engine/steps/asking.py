"""Asking a model for a JSON object: one request, and one for repair when the answer cannot be read.

The request carries a schema for models that can be held to one, and asks for the same in words for those that
cannot; either way what comes back is checked here. A model that is held to a schema writes its fields in their order
and nothing before them. So every object begins with a field of plain words: what such a model says there is all the
thinking it may do before it answers.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec
from msgspec import Struct

from engine.errors import ModelError
from engine.models.protocol import Message, Schema
from engine.prompts import render
from engine.steps.extract import last_object

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.events.calls import Path, Role
    from engine.runtime.run import Answer, Run

T = TypeVar("T")


class Reply(Struct, Generic[T], frozen=True):
    """What came of asking."""

    value: T | None
    """The object; None when there is none to be had."""
    call: str
    """Key of the call that brought it, or of the first one."""
    problem: str = ""
    """Why there is none."""


async def ask_for(
    run: Run,
    kind: type[T],
    path: Path,
    role: Role,
    prompt: str,
    asking: Callable[[str], None] = lambda _: None,
    model: str = "",
) -> Reply[T]:
    """Ask the model of a role for a `kind`; a failure is part of the reply.

    Args:
        run: where it happens.
        kind: what is asked for.
        path: where in the strategy it is asked.
        role: who is asked.
        prompt: what is asked.
        asking: told the key of the call before it is made.
        model: asked in place of the model of the role.

    Raises:
        BudgetError, FatalModelError: as `Run.complete`.
    """
    schema = schema_of(kind)  # type: ignore[arg-type]  # classes are hashable, which mypy does not know of `type[T]`
    conversation = [Message("user", prompt)]
    first = run.call_key(path, role, conversation, schema, model=model)
    asking(first)
    try:
        answer = await run.complete(path, role, conversation, schema, model=model)
        try:
            return Reply(_read(answer, kind), answer.call)
        except ValueError as error:
            if answer.finish_reason == "refusal":
                return Reply(None, first, str(error))
            repair = Message("user", render("repair", reason=error))
        again = [*conversation, Message("assistant", answer.text or "(nothing)"), repair]
        answer = await run.complete((*path, "repair"), role, again, schema, model=model)
        return Reply(_read(answer, kind), answer.call)
    except ModelError as error:
        return Reply(None, first, str(error))
    except ValueError as error:
        return Reply(None, first, f"asked twice, and {error}")


def _read(answer: Answer, kind: type[T]) -> T:
    """Read an answer. Raises ValueError, which says why it cannot be."""
    if answer.finish_reason == "refusal":
        said = " ".join(answer.text.split())
        raise ValueError(f"the model refused to answer{f': {said}' if said else ''}")
    try:
        return last_object(answer.text, kind)
    except ValueError as error:
        ends = {
            "length": "it was cut at the model's limit",
            "endless": "it did not end",
            "truncated": "its end is missing",
        }
        cut = ends.get(answer.finish_reason)
        raise ValueError(f"{cut}, and {error}" if cut else str(error)) from error


@lru_cache(maxsize=256)
def schema_of(kind: type[Any]) -> Schema:
    """The JSON schema of a struct, as strict as providers want it, and with nothing in it to look up.

    All properties are required and in the order of the fields, since a model that is held to it writes them in
    that order.
    """
    _, parts = msgspec.json.schema_components([kind])
    name = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in kind.__name__)
    strict = _strict(parts[kind.__name__], parts)
    return Schema(name.lstrip("_"), msgspec.json.encode(strict).decode())


def _strict(part: Mapping[str, Any], parts: Mapping[str, Any]) -> dict[str, Any]:
    if "$ref" in part:
        return _strict(parts[part["$ref"].rpartition("/")[2]], parts)
    if "properties" in part:
        properties = {name: _strict(value, parts) for name, value in part["properties"].items()}
        closed = {"required": list(properties), "additionalProperties": False}
        return {"type": "object", "properties": properties, **closed}
    kept = {name: value for name, value in part.items() if name != "default"}
    if "items" in kept:
        kept["items"] = _strict(kept["items"], parts)
    return {"type": "string", **kept} if "enum" in kept else kept
