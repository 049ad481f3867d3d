"""What a person can decide now: from what is on the screen to a decision, and why it cannot be taken.

`why_not` is asked by the engine before a decision is written down, and by views before they ask for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from engine.errors import UsageError
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
from engine.projections.decision_words import number_of_sample

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.events.overrides import Override
    from engine.events.samples import RevisionId
    from engine.problem.model import Problem
    from engine.projections.board import Board
    from engine.projections.pieces import Match

_UNDER_WAY = frozenset({"waiting", "streaming", "testing"})


# -------------------------------------------------------------------- from what is on the screen to a decision


def decide_match(board: Board, name: str, winner: str) -> DecideMatch:
    """Decide a match for one of its sides.

    Args:
        board: the run.
        name: of the match.
        winner: name of the cluster, `left` or `right`.

    Raises:
        UsageError: there is no such match, or it has no such side.
    """
    match = find_match(board, name)
    side = {"left": match.left, "right": match.right}.get(winner, winner)
    if side not in {match.left, match.right}:
        raise UsageError(f"{winner} does not play in {name}: its sides are {match.left} and {match.right}.")
    loser = match.right if side == match.left else match.left
    return DecideMatch(name, side, programs_of(board, side), programs_of(board, loser))


def order(board: Board, revisions: Sequence[RevisionId]) -> SubmitOrder:
    """Rank programs. Raises UsageError when there is none, or one of them has no program."""
    if not revisions:
        raise UsageError("An order names one program at least.")
    made = [pin(board, revision) for revision in revisions]
    return SubmitOrder(tuple(revisions), tuple(item.program for item in made), tuple(item.text for item in made))


def judge_again(board: Board, name: str) -> JudgeAgain:
    """Put a match to the judge once more. Raises UsageError when there is no such match."""
    match = find_match(board, name)
    return JudgeAgain(name, programs_of(board, match.left), programs_of(board, match.right))


def refuse_input(board: Board, name: str) -> RefuseInput:
    """Say that an input is not allowed. Raises UsageError when there is no such input."""
    if name not in board.inputs:
        raise UsageError(f"There is no input {name}; there are {_some(board.inputs)}.")
    return RefuseInput(name, board.text(board.inputs[name].made.text))


def pin(board: Board, revision: RevisionId) -> Pin:
    """Select a revision. Raises UsageError when it has no program."""
    made = board.revisions.get(revision)
    if made is None:
        raise UsageError(f"{revision} has no program that could be selected.")
    return Pin(revision, made.program, made.text)


def find_match(board: Board, name: str) -> Match:
    """A match whose two sides are known. Raises UsageError."""
    matches = board.bracket.matches if board.bracket else {}
    match = matches.get(name)
    if match is None:
        there = f"; there are {_some(matches)}" if matches else ": there is no tournament yet"
        raise UsageError(f"There is no match {name}{there}.")
    if not (match.left and match.right):
        raise UsageError(f"{name} cannot be decided yet: its sides are not known.")
    return match


def programs_of(board: Board, cluster: str) -> tuple[str, ...]:
    """Digests of the programs of a cluster's members."""
    assert board.bracket
    members = board.bracket.clusters[cluster].members
    return tuple(sorted({board.revisions[name].program for name in members if name in board.revisions}))


# -------------------------------------------------------------------- whether


def why_not(board: Board, problem: Problem | None, override: Override) -> str:
    """The reason why a decision cannot be taken now; empty when it can.

    Args:
        board: the run.
        problem: what it works on, if it is at hand.
        override: the decision.
    """
    match override:
        case DecideMatch(match=name, winners=winners, losers=losers):
            return "" if winners and losers else f"{name} has a side without a program"
        case DropTest(test=name) | CorrectTest(test=name):
            return "" if name in _tests(board, problem) else f"there is no test {name}; {_there(board, problem)}"
        case AddTest() | AddInput():
            return _no_input(board, problem, override)
        case Pin(program=program):
            known = any(made.program == program for made in board.revisions.values())
            return "" if known else "this run has no such program"
        case CorrectGrammar(rule):
            return _why_no_rule(board, problem, rule)
        case SubmitOrder(revisions, programs):
            if len(set(programs)) < len(programs):
                return "one of these programs stands there twice, perhaps as another round"
            there = {made.program for made in board.revisions.values()}
            return "" if there.issuperset(programs) else f"not every one of {_some(map(str, revisions))} has a program"
        case JudgeAgain(match=name):
            return _why_no_judge(board, name)
        case RefuseInput():
            return ""
        case _:
            return _why_no_round(board, override)


