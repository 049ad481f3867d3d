"""What providers said when they were asked, as the command line prints it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import msgspec

import engine
from engine.projections.costs import rates_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine import Answer, Offer
    from engine.events.prices import Price


async def print_offers(names: Sequence[str], *, as_json: bool) -> bool:
    """Print the models of these providers with their prices, or why there are none; whether there is any.

    Lines of JSON are printed as the providers answer, for a program that waits for them; sentences in the order of
    the names.
    """
    answered: dict[str, Offer] = {}
    async for offer in engine.list_models(names):
        answered[offer.provider] = offer
        if as_json:
            sys.stdout.writelines(f"{line}\n" for line in _json_lines(offer))
            sys.stdout.flush()
    for name in () if as_json else names:
        for line in _lines(answered[name]):
            print(line)
    return any(offer.models for offer in answered.values())


def _lines(offer: Offer) -> Iterator[str]:
    if offer.problem:
        yield _about(offer.provider, offer.problem)
    for price in _prices(offer):
        yield f"{price.model:44} {rates_words(price)}"
    if not offer.models and not offer.problem:
        yield f"{offer.provider}: it offers no model."


def _json_lines(offer: Offer) -> Iterator[str]:
    if offer.problem:
        row = {"provider": offer.provider, "problem": offer.problem, "kind": offer.kind}
        yield msgspec.json.encode(row).decode()
    for price in _prices(offer):
        yield msgspec.json.encode({"provider": offer.provider, "model": price.model, "price": price}).decode()


def _prices(offer: Offer) -> tuple[Price, ...]:
    """The price of each model of an offer, by the rules of the person first."""
    config = engine.load_config().config
    rules = [engine.price_rule(pattern, dollars) for pattern, dollars in config.prices.items()]
    return engine.find_prices(offer.models, rules)


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
