"""From the arguments of the default output validator to output rules."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from msgspec import structs

from engine.errors import ProblemError
from engine.problem.model import OutputRules

if TYPE_CHECKING:
    from pathlib import Path

KATTIS_RULES = OutputRules(absolute_tolerance=None, relative_tolerance=None, exact_integers=False)
"""Without arguments: tokens, upper and lower case alike, numbers compared as text."""

_SWITCHES = {"case_sensitive": "case_sensitive", "space_change_sensitive": "space_sensitive"}
_TOLERANCES = {
    "float_tolerance": ("absolute_tolerance", "relative_tolerance"),
    "float_absolute_tolerance": ("absolute_tolerance",),
    "float_relative_tolerance": ("relative_tolerance",),
}


def rules_from_arguments(arguments: tuple[str, ...], path: Path) -> OutputRules:
    """Read arguments such as `case_sensitive float_tolerance 1e-6`; `path` is their file, for messages.

    Raises ProblemError for an unknown argument and for a tolerance that is not a number ≥ 0.
    """
    rules = KATTIS_RULES
    words = iter(arguments)
    for word in words:
        if word in _SWITCHES:
            rules = structs.replace(rules, **{_SWITCHES[word]: True})
        elif word in _TOLERANCES:
            tolerance = _tolerance(word, next(words, ""), path)
            rules = structs.replace(rules, **dict.fromkeys(_TOLERANCES[word], tolerance))
        else:
            raise ProblemError(
                path,
                f"“{word}” is no argument of the default output validator",
                f"Known: {', '.join((*_SWITCHES, *_TOLERANCES))}",
            )
    return rules


def _tolerance(word: str, text: str, path: Path) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value >= 0):
        raise ProblemError(path, f"“{word}” needs a number ≥ 0, not “{text}”", "Write for example 1e-6")
    return value
