"""What a method other than a tournament has shown so far: its notes, its tests, its ranking, its tree."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from engine.events.methods import NodeScored, NoteWritten, RankingMade, TestWritten
from engine.events.selection import SurvivorsFiltered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.events.codec import Entry
    from engine.events.methods import Standing
    from engine.events.samples import RevisionId


class Placed(NamedTuple):
    """Where a program stands in a ranking: its place from 1, and what stands there."""

    place: int
    standing: Standing


@dataclass(slots=True)
class Method:
    """A fold over the events of `engine.events.methods`."""

    notes: dict[str, NoteWritten] = field(default_factory=dict)
    """In the order in which they were first written."""
    tests: dict[str, TestWritten] = field(default_factory=dict)
    ranking: RankingMade | None = None
    nodes: dict[str, NodeScored] = field(default_factory=dict)
    """The latest of each node."""
    seqs: dict[str, int] = field(default_factory=dict)
    """Number of the event of each note, and of the ranking by its `by`."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.notes or self.tests or self.ranking or self.nodes)

    def learn(self, entry: Entry) -> None:
        """Take one event in; others are passed over."""
        match entry.event:
            case SurvivorsFiltered():
                self.ranking = None  # it was one of other survivors
            case NoteWritten() as event:
                self.notes[event.note] = event
                self.seqs[event.note] = entry.seq
            case TestWritten() as event:
                self.tests[event.test] = event
            case RankingMade() as event:
                self.ranking = event
                self.seqs[event.by] = entry.seq
            case NodeScored() as event:
                self.nodes[event.node] = event
            case _:
                pass

    def stages(self) -> dict[str, list[NoteWritten]]:
        """The notes by stage, in the order of the first note of each."""
        found: dict[str, list[NoteWritten]] = {}
        for note in self.notes.values():
            found.setdefault(note.stage, []).append(note)
        return found

    def place(self, revision: RevisionId) -> Placed | None:
        """Where a program stands, if it was ranked."""
        for place, standing in enumerate(self.ranking.standings if self.ranking else (), start=1):
            if revision in standing.members:
                return Placed(place, standing)
        return None

    def tree(self) -> Iterator[tuple[int, NodeScored]]:
        """The nodes with their depths, each parent before its children, in the order of the nodes' names."""
        children: dict[str, list[NodeScored]] = {}
        for node in sorted(self.nodes.values(), key=lambda item: item.node):
            children.setdefault(node.parent if node.parent in self.nodes else "", []).append(node)
        waiting = [(0, node) for node in reversed(children.get("", []))]
        while waiting:
            depth, node = waiting.pop()
            yield depth, node
            waiting += [(depth + 1, child) for child in reversed(children.get(node.node, []))]
