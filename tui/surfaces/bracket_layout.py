"""Where the matches of a knockout stand, and how the arrows lead from one to the next.

The layout knows rows and rounds, no cells and no glyphs, so that it can be tested by its numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from engine.events.selection import BracketDrawn, MatchPlan
    from engine.projections.board import Board

Direction = Literal["left", "right", "up", "down"]


@dataclass(frozen=True, slots=True)
class Leaf:
    """The left end of a line: a cluster, or a match of an earlier round that is folded into its winner."""

    key: str
    row: int


@dataclass(frozen=True, slots=True)
class Place:
    """A match in the picture."""

    match: str
    column: int
    """0 for the first round that is drawn."""
    row: int
    left: str
    """The upper side: a cluster or a match."""
    right: str
    top: int
    """Row of the upper side."""
    bottom: int
    """Row of the lower side."""


@dataclass(frozen=True, slots=True)
class Layout:
    """All leaves and matches that are drawn, from the top."""

    first: int
    """First round that is drawn."""
    columns: int
    rows: int
    leaves: tuple[Leaf, ...]
    places: tuple[Place, ...]
    """Children stand before their parents."""

    def place(self, match: str) -> Place | None:
        """Find a match."""
        return next((place for place in self.places if place.match == match), None)


class _Builder:
    def __init__(self, drawn: BracketDrawn, first: int, spacing: int) -> None:
        self.plans = {plan.match: plan for plan in drawn.matches}
        self.first, self.spacing, self.next_row = first, spacing, 0
        self.leaves: list[Leaf] = []
        self.places: list[Place] = []

    def add(self, key: str) -> int:
        """Lay a cluster or a match out and return its row."""
        plan = self.plans.get(key)
        if plan is None or plan.round < self.first:
            self.leaves.append(Leaf(key, self.next_row))
            self.next_row += self.spacing
            return self.leaves[-1].row
        top, bottom = self.add(plan.left), self.add(plan.right)
        row = (top + bottom) // 2
        self.places.append(Place(key, plan.round - self.first, row, plan.left, plan.right, top, bottom))
        return row


class _BoxBuilder(_Builder):
    """Boxes name both sides, so that a leaf needs no row of its own."""

    def add(self, key: str) -> int:
        plan = self.plans[key]
        inner = [side for side in (plan.left, plan.right) if self._inside(side)]
        if inner:
            rows = [self.add(side) for side in inner]
        else:
            rows = [self.next_row]
            self.next_row += self.spacing
        row = (rows[0] + rows[-1]) // 2
        self.places.append(Place(key, plan.round - self.first, row, plan.left, plan.right, rows[0], rows[-1]))
        return row

    def _inside(self, side: str) -> bool:
        plan = self.plans.get(side)
        return plan is not None and plan.round >= self.first


def layout(drawn: BracketDrawn, first: int = 0, spacing: int = 2) -> Layout:
    """Lay a bracket out with a row per leaf; `spacing` rows lie from one leaf to the next."""
    return _laid_out(drawn, _Builder(drawn, first, spacing))


def box_layout(drawn: BracketDrawn, first: int = 0, spacing: int = 3) -> Layout:
    """Lay a bracket out with a box per match of the first round that is drawn."""
    return _laid_out(drawn, _BoxBuilder(drawn, first, spacing))


def _laid_out(drawn: BracketDrawn, builder: _Builder) -> Layout:
    for root in roots(drawn):
        if root.round >= builder.first:
            builder.add(root.match)
    columns = 1 + max((place.column for place in builder.places), default=0)
    rows = max(1, builder.next_row - builder.spacing + 1)
    return Layout(builder.first, columns, rows, tuple(builder.leaves), tuple(builder.places))


def roots(drawn: BracketDrawn) -> list[MatchPlan]:
    """Matches whose winner plays no further: the final."""
    sides = {side for plan in drawn.matches for side in (plan.left, plan.right)}
    return [plan for plan in drawn.matches if plan.match not in sides]


def last_round(drawn: BracketDrawn) -> int:
    """Number of the final's round."""
    return max((plan.round for plan in drawn.matches), default=0)


def round_name(drawn: BracketDrawn, number: int) -> str:
    """What a round is called: final, semifinal, quarter final, round of 16."""
    before_final = last_round(drawn) - number
    if before_final < 3:
        return ("final", "semifinal", "quarter final")[before_final]
    return f"round of {2 ** (before_final + 1)}"


UNDER_WAY = frozenset({"running", "judging", "asking"})
"""States of a match that is being played."""


def current_match(board: Board) -> str:
    """The match to look at when nobody chose one: the one that is played, or the last that was."""
    if board.bracket is None or not board.bracket.matches:
        return ""
    matches = list(board.bracket.matches.values())
    played = [match for match in matches if match.state in UNDER_WAY]
    return max(played or matches, key=lambda match: (match.state in {"judging", "asking"}, match.seq)).plan.match


def chosen_match(board: Board, match: str) -> str:
    """`match` if there is such a match, else the current one."""
    return match if board.bracket and match in board.bracket.matches else current_match(board)


def move(board: Board, match: str, direction: Direction) -> str:
    """The match that an arrow leads to: left and right are child and parent, up and down stay in the round.

    At an edge it is the match itself.
    """
    match = chosen_match(board, match)
    if board.bracket is None or not match:
        return ""
    drawn = board.bracket.drawn
    places = layout(drawn).places
    here = next(place for place in places if place.match == match)
    if direction == "left":
        below = [side for side in (here.left, here.right) if side in board.bracket.matches]
        return below[0] if below else match
    if direction == "right":
        return next((place.match for place in places if match in {place.left, place.right}), match)
    round_ = [place.match for place in places if place.column == here.column]
    at = round_.index(match) + (1 if direction == "down" else -1)
    return round_[at] if 0 <= at < len(round_) else match


def shift(board: Board, first_round: int | None, by: int) -> int:
    """The first round that is drawn, after shifting the window by some rounds."""
    if board.bracket is None:
        return 0
    return max(0, min((first_round or 0) + by, last_round(board.bracket.drawn)))


def fitting_round(drawn: BracketDrawn, rows: int, columns: int) -> int:
    """First round from which on at most `rows` leaves and `columns` rounds are left."""
    last = last_round(drawn)
    first = max(0, last + 1 - max(1, columns))
    while first < last and len(layout(drawn, first, 1).leaves) > rows:
        first += 1
    return first


def live_path(board: Board) -> frozenset[str]:
    """Sides whose line to their match is heavy: the champion's way, or the sides of matches being played."""
    if board.bracket is None:
        return frozenset()
    matches = board.bracket.matches
    heavy = {
        side for match in matches.values() if match.state in UNDER_WAY for side in (match.plan.left, match.plan.right)
    }
    for root in roots(board.bracket.drawn):
        key = root.match
        while (match := matches.get(key)) and match.winner:
            key = match.plan.left if match.winner == match.left else match.plan.right
            heavy.add(key)
    return frozenset(heavy)