def doubt(board: Board, problem: Problem | None, override: Override) -> str:
    """Why a person should think a decision over that can be taken all the same; empty where nothing speaks against it.

    Args:
        board: the run.
        problem: what it works on, if it is at hand.
        override: the decision.
    """
    if problem is None or not isinstance(override, AddTest):
        return ""
    from engine.inputs import doubt_of  # what reads inputs, for this decision alone

    why = doubt_of(problem, override.input, tuple(board.overrides.rules()))
    return f"the problem does not seem to allow this input: {why}" if why else ""


def _why_no_judge(board: Board, name: str) -> str:
    """A judge has a say only where no rule has, and on inputs that were seen to tell the two apart."""
    match = board.bracket.matches.get(name) if board.bracket else None
    if match is None:
        return ""  # it is being drawn anew; the decision is about programs
    if match.decided and match.decided.by == "rule":
        return f"a rule decides {name}, so no judge is asked; you can decide it yourself"
    if not match.inputs:
        return f"no input tells the sides of {name} apart, so there is nothing to ask a judge; give it one"
    return ""


def _no_input(board: Board, problem: Problem | None, override: AddTest | AddInput) -> str:
    text = override.input if isinstance(override, AddTest) else override.text
    if not text.strip():
        return "the input is empty"
    if isinstance(override, AddInput) and text in {item.text for item in board.overrides.inputs()}:
        return "this input has been given already"
    if (
        isinstance(override, AddTest)
        and problem
        and text in {test.input for test in board.overrides.tests(problem.tests)}
    ):
        return "there is a test with this input already; correct its expected output instead"
    return ""


def why_no_rules(problem: Problem | None) -> str:
    """The reason why nothing that a person says of the inputs can count in a problem; empty where it can."""
    if problem and problem.input_validators:
        return "the package's input validators say which inputs are allowed; refuse a single one in place of that"
    if problem and (problem.function or not problem.tests):
        return "there are no public inputs of lines and tokens that a rule could speak of"
    return ""


def _why_no_rule(board: Board, problem: Problem | None, rule: str) -> str:
    from engine.inputs import RuleError, read_rule, why_not_rule  # what reads inputs, for this decision alone

    if reason := why_no_rules(problem):
        return reason
    try:
        read_rule(rule)
    except RuleError as error:
        return str(error)
    if problem is None:
        return ""
    known = board.grammar.rules if board.grammar else ()
    public = [test.input for test in problem.tests]
    return why_not_rule(public, problem.statement, (*known, *board.overrides.rules()), rule)


def _why_no_round(
    board: Board,
    override: EditProgram | EditFeedback | AskRound | RunAgain | StopSample | Mark | Fork,
) -> str:
    number = number_of_sample(override)
    sample = board.samples.get(number)
    if sample is None:
        return f"there is no sample {number}"
    match override:
        case EditProgram(revision, text):
            if not text.strip():
                return "the program is empty"
            if sample.round(revision.round) is None:
                return f"{sample.name} has no round {revision.round}"
            return moved_on(board, override)
        case Fork(text=text):
            return "" if text.strip() else "the program is empty"
        case EditFeedback(revision, text):
            if revision not in board.revisions:
                return f"{revision} has no program"
            return "" if text.strip() else "the feedback is empty"
        case Mark(revision):
            return "" if revision in board.revisions else f"{revision} has no program"
        case AskRound(round=round_):
            if round_ > len(sample.rounds) or round_ < 1:
                return f"the next round of {sample.name} is {len(sample.rounds)}"
        case RunAgain(round=round_):
            asked = sample.round(round_)
            if asked is None or not asked.call:
                return f"no model was asked for round {round_} of {sample.name}"
        case StopSample():
            return "" if sample.state in _UNDER_WAY else f"{sample.name} has ended already"
        case _ as never:
            assert_never(never)
    return ""


def moved_on(board: Board, edited: EditProgram) -> str:
    """That a sample has had another round while its program was edited, in words; empty when it has not."""
    sample = board.samples.get(edited.revision.sample)
    if sample is None or len(sample.rounds) <= edited.rounds:
        return ""
    return f"{sample.name} has moved on to round {sample.rounds[-1].number} meanwhile; fork it to keep both"


def _tests(board: Board, problem: Problem | None) -> list[str]:
    return [test.name for test in board.overrides.tests(problem.tests if problem else ())]


def _there(board: Board, problem: Problem | None) -> str:
    return f"there are {_some(_tests(board, problem))}"


def _some(names: Iterable[str]) -> str:
    return ", ".join(list(names)[:20])
