"""What can go wrong, as one tree.

Every message says what happened, the likely reason, and what to do next; a person reads it as it stands.

* SStarError
    * UsageError: a wrong option, an unknown name
        * UnknownNameError: a name that is not in a list, with the nearest ones
        * ConfigError: the configuration says what cannot be
        * MissingKeyError: a provider wants a key, and there is none
        * KeyStoreError: a place where keys are kept cannot be used
    * ProblemError: a problem package that cannot be read
    * RunError: a run directory that cannot be opened
        * RunBusyError: another engine holds it
        * JournalError: its journal cannot be read or written
    * ModelError: a call that brought no answer
        * ProviderError: one attempt of a call that failed; the call may go on
    * FatalModelError: no call can succeed until a person has mended something; the run stops and can be resumed
    * BudgetError: nothing new is called, because the budget has ended
    * ExecutorError: a fault of ours while running a program
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FaultKind = Literal["crowded", "unreachable", "broken", "rejected", "adjusted"]
"""What a provider's fault means for what comes next.

* crowded: it asks everybody to slow down; all its calls wait, none is given up for it
* unreachable: there is no connection
* broken: an answer broke off, or the server had an error
* rejected: it does not take this request; sending it again would not help
* adjusted: it lacks something that was asked for, and the next attempt does without
"""


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


class ConfigError(UsageError):
    """A configuration that cannot be followed: names file and line or variable, key, reason and remedy."""

    def __init__(self, file: Path | None, line: int | None, key: str, reason: str, remedy: str) -> None:
        """Build the message.

        Args:
            file: None for the environment.
            line: counted from 1; None when it is not known.
            key: what is set there, or the variable; empty for the file as a whole.
            reason: what is wrong.
            remedy: what to do.
        """
        place = f"{file}, line {line}: " if file and line else f"{file}: " if file else ""
        end = "" if remedy.endswith("?") else "."
        super().__init__(f"{place}{f'{key}: ' if key else ''}{reason}. {remedy}{end}")


class MissingKeyError(UsageError):
    """A provider wants a key, and there is none."""

    def __init__(self, message: str, provider: str) -> None:
        """Say so, and whose key it is."""
        super().__init__(message)
        self.provider = provider


class KeyStoreError(UsageError):
    """A place where keys are kept cannot be read or written; no key is part of the message."""


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


class ProviderError(ModelError):
    """One attempt of a call failed; whether the call goes on is the scheduler's decision."""

    def __init__(self, message: str, kind: FaultKind, retry_after: float | None = None) -> None:
        """Say what happened.

        Args:
            message: for a person, without any key.
            kind: what it means for what comes next.
            retry_after: seconds that the provider asks to wait; None when it says nothing.
        """
        super().__init__(message)
        self.kind = kind
        self.retry_after = retry_after


class FatalModelError(SStarError):
    """No call to this model can succeed until a person has mended something.

    It is no ModelError, so that no step takes it for the failure of one sample: the engine stops, nothing is
    recorded as failed, and the run goes on from here when it is resumed.
    """


class BudgetError(SStarError):
    """The budget has ended, or a person said stop: what is not known by now stays unknown."""


class ExecutorError(SStarError):
    """A fault of ours, or of the machine, while running a program; never the program's own."""
