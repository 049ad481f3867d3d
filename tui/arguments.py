"""What decisions are about, in words: how each is found under the cursor, and what else there is to choose from.

A word names one thing everywhere: `M3` a match, `S03` a sample, `S03r1` a round, `I07` an input.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from engine.errors import UsageError
from engine.events.samples import RevisionId
from engine.projections.wording import one_line
from tui.surfaces.focus import Focus

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.problem.model import Problem, Test
    from engine.projections.board import Board
    from engine.projections.pieces import Match, Round, Sample


@dataclass(frozen=True, slots=True)
class Looked:
    """What a decision is made from: the run, its problem with the tests that count, and what is looked at."""

    board: Board
    problem: Problem | None = None
    """None when its package is gone."""
    focus: Focus = field(default_factory=Focus)

    @property
    def tests(self) -> dict[str, Test]:
        """The tests that count, by name."""
        return {test.name: test for test in self.board.overrides.tests(self.problem.tests if self.problem else ())}


@dataclass(frozen=True, slots=True)
class Named:
    """Something that has a name: on the screen it is what stands under the cursor."""

    name: str
    """As an order shows it, such as `MATCH`."""
    shown: Callable[[Looked], str]
    """Its word on the screen; raises UsageError when nothing of the kind is shown."""
    options: Callable[[Looked], list[str]]
    """The words of all that there are."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """One of several things: the screen shows them, and for each what choosing it would make void."""

    name: str
    about: Callable[..., list[str]]
    """The question, and what a person should see before they choose, a line each; of `Looked` and the words before."""
    options: Callable[..., list[tuple[str, str]]]
    """Each word, and what it stands for; of the same."""
    many: bool = False
    """There may be more of them than a few buttons."""


@dataclass(frozen=True, slots=True)
class Written:
    """A text that fills a field of the decision; what the field holds before is offered to be changed."""

    name: str
    fills: str
    title: str
    kind: Literal["text", "code", "note", "line"] = "text"
    """Texts and code end with a line end, as programs read them; a note, of a line or more, with what it says."""
    optional: bool = False
    judged: Mapping[str, str] = field(default_factory=dict)
    """Its title where a program of the package judges, by which one that is."""

    def titled(self, board: Board) -> str:
        """What is asked for in this run."""
        return self.judged.get(board.judge, self.title)

    def value(self, text: str) -> str:
        """The text as the field wants it."""
        if self.kind in {"note", "line"}:
            return text.strip()
        return text if not text or text.endswith("\n") else f"{text}\n"


@dataclass(frozen=True, slots=True)
class Ranked:
    """Some of several things in an order, the first one first; an order names as many as it likes."""

    name: str
    options: Callable[[Looked], list[tuple[str, str]]]
    """Each word in the order as it stands, and what is to be said of it."""


Argument = Named | Chosen | Written | Ranked


def read_text(word: str) -> str:
    """A text as it was typed, or from a file. Raises UsageError when there is no such file."""
    if not word.startswith("@"):
        return word.replace("\\n", "\n")
    try:
        return Path(word[1:]).expanduser().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UsageError(f"{word[1:]} cannot be read: {reason}.") from error


# -------------------------------------------------------------------- samples and rounds


def find_sample(board: Board, word: str) -> Sample:
    """The sample that `S03` or `3` names. Raises UsageError."""
    found = re.fullmatch(r"[sS]?0*(\d+)", word)
    sample = board.samples.get(int(found[1])) if found else None
    if sample is None:
        raise UsageError(f"There is no sample {word}; there are {', '.join(s.name for s in board.ordered_samples())}.")
    return sample


def find_revision(board: Board, word: str) -> tuple[RevisionId, Sample]:
    """What `S03r1` names; `S03` names the latest program of the sample. Raises UsageError."""
    name, _, number = word.partition("r")
    sample = find_sample(board, name)
    programs = [item.number for item in sample.rounds if item.revision]
    if number and not number.isdigit():
        raise UsageError(f"{word} is no round: it should read like {sample.name}r1.")
    if not number and not programs:
        raise UsageError(f"{sample.name} has no program yet.")
    return RevisionId(sample.number, int(number) if number else programs[-1]), sample


def _shown(here: Looked) -> tuple[Sample | None, Round | None]:
    from tui.surfaces.program import focused_round, focused_sample  # no first frame waits for what paints programs

    sample = focused_sample(here.board, here.focus)
    return sample, focused_round(sample, here.focus)


def _shown_sample(here: Looked) -> str:
    sample, _ = _shown(here)
    if sample is None:
        raise UsageError("There is no sample yet.")
    return sample.name


def _shown_round(here: Looked) -> Round | None:
    return _shown(here)[1]


def _shown_revision(here: Looked) -> str:
    current = _shown_round(here)
    if current is None or current.revision is None:
        raise UsageError("There is no program here yet.")
    return str(current.revision.revision)


def _asked_round(here: Looked) -> str:
    current = _shown_round(here)
    return f"{_shown_sample(here)}r{current.number if current else 0}"


SAMPLE = Named("SAMPLE", _shown_sample, lambda here: [item.name for item in here.board.ordered_samples()])
ROUND = Named("ROUND", _shown_revision, lambda here: [str(item) for item in sorted(here.board.revisions)])
"""A round that has a program."""
ASKED = Named(
    "ROUND",
    _asked_round,
    lambda here: [f"{item.name}r{made.number}" for item in here.board.ordered_samples() for made in item.rounds],
)
"""A round, whether it has brought a program or not."""


# -------------------------------------------------------------------- matches, tests, inputs


def shown_match(here: Looked) -> Match:
    """The match under the cursor. Raises UsageError when there is none."""
    from tui.surfaces import bracket_layout  # most of a run has no bracket yet

    name = bracket_layout.chosen_match(here.board, here.focus.match)
    match = here.board.bracket.matches.get(name) if here.board.bracket else None
    if match is None:
        raise UsageError("There is no match here yet.")
    return match


def _shown_test(here: Looked) -> str:
    """The chosen one, else the first that fails, else the first."""
    from tui.surfaces.words import first_failing  # as above

    tests, current = here.tests, _shown_round(here)
    name = here.focus.test or (first_failing(current, tests) if current else "") or next(iter(tests), "")
    if name not in tests:
        raise UsageError("There is no test here.")
    return name


def shown_inputs(here: Looked) -> list[tuple[str, str]]:
    """The inputs of the match under the cursor, then the others that count; each with its text in one line."""
    try:
        shown = [item.input for item in shown_match(here).inputs]
    except UsageError:
        shown = []
    valid = [item.made.input for item in here.board.valid_inputs()]
    found = ((name, here.board.inputs.get(name)) for name in dict.fromkeys([*shown, *valid]))
    return [(name, one_line(here.board.text(item.made.text))) for name, item in found if item]


MATCH = Named(
    "MATCH",
    lambda here: shown_match(here).plan.match,
    lambda here: list(here.board.bracket.matches) if here.board.bracket else [],
)
TEST = Named("TEST", _shown_test, lambda here: list(here.tests))
