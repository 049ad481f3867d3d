"""Whole methods over the steps, by the names that `--strategy` takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.strategies.best_of_n import best_of_n
from engine.strategies.codet import codet, codet_product
from engine.strategies.s_star import s_star
from engine.strategies.s_star_paper import s_star_paper

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from engine.events.selection import SelectionMade
    from engine.runtime.run import Run

    Strategy = Callable[[Run], Awaitable[SelectionMade | None]]

STRATEGIES: dict[str, Strategy] = {
    "best-of-n": best_of_n,
    "codet": codet,
    "codet-product": codet_product,
    "s-star": s_star,
    "s-star-paper": s_star_paper,
}
