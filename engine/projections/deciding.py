"""What a person can decide now, what it would make void, and how it reads: for every door the same words.

`why_not` is asked by the engine before a decision is written down, and by views before they ask for it; `consequences`
is what a person is told before they decide.
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
from engine.projections.wording import counted, one_line, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.events.overrides import Override
    from engine.events.samples import RevisionId
    from engine.problem.model import Problem
    from engine.projections.board import Board
    from engine.projections.pieces import Match, Sample

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
        case JudgeAgain() | RefuseInput():
            return ""
        case _:
            return _why_no_round(board, override)


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


def _why_no_rule(board: Board, problem: Problem | None, rule: str) -> str:
    from engine.inputs import RuleError, read_rule, why_not_rule  # what reads inputs, for this decision alone

    try:
        read_rule(rule)
    except RuleError as error:
        return str(error)
    if problem is None:
        return ""
    if problem.input_validators:
        return "the package's input validators say which inputs are allowed; refuse a single one in place of that"
    if problem.function or not problem.tests:
        return "there are no public inputs of lines and tokens that a rule could speak of"
    known = board.grammar.rules if board.grammar else ()
    public = [test.input for test in problem.tests]
    return why_not_rule(public, problem.statement, (*known, *board.overrides.rules()), rule)


def _why_no_round(
    board: Board,
    override: EditProgram | EditFeedback | AskRound | RunAgain | StopSample | Mark | Fork,
) -> str:
    number = _sample_number(override)
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


# -------------------------------------------------------------------- what follows


def consequences(board: Board, override: Override) -> list[str]:
    """What a decision would make void or ask anew, in sentences; nothing that was paid is lost."""
    match override:
        case DecideMatch() | JudgeAgain():
            return _after_match(board, override)
        case AddTest() | DropTest() | CorrectTest():
            return _after_test(board, override)
        case AddInput():
            return ["All survivors are run on it, if the validators allow it.", *_after_clusters(board)]
        case CorrectGrammar():
            return [*_known_of_inputs(board), *_after_clusters(board)]
        case RefuseInput(name):
            shown = [match.plan.match for match in _matches(board) if any(item.input == name for item in match.inputs)]
            rests = f"It is shown in {', '.join(shown)}." if shown else "No match shows it."
            return [rests, *_after_clusters(board)]
        case Pin(revision):
            return [f"{revision} is selected; the tournament goes on and decides nothing."]
        case SubmitOrder(revisions):
            rest = "All others follow as they stood."
            return [f"{revisions[0]} is selected; the tournament goes on and decides nothing.", rest]
        case Fork(parent):
            return [f"A new sample begins with this program; {parent} stays as it is.", *_after_clusters(board)]
        case _:
            return _after_round(board, override)


def _known_of_inputs(board: Board) -> list[str]:
    """What inputs are held to be like, and what a person can say in place of that."""
    from engine.inputs import FORMS  # as above

    known = board.grammar.columns if board.grammar else ()
    return [
        *(f"{printable(column)}." for column in known),
        f"A rule reads {FORMS}.",
        "Inputs that are not like that count no more, and new ones are made.",
    ]


def _after_match(board: Board, override: DecideMatch | JudgeAgain) -> list[str]:
    match = find_match(board, override.match)
    later = board.bracket.drawn.after(override.match) if board.bracket else []
    played = [name for name in later if board.bracket and board.bracket.matches[name].left]
    rests = "No match that rests on it is played yet." if later else "No other match rests on it."
    again = f"Played anew if another cluster goes on: {', '.join(played)}." if played else rests
    if isinstance(override, JudgeAgain):
        calls = 2 * len(match.inputs)
        return [f"The judge is asked {counted(calls, 'time')} more; its earlier votes stay in the journal.", again]
    if match.decided and match.decided.winner == override.winner:
        again = "The winner stays the same, so nothing is played anew."
    elif match.decided:
        again = f"{match.decided.winner} won it {_BY[match.decided.by]}. {again}"
    return [again]


_BY = {"rule": "by rule", "judge": "by the judge", "person": "by your decision", "size": "by size"}


def _after_test(board: Board, override: AddTest | DropTest | CorrectTest) -> list[str]:
    programs = len({made.program for made in board.revisions.values()})
    settings = board.started.settings if board.started else None
    first = f"All {counted(programs, 'program')} are judged by the new tests; {len(board.survivors())} survive now."
    if settings is None or not settings.rounds:
        return [first, *_after_clusters(board)]
    left = "A sample that fails then, and has debug rounds left, is debugged: that asks the model."
    changed = "Rounds that were told of the old test are asked anew." if not isinstance(override, AddTest) else ""
    return [first, *filter(None, [left, changed]), *_after_clusters(board)]


def _after_round(
    board: Board, override: EditProgram | EditFeedback | AskRound | RunAgain | StopSample | Mark
) -> list[str]:
    sample = board.samples[_sample_number(override)]
    match override:
        case EditProgram(revision) | Mark(revision):
            void = _later(sample, revision.round + 1)
        case EditFeedback(revision):
            void = _later(sample, revision.round + 1)
        case AskRound(round=number) | RunAgain(round=number):
            void = _later(sample, number)
        case StopSample(after=after):
            void = _later(sample, after + 1)
        case _ as never:
            assert_never(never)
    first = f"Void: {void}; what they answered stays in the journal." if void else "No later round rests on it."
    return [first, *_after_clusters(board)]


def _later(sample: Sample, first: int) -> str:
    names = [f"{sample.name}r{item.number}" for item in sample.rounds if item.number >= first]
    return ", ".join(names)


def _after_clusters(board: Board) -> list[str]:
    if not board.filtered:
        return []
    if not board.bracket:
        return ["Clusters are formed anew."]
    return ["Clusters and bracket are formed anew; questions that were answered are not asked again."]


def _matches(board: Board) -> list[Match]:
    return list(board.bracket.matches.values()) if board.bracket else []


# -------------------------------------------------------------------- in words


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
            return _sample_number(override)


def _sample_number(override: EditProgram | EditFeedback | AskRound | RunAgain | StopSample | Mark | Fork) -> int:
    match override:
        case EditProgram(revision) | EditFeedback(revision) | Mark(revision):
            return revision.sample
        case Fork(parent):
            return parent.sample
        case _:
            return override.sample
