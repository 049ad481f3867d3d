"""What decides whether an action can be done now, and the reason where it cannot, in a person's words.

Each reason is a function of the situation; it gives nothing where nothing stands in the way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from engine.projections.board import Board

View = Literal["samples", "sample", "bracket", "statement"]


@dataclass(frozen=True, slots=True)
class Situation:
    """What decides whether an action can be done."""

    board: Board | None = None
    live: bool = False
    """An engine listens."""
    replay: bool = False
    view: View = "samples"
    seeds: int = 1
    """Of a comparison."""


def always(_: Situation) -> str:
    """Nothing stands in the way."""
    return ""


def live(now: Situation) -> str:
    """An engine must listen."""
    if now.replay:
        return "this is a replay of what has happened"
    return "" if now.live else "no engine is at work on this run"


def pausable(now: Situation) -> str:
    """It must listen, and there must be something left to do."""
    return live(now) or ("the run is finished" if now.board and now.board.finished else "")


def comparable(now: Situation) -> str:
    """There must be two programs."""
    return "" if now.board and len(now.board.revisions) > 1 else "there are no two programs yet"


def selected(now: Situation) -> str:
    """A program must be selected."""
    return "" if now.board and now.board.selection else "nothing is selected yet"


def gradable(now: Situation) -> str:
    """The run must be over, and not graded."""
    if now.replay:
        return "this is a replay; grade with `sstar grade`"
    if now.board and now.board.graded:
        return f"graded already: {now.board.graded.verdict}"
    if now.board is None or not now.board.finished:
        return "the secret tests wait until the run is finished"
    return selected(now)


def finished(now: Situation) -> str:
    """There must be a whole run to play again."""
    if now.replay:
        return "this is the replay"
    return "" if now.board and now.board.finished else "a replay needs a finished run"


def working(now: Situation) -> str:
    """Something must be at work, as on a comparison."""
    return "" if now.live else "nothing works on it"


def not_working(now: Situation) -> str:
    """Nothing may be at work."""
    return "it is worked on" if now.live else ""


def of_seeds(now: Situation) -> str:
    """There must be several seeds."""
    return "" if now.seeds > 1 else "there is one seed"


def replaying(now: Situation) -> str:
    """It must be a replay."""
    return "" if now.replay else "this is for replays"


def resumable(now: Situation) -> str:
    """The run must have been left before its end."""
    if now.replay or now.live:
        return "this is for runs that were left"
    return "the run is finished" if now.board and now.board.finished else ""


def shiftable(now: Situation) -> str:
    """There must be a bracket, or a time line."""
    if now.replay or (now.board and now.board.bracket and now.view == "bracket"):
        return ""
    return "this is for the bracket, and for replays"


def interactive(now: Situation) -> str:
    """Program and interactor must have talked."""
    return "" if now.board and now.board.judge == "interactor" else "this is for interactive problems"


def decidable(now: Situation) -> str:
    """A finished run can be opened again for a decision, one that was left must go on first."""
    if now.replay:
        return "this is a replay of what has happened"
    return "" if now.live or (now.board and now.board.finished) else "the run was left; key u goes on with it first"


def on_match(now: Situation) -> str:
    """There must be a match."""
    if now.board is None or now.board.bracket is None:
        return "there is no tournament yet"
    return decidable(now)


def undoable(now: Situation) -> str:
    """Something decided must stand."""
    if now.board is None or not now.board.overrides.standing:
        return "you have decided nothing that could be taken back"
    return decidable(now)


def redoable(now: Situation) -> str:
    """Something must have been taken back."""
    if now.board is None or not now.board.overrides.to_redo:
        return "you have taken nothing back"
    return decidable(now)


def decided(now: Situation) -> str:
    """Something must have been decided."""
    if now.board is None or not now.board.overrides.made:
        return "you have decided nothing yet"
    return decidable(now)


def on_sample(now: Situation) -> str:
    """There must be a sample."""
    return decidable(now) or ("" if now.board and now.board.samples else "there is no sample yet")


def waiting(now: Situation) -> str:
    """A match must wait for the person."""
    return "" if now.board and now.board.waiting_for_person() else "nothing waits for you"
