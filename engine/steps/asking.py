"""Asking a model for a JSON object: one request, and one for repair when the answer cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from engine.models.protocol import Message
from engine.prompts import render
from engine.steps.extract import last_object

if TYPE_CHECKING:
    from engine.events.calls import Path, Role
    from engine.runtime.run import Run

T = TypeVar("T")


async def ask_for(run: Run, kind: type[T], path: Path, role: Role, prompt: str) -> tuple[T, str]:
    """Ask the model of a role for a `kind`.

    Returns:
        the object, and the key of the call that brought it.

    Raises:
        ValueError: neither answer could be read; says why.
        ModelError, BudgetError: as `Run.complete`.
    """
    conversation = [Message("user", prompt)]
    answer = await run.complete(path, role, conversation)
    try:
        return last_object(answer.text, kind), answer.call
    except ValueError as error:
        repair = Message("user", render("repair", reason=error))
    again = await run.complete((*path, "repair"), role, [*conversation, Message("assistant", answer.text), repair])
    return last_object(again.text, kind), again.call
