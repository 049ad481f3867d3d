"""What labels say of a match: its sides, its input, its outputs, its score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.events.selection import TO_BE_DRAWN
from tui.surfaces.bracket_layout import last_round, round_name
from tui.surfaces.sides import one_line
from tui.surfaces.text import Span, clip
from tui.surfaces.words import match_state, names

if TYPE_CHECKING:
    from engine.events.selection import MatchInput
    from engine.projections.board import Board
    from engine.projections.pieces import Bracket, Match
    from tui.surfaces.text import Look


def sized(bracket: Bracket, name: str, look: Look) -> str:
    """`C01 ×20`; a name that is no cluster stays as it is."""
    cluster = bracket.clusters.get(name)
    return f"{name} {look.glyphs.times}{len(cluster.members)}" if cluster else name


def speaker_of(board: Board, name: str) -> str:
    """`S05`, of the cluster that won, once one of its members was chosen to speak for it; else nothing."""
    chosen, bracket = board.speaker, board.bracket
    if chosen is None or bracket is None or chosen.cluster != name or not bracket.matches:
        return ""
    final = max(bracket.matches.values(), key=lambda match: match.plan.round)
    return names([chosen.speaker]) if final.winner == name else ""


def wins(bracket: Bracket, cluster: str, before: int) -> int:
    """Matches that a cluster won in the rounds before `before`."""
    return sum(1 for match in bracket.matches.values() if match.winner == cluster and match.plan.round < before)


def side_name(bracket: Bracket, match: Match, which: str) -> str:
    """The cluster on one side, or nothing as long as it is not known."""
    known, planned = (match.left, match.plan.left) if which == "left" else (match.right, match.plan.right)
    if known or planned in bracket.clusters:
        return known or planned
    earlier = bracket.matches.get(planned)
    return earlier.winner if earlier else ""


def side_label(bracket: Bracket, match: Match, which: str, look: Look) -> tuple[str, str]:
    """A side and its style: the winner bold, the loser dim, a side to come as `winner of M3`."""
    name = side_name(bracket, match, which)
    if not name:
        return to_come(match, which), "dim"
    style = "" if not match.winner else "winner" if name == match.winner else "loser"
    return sized(bracket, name, look), style


def leaf_label(board: Board, bracket: Bracket, key: str, first: int, look: Look) -> tuple[str, str]:
    """A leaf of the picture: a cluster, or a folded match with its winner and how often that one has won."""
    match = bracket.matches.get(key)
    name = key if match is None else match.winner
    if not name:
        assert match
        return f"{key} {match_state(board, match, look.glyphs).word}", "dim"
    label = sized(bracket, name, look)
    if match is not None:
        label += f" {look.glyphs.wins}{wins(bracket, name, first)}"
    return label, _fate(bracket, name, first)


def _fate(bracket: Bracket, name: str, first: int) -> str:
    """Winner or loser of the next match that was decided."""
    later = [m for m in bracket.matches.values() if m.decided and m.plan.round >= first and name in {m.left, m.right}]
    if not later:
        return ""
    return "winner" if later[0].winner == name else "loser"


def score(match: Match, look: Look) -> str:
    """`2:1`, with half votes as `1½`, or nothing without votes."""
    if match.decided:
        left, right = match.decided.score
    else:
        left = float(sum(1 for vote in match.votes if vote.choice and vote.choice == match.left))
        right = float(sum(1 for vote in match.votes if vote.choice and vote.choice == match.right))
    return f"{_votes(left, look)}:{_votes(right, look)}" if left or right else ""


def _votes(number: float, look: Look) -> str:
    whole, half = int(number), number % 1 >= 0.25
    return f"{whole or ('0' if not half or look.glyphs.ascii else '')}{look.glyphs.half if half else ''}"


def input_text(board: Board, name: str) -> str:
    """Text of a synthesized input."""
    made = board.inputs.get(name)
    return board.text(made.made.text) if made else ""


def input_label(board: Board, match: Match, room: int, look: Look) -> str:
    """`«5⏎1 1 1 2 9»`: the latest input of a match."""
    if not match.inputs or room < 5:
        return ""
    glyphs = look.glyphs
    text = one_line(input_text(board, match.inputs[-1].input), look)
    return f"{glyphs.open}{clip(text, room - 2, look)}{glyphs.close}" if text else ""


def outputs(board: Board, used: MatchInput, room: int, look: Look) -> str:
    """`18≠17`, or how a side ended: `RE≠17`."""
    sides = []
    for key in (used.left_execution, used.right_execution):
        execution = board.executions.get(key)
        if execution is None:
            return ""
        outcome = execution.outcome
        printed = "AC" if outcome.judged else one_line(outcome.output, look) or "nothing"
        shown = outcome.failure or printed
        sides.append(clip(shown, max(1, (room - 2) // 2), look))
    return look.glyphs.differs.join(sides)


def verdict_spans(board: Board, match: Match, look: Look) -> list[Span]:
    """Sign and word of a match's state, with its score: `✓ C04 won 2:1`."""
    state = match_state(board, match, look.glyphs)
    spans = [Span(f"{state.glyph} ", state.style)]
    if match.winner:
        spans.append(Span(f"{match.winner} ", "winner"))
    spans.append(Span(state.word, state.style))
    if found := score(match, look):
        spans.append(Span(f" {found}", "dim" if match.winner else "live"))
    return spans


def to_come(match: Match, which: str) -> str:
    """Who will play: `winner of M3`, or whoever the standings say."""
    planned = match.plan.left if which == "left" else match.plan.right
    return "still to be drawn" if planned == TO_BE_DRAWN else f"winner of {planned}"


def match_title(board: Board, match: Match) -> str:
    """`M10 quarter final, 2 of 4`."""
    assert board.bracket
    drawn = board.bracket.drawn
    if drawn.format != "knockout":
        return match.plan.match
    same = [plan.match for plan in drawn.matches if plan.round == match.plan.round]
    number = f", {same.index(match.plan.match) + 1} of {len(same)}" if len(same) > 1 else ""
    return f"{match.plan.match} {round_name(drawn, match.plan.round)}{number}"


def short_round(board: Board, number: int) -> str:
    """`R16`, `QF`, `SF`, `final`."""
    assert board.bracket
    before_final = last_round(board.bracket.drawn) - number
    return ("final", "SF", "QF")[before_final] if before_final < 3 else f"R{2 ** (before_final + 1)}"
