"""What a decision, or a new conclusion, makes void: said once, for the engine's conclusions and for every board.

Both forget by it: `runtime/conclusions.py` the events that are to be written again, `folds/` what they show. So they
cannot disagree about what has to be concluded anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.events.overrides import AddTest, CorrectGrammar, CorrectTest, DecideMatch, DropTest, Fork
from engine.events.samples import RoundStarted, SampleFinished
from engine.events.selection import MatchDecided

if TYPE_CHECKING:
    from engine.events.codec import Event
    from engine.events.overrides import Override
    from engine.events.selection import BracketDrawn


@dataclass(frozen=True, slots=True)
class Void:
    """What holds no more."""

    test: str = ""
    """The verdicts of all programs on the test of this name."""
    inputs: bool = False
    """All synthesized inputs."""
    sample: int = 0
    """A sample, from a round on (0: from the first one)."""
    first: int = 0
    decided: bool = False
    """What a person decided in matches, and what rests on that."""
    matches: tuple[str, ...] = ()
    """Matches that rest on another winner of an earlier one."""


NOTHING = Void()


def void_by(override: Override, *, undone: bool) -> Void:
    """What a decision makes void, or that it was taken back."""
    match override:
        case DecideMatch() if undone:
            return Void(decided=True)
        case AddTest(name=name) | DropTest(test=name) | CorrectTest(test=name):
            return Void(test=name)
        case CorrectGrammar():
            return Void(inputs=True)
        case Fork(sample=sample):
            return Void(sample=sample)
        case _:
            return NOTHING


def void_after(event: Event, before: MatchDecided | None = None, drawn: BracketDrawn | None = None) -> Void:
    """What a new conclusion makes void of those that came later than what it is about.

    Args:
        event: the conclusion.
        before: how its match stood decided until now.
        drawn: the bracket that its match is of.
    """
    match event:
        case RoundStarted(sample, number) | SampleFinished(sample, rounds=int(number)):
            return Void(sample=sample, first=number)
        case MatchDecided(match=match, winner=winner) if before and drawn and before.winner != winner:
            return Void(matches=tuple(drawn.after(match)))
        case _:
            return NOTHING
