"""What a journal already knows, found by key.

A key is the hash of where in the strategy something happens and of every part of the request that can change
the answer; never a counter, never an arrival number. So a resumed run asks the same questions and finds the
same answers, in whatever order they once arrived.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from engine.events.calls import CallFailed, CallFinished, CallStarted, TextStored
from engine.events.capabilities import Capability, CapabilityAsked
from engine.events.executions import Checked, CheckFinished, ExecutionFinished, Outcome
from engine.events.overrides import OverrideEvent, OverrideMade, OverrideRedone, OverrideUndone
from engine.events.run import BudgetEnded
from engine.problem.model import Checker, Limits, Program, digest
from engine.projections.ledger import Ledger
from engine.projections.overrides import Overrides
from engine.runtime.conclusions import Conclusions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.events.calls import Path
    from engine.events.codec import Event
    from engine.models.protocol import Request


def path_text(path: Path) -> str:
    """A path as text that no other path shares."""
    return digest(*(f"{type(part).__name__}:{part}" for part in path))


def call_key(model: str, request: Request) -> str:
    """Key of a model call."""
    messages = (part for message in request.messages for part in (message.author, message.text))
    wishes = digest(request.schema.text if request.schema else "", request.effort or "")
    asked = (wishes,) if request.schema or request.effort else ()  # journals that knew neither keep their keys
    if request.wish:
        asked = (*asked, msgspec.json.encode(request.wish).decode())
    return digest("call", path_text(request.path), model, request.role, *messages, *asked)


def execution_key(
    program: Program,
    text: str,
    limits: Limits,
    interactor: Checker | None = None,
    answer: str = "",
    arguments: Sequence[str] = (),
) -> str:
    """Key of an execution; it has no path, since a program and an input say all, and an interactor where one talks."""
    bounds = f"{limits.cpu_seconds} {limits.memory_bytes} {limits.output_bytes}"
    talk = (interactor.digest, digest(answer)) if interactor else ()
    called = (digest("arguments", *arguments),) if arguments else ()
    return digest("execution", program.digest, digest(text), bounds, *talk, *called)


def check_key(checker: str, text: str, answer: str, output: str) -> str:
    """Key of a check, from the digests of the checker and of the three texts."""
    return digest("check", checker, text, answer, output)


class Facts:
    """An index over a journal, kept up to date by `learn`."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        """Learn from these events, in order."""
        self.answers: dict[str, CallFinished | CallFailed] = {}
        self.outcomes: dict[str, Outcome] = {}
        self.checks: dict[str, Checked] = {}
        self.attempts: dict[str, int] = {}
        """How often each call was sent."""
        self.texts: set[str] = set()
        self.abilities: dict[tuple[str, Capability], CapabilityAsked] = {}
        """What models offer, by their names."""
        self.budget_ended: BudgetEnded | None = None
        self.ledger = Ledger()
        """What the calls have cost."""
        self.overrides = Overrides()
        """What a person has decided."""
        self.conclusions = Conclusions()
        for event in events:
            self.learn(event)
        self.ledger.lose_all()  # whatever an earlier engine had in flight is gone with it

    def learn(self, event: Event) -> None:
        """Take one event in."""
        self.ledger.learn(event)
        match event:
            case CallStarted(key) if not event.taken:
                self.attempts[key] = self.attempts.get(key, 0) + 1
            case CallFinished(key) | CallFailed(key):
                self.answers[key] = event
            case ExecutionFinished(key):
                self.outcomes[key] = event.outcome
            case CheckFinished(key):
                self.checks[key] = event.checked
            case TextStored(name):
                self.texts.add(name)
            case CapabilityAsked(model, capability):
                self.abilities[model, capability] = event
            case BudgetEnded():
                self.budget_ended = event
            case OverrideMade() | OverrideUndone() | OverrideRedone():
                self._decided(event)
            case _:
                self.conclusions.learn(event)

    @property
    def calls_sent(self) -> int:
        """Requests that left, repeats included."""
        return sum(self.attempts.values())

    def _decided(self, event: OverrideEvent) -> None:
        """A person decided; what a person ended by hand goes on with that."""
        if self.budget_ended and self.budget_ended.what == "person":
            self.budget_ended = None
        if made := event if isinstance(event, OverrideMade) else self.overrides.made.get(event.number):
            self.conclusions.decided(made.override, undone=isinstance(event, OverrideUndone))
        self.overrides.learn(event)
