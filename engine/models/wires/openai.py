"""The client of the openai SDK, which two wires use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.models.wires.connecting import http_client, imported, timeout

if TYPE_CHECKING:
    from openai import AsyncOpenAI

    from engine.models.endpoint import Endpoint, Key, Limits

_NO_KEY = "none"
"""The SDK takes no empty key, and a server that wants none reads none."""


async def connect(at: Endpoint, key: Key, limits: Limits) -> AsyncOpenAI:
    """Make the client. The key is given explicitly, so that no other server is sent the one of OpenAI."""
    sdk: Any = await imported("openai")
    headers = {} if at.provider == "openai" else {"OpenAI-Organization": sdk.omit, "OpenAI-Project": sdk.omit}
    client: AsyncOpenAI = sdk.AsyncOpenAI(
        api_key=key.value or _NO_KEY,
        base_url=at.base_url,
        max_retries=0,
        timeout=timeout(limits),
        default_headers=headers | key.headers,
        http_client=http_client(sdk.DefaultAsyncHttpxClient, at, limits),
    )
    return client


async def model_names(client: AsyncOpenAI) -> list[str]:
    """The models that the server offers."""
    return [model.id async for model in client.models.list()]
