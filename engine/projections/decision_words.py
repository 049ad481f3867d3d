"""How a decision reads, and which sample it is about: for every door the same words."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

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
    Pin,
    RefuseInput,
    RunAgain,
    StopSample,
    SubmitOrder,
)
from engine.projections.wording import one_line, printable

if TYPE_CHECKING:
    from engine.events.overrides import Override


def words(override: Override) -> str:
    """A decision as a clause, such as `M3 decided for C02`."""
    match override:
        case DecideMatch(match, winner):
            return f"{match} decided for {winner}"
        case JudgeAgain(match, model=model):
            return f"{model or 'the judge'} asked again about {match}"
        case AddTest(text, name=name):
            return f"test {name or 'of your own'} added: {one_line(text)}"
        case DropTest(test):
            return f"test {printable(test)} turned off"
        case CorrectTest(test, expected):
            return f"expected output of test {printable(test)} corrected to {one_line(expected)}"
        case AddInput(text, name=name):
            return f"input {name or 'of your own'} given: {one_line(text)}"
        case RefuseInput(name):
            return f"input {name} refused as not allowed"
        case CorrectGrammar(rule):
            return f"inputs corrected: {one_line(rule)}"
        case EditProgram(revision):
            return f"program of {revision} edited"
        case EditFeedback(revision):
            return f"feedback on {revision} edited"
        case AskRound(sample, number, hint):
            return f"round {number} of S{sample:02d} asked for{f' with the hint “{one_line(hint)}”' if hint else ''}"
        case RunAgain(sample, number):
            return f"round {number} of S{sample:02d} asked again"
        case StopSample(sample, after):
            return f"S{sample:02d} stopped after round {after}"
        case Mark(revision, accepted):
            return f"{revision} {'accepted as it is' if accepted else 'rejected'}"
        case Fork(parent, sample=sample, model=model):
            whom = f", for {model}" if model else ""
            return f"{f'S{sample:02d}' if sample else 'a new sample'} forked from {parent}{whom}"
        case Pin(revision):
            return f"{revision} selected by hand"
        case SubmitOrder(revisions):
            return f"submit order set to {', '.join(map(str, revisions))}"
        case _ as never:
            assert_never(never)


def subject_of(override: Override) -> str:
    """What a decision is about, as orders name it: `M3`, `S04r1`, `S04`; empty for the whole run."""
    match override:
        case DecideMatch(match=name) | JudgeAgain(match=name):
            return name
        case EditProgram(revision) | EditFeedback(revision) | Mark(revision) | Pin(revision):
            return str(revision)
        case RunAgain(sample, number):
            return f"S{sample:02d}r{number}"
        case _:
            about = sample_of(override)
            return f"S{about:02d}" if about else ""


def sample_of(override: Override) -> int | None:
    """The sample that a decision is about; None when it is about none."""
    match override:
        case DecideMatch() | JudgeAgain() | AddTest() | DropTest() | CorrectTest() | AddInput() | RefuseInput():
            return None
        case CorrectGrammar():
            return None
        case SubmitOrder(revisions):
            return revisions[0].sample
        case Pin(revision):
            return revision.sample
        case Fork(sample=sample):
            return sample
        case _:
            return number_of_sample(override)


def number_of_sample(override: EditProgram | EditFeedback | AskRound | RunAgain | StopSample | Mark | Fork) -> int:
    """The sample in which a decision about a round is taken: of a fork, the one that it is forked from."""
    match override:
        case EditProgram(revision) | EditFeedback(revision) | Mark(revision):
            return revision.sample
        case Fork(parent):
            return parent.sample
        case _:
            return override.sample
