"""What a decision would make void or ask anew, in sentences: said to a person before they decide, at every door."""

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
from engine.projections.deciding import find_match
from engine.projections.decision_words import number_of_sample
from engine.projections.wording import counted, printable

if TYPE_CHECKING:
    from engine.events.overrides import Override
    from engine.projections.board import Board
    from engine.projections.pieces import Match, Sample


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
            return [*_rules_of_inputs(board), *_after_clusters(board)]
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


def known_of_inputs(board: Board) -> list[str]:
    """What inputs are held to be like, in sentences; none before it was learnt."""
    return [f"{printable(column)}." for column in (board.grammar.columns if board.grammar else ())]


def _rules_of_inputs(board: Board) -> list[str]:
    """What inputs are held to be like, and what a person can say in place of that."""
    from engine.inputs import FORMS  # what reads inputs, for this alone

    return [
        *known_of_inputs(board),
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
        return [*_after_judging(board, match), again]
    if match.decided and match.decided.winner == override.winner:
        again = "The winner stays the same, so nothing is played anew."
    elif match.decided:
        again = f"{match.decided.winner} won it {_BY[match.decided.by]}. {again}"
    return [again]


def _after_judging(board: Board, match: Match) -> list[str]:
    """What is asked of a judge that shall look once more, and whose word counts no more."""
    settings = board.started.settings if board.started else None
    votes = 2 * len(match.inputs) * (settings.judges * (1 + len(settings.jury)) if settings else 1)
    said = [f"The judge is asked {counted(votes, 'time')}."]
    if match.votes:
        said = [f"The judge is asked {counted(votes, 'time')} more; its earlier votes stay in the journal."]
    if match.decided and match.decided.by == "person":
        said.append("Your decision gives way to what it says.")
    elif settings and settings.judge != "model":
        said.append("Its votes decide then, without you.")
    return said


_BY = {"rule": "by rule", "judge": "by the judge", "person": "by your decision", "size": "by size"}


def _after_test(board: Board, override: AddTest | DropTest | CorrectTest) -> list[str]:
    programs = len({made.program for made in board.revisions.values()})
    settings = board.started.settings if board.started else None
    judged = "The program is" if programs == 1 else f"All {programs} programs are"
    alive = len(board.survivors())
    first = f"{judged} judged by the new tests; {counted(alive, 'sample')} {'passes' if alive == 1 else 'pass'} now."
    if settings is None or not settings.rounds:
        return [first, *_after_clusters(board)]
    left = "A sample that fails then, and has debug rounds left, is debugged: that asks the model."
    changed = "Rounds that were told of the old test are asked anew." if not isinstance(override, AddTest) else ""
    return [first, *filter(None, [left, changed]), *_after_clusters(board)]


def _after_round(
    board: Board, override: EditProgram | EditFeedback | AskRound | RunAgain | StopSample | Mark
) -> list[str]:
    sample = board.samples[number_of_sample(override)]
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
    first = f"Void: {void}; what the model answered stays in the journal." if void else "No later round rests on it."
    return [first, *_asking(board, override), *_after_clusters(board)]


def _asking(board: Board, override: EditProgram | EditFeedback | AskRound | RunAgain | StopSample | Mark) -> list[str]:
    """Whether a model will be asked, which costs."""
    sample = board.samples[number_of_sample(override)]
    settings = board.started.settings if board.started else None
    most = board.overrides.last_round(sample.number, settings.rounds if settings else 0)
    match override:
        case AskRound() | RunAgain():
            return ["The model is asked for it."]
        case EditFeedback(revision) if sample.round(revision.round + 1):
            return ["The model is asked again, and told this."]
        case EditFeedback(revision):
            return [f"No round follows {revision} yet: it is told when one does, and you can ask for one more."]
        case EditProgram(revision) if revision.round < most:
            return ["If it fails a test, the model is asked to debug it."]
        case Mark(revision, accepted=False) if revision.round < most:
            return ["The model is asked for another round."]
        case _:
            return []


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
