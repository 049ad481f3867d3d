"""Strategies that other distributions bring: entry points of the group `sstar.strategies`.

In the pyproject.toml of such a distribution, for a function from a `Run` to a selection in its module `mine`:

    [project.entry-points."sstar.strategies"]
    mine = "mine:solve"
"""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from engine.errors import UnknownNameError, UsageError
from engine.strategies import STRATEGIES

if TYPE_CHECKING:
    from engine.strategies import Strategy

GROUP = "sstar.strategies"


def strategy_names() -> list[str]:
    """All that can be chosen, ours first; a name of ours means ours, whatever else is installed under it."""
    others = {point.name for point in entry_points(group=GROUP)}
    return [*STRATEGIES, *sorted(others - STRATEGIES.keys())]


def find_strategy(name: str) -> Strategy:
    """Find a strategy, and load it where it is another distribution's.

    Raises:
        UnknownNameError: there is none of that name.
        UsageError: it cannot be loaded.
    """
    if name in STRATEGIES:
        return STRATEGIES[name]
    point = next(iter(entry_points(group=GROUP, name=name)), None)
    if point is None:
        raise UnknownNameError("strategy", name, strategy_names())
    try:
        found: Strategy = point.load()
    except Exception as error:  # the module is somebody else's, and may fail in any way
        whose = point.dist.name if point.dist else "another distribution"
        raise UsageError(
            f"The strategy {name}, which {whose} brings as {point.value}, cannot be loaded: {error!r}. "
            f"Mend or remove it: pip uninstall {whose}."
        ) from error
    if not callable(found):
        raise UsageError(f"The strategy {name} ({point.value}) is no function from a Run to a selection.")
    return found
