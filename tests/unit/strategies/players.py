"""A run whose samples, and whatever else is asked, a test writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

from engine.testing import ToyRun
from engine.testing.toy import PROBLEM, PROGRAMS, SETTINGS, script

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.models.protocol import Request
    from engine.models.scripted import Spoken


def run_of(
    strategy: str,
    *play: Sequence[str],
    say: Callable[[Request], str | Spoken | None] = lambda _: None,
    programs=PROGRAMS,
    abilities=(),
    problem=PROBLEM,
    **settings,
) -> ToyRun:
    """Play these programs, sample by sample and round by round; `say` answers first where it says anything."""
    parts = dict(enumerate(play, start=1))

    def answers(request: Request) -> str | Spoken:
        said = say(request)
        return script(request, parts) if said is None else said

    chosen = structs.replace(SETTINGS, **{"samples": len(play)} | settings)
    toy = ToyRun(chosen, problem=problem, script=answers, programs=programs, abilities=abilities)
    toy.selection = toy.play(strategy)
    return toy


def the(kind, toy):
    """Its events of a kind."""
    return [event for event in toy.events if isinstance(event, kind)]


def conversations(toy, beginning):
    """What was asked on paths that begin so."""
    return [request.messages for request in toy.model.asked if request.path[0] == beginning]
