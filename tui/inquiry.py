"""What providers said when they were asked, as the command line prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

import engine
from engine.errors import KeyStoreError, UsageError
from engine.projections.costs import rates_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine import Answer, Offer
    from engine.models.providers import Providers


def providers_to_ask() -> list[str]:
    """The providers that may answer: those that have a key, and those that want none. Raises ConfigError."""
    providers = engine.providers_here()
    return [name for name in providers.table if _may_answer(providers, name)]


def _may_answer(providers: Providers, name: str) -> bool:
    try:
        providers.base_url(name)
    except UsageError:
        return False
    try:
        return not providers[name].needs_key or providers.key(name) is not None
    except KeyStoreError:
        return True  # the answer will say what is wrong with the place where it is kept


def offer_lines(offers: Sequence[Offer], *, as_json: bool) -> Iterator[str]:
    """The models with their prices; for a provider that has not answered, why."""
    models = [model for offer in offers for model in offer.models]
    prices = {price.model: price for price in engine.find_prices(models, _rules())}
    for offer in offers:
        if offer.problem:
            row = {"provider": offer.provider, "problem": offer.problem}
            yield msgspec.json.encode(row).decode() if as_json else _about(offer.provider, offer.problem)
        for model in offer.models:
            price = prices[model]
            if as_json:
                yield msgspec.json.encode({"provider": offer.provider, "model": model, "price": price}).decode()
            else:
                yield f"{model:44} {rates_words(price)}"
        if not offer.models and not offer.problem and not as_json:
            yield f"{offer.provider}: it offers no model."


def _rules() -> list[engine.PriceRule]:
    """What the person says that models cost. Raises ConfigError."""
    return [engine.price_rule(pattern, dollars) for pattern, dollars in engine.load_config().config.prices.items()]


def answer_lines(answers: Sequence[Answer]) -> Iterator[str]:
    """For each model, whether it answers, or what is wrong and what to do."""
    for answer in answers:
        words = answer.problem or f"answers after {answer.seconds:.1f} s"
        yield f"asked       {_about(answer.model, words)}"
    if not answers:
        yield "asked       nobody: the offline model is no language model, and always there"


def _about(name: str, words: str) -> str:
    """A sentence about somebody, who may be its subject already."""
    return words if words.startswith(name) else f"{name}: {words}"
