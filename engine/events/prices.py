"""What a model's tokens cost: written down when a run starts.

Prices change, and tables of them are corrected. A run keeps the ones that it was started with, so that a resume
counts on as the run began, and a replay years later shows the dollars that were shown then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from engine.events.calls import Usage

PriceKind = Literal["known", "unknown", "own server", "offline"]
"""`own server`: nobody sends a bill, though the power is not free; `offline`: no model is asked at all."""

_MILLION = 1e6


class Rates(Struct, frozen=True, omit_defaults=True):
    """Dollars per million tokens."""

    input: float
    output: float
    cached: float | None = None
    """Input that a cache served; None for the price of input."""
    cache_write: float | None = None
    """Input that was written to a cache; None for the price of input."""
    above: int = 0
    """These hold for a whole request of more input tokens than this."""


class Price(Struct, frozen=True, omit_defaults=True):
    """What is known of the price of one model."""

    model: str
    """`provider/model`."""
    kind: PriceKind
    rates: tuple[Rates, ...] = ()
    """From the shortest requests to the longest; empty unless the price is known."""
    source: str = ""
    """Where the rates are from."""

    def dollars(self, usage: Usage) -> float | None:
        """What an answer cost; None when the price, or what was used, is not known."""
        if not self.rates or usage.input_tokens is None or usage.output_tokens is None:
            return None
        rates = next((item for item in reversed(self.rates) if usage.input_tokens > item.above), self.rates[0])
        cached, written = usage.cached_tokens or 0, usage.cache_write_tokens or 0
        fresh = max(0, usage.input_tokens - cached - written)
        return (
            fresh * rates.input
            + cached * (rates.input if rates.cached is None else rates.cached)
            + written * (rates.input if rates.cache_write is None else rates.cache_write)
            + usage.output_tokens * rates.output
        ) / _MILLION


def price_of(model: str, prices: tuple[Price, ...]) -> Price:
    """Find the price of a model; a journal of the time before prices were written down names none."""
    unwritten = Price(model, "offline" if model == "rehearsal" else "unknown")
    return next((price for price in prices if price.model == model), unwritten)
