"""How costs are put into words, the same on every screen and in every list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.projections.wording import counted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from engine.events.calls import Role
    from engine.events.prices import Price, PriceKind, Rates
    from engine.projections.board import Board
    from engine.projections.ledger import Ledger, Spent

ROLE_WORDS: Final[dict[Role, str]] = {
    "solver": "sampling",
    "debugger": "debugging",
    "input writer": "inputs",
    "judge": "judging",
    "scorer": "scoring",
}
"""What a run spends its calls on, by the role that answers them."""

UNKNOWN: Final = "price unknown"
OWN_SERVER: Final = "no price (your own server)"
FREE: Final = "free, offline"


def dollars(amount: float) -> str:
    """`$12.30`, `$0.42`, `$0.0042`; a price is never rounded to nothing."""
    if amount == 0:
        return "$0"
    if amount < 0.0001:
        return "<$0.0001"
    return f"${amount:.2f}" if amount >= 0.1 else f"${amount:.4f}"


def cost_words(spent: Spent, kinds: Collection[PriceKind]) -> str:
    """What some calls have cost, with all that is not known of it.

    Args:
        spent: the calls.
        kinds: what is known of the prices of their models.
    """
    short = short_cost(spent, kinds)
    if "known" not in kinds or not (spent.unpriced or spent.unknown):
        return short
    notes = [dollars(spent.dollars)] if spent.dollars else []
    if spent.unpriced:
        notes.append(f"{counted(spent.unpriced, 'call')} of a model whose price is unknown")
    if spent.unknown:
        about = f" (about {dollars(spent.guessed_dollars)})" if spent.guessed_dollars else ""
        notes.append(f"{counted(spent.unknown, 'attempt')} of unknown usage{about}")
    return ", and ".join([", ".join(notes[:-1]), notes[-1]] if len(notes) > 1 else notes)


def short_cost(spent: Spent, kinds: Collection[PriceKind]) -> str:
    """The same in few cells: a `+` says that the sum is not all of it."""
    if "known" in kinds:
        missing = spent.unpriced or spent.unknown
        if missing and not spent.dollars:
            return UNKNOWN if spent.unpriced else "usage unknown"
        return dollars(spent.dollars) + ("+" if missing else "")
    if "unknown" in kinds:
        return UNKNOWN
    return OWN_SERVER if "own server" in kinds else FREE if kinds else UNKNOWN


def board_cost(board: Board, spent: Spent | None = None) -> str:
    """What a run, or a part of it, has cost, in few cells; nothing before it has started."""
    if board.started is None:
        return ""
    return short_cost(spent or board.ledger.total, kinds_of(board.ledger, board.started.models.values()))


def known_dollars(board: Board) -> float | None:
    """What the answers of models with a known price have cost; None when no model has one."""
    models = board.started.models.values() if board.started else ()
    return board.ledger.total.dollars if "known" in kinds_of(board.ledger, models) else None


def board_cost_words(board: Board, spent: Spent | None = None) -> str:
    """The same with all that is not known of it."""
    if board.started is None:
        return ""
    return cost_words(spent or board.ledger.total, kinds_of(board.ledger, board.started.models.values()))


def kinds_of(ledger: Ledger, models: Iterable[str]) -> set[PriceKind]:
    """What is known of the prices of these models."""
    return {ledger.price(model).kind for model in models}


def price_words(price: Price) -> str:
    """The price of a model, and where it is from."""
    return rates_words(price) + (f" ({price.source})" if price.kind == "known" else "")


def rates_words(price: Price) -> str:
    """The price of a model."""
    match price.kind:
        case "known":
            return "; ".join(_rates(item) for item in price.rates)
        case "unknown":
            return UNKNOWN
        case "own server":
            return OWN_SERVER
        case "offline":
            return FREE


def _rates(rates: Rates) -> str:
    cached = "" if rates.cached is None else f", ${rates.cached:g} cached"
    above = f" above {rates.above:,} input tokens" if rates.above else ""
    return f"${rates.input:g} in, ${rates.output:g} out{cached} per million tokens{above}"
