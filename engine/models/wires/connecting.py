"""Loading an SDK, and the HTTP client that it is given."""

from __future__ import annotations

import asyncio
import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    import httpx2

    from engine.models.endpoint import Endpoint, Limits


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
