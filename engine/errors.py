"""What can go wrong, as one tree.

Every message says what happened, the likely reason, and what to do next; a person reads it as it stands.

* SStarError
    * UsageError: a wrong option, an unknown name
        * UnknownNameError: a name that is not in a list, with the nearest ones
    * ProblemError: a problem package that cannot be read
    * RunError: a run directory that cannot be opened
        * RunBusyError: another engine holds it
        * JournalError: its journal cannot be read or written
    * ModelError: a call that brought no answer
    * BudgetError: nothing new is called, because the budget has ended
    * ExecutorError: a fault of ours while running a program
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class SStarError(Exception):
    """Root of everything this program raises on purpose."""


class UsageError(SStarError):
    """A command line or a command that cannot be obeyed."""


class UnknownNameError(UsageError):
    """A name that is not in a known list; the nearest names are part of the message."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        """Build the message.

        Args:
            kind: what the name should be, such as "strategy".
            name: what was asked for.
            known: every name that would do.
        """
        names = sorted(known)
        near = difflib.get_close_matches(name, names, n=1)
        hint = f" Did you mean “{near[0]}”?" if near else ""
        super().__init__(f"There is no {kind} “{name}”.{hint} Known: {', '.join(names) or 'none'}.")


class ProblemError(SStarError):
    """A problem package that cannot be read: names the file, the reason and the remedy."""

    def __init__(self, file: Path, reason: str, remedy: str) -> None:
        """Build the message from its three parts."""
        self.file, self.reason, self.remedy = file, reason, remedy
        super().__init__(f"{file}: {reason}. {remedy}.")


class RunError(SStarError):
    """A run directory that cannot be opened or used."""


class RunBusyError(RunError):
    """Another engine is serving this run."""


class JournalError(RunError):
    """A journal that cannot be read or written."""


class ModelError(SStarError):
    """A model call that brought no usable answer."""


class BudgetError(SStarError):
    """The budget has ended, or a person said stop: what is not known by now stays unknown."""


class ExecutorError(SStarError):
    """A fault of ours, or of the machine, while running a program; never the program's own."""
