"""What the plain display says of matches."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from engine.projections.deciding import find_match
from engine.projections.wording import deed, number_of, one_line, place, sentence, times, votes
from tui.displays.plain_samples import sized

if TYPE_CHECKING:
    from engine.events.executions import Outcome
    from engine.events.selection import MatchDecided, MatchInput, PersonAsked, VoteCast
    from engine.projections.board import Board
    from engine.projections.pieces import Match


def is_current(board: Board, bracket: str) -> bool:
    """Whether this is the tournament that counts now."""
    return board.bracket is not None and board.bracket.drawn.bracket == bracket


def _heading(board: Board, match: Match) -> str:
    assert board.bracket
    name, where = match.plan.match, place(board.bracket.drawn, match.plan.match)
    sides = [
        sized(board, board.bracket.clusters[side]) if side in board.bracket.clusters else f"cluster {number_of(side)}"
        for side in (match.left, match.right)
    ]
    return f"Match {number_of(name)}, {where}. {sentence(f'{sides[0]}, against {sides[1]}')}"


def opening(board: Board, name: str) -> str:
    """Say that a match begins."""
    assert board.bracket
    return f"{_heading(board, board.bracket.matches[name])} It begins."


def question(board: Board, event: PersonAsked) -> str:
    """Say what a person has to know to decide a match."""
    assert board.bracket
    match = board.bracket.matches[event.match]
    evidence = [_evidence(board, match, item) for item in match.inputs]
    ask = f"It is yours to decide: {sentence(event.why)}"
    return " ".join([_heading(board, match), *evidence, ask])


def decision(board: Board, event: MatchDecided) -> str:
    """Say how a match was decided, and on what."""
    assert board.bracket
    match = board.bracket.matches[event.match]
    evidence = [_evidence(board, match, item) for item in match.inputs]
    return " ".join([_heading(board, match), *evidence, _result(event)])


def match_lines(board: Board, name: str) -> list[str]:
    """Tell all of a match, a line for each input and each vote. Raises UsageError when there is none of that name."""
    match = find_match(board, name)
    lines = [_heading(board, match)]
    for item in match.inputs:
        lines.append(_evidence(board, match, item))
        lines += [
            sentence(f"vote for {vote.choice or ('both' if vote.both else 'neither')}: {vote.reason}")
            for vote in match.votes
            if vote.input == item.input
        ]
    return [*lines, _result(match.decided) if match.decided else "It is not decided."]


def _evidence(board: Board, match: Match, item: MatchInput) -> str:
    made = board.inputs.get(item.input)
    text = one_line(board.text(made.made.text)) if made else item.input
    said = [f"Input: {text}."]
    for side, key in ((match.left, item.left_execution), (match.right, item.right_execution)):
        execution = board.executions.get(key)
        if execution:
            said.append(_deed(side, execution.outcome))
    if item.rule:
        said.append(sentence(f"by rule: {item.rule}"))
    said += _judgement([vote for vote in match.votes if vote.input == item.input])
    return " ".join(said)


def _deed(side: str, outcome: Outcome) -> str:
    return f"Cluster {number_of(side)} {deed(outcome)}."


def _judgement(cast: list[VoteCast]) -> list[str]:
    if not cast:
        return []
    choices = sorted(vote.choice or ("both" if vote.both else "") for vote in cast)
    parts = []
    for choice, group in groupby(choices, key=str):
        with_whom = choice if choice == "both" else f"cluster {number_of(choice)}" if choice else "neither"
        with_whom = f"with {with_whom}"
        parts.append(f"{with_whom} {times(len(list(group)))}")
    return [f"The judge sides {' and '.join(parts)}."]


def _result(event: MatchDecided) -> str:
    winner = f"Cluster {number_of(event.winner)}"
    left, right = event.score
    score = f", {votes(max(left, right))} to {votes(min(left, right))}" if left or right else ""
    match event.by:
        case "size":
            return f"The two were not told apart. {winner}, the larger one, goes on."
        case "person":
            return f"{winner} wins: decided by a person."
        case "rule":
            return f"{winner} wins by rule."
        case "judge":
            return f"{winner} wins{score}."
