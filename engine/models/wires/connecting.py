"""Loading an SDK, and the HTTP client that it is given."""

from __future__ import annotations

import asyncio
import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    import httpx2
    from openai import AsyncOpenAI

    from engine.models.endpoint import Endpoint, Limits


_NO_DOOR = {400, 401, 402, 403, 404, 405, 415, 422, 500, 501}
"""What servers answer where there is no such door, or where what is behind it does not take what it is sent."""


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
    import openai  # loaded with the client

    root = str(client.base_url).rstrip("/").removesuffix("/v1")
    place = path.removeprefix("/v1") if path.startswith("/v1/") else f"{root}{path}"
    try:
        said = await client.post(place, cast_to=object, body=body)
    except openai.APIStatusError as error:
        if error.status_code in _NO_DOOR:
            raise NotOfferedError(f"{path} answers {error.status_code}") from error
        raise
    except openai.APIResponseValidationError as error:
        raise NotOfferedError(f"{path} answers with no JSON") from error
    if not isinstance(said, dict):
        raise NotOfferedError(f"{path} answers with no JSON object")
    return said
