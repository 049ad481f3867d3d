"""Structured concurrency with plain errors."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

from engine.errors import BudgetError

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable

T = TypeVar("T")


async def together(work: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """Run coroutines at the same time; the results are in the order of the arguments.

    When one raises, the others are cancelled and waited for, and its error is raised as it is, not in a group.
    A BudgetError cancels nobody: nothing new starts any more, and what others have in flight is paid for.
    """
    items = list(work)
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(_settle(item)) for item in items]
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from None
    finally:
        for item in items:
            item.close()  # one that was cancelled before its first step has not been awaited
    results = []
    for task in tasks:
        result = task.result()
        if isinstance(result, BudgetError):
            raise result
        results.append(result)
    return results


async def _settle(item: Coroutine[Any, Any, T]) -> T | BudgetError:
    try:
        return await item
    except BudgetError as error:
        return error
