"""What a person decided, with the event of each decision and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.events.overrides import AddInput
from engine.projections.decision_words import sample_of, subject_of, words
from engine.projections.evidence.matches import given_input
from engine.projections.statements import Statement
from engine.projections.wording import counted

if TYPE_CHECKING:
    from engine.events.overrides import OverrideMade
    from engine.projections.evidence.case import Case
    from engine.projections.pieces import Sample


def decisions(case: Case, sample: Sample | None = None) -> tuple[Statement, ...]:
    """What a person decided, with the event of each: of one sample, or all of it; nothing where nobody did."""
    board = case.board
    made = [one for one in board.overrides.made.values() if sample is None or sample_of(one.override) == sample.number]
    if not made:
        return ()
    children = tuple(_deciding(case, one) for one in made)
    standing = sum(one.number in board.overrides.standing for one in made)
    about = f" about {sample.name}" if sample else ""
    text = f"a person decided {counted(len(made), 'time')}{about}; {standing} of it stands"
    return (Statement(text, children[-1].seq, children),)


def _deciding(case: Case, made: OverrideMade) -> Statement:
    board = case.board
    seq, _ = board.decided_at[made.number]
    text = f"decision {made.number}, from the {made.by}: {words(made.override)}"
    about = subject_of(made.override)
    if made.number not in board.undone_at:
        given = given_input(case, made.override.name) if isinstance(made.override, AddInput) else ()
        return Statement(text, seq, given, about=about)
    back = Statement(f"decision {made.number} was taken back", board.undone_at[made.number][0])
    return Statement(f"{text}, and taken back", seq, (back,), about=about)
