"""What the run that this one was forked from knew: each fact is taken over when it is first asked for.

A fact that is taken over stands in the journal like any other, with a mark. So a run is whole without its origin: to
be looked at it needs its journal alone, and to be gone on with the file of facts beside that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

from engine.events.calls import CallFinished, CallStarted
from engine.events.capabilities import CapabilityAsked
from engine.events.executions import CheckFinished, ExecutionFinished

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from engine.events.capabilities import Capability
    from engine.events.codec import Entry, Event
    from engine.runtime.facts import Facts

Fact = CallFinished | ExecutionFinished | CheckFinished


def is_fact(event: Event) -> bool:
    """Whether another run can take an event over: an answer, or what an execution or a check showed.

    What failed, and what was a fault of ours, is tried again.
    """
    match event:
        case ExecutionFinished():
            return event.outcome.ending != "IE"
        case CheckFinished():
            return event.checked.verdict != "IE"
        case _:
            return isinstance(event, CallFinished | CapabilityAsked)


class Known:
    """The facts that can be taken over, by key."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        """Know what these entries say."""
        self.facts: dict[str, Fact] = {}
        self.abilities: dict[tuple[str, Capability], CapabilityAsked] = {}
        """What models offer, by their names."""
        for entry in entries:
            event = entry.event
            if isinstance(event, CapabilityAsked):
                self.abilities[event.model, event.capability] = event
            elif is_fact(event):
                assert isinstance(event, Fact)
                self.facts[event.key] = event


class Taking:
    """Takes facts over into a journal."""

    def __init__(self, known: Known, facts: Facts, record: Callable[[Event], None]) -> None:
        """Prepare to take over.

        Args:
            known: what there is to be taken.
            facts: what this run knows already.
            record: takes events.
        """
        self._known = known
        self._facts = facts
        self._record = record

    def answer(self, key: str, start: Callable[[], CallStarted]) -> None:
        """Take an answer over, if it is known; `start` says what was asked."""
        known = self._known.facts.get(key)
        if isinstance(known, CallFinished):
            self._record(structs.replace(start(), taken=True))
            # It is there at once: its marks would have a replay stream it for longer than it took here.
            self._record(structs.replace(known, marks=(), thinking_marks=()))

    def outcomes(self, keys: Iterable[str]) -> None:
        """Take over what executions did, as far as it is known."""
        for key in keys:
            known = self._known.facts.get(key)
            if key not in self._facts.outcomes and isinstance(known, ExecutionFinished):
                self._record(structs.replace(known, taken=True))

    def checks(self, keys: Iterable[str]) -> None:
        """Take over what a checker said, as far as it is known."""
        for key in keys:
            known = self._known.facts.get(key)
            if key not in self._facts.checks and isinstance(known, CheckFinished):
                self._record(structs.replace(known, taken=True))

    def ability(self, model: str, capability: Capability) -> None:
        """Take over what a model offers, if it is known."""
        if (known := self._known.abilities.get((model, capability))) is not None:
            self._record(known)
