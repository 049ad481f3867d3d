"""The one table of decisions: name and key of each, what it asks for, what it becomes.

Keys, forms and questions of the screen, prompts of the plain display, `sstar do` and every help read it. When
a decision cannot be taken stands in `engine/projections/deciding.py`, what it makes void in `consequences.py` and how
it reads in `decision_words.py` beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from engine.events.overrides import (
    AddInput,
    AddTest,
    AskRound,
    CorrectGrammar,
    CorrectTest,
    DropTest,
    EditFeedback,
    EditProgram,
    Fork,
    Mark,
    RunAgain,
    StopSample,
    SubmitOrder,
)
from engine.projections.deciding import decide_match, find_match, judge_again, order, pin, refuse_input
from engine.projections.submitting import submit_order
from engine.projections.wording import deed, one_line
from tui.arguments import (
    ASKED,
    MATCH,
    ROUND,
    SAMPLE,
    TEST,
    Chosen,
    Looked,
    Named,
    Ranked,
    Written,
    find_revision,
    find_sample,
    shown_inputs,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.events.overrides import Override
    from tui.arguments import Argument

Subject = Literal["match", "sample", "run"]


@dataclass(frozen=True, slots=True)
class Decision:
    """One kind of decision."""

    name: str
    """Of the order, and of the action on the screen."""
    keys: str
    """As Textual names them."""
    title: str
    """In one or two words."""
    about: str
    """What it means: a sentence without its end."""
    subject: Subject
    """What must be there before it can be taken."""
    begin: Callable[..., Override]
    """The decision with its texts as they stand now; of `Looked` and the words of what is named and chosen.

    Raises UsageError when a word names nothing.
    """
    asks: tuple[Argument, ...] = ()
    """First what is named, then what is chosen, then what is written."""

    @property
    def named(self) -> tuple[Named, ...]:
        """What stands under the cursor."""
        return tuple(item for item in self.asks if isinstance(item, Named))

    @property
    def chosen(self) -> Chosen | None:
        """What is chosen, if anything is."""
        return next((item for item in self.asks if isinstance(item, Chosen)), None)

    @property
    def written(self) -> tuple[Written, ...]:
        """The texts."""
        return tuple(item for item in self.asks if isinstance(item, Written))

    @property
    def ranked(self) -> Ranked | None:
        """What is put in order, if anything is."""
        return next((item for item in self.asks if isinstance(item, Ranked)), None)

    @property
    def usage(self) -> str:
        """Its arguments in one line: `ROUND [CODE] [TEXT]`."""
        optional = (isinstance(item, Written) and item.optional for item in self.asks)
        pairs = zip(self.asks, optional, strict=True)
        return " ".join(f"[{item.name}]" if may_lack else item.name for item, may_lack in pairs)


# -------------------------------------------------------------------- how they begin


def _edit(here: Looked, word: str) -> EditProgram:
    revision, sample = find_revision(here.board, word)
    return EditProgram(revision, here.board.program_text(revision), len(sample.rounds))


def _feedback(here: Looked, word: str) -> EditFeedback:
    """What the model was told after a round, if it was asked again."""
    revision, sample = find_revision(here.board, word)
    following = sample.round(revision.round + 1)
    call = here.board.calls.get(following.call) if following else None
    told = here.board.text(call.started.messages[-1][1]) if call else ""
    return EditFeedback(revision, here.board.overrides.feedback(revision) or told)


def _round(here: Looked, word: str) -> AskRound:
    sample = find_sample(here.board, word)
    return AskRound(sample.number, len(sample.rounds))


def _again(here: Looked, word: str) -> RunAgain:
    revision, _ = find_revision(here.board, word)
    return RunAgain(revision.sample, revision.round)


def _end(here: Looked, word: str) -> StopSample:
    """Stop a sample with the rounds that have brought a program, or have failed."""
    sample = find_sample(here.board, word)
    done = [item.number for item in sample.rounds if item.done or item.failure]
    return StopSample(sample.number, max(done, default=-1))


def _accept(here: Looked, word: str) -> Mark:
    return Mark(find_revision(here.board, word)[0], accepted=True)


def _reject(here: Looked, word: str) -> Mark:
    return Mark(find_revision(here.board, word)[0], accepted=False)


def _fork(here: Looked, word: str) -> Fork:
    revision, _ = find_revision(here.board, word)
    return Fork(revision, here.board.program_text(revision))


def _correct(here: Looked, word: str) -> CorrectTest:
    return CorrectTest(word, here.tests[word].expected if word in here.tests else "")


# -------------------------------------------------------------------- what is chosen


def _sides(here: Looked, name: str) -> list[tuple[str, str]]:
    match = find_match(here.board, name)
    return [(match.left, ""), (match.right, "")]


def _outputs(here: Looked, name: str) -> list[str]:
    """Up to two inputs of a match, and what both sides did on them."""
    match = find_match(here.board, name)
    lines = [f"{name}: which side is right?"]
    for item in match.inputs[:2]:
        made = here.board.inputs.get(item.input)
        lines.append(f"input {item.input}: {one_line(here.board.text(made.made.text)) if made else ''}")
        for side, key in ((match.left, item.left_execution), (match.right, item.right_execution)):
            if execution := here.board.executions.get(key):
                lines.append(f"  {side} {deed(execution.outcome)}")
    return lines


_SIDE = Chosen("CLUSTER", _outputs, _sides)
_INPUT = Chosen("INPUT", lambda *_: ["Which input does the statement not allow?"], shown_inputs, many=True)
_PROGRAM = Written("CODE", "text", "program", "code")
_FIRST = Written("CODE", "text", "its first program", "code", optional=True)
_TOLD = Written("TEXT", "text", "feedback")
_HINT = Written("TEXT", "hint", "a hint for the model (may be empty)", "note", optional=True)
_MODEL = Written("MODEL", "model", "another model, such as provider/name (may be empty)", "line", optional=True)
_TEXT = Written("TEXT", "text", "input")
_RULE = Written("RULE", "rule", "a rule, such as 1 <= n <= 100", "note")
_INPUT_OF_TEST = Written("TEXT", "input", "input")
_EXPECTED = Written(
    *("TEXT", "expected", "expected output"),
    judged={"checker": "one right output", "interactor": "answer for the interactor"},
)


_PROGRAMS = Ranked("ROUND...", lambda here: [(str(item.revision), item.why) for item in submit_order(here.board)])


def _order(here: Looked, *words: str) -> SubmitOrder:
    return order(here.board, [find_revision(here.board, word)[0] for word in words])


def _decide(here: Looked, match: str, side: str) -> Override:
    return decide_match(here.board, match, side)


DECISIONS: tuple[Decision, ...] = (
    Decision("decide", "o", "decide", "Say which side of the match is right", "match", _decide, (MATCH, _SIDE)),
    Decision(
        *("judge", "J", "judge again", "Ask the judge about the match once more", "match"),
        *(lambda here, match: judge_again(here.board, match), (MATCH, _MODEL)),
    ),
    Decision("edit", "e", "edit", "Put your version of the program in its place", "sample", _edit, (ROUND, _PROGRAM)),
    Decision(
        *("feedback", "f", "feedback", "Say what the model is told about this program", "sample"),
        *(_feedback, (ROUND, _TOLD)),
    ),
    Decision(
        *("round", "i,m", "one more", "Ask for one more round, with a hint if you like", "sample"),
        *(_round, (SAMPLE, _HINT)),
    ),
    Decision("again", "R", "again", "Ask the model for this round once more", "sample", _again, (ASKED,)),
    Decision("accept", "a", "accept", "Take this program: it speaks for its sample", "sample", _accept, (ROUND,)),
    Decision("reject", "x", "reject", "Never take this program", "sample", _reject, (ROUND,)),
    Decision("end", "H", "halt", "No more rounds for this sample", "sample", _end, (SAMPLE,)),
    Decision(
        "fork", "F", "fork", "Begin a new sample with this program", "sample", _fork, (ROUND, _FIRST, _HINT, _MODEL)
    ),
    Decision(
        *("pin", "p", "pin", "Select this program, whatever the tournament says", "sample"),
        *(lambda here, word: pin(here.board, find_revision(here.board, word)[0]), (ROUND,)),
    ),
    Decision(
        *(
            "order",
            "O",
            "submit order",
            "Say in which order you would submit programs: the first is selected",
            "sample",
        ),
        *(_order, (_PROGRAMS,)),
    ),
    Decision(
        *("test", "T", "add test", "Add a test that every program must pass", "run"),
        *(lambda _: AddTest("", ""), (_INPUT_OF_TEST, _EXPECTED)),
    ),
    Decision("correct", "C", "correct test", "Say what a test should expect", "sample", _correct, (TEST, _EXPECTED)),
    Decision("drop", "D", "drop test", "Turn a test off", "sample", lambda _, word: DropTest(word), (TEST,)),
    Decision(
        *("input", "I", "add input", "Compare the survivors on an input of yours", "run"),
        *(lambda _: AddInput(""), (_TEXT,)),
    ),
    Decision(
        *("refuse", "N", "refuse input", "Say that an input is not allowed", "match"),
        *(lambda here, word: refuse_input(here.board, word), (_INPUT,)),
    ),
    Decision(
        *("grammar", "G", "correct inputs", "Say what inputs are like: bounds, order, letters", "run"),
        *(lambda _: CorrectGrammar(""), (_RULE,)),
    ),
)


def decision(name: str) -> Decision | None:
    """The decision of this name."""
    return _BY_NAME.get(name)


_BY_NAME = {item.name: item for item in DECISIONS}
