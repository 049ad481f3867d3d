"""Overrides: what a person decides in place of the strategy.

Each names what it is about by content (programs, texts) or by a place that never moves (sample and round), never by
what happened to be on the screen. So it holds in every bracket in which the same programs meet again, and it means
the same whether it was given early or late.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from engine.events.samples import RevisionId


class DecideMatch(Struct, frozen=True, tag="decide_match"):
    """A person says which side of a match is right."""

    match: str
    """Name of the match and of the cluster when it was decided: for the reader; the programs below decide."""
    winner: str
    winners: tuple[str, ...]
    """Digests of the programs of the side that wins."""
    losers: tuple[str, ...]


class JudgeAgain(Struct, frozen=True, tag="judge_again"):
    """The judge is asked once more about every input of a match, and its new votes count in place of the old."""

    match: str
    left: tuple[str, ...]
    """Digests of the programs of one side."""
    right: tuple[str, ...]
    model: str = ""
    """Who is asked, as `provider/model`; the run's judge unless given."""


class AddTest(Struct, frozen=True, tag="add_test"):
    """A custom test: every revision meets it, and a survivor must pass it."""

    input: str
    expected: str
    name: str = ""
    """Given by the engine."""


class DropTest(Struct, frozen=True, tag="drop_test"):
    """A public or custom test counts no more."""

    test: str


class CorrectTest(Struct, frozen=True, tag="correct_test"):
    """The expected output of a test is wrong; this is the right one."""

    test: str
    expected: str


class AddInput(Struct, frozen=True, tag="add_input"):
    """An input without expected output: survivors are compared on it, if the validators allow it."""

    text: str
    name: str = ""
    """Given by the engine."""


class RefuseInput(Struct, frozen=True, tag="refuse_input"):
    """An input is not allowed by the statement, whoever said so: nothing rests on it."""

    input: str
    """Its name when it was refused: for the reader; the text decides."""
    text: str


class CorrectGrammar(Struct, frozen=True, tag="correct_grammar"):
    """What the inputs are like, in place of what was read: inputs that are not like that do not count any more."""

    rule: str
    """Such as `1 <= n <= 100`, `a distinct`, or `complete`: the statement asks for nothing else."""


class EditProgram(Struct, frozen=True, tag="edit_program"):
    """A person's program takes the place of what a round yielded; later rounds start from it."""

    revision: RevisionId
    text: str
    rounds: int
    """How many rounds the sample had when the person began to edit."""


class EditFeedback(Struct, frozen=True, tag="edit_feedback"):
    """What the model is told about a revision, in place of what its execution says."""

    revision: RevisionId
    text: str


class AskRound(Struct, frozen=True, tag="ask_round"):
    """A round that the strategy would not ask for, or one with a hint of the person."""

    sample: int
    round: int
    hint: str = ""


class RunAgain(Struct, frozen=True, tag="run_again"):
    """The model is asked once more for a round, as if it had not answered."""

    sample: int
    round: int


class StopSample(Struct, frozen=True, tag="stop_sample"):
    """A sample gets no round after this one; -1 for none at all."""

    sample: int
    after: int


class Mark(Struct, frozen=True, tag="mark"):
    """A revision is accepted as it is (it speaks for its sample and takes part), or rejected (it never does)."""

    revision: RevisionId
    accepted: bool


class Fork(Struct, frozen=True, tag="fork"):
    """A new sample that begins with a program: one of another sample, or a person's version of it."""

    parent: RevisionId
    text: str
    hint: str = ""
    """Given to the model in its first debug round, which then takes place even if all tests pass."""
    sample: int = 0
    """Its number; given by the engine."""
    model: str = ""
    """Who debugs it, as `provider/model`; the run's debugger unless given."""


class Pin(Struct, frozen=True, tag="pin"):
    """This program is selected, whatever the tournament says."""

    revision: RevisionId
    program: str
    """Digest of the program."""
    text: str
    """Digest of its text."""


class SubmitOrder(Struct, frozen=True, tag="submit_order"):
    """In which order programs would be submitted; the first one is selected, whatever the tournament says."""

    revisions: tuple[RevisionId, ...]
    programs: tuple[str, ...]
    """Digests of the programs, in the same order."""
    texts: tuple[str, ...]
    """Digests of their texts."""


Override = (
    DecideMatch
    | JudgeAgain
    | AddTest
    | DropTest
    | CorrectTest
    | AddInput
    | RefuseInput
    | CorrectGrammar
    | EditProgram
    | EditFeedback
    | AskRound
    | RunAgain
    | StopSample
    | Mark
    | Fork
    | Pin
    | SubmitOrder
)

By = Literal["screen", "plain display", "command line"]
"""From where a person spoke."""


class OverrideMade(Struct, frozen=True, tag="override_made"):
    """A person decided. A fact; its time is that of its line."""

    number: int
    """1, 2, ... in this run."""
    override: Override
    by: By = "screen"


class OverrideUndone(Struct, frozen=True, tag="override_undone"):
    """A person took a decision back: everything is as if it had never been made, but nothing is forgotten."""

    number: int
    by: By = "screen"


class OverrideRedone(Struct, frozen=True, tag="override_redone"):
    """A decision that was taken back holds again, under its old number."""

    number: int
    by: By = "screen"


OverrideEvent = OverrideMade | OverrideUndone | OverrideRedone
"""What a person decided."""
