"""Decisions in words: what `sstar do` is given, and what a person types at the plain display's prompt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import UsageError
from engine.events.overrides import (
    AddInput,
    AddTest,
    AskRound,
    CorrectTest,
    DropTest,
    EditFeedback,
    EditProgram,
    Fork,
    Mark,
    RunAgain,
    StopSample,
)
from engine.events.samples import RevisionId
from engine.projections.deciding import decide_match, judge_again, pin, refuse_input

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.events.commands import Act
    from engine.events.overrides import Override
    from engine.projections.board import Board
    from engine.projections.pieces import Sample


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of an engine."""

    act: Act
    override: Override | None = None
    number: int = 0
    """Which decision is taken back; 0 for the latest."""


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of order."""

    name: str
    arguments: str
    about: str
    read: Callable[[Board, Sequence[str]], Order]
    least: int
    most: int


def read_order(board: Board, words: Sequence[str]) -> Order:
    """Understand an order. Raises UsageError, which says how it should read."""
    if not words or words[0] not in FORMS:
        said = f"“{words[0]}” is no order" if words else "An order is missing"
        raise UsageError(f"{said}. There are:\n{order_help()}")
    form, arguments = FORMS[words[0]], words[1:]
    if not form.least <= len(arguments) <= form.most:
        raise UsageError(f"It reads: {form.name} {form.arguments}".rstrip() + f" ({form.about}).")
    return form.read(board, arguments)


def order_help() -> str:
    """All orders, one a line."""
    lines = [f"  {f'{form.name} {form.arguments}':28} {form.about}" for form in FORMS.values()]
    return "\n".join([*lines, "TEXT and CODE: a text in which \\n ends a line, or @FILE."])


# -------------------------------------------------------------------- readers


def _plain(act: Act) -> Callable[[Board, Sequence[str]], Order]:
    return lambda _board, _words: Order(act)


def _override(made: Override) -> Order:
    return Order("override", made)


def _undo(_: Board, words: Sequence[str]) -> Order:
    if words and not words[0].isdigit():
        raise UsageError(f"{words[0]} is no number of a decision.")
    return Order("undo", number=int(words[0]) if words else 0)


def _edit(board: Board, words: Sequence[str]) -> Order:
    revision, sample = _revision(board, words[0])
    return _override(EditProgram(revision, read_text(words[1]), len(sample.rounds)))


def _fork(board: Board, words: Sequence[str]) -> Order:
    revision, _ = _revision(board, words[0])
    text = read_text(words[1]) if len(words) > 1 else board.program_text(revision)
    return _override(Fork(revision, text, words[2] if len(words) > 2 else ""))


def _round(board: Board, words: Sequence[str]) -> Order:
    sample = find_sample(board, words[0])
    hint = read_text(words[1]) if len(words) > 1 else ""
    return _override(AskRound(sample.number, len(sample.rounds), hint))


def _again(board: Board, words: Sequence[str]) -> Order:
    revision, _ = _revision(board, words[0])
    return _override(RunAgain(revision.sample, revision.round))


def _end(board: Board, words: Sequence[str]) -> Order:
    return _override(stop_sample(find_sample(board, words[0])))


def stop_sample(sample: Sample) -> StopSample:
    """Stop a sample with the rounds that have brought a program, or have failed."""
    done = [item.number for item in sample.rounds if item.done or item.failure]
    return StopSample(sample.number, max(done, default=-1))


def read_text(word: str) -> str:
    """A text as it was typed, or from a file. Raises UsageError when there is no such file."""
    if not word.startswith("@"):
        text = word.replace("\\n", "\n")
        return text if text.endswith("\n") else f"{text}\n"
    try:
        return Path(word[1:]).expanduser().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UsageError(f"{word[1:]} cannot be read: {reason}.") from error


def find_sample(board: Board, word: str) -> Sample:
    """The sample that `S03` or `3` names. Raises UsageError."""
    found = re.fullmatch(r"[sS]?0*(\d+)", word)
    sample = board.samples.get(int(found[1])) if found else None
    if sample is None:
        raise UsageError(f"There is no sample {word}; there are {', '.join(s.name for s in board.ordered_samples())}.")
    return sample


def _revision(board: Board, word: str) -> tuple[RevisionId, Sample]:
    """What `S03r1` names; `S03` names the latest program of the sample."""
    name, _, number = word.partition("r")
    sample = find_sample(board, name)
    programs = [item.number for item in sample.rounds if item.revision]
    if number and not number.isdigit():
        raise UsageError(f"{word} is no round: it should read like {sample.name}r1.")
    if not number and not programs:
        raise UsageError(f"{sample.name} has no program yet.")
    return RevisionId(sample.number, int(number) if number else programs[-1]), sample


FORMS: dict[str, Form] = {
    form.name: form
    for form in (
        Form("pause", "", "start nothing new", _plain("pause"), 0, 0),
        Form("resume", "", "go on", _plain("resume"), 0, 0),
        Form("stop", "", "end the run with the best so far", _plain("stop"), 0, 0),
        Form("leave", "", "end the engine; `sstar resume` goes on", _plain("drain"), 0, 0),
        Form("undo", "[NUMBER]", "take the latest decision back, or another", _undo, 0, 1),
        Form(
            *("decide", "MATCH CLUSTER", "which side is right; left and right will do"),
            *(lambda board, words: _override(decide_match(board, *words)), 2, 2),
        ),
        Form(
            *("judge", "MATCH", "ask the judge again"),
            *(lambda board, words: _override(judge_again(board, words[0])), 1, 1),
        ),
        Form(
            *("test", "TEXT TEXT", "add a test: input and expected output"),
            *(lambda _, words: _override(AddTest(read_text(words[0]), read_text(words[1]))), 2, 2),
        ),
        Form("drop", "TEST", "turn a test off", lambda _, words: _override(DropTest(words[0])), 1, 1),
        Form(
            *("correct", "TEST TEXT", "the expected output is wrong, this is right"),
            *(lambda _, words: _override(CorrectTest(words[0], read_text(words[1]))), 2, 2),
        ),
        Form(
            *("input", "TEXT", "compare the survivors on this input"),
            *(lambda _, words: _override(AddInput(read_text(words[0]))), 1, 1),
        ),
        Form(
            *("refuse", "INPUT", "the statement does not allow this input"),
            *(lambda board, words: _override(refuse_input(board, words[0])), 1, 1),
        ),
        Form("edit", "ROUND CODE", "put a program in place of a round's", _edit, 2, 2),
        Form(
            *("feedback", "ROUND TEXT", "what the model is told about it"),
            *(lambda board, words: _override(EditFeedback(_revision(board, words[0])[0], read_text(words[1]))), 2, 2),
        ),
        Form("round", "SAMPLE [TEXT]", "one more round, with a hint", _round, 1, 2),
        Form("again", "ROUND", "ask the model for this round again", _again, 1, 1),
        Form("end", "SAMPLE", "no more rounds for this sample", _end, 1, 1),
        Form(
            *("accept", "ROUND", "take the program as it is"),
            *(lambda board, words: _override(Mark(_revision(board, words[0])[0], accepted=True)), 1, 1),
        ),
        Form(
            *("reject", "ROUND", "never take the program"),
            *(lambda board, words: _override(Mark(_revision(board, words[0])[0], accepted=False)), 1, 1),
        ),
        Form("fork", "ROUND [CODE] [TEXT]", "a new sample from this program, with a hint", _fork, 1, 3),
        Form(
            *("pin", "ROUND", "select this program"),
            *(lambda board, words: _override(pin(board, _revision(board, words[0])[0])), 1, 1),
        ),
    )
}
"""Every order by its name."""
