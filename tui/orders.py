"""Orders in words: what `sstar do` is given, and what a person types at the plain display's prompt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec import structs

from engine.errors import UsageError
from tui.arguments import Looked, read_text
from tui.decisions import DECISIONS, decision

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.events.commands import Act
    from engine.events.overrides import Override
    from tui.decisions import Decision


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of an engine."""

    act: Act
    override: Override | None = None
    number: int = 0
    """Which decision is taken back or holds again; 0 for the latest."""


ACTS: dict[str, tuple[Act, str]] = {
    "pause": ("pause", "start nothing new"),
    "resume": ("resume", "go on"),
    "stop": ("stop", "end the run with the best so far"),
    "leave": ("drain", "end the engine; `sstar resume` goes on"),
    "undo": ("undo", "take the latest decision back, or another"),
    "redo": ("redo", "have a decision hold again that was taken back"),
}
"""Orders that decide nothing, by name: the act, and what it means."""
_NUMBERED = frozenset({"undo", "redo"})


def read_order(here: Looked, words: Sequence[str]) -> Order:
    """Understand an order. Raises UsageError, which says how it should read."""
    name, arguments = (words[0], words[1:]) if words else ("", ())
    if name in ACTS:
        return _act(name, arguments)
    if made := decision(name):
        return Order("override", decide(here, made, arguments))
    said = f"“{name}” is no order" if name else "An order is missing"
    raise UsageError(f"{said}. There are:\n{order_help()}")


def decide(here: Looked, made: Decision, arguments: Sequence[str]) -> Override:
    """Make a decision of the words that an order gives it. Raises UsageError."""
    fixed = len(arguments) if made.ranked else len(made.asks) - len(made.written)
    least = max(1, fixed) if made.ranked else fixed + sum(not item.optional for item in made.written)
    if not least <= len(arguments) <= max(fixed, len(made.asks)):
        raise UsageError(f"It reads: {made.name} {made.usage} ({made.about}).")
    texts = zip(made.written, arguments[fixed:], strict=False)
    # What may lack, and is left empty, stays as the decision begins.
    filled = {item.fills: item.value(read_text(word)) for item, word in texts if word or not item.optional}
    return structs.replace(made.begin(here, *arguments[:fixed]), **filled)


def order_help() -> str:
    """All orders, one a line."""
    acts = [(f"{name} [NUMBER]" if name in _NUMBERED else name, about) for name, (_, about) in ACTS.items()]
    decisions = [(f"{made.name} {made.usage}", made.about[0].lower() + made.about[1:]) for made in DECISIONS]
    lines = [f"  {reads:28} {about}" for reads, about in (*acts, *decisions)]
    return "\n".join(
        [*lines, "TEXT and CODE: a text in which \\n ends a line, or @FILE. CLUSTER: left and right will do, too."]
    )


def _act(name: str, arguments: Sequence[str]) -> Order:
    if name in _NUMBERED and len(arguments) == 1:
        if not arguments[0].isdigit():
            raise UsageError(f"{arguments[0]} is no number of a decision.")
        return Order(ACTS[name][0], number=int(arguments[0]))
    act, about = ACTS[name]
    if arguments:
        raise UsageError(f"It reads: {name}{' [NUMBER]' if name in _NUMBERED else ''} ({about}).")
    return Order(act)
