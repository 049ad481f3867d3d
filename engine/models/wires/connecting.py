"""Loading an SDK, and the HTTP client that it is given."""

from __future__ import annotations

import asyncio
import importlib
from typing import TYPE_CHECKING, Any

from engine.keys import scrubbed
from engine.models.faults import read_detail

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import ModuleType

    import httpx2
    from openai import AsyncOpenAI

    from engine.models.endpoint import Endpoint, Limits


_NO_DOOR = {400, 401, 402, 403, 404, 405, 415, 422, 500, 501}
"""What servers answer where there is no such door, or where what is behind it does not take what it is sent."""

_NOT_TAKEN = {400, 422}
"""Of these, what they answer where they say why."""


async def imported(name: str) -> ModuleType:
    """Import an SDK on a thread: it takes a second, in which views want to be served."""
    return await asyncio.to_thread(importlib.import_module, name)


def timeout(limits: Limits) -> httpx2.Timeout:
    """When to hang up; there is no limit on a whole answer, and none on waiting for a free connection."""
    import httpx2  # loaded with the SDK

    return httpx2.Timeout(connect=limits.connect_seconds, read=limits.silent_seconds, write=30.0, pool=None)


def http_client(make: Callable[..., Any], at: Endpoint, limits: Limits) -> httpx2.AsyncClient:
    """The SDK's own HTTP client, which goes past any proxy when the server runs on this machine."""
    client: httpx2.AsyncClient = make(timeout=timeout(limits), trust_env=not at.on_this_machine)
    return client


class NotOfferedError(Exception):
    """A server lacks a door; says what it answered there."""


async def posted(client: AsyncOpenAI, path: str, body: object) -> dict[str, Any]:
    """What a server answers at a path of its root; what begins with /v1 is sought where the server's API is.

    Raises:
        NotOfferedError: there is nothing at this path, or it does not take this.
        openai.APIError, httpx2.HTTPError: it could not be asked, or not with this key.
    """
    return await _told(path, client.post(_place(client, path), cast_to=object, body=body))


async def got(client: AsyncOpenAI, path: str) -> dict[str, Any]:
    """What a server tells at a path of its root, unasked; as `posted`."""
    return await _told(path, client.get(_place(client, path), cast_to=object))


def _place(client: AsyncOpenAI, path: str) -> str:
    root = str(client.base_url).rstrip("/").removesuffix("/v1")
    return path.removeprefix("/v1") if path.startswith("/v1/") else f"{root}{path}"


async def _told(path: str, answer: Awaitable[object]) -> dict[str, Any]:
    import openai  # loaded with the client

    try:
        said = await answer
    except openai.APIStatusError as error:
        if error.status_code not in _NO_DOOR:
            raise
        why = scrubbed(read_detail(error.response.content).quote) if error.status_code in _NOT_TAKEN else ""
        raise NotOfferedError(f"{path} answers {error.status_code}" + (f": {why}" if why else "")) from error
    except openai.APIResponseValidationError as error:
        raise NotOfferedError(f"{path} answers with no JSON") from error
    if not isinstance(said, dict):
        raise NotOfferedError(f"{path} answers with no JSON object")
    return said
