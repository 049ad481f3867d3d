"""What a person looks at: the part of the screen's state that painting depends on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

BracketSize = Literal["list", "tree", "boxes"]
"""The three sizes of the bracket: a list of one round, connectors, two-line boxes."""


@dataclass(frozen=True, slots=True)
class Focus:
    """What is looked at. Every field has a default that shows the most interesting thing."""

    sample: int | None = None
    """Number of the selected sample; None for the first."""
    round: int | None = None
    """Number of the selected round; None for the latest."""
    test: str = ""
    """Name of the selected test; nothing for the first that fails."""
    match: str = ""
    """Name of the selected match; nothing for the one that is being played, or the last that was."""
    input: str = ""
    """Name of the selected input; nothing for the latest."""
    bracket_size: BracketSize | None = None
    """None for the largest that fits."""
    first_round: int | None = None
    """First round of the bracket that is drawn; None for as many as fit."""
    program_top: int | None = None
    """First line of the program; None follows the end of a stream and shows the start of a finished one."""
    said_top: int | None = None
    """First line of what program and interactor said; None folds the middle of a long talk."""
    card_top: int = 0
    statement_top: int = 0
    filter: str = ""
    """Show only the samples whose name, state or summary contains this."""
    now: float | None = None
    """Seconds since 1970; None for the time of the latest event, as in a replay."""
