"""What a method needs of its models besides answers: asked before its first step, and what it does without it."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.events.calls import Role
from engine.events.capabilities import Capability
from engine.events.run import NoticeGiven

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from engine.events.selection import SelectionMade
    from engine.runtime.run import Run

    Strategy = Callable[[Run], Awaitable[SelectionMade | None]]


class Need(Struct, frozen=True):
    """Something that a method wants of a model, and how it does without."""

    role: Role
    capability: Capability
    fallback: str
    """What is done in its place, as the end of a sentence that begins with “instead,”."""


def needing(*needs: Need) -> Callable[[Strategy], Strategy]:
    """Have a strategy ask for its needs before it begins; what a model lacks is said, and what is done instead.

    The strategy itself looks the answers up by `offered`.
    """

    def decorate(strategy: Strategy) -> Strategy:
        @functools.wraps(strategy)
        async def asking(run: Run) -> SelectionMade | None:
            for need in needs:
                said = await run.offers(need.role, need.capability)
                if not said.offered:
                    words = f"{said.model} offers no {need.capability} ({said.how}): instead, {need.fallback}."
                    run.conclude(NoticeGiven(words))
            return await strategy(run)

        asking.__dict__["needs"] = needs
        return asking

    return decorate


def needs_of(strategy: Strategy) -> tuple[Need, ...]:
    """What a strategy asks for before it begins."""
    needs: tuple[Need, ...] = getattr(strategy, "needs", ())
    return needs


async def offered(run: Run, role: Role, *capabilities: Capability) -> bool:
    """Whether the model of a role offers all of these.

    Raises:
        BudgetError, FatalModelError: as `Run.offers`.
    """
    return all([(await run.offers(role, capability)).offered for capability in capabilities])
