"""Asking providers before any run: what they offer, and whether a model answers at all."""

from __future__ import annotations

import asyncio
import time
from contextlib import aclosing
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from engine.composition import MODELS, providers_here
from engine.errors import MissingKeyError, ProviderError, SStarError
from engine.models.endpoint import Limits
from engine.models.protocol import Message, Request
from engine.steps.needing import Need

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping

    from engine.models.providers import Providers
    from engine.models.remote import RemoteModel

_LIMITS = Limits(connect_seconds=5.0, silent_seconds=30.0)
_FIRST_LIMITS = Limits(connect_seconds=5.0, silent_seconds=300.0)
"""A local server may load the model first."""
_ATTEMPTS = 6
"""A server that lacks some features is asked again without each of them."""


class Offer(Struct, frozen=True):
    """What a provider said when it was asked for its models."""

    provider: str
    models: tuple[str, ...] = ()
    """`provider/model`, sorted."""
    problem: str = ""
    """Why there are none, and what to do; empty when it has answered."""
    kind: Literal["", "no key"] = ""
    """Of the problem, if a person can mend it at once."""


class Said(Struct, frozen=True):
    """What a model said to a need of a strategy."""

    need: Need
    model: str
    offered: bool
    how: str
    """By which door, or why not; or why it could not be asked."""
    asked: bool = True


class Answer(Struct, frozen=True):
    """Whether a model answers."""

    model: str
    seconds: float = 0.0
    """From the question to the first words."""
    problem: str = ""
    """Why it does not, and what to do; empty when it does."""


async def list_models(names: Iterable[str]) -> AsyncIterator[Offer]:
    """Ask these providers for their models, all at the same time, and yield what they say as it arrives.

    Raises:
        ConfigError: the configuration is wrong.
        UnknownNameError: there is no such provider; nobody is asked then.
    """
    providers = providers_here()
    for name in names:
        providers[name]
    for offer in asyncio.as_completed([_offer(providers, name) for name in names]):
        yield await offer


async def ask_models(names: Iterable[str]) -> list[Answer]:
    """Send each of these models one tiny request, all at the same time. Raises ConfigError."""
    providers = providers_here()
    return await asyncio.gather(*(_answer(providers, name) for name in dict.fromkeys(names) if name not in MODELS))


async def ask_needs(models: Mapping[str, str], needs: Iterable[Need]) -> list[Said]:
    """Ask the models of these roles whether they offer what a strategy needs, as a run would before it begins.

    Raises:
        ConfigError: the configuration is wrong.
        UsageError: a model's address or key is not known.
    """
    return [await _said(models[need.role], need) for need in needs]


async def _said(name: str, need: Need) -> Said:
    if name in MODELS:
        return Said(need, name, offered=False, how="it plays programs that came with the problem")
    model = providers_here().open_served(name)
    try:
        found = await model.ability(need.capability)
    except SStarError as error:
        return Said(need, name, offered=False, how=str(error), asked=False)
    finally:
        await model.close()
    return Said(need, name, found.offered, found.how)


async def _offer(providers: Providers, name: str) -> Offer:
    try:
        server = providers.open_server(name, _LIMITS)
    except MissingKeyError as error:
        return Offer(name, problem=str(error), kind="no key")
    except SStarError as error:
        return Offer(name, problem=str(error))
    try:
        found = await server.offers()
    except SStarError as error:
        return Offer(name, problem=str(error))
    finally:
        await server.close()
    return Offer(name, tuple(f"{name}/{model}" for model in sorted(found)))


async def _answer(providers: Providers, name: str) -> Answer:
    try:
        model = providers.open_model(name, _FIRST_LIMITS)
    except SStarError as error:
        return Answer(name, problem=str(error))
    began = time.perf_counter()
    try:
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                await _first_words(model)
                break
            except ProviderError as error:
                if error.kind != "adjusted" or attempt == _ATTEMPTS:
                    raise
    except SStarError as error:
        return Answer(name, problem=str(error))
    finally:
        await model.close()
    return Answer(name, time.perf_counter() - began)


async def _first_words(model: RemoteModel) -> None:
    """Ask, and hang up as soon as the model begins to speak or to think: more would cost more and tell no more."""
    request = Request("solver", (Message("user", "Reply with one word: ready"),), ("doctor",), 1)
    async with aclosing(model.stream(request)) as chunks:
        async for chunk in chunks:
            if chunk.text or chunk.thinking:
                return
