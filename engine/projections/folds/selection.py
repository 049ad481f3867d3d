"""From survivors to the selected program: inputs, clusters, matches, votes."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from engine.events.selection import (
    BracketDrawn,
    ClustersFormed,
    GrammarLearnt,
    InputSynthesized,
    MatchDecided,
    MatchEvent,
    MatchInput,
    MatchOpened,
    PersonAsked,
    SelectionMade,
    SpeakerChosen,
    SurvivorsFiltered,
    ValidatorTried,
    VoteAsked,
    VoteCast,
)
from engine.projections.pieces import Bracket, Input, Match
from engine.projections.voiding import void_after

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.events.calls import CallStarted
    from engine.events.codec import Entry
    from engine.events.selection import Deciding
    from engine.projections.board import Board
    from engine.projections.pieces import MatchState

_MATCH_EVENTS = get_args(MatchEvent)


def take_in(board: Board, entry: Entry) -> None:
    """Change the board by an event of the selection."""
    match entry.event:
        case GrammarLearnt() as event:
            board.grammar = event
        case ValidatorTried() as event:
            board.validator = event
        case InputSynthesized() as event:
            item = Input(event, entry.seq)
            board.inputs[event.input] = item
            board.inputs_by_text[event.text] = item
        case SurvivorsFiltered() as event:
            board.filtered, board.formed, board.bracket, board.selection = event, None, None, None
            board.speaker = None
        case ClustersFormed() as event:
            board.formed = event
        case BracketDrawn() as event:
            plans = {plan.match: Match(plan) for plan in event.matches}
            board.bracket = Bracket(event, entry.seq, plans) if plans else None
        case SpeakerChosen() as event:
            board.speaker, board.speaker_seq = event, entry.seq
        case SelectionMade() as event:
            board.selection, board.selection_seq = event, entry.seq
        case _:
            _take_in_match(board, entry)


def _take_in_match(board: Board, entry: Entry) -> None:
    event, bracket = entry.event, board.bracket
    assert isinstance(event, _MATCH_EVENTS)
    if bracket is None or event.bracket != bracket.drawn.bracket:
        return
    match = bracket.matches[event.match]
    match.seq = entry.seq
    match event:
        case MatchOpened():
            match = bracket.matches[event.match] = Match(match.plan, seq=entry.seq)
            match.left, match.right, match.state = event.left, event.right, "running"
        case MatchInput():
            match.inputs.append(event)
        case VoteAsked():
            match.asked.append(event)
            if (call := board.calls.get(event.call)) and call.state == "open":
                match.judging, match.state = event.call, "judging"
        case VoteCast():
            match.votes.append(event)
            match.judging = ""
        case PersonAsked():
            match.why_asking, match.state = event.why, "asking"
        case MatchDecided():
            _decide(bracket, match, event)


_DECIDED: dict[Deciding, MatchState] = {"size": "tied", "person": "person", "rule": "won", "judge": "won"}


def _decide(bracket: Bracket, match: Match, decided: MatchDecided) -> None:
    forget_matches(bracket, match.seq, void_after(decided, match.decided, bracket.drawn).matches)
    match.decided, match.judging, match.why_asking = decided, "", ""
    match.state = _DECIDED[decided.by]


def forget_matches(bracket: Bracket, seq: int, names: Iterable[str]) -> None:
    """Forget matches that rest on the winner of another one, by the event of this number."""
    for later in names:
        bracket.matches[later] = Match(bracket.matches[later].plan, seq=seq)


def show_judging(board: Board, call: CallStarted) -> None:
    """Show a judge's call under the matches that asked for it; older journals name the match in its path."""
    if call.role != "judge" or board.bracket is None:
        return
    if call.path[0] == "match" and call.path[1] == board.bracket.drawn.bracket:
        matches = [board.bracket.matches[str(call.path[2])]]
    else:
        matches = [match for match in board.bracket.matches.values() if _has_asked(board, match, call)]
    for match in matches:
        match.judging, match.state = call.key, "judging"


def _has_asked(board: Board, match: Match, call: CallStarted) -> bool:
    """Whether a call is for one of a match's questions, or for the repair of its answer."""
    mine = (board.calls[item.call].started.path for item in match.asked if item.call in board.calls)
    return any(call.path[: len(path)] == path for path in mine)
