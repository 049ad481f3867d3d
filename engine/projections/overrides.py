"""The decisions of a person that stand, found by what they are about.

A fold over events, the same for the engine that obeys them and for the views that show them. Where two decisions are
about the same thing the later one holds: the order is that of the journal, a fact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from msgspec import structs

from engine.events.overrides import (
    AddInput,
    AddTest,
    AskRound,
    CorrectGrammar,
    CorrectTest,
    DecideMatch,
    DropTest,
    EditFeedback,
    EditProgram,
    Fork,
    JudgeAgain,
    Mark,
    OverrideMade,
    OverrideRedone,
    OverrideUndone,
    Pin,
    RefuseInput,
    RunAgain,
    StopSample,
    SubmitOrder,
)
from engine.problem.model import Test

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.events.codec import Event
    from engine.events.overrides import Override
    from engine.events.samples import RevisionId

T = TypeVar("T")


class Overrides:
    """What a person has decided, and not taken back."""

    def __init__(self) -> None:
        """Begin without any."""
        self.made: dict[int, OverrideMade] = {}
        """All of them by number, those that were taken back included."""
        self.standing: dict[int, OverrideMade] = {}
        self._taken_back: list[int] = []
        """Numbers of those that do not stand, the one that was taken back last at the end."""

    def learn(self, event: Event) -> None:
        """Take one event in."""
        match event:
            case OverrideMade(number):
                self.made[number] = self.standing[number] = event
            case OverrideUndone(number):
                if self.standing.pop(number, None):
                    self._taken_back.append(number)
            case OverrideRedone(number) if number in self._taken_back:
                self.standing[number] = self.made[number]
                self._taken_back.remove(number)
            case _:
                pass

    @property
    def latest(self) -> OverrideMade | None:
        """The last decision that stands."""
        return self.standing[max(self.standing)] if self.standing else None

    @property
    def to_redo(self) -> OverrideMade | None:
        """The decision that was taken back last and has not come to hold again."""
        return self.made[self._taken_back[-1]] if self._taken_back else None

    def of(self, kind: type[T]) -> Iterator[T]:
        """The standing decisions of a kind, the latest first."""
        for number in sorted(self.standing, reverse=True):
            if isinstance(override := self.standing[number].override, kind):
                yield override

    # ---------------------------------------------------------------- tests and inputs

    def tests(self, tests: Sequence[Test]) -> tuple[Test, ...]:
        """The tests that count: the problem's as a person corrected them, then the custom ones."""
        if not self.standing:
            return tuple(tests)
        custom = [Test(item.name, item.input, item.expected, "custom") for item in self._in_order(AddTest)]
        expected = {item.test: item.expected for item in self._in_order(CorrectTest)}
        dropped = {item.test for item in self.of(DropTest)}
        return tuple(
            structs.replace(test, expected=expected.get(test.name, test.expected))
            for test in (*tests, *custom)
            if test.name not in dropped
        )

    def inputs(self) -> list[AddInput]:
        """The inputs that a person wrote, in order."""
        return list(self._in_order(AddInput))

    def rules(self) -> list[str]:
        """What a person says the inputs are like, in order."""
        return [item.rule for item in self._in_order(CorrectGrammar)]

    def refused(self, text: str) -> bool:
        """Whether a person said that an input is not allowed."""
        return any(item.text == text for item in self.of(RefuseInput))

    # ---------------------------------------------------------------- rounds

    def edited(self, revision: RevisionId) -> EditProgram | None:
        """The program that a person put in the place of a revision."""
        return next((item for item in self.of(EditProgram) if item.revision == revision), None)

    def feedback(self, revision: RevisionId) -> str | None:
        """What a person wants the model to be told about a revision."""
        return next((item.text for item in self.of(EditFeedback) if item.revision == revision), None)

    def hints(self, sample: int, number: int) -> list[str]:
        """The person's hints for a round, in order; one without text only asks for the round."""
        asked = [item.hint for item in self._in_order(AskRound) if (item.sample, item.round) == (sample, number)]
        fork = self.fork(sample) if number == 1 else None
        return ([fork.hint] if fork and fork.hint else []) + asked

    def times_again(self, sample: int, number: int) -> int:
        """How often a person wanted a round to be asked again."""
        return sum((item.sample, item.round) == (sample, number) for item in self.of(RunAgain))

    def last_round(self, sample: int, most: int) -> int:
        """The last round that a sample may have.

        Args:
            sample: its number.
            most: what the settings allow.
        """
        asked = [item.round for item in self.of(AskRound) if item.sample == sample]
        last = max([most, *asked])
        stops = [item.after for item in self.of(StopSample) if item.sample == sample]
        return min([last, *stops])

    def mark(self, revision: RevisionId) -> bool | None:
        """Whether a person accepted a revision (True) or rejected it (False)."""
        return next((item.accepted for item in self.of(Mark) if item.revision == revision), None)

    def forks(self) -> list[Fork]:
        """The samples that a person added, in order."""
        return list(self._in_order(Fork))

    def model_of(self, sample: int) -> str:
        """The model that a person named for a sample; empty for that of the run."""
        fork = self.fork(sample)
        return fork.model if fork else ""

    def fork(self, sample: int) -> Fork | None:
        """What a sample was forked from."""
        return next((item for item in self.of(Fork) if item.sample == sample), None)

    # ---------------------------------------------------------------- matches and the selection

    def decision(self, left: Iterable[str], right: Iterable[str]) -> tuple[int, str] | None:
        """Which side of a match a person holds right: (number of the decision, `left` or `right`).

        A decision is between programs: it holds for a match when one side has a program of its winners, the other
        one of its losers, and neither has both; until the person puts the match back to the judge.

        Args:
            left: digests of the programs of one side.
            right: of the other.
        """
        sides = {"left": set(left), "right": set(right)}
        for number in sorted(self.standing, reverse=True):
            override = self.standing[number].override
            if isinstance(override, JudgeAgain) and _between(override, *sides.values()):
                return None
            if not isinstance(override, DecideMatch):
                continue
            won = [name for name, programs in sides.items() if programs.intersection(override.winners)]
            lost = [name for name, programs in sides.items() if programs.intersection(override.losers)]
            if len(won) == len(lost) == 1 and won != lost:
                return number, won[0]
        return None

    def judged_again(self, left: Iterable[str], right: Iterable[str]) -> tuple[int, str]:
        """How often a person wanted a judge to be asked again about these two sides, and which one at last."""
        one, other = set(left), set(right)
        asked = [item for item in self.of(JudgeAgain) if _between(item, one, other)]
        return len(asked), asked[0].model if asked else ""

    def pinned(self) -> Pin | None:
        """The program that a person selected, by itself or as the first of an order."""
        for number in sorted(self.standing, reverse=True):
            match self.standing[number].override:
                case Pin() as pin:
                    return pin
                case SubmitOrder(revisions, programs, texts):
                    return Pin(revisions[0], programs[0], texts[0])
                case _:
                    pass
        return None

    def order(self) -> SubmitOrder | None:
        """In which order a person would submit programs."""
        return next(self.of(SubmitOrder), None)

    def _in_order(self, kind: type[T]) -> Iterator[T]:
        return reversed(list(self.of(kind)))


def _between(asked: JudgeAgain, one: set[str], other: set[str]) -> bool:
    """Whether a judge was asked again about these two sides."""
    return bool(
        (one.intersection(asked.left) and other.intersection(asked.right))
        or (one.intersection(asked.right) and other.intersection(asked.left))
    )


def named(override: Override, number: int, samples: int) -> Override:
    """Give a decision the names that only the engine can give.

    Args:
        override: the decision.
        number: of it.
        samples: how many samples the run has had, forks included.
    """
    match override:
        case AddTest():
            return structs.replace(override, name=f"custom {number}")
        case AddInput():
            return structs.replace(override, name=f"P{number:02d}")
        case Fork():
            return structs.replace(override, sample=samples + 1)
        case _:
            return override
