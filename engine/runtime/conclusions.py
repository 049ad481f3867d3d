"""What a strategy has concluded, so that it is written down once, and again when it has come to hold again.

A strategy is worked through anew whenever a person decides something, and concludes everything once more: most of it
stands already. A conclusion about something (a round, a match) makes void what rested on the earlier one; what that is
stands in `projections/voiding.py`, for the board as well, so both always agree about what must be written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.events.conclusion import Conclusion
from engine.events.methods import RankingMade
from engine.events.overrides import Fork
from engine.events.run import RunFinished
from engine.events.samples import (
    RevisionMade,
    RoundFailed,
    RoundFinished,
    RoundStarted,
    SampleFinished,
    SampleStarted,
    TestFinished,
)
from engine.events.selection import (
    BracketDrawn,
    ClustersFormed,
    InputSynthesized,
    MatchDecided,
    MatchInput,
    MatchOpened,
    PersonAsked,
    SelectionMade,
    SpeakerChosen,
    SurvivorsFiltered,
    VoteAsked,
    VoteCast,
)
from engine.projections.voiding import void_after, void_by

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.events.codec import Event
    from engine.events.overrides import Override
    from engine.projections.voiding import Void


class Conclusions:
    """The conclusions that hold."""

    def __init__(self) -> None:
        """Begin without any."""
        self._groups: dict[object, dict[tuple[object, ...], Event]] = {}
        """By sample, by match, or by kind: what is made void together lies together."""
        self._latest: dict[type, Event] = {}

    def holds(self, event: Event, *, last: bool = False) -> bool:
        """Whether the latest conclusion about the same thing says exactly this.

        Args:
            event: the conclusion.
            last: it must be the latest one of its kind, too, whatever that is about.
        """
        return self._standing(event) == event and (not last or self._latest.get(type(event)) == event)

    def knows(self, kind: type) -> bool:
        """Whether there is any conclusion of a kind."""
        return kind in self._latest

    def learn(self, event: Event) -> None:
        """Take a conclusion in; other events are passed over."""
        if not isinstance(event, Conclusion):
            return
        self._make_void(event)
        self._groups.setdefault(_group(event), {})[_identity(event)] = self._latest[type(event)] = event

    def decided(self, override: Override, *, undone: bool) -> None:
        """A person made a decision, or took it back: the run has not come to its end any more."""
        self._drop(RunFinished)
        self._forget(void_by(override, undone=undone))
        if isinstance(override, Fork):
            self._drop(("sample", override.sample))  # what is about the whole sample, too

    def _forget(self, void: Void) -> None:
        if void.decided:
            self._drop_decisions()
        if void.test:
            for group in list(self._groups):
                self._drop(group, lambda event: isinstance(event, TestFinished) and event.test == void.test)
        if void.inputs:
            self._drop(InputSynthesized)
        if void.sample:
            self._drop(("sample", void.sample), lambda old: _round_of(old) >= void.first)
        for later in void.matches:
            self._drop(("match", later))

    def _make_void(self, event: Event) -> None:
        before, drawn = self._standing(event), self._latest.get(BracketDrawn)
        decided = before if isinstance(before, MatchDecided) else None
        self._forget(void_after(event, decided, drawn if isinstance(drawn, BracketDrawn) else None))
        match event:
            case RoundStarted(sample):
                ended = self._ended(sample)
                self._drop(("sample", sample), lambda old: old == ended)
            case RevisionMade(revision):
                over = self._ended(revision.sample), self._standing(RoundFailed(revision.sample, revision.round, ""))
                self._drop(("sample", revision.sample), lambda old: old in over)
            case SurvivorsFiltered():
                for kind in (ClustersFormed, BracketDrawn, RankingMade, SpeakerChosen, SelectionMade):
                    self._drop(kind)
                self._drop_matches()
            case ClustersFormed(stage):
                self._drop(ClustersFormed, lambda old: isinstance(old, ClustersFormed) and old.stage > stage)
            case BracketDrawn():
                self._drop_matches()
            case MatchOpened(match=match):
                self._drop(("match", match))
            case MatchDecided(match=match):
                self._drop(("match", match), lambda old: isinstance(old, PersonAsked))
            case _:
                pass

    def _ended(self, sample: int) -> Event | None:
        return self._standing(SampleFinished(sample, None, survivor=False))

    def _drop_decisions(self) -> None:
        """Drop what the person decided in matches, and what rests on it; what still holds is concluded again."""
        drawn = self._latest.get(BracketDrawn)
        for event in [event for group in self._groups.values() for event in group.values()]:
            if isinstance(event, MatchDecided) and event.by == "person" and isinstance(drawn, BracketDrawn):
                self._drop(("match", event.match), lambda old: isinstance(old, MatchDecided))
                for later in drawn.after(event.match):
                    self._drop(("match", later))

    def _drop_matches(self) -> None:
        for group in [group for group in self._groups if isinstance(group, tuple) and group[0] == "match"]:
            self._drop(group)

    def _standing(self, event: Event) -> Event | None:
        return self._groups.get(_group(event), {}).get(_identity(event))

    def _drop(self, group: object, void: Callable[[Event], bool] = lambda _: True) -> None:
        events = self._groups.get(group, {})
        for key in [key for key, event in events.items() if void(event)]:
            event = events.pop(key)
            if self._latest.get(type(event)) == event:
                del self._latest[type(event)]


def _group(event: Event) -> object:
    match event:
        case SampleStarted(sample) | RoundStarted(sample) | RoundFailed(sample) | SampleFinished(sample):
            return "sample", sample
        case RevisionMade(revision) | TestFinished(revision) | RoundFinished(revision):
            return "sample", revision.sample
        case MatchOpened() | MatchInput() | VoteAsked() | VoteCast() | PersonAsked() | MatchDecided():
            return "match", event.match
        case _:
            return type(event)


def _identity(event: Event) -> tuple[object, ...]:
    assert isinstance(event, Conclusion), "a fact is no conclusion"
    return (type(event), *(getattr(event, name) for name in event.ABOUT))


def _round_of(event: Event) -> int:
    """The round that a conclusion of a sample is about; -1 for what is about the whole sample."""
    match event:
        case RoundStarted() | RoundFailed():
            return event.round
        case RevisionMade() | TestFinished() | RoundFinished():
            return event.revision.round
        case _:
            return -1
