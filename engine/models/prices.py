"""Where prices come from: a person's word, or the table of genai-prices, which is on this machine.

The table is a snapshot within the installed library. The library can fetch newer ones, which nothing here starts:
no price is ever looked up on the net. It is imported when a priced model is chosen, never at start-up.
"""

from __future__ import annotations

import math
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from msgspec import Struct

from engine.errors import UsageError
from engine.events.prices import Price, Rates
from engine.models.endpoint import is_loopback
from engine.models.known import PROVIDERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.models.providers import Providers

_BY_THE_CALL = "requests_kcount"
"""A price that no count of tokens tells; a model that has one is priced by nobody here."""
_LOCAL = frozenset({"ollama", "vllm", "llama.cpp", "lmstudio"})


class PriceRule(Struct, frozen=True):
    """What a person says that models cost; it counts before any table."""

    pattern: str
    """Of `provider/model`, as a shell matches file names: `openai/gpt-*`."""
    rates: Rates


def read_price(text: str) -> PriceRule:
    """Read `MODEL=IN,OUT` or `MODEL=IN,OUT,CACHED`: dollars per million tokens of a model, or of a pattern.

    Raises:
        UsageError: it does not say that.
    """
    pattern, _, numbers = text.rpartition("=")
    try:
        return price_rule(pattern, [float(number) for number in numbers.split(",")])
    except ValueError:
        raise UsageError(_unreadable(text)) from None


def price_rule(pattern: str, dollars: Sequence[float]) -> PriceRule:
    """Make a rule of dollars per million tokens: input, output, and perhaps cached input.

    Raises:
        UsageError: it is no pattern, or these are no two or three prices.
    """
    good = all(math.isfinite(number) and number >= 0 for number in dollars)
    if not pattern.strip() or len(dollars) not in {2, 3} or not good:
        raise UsageError(_unreadable(f"{pattern}={','.join(f'{number:g}' for number in dollars)}"))
    return PriceRule(pattern.strip(), Rates(dollars[0], dollars[1], dollars[2] if len(dollars) > 2 else None))


def _unreadable(text: str) -> str:
    return (
        f"“{text}” is no price. Write MODEL=IN,OUT or MODEL=IN,OUT,CACHED in dollars per million tokens, such as "
        "openai/gpt-*=1.25,10,0.125."
    )


def prices_of(models: Iterable[str], rules: Sequence[PriceRule], providers: Providers) -> tuple[Price, ...]:
    """Find the price of each of these models, once for each name.

    Args:
        models: `provider/model`, or `rehearsal`.
        rules: what a person says; the first one that fits counts.
        providers: say where they are.
    """
    return tuple(_price(model, rules, providers) for model in dict.fromkeys(models))


def _price(model: str, rules: Sequence[PriceRule], providers: Providers) -> Price:
    if said := next((rule for rule in rules if fnmatchcase(model, rule.pattern)), None):
        return Price(model, "known", (said.rates,), "as you said")
    prefix, slash, name = model.partition("/")
    if not slash or prefix not in providers.table:
        return Price(model, "offline")
    if prefix in _LOCAL:
        return Price(model, "own server")
    address = providers.base_url(prefix)
    if _is_anyone(prefix) and is_loopback(address):
        return Price(model, "own server")
    if known := _from_table(model, prefix, name, address):
        return known
    # A name that no table has, at an address of this machine: a server of one's own that speaks this format.
    return Price(model, "own server" if is_loopback(address) else "unknown")


def _is_anyone(prefix: str) -> bool:
    """Whether only its address can tell who a provider is."""
    return prefix == "openai-compatible" or prefix not in PROVIDERS


def _from_table(model: str, prefix: str, name: str, address: str) -> Price | None:
    import genai_prices  # a quarter of a second, only for models that have a price
    from genai_prices.data_snapshot import get_snapshot

    where: dict[str, str] = {"provider_id": prefix}
    if _is_anyone(prefix):
        if not urlsplit(address).hostname:
            return None
        where = {"provider_api_url": address}
    usage = genai_prices.Usage(input_tokens=0, output_tokens=0)
    try:
        found = get_snapshot().calc(
            usage, name, where.get("provider_id"), where.get("provider_api_url"), genai_request_timestamp=None
        )
    except LookupError:
        return None
    rates = _rates(found.model_price)
    source = f"genai-prices {genai_prices.__version__}, {found.model.id}"
    return Price(model, "known", rates, source) if rates else None


def _rates(price: Any) -> tuple[Rates, ...]:
    """Our form of a price of the table: what holds above which length of request; empty when tokens do not tell."""
    names = {"input": "input_mtok", "output": "output_mtok", "cached": "cache_read_mtok"}
    columns = {ours: getattr(price, theirs) for ours, theirs in names.items()}
    columns["cache_write"] = price.cache_write_mtok
    if columns["input"] is None or columns["output"] is None or getattr(price, _BY_THE_CALL) is not None:
        return ()
    steps = {0} | {tier.start for column in columns.values() for tier in getattr(column, "tiers", ())}
    return tuple(
        Rates(**{name: _at(column, above) for name, column in columns.items()}, above=above) for above in sorted(steps)
    )


def _at(column: Any, above: int) -> Any:
    """The price of one kind of token in requests of more than so many input tokens."""
    if column is None:
        return None
    if not hasattr(column, "tiers"):
        return float(column)
    return float(next((tier.price for tier in reversed(column.tiers) if above >= tier.start), column.base))
