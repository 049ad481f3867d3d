"""A run forked to another method or other settings: what its origin has paid for is taken over, by key.

Beside the journal of the new run lies `facts.jsonl`: the answers, executions and checks of the origin as they were
then. They are copied, not pointed at, so that the run stays whole wherever it or its origin goes; those that the
strategy asks for are taken over into the journal (`runtime/taking.py`), and all others stay where they are.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec import structs

from engine.errors import JournalError, RunError, UsageError
from engine.events.calls import CallFinished, CallStarted, Role
from engine.events.overrides import DecideMatch, Fork, JudgeAgain, OverrideMade, OverrideUndone, Pin, SubmitOrder
from engine.events.run import Origin, PriceFound, RunFinished, RunStarted
from engine.journal.reader import parse_lines, read_journal, whole_length
from engine.journal.runs import create_run
from engine.projections.overrides import Overrides
from engine.runtime.taking import Known, is_fact
from engine.strategies import SAMPLING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from engine.events.codec import Entry, Event
    from engine.journal.directory import RunDirectory

_OF_THE_SELECTION = (DecideMatch, JudgeAgain, Pin, SubmitOrder)
"""Decisions that are no matter of samples, tests and inputs: another method is to select by itself."""


@dataclass(frozen=True, slots=True)
class Source:
    """A run as it can be forked: its journal, and what it had taken over itself."""

    started: RunStarted
    entries: Sequence[Entry]
    inherited: Sequence[Entry] = ()
    """Of the file of facts, in a run that was forked itself."""

    @property
    def facts(self) -> list[Entry]:
        """What can be taken over; with each answer, what was asked."""
        found = (*self.inherited, *self.entries)
        return [entry for entry in found if isinstance(entry.event, CallStarted) or is_fact(entry.event)]

    def answers(self, started: RunStarted) -> tuple[Counter[Role], Counter[Role]]:
        """How many answers of each role a run that starts like this will take over: at least, and at most.

        It may ask otherwise than this one has, but for the programs of the common samples: those are asked for alike
        by all methods that select from them.
        """
        asked = {entry.event.key: entry.event for entry in self.facts if isinstance(entry.event, CallStarted)}
        done = {entry.event.key for entry in self.facts if isinstance(entry.event, CallFinished)}
        usable = [asked[key] for key in done if key in asked and _could_ask(started, asked[key])]
        common = {self.started.strategy, started.strategy} <= set(SAMPLING) and _asks_alike(self.started, started)
        sure = [call for call in usable if call.path[0] == "sample"] if common else []
        return Counter(call.role for call in sure), Counter(call.role for call in usable)

    @property
    def origin(self) -> Origin:
        """How a fork names it."""
        ended = any(isinstance(entry.event, RunFinished) for entry in self.entries)
        return Origin(self.started.run, self.started.strategy, self.entries[-1].seq, finished=ended)

    @property
    def carried(self) -> list[OverrideMade]:
        """What a person decided in it of samples, tests and inputs, and what stands."""
        stands = self.overrides.standing.values()
        return [made for made in stands if not isinstance(made.override, _OF_THE_SELECTION)]

    @property
    def overrides(self) -> Overrides:
        """What a person has decided in it."""
        made = Overrides()
        for entry in self.entries:
            made.learn(entry.event)
        return made


def _could_ask(started: RunStarted, call: CallStarted) -> bool:
    """Whether a run that starts like this may come to ask this, as far as its settings tell."""
    settings = started.settings
    if started.models.get(call.role) != call.model:
        return False
    match call.path:
        case ("sample", int(sample), "round", int(number), *_):
            return sample <= settings.samples and number <= settings.rounds
        case _:
            return True


def _asks_alike(one: RunStarted, other: RunStarted) -> bool:
    """Whether both ask for programs in the same words."""
    shared = ("language", "context", "effort")
    return all(getattr(one.settings, name) == getattr(other.settings, name) for name in shared)


def read_source(directory: RunDirectory) -> Source:
    """Read a run that shall be forked; it may be at work. Raises JournalError."""
    entries = read_journal(directory.journal)
    started = entries[0].event
    assert isinstance(started, RunStarted)
    return Source(started, entries, _read_facts(directory) if started.origin else ())


def fork_run(folder: Path, started: RunStarted, source: Source, *, decisions: bool = True) -> RunDirectory:
    """Make the directory of a run that begins with what another one knows.

    What a person decided of samples, tests and inputs holds in the new run; what they decided of matches and of the
    selection is there as taken back, under its number, so that they can have it hold again.

    Args:
        folder: of the runs.
        started: how the new run starts; where it is from is added.
        source: the run that is forked.
        decisions: whether what a person decided there is taken over.

    Raises:
        UsageError: a sample that a person added there has a number that is a sample's of the new run.
        RunError: the directory cannot be made.
    """
    carried = list(_carried(source, started)) if decisions else []
    first = structs.replace(started, origin=source.origin)
    return create_run(folder, first, then=carried, facts=source.facts)


def known_of(directory: RunDirectory, started: RunStarted) -> Known:
    """What a run may take over; nothing unless it was forked.

    Raises:
        RunError: its file of facts is gone.
        JournalError: that is damaged.
    """
    return Known(_read_facts(directory)) if started.origin else Known()


def _carried(source: Source, started: RunStarted) -> Iterator[Event]:
    """The decisions of a run as another one begins with them."""
    stand = source.carried
    yield from (entry.event for entry in source.entries if isinstance(entry.event, PriceFound))
    for number, made in source.overrides.made.items():
        if made in stand and isinstance(made.override, Fork) and made.override.sample <= started.settings.samples:
            raise UsageError(
                f"Sample {made.override.sample} of {source.started.run} is one that you added, and with "
                f"{started.settings.samples} samples it would be another one. Keep --samples below that, or leave out "
                "what you decided: --without-decisions."
            )
        yield made
        if made not in stand:
            yield OverrideUndone(number, made.by)


def _read_facts(directory: RunDirectory) -> list[Entry]:
    path = directory.facts
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RunError(
            f"{path} cannot be read: {error.strerror}. It holds what this run may take over from the one that it was "
            "forked from; put it back, or fork that one anew. To look at this run its journal is enough."
        ) from error
    if whole_length(data) < len(data):
        raise JournalError(f"{path} is not whole: its end is missing. Put it back, or fork the run anew.")
    return parse_lines(data, path)
