"""A model behind a network: one client for every wire, with all that can go wrong between request and answer."""

from __future__ import annotations

import asyncio
import difflib
import logging
import re
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from engine.errors import FatalModelError, ModelError, ProviderError, SStarError
from engine.keys import scrubbed
from engine.models.faults import (
    ErrorDetail,
    connection_error,
    is_unknown_model,
    no_endpoint,
    read_detail,
    status_error,
    stream_error,
)
from engine.models.protocol import Chunk
from engine.models.wires.base import OUTPUT_TOKENS, SCHEMA, ReportedError, Sending, lacking
from engine.models.wires.connecting import imported

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping

    from engine.events.calls import Path
    from engine.models.endpoint import Endpoint, Key, Limits
    from engine.models.protocol import Request, Terms
    from engine.models.wires.base import Reader, Response, Wire

T = TypeVar("T")

_log = logging.getLogger(__name__)
_FAREWELL_SECONDS = 0.3
_REQUEST_IDS = ("request-id", "x-request-id")
"""Headers by which providers find a request again when they are asked about it."""


class RemoteModel:
    """Asks a server; the SDK is imported with the first request."""

    notice = ""

    def __init__(self, at: Endpoint, key: Key, wire: Wire, terms: Terms, limits: Limits) -> None:
        """Prepare; nothing is sent and nothing imported yet.

        Args:
            at: where the model is.
            key: what opens it; empty for a server that wants none.
            wire: how to talk.
            terms: how the provider wants to be asked.
            limits: when to hang up.
        """
        self.name = at.name
        self.terms = terms
        self._at = at
        self._key = key
        self._wire = wire
        self._limits = limits
        self._without: frozenset[str] = frozenset()
        self._output_tokens = limits.output_tokens
        self._held = False
        """Whether an answer ever came of a request with a schema."""
        self._broken: set[Path] = set()
        """Requests with a schema that the server has failed at."""
        self._connecting: asyncio.Future[Any] | None = None

    def __repr__(self) -> str:
        return f"RemoteModel({self.name!r}, {self._at.base_url!r})"

    async def stream(self, request: Request) -> AsyncGenerator[Chunk]:
        """Yield the answer as it arrives."""
        size, silent, ended = 0, request.wish is None, False  # what goes on may have nothing to add
        sending = Sending(request, self._at.model, self._without, self._output_tokens)
        try:
            async with aclosing(self._answer(sending)) as chunks:
                async for chunk in chunks:
                    size += len(chunk.text) + len(chunk.thinking)
                    silent = silent and not chunk.text.strip()
                    if chunk.finish_reason == "stop" and silent:
                        found = ProviderError(f"{self._at.server} ended its answer without a word.", "broken")
                        raise self._with_less(found, sending, ErrorDetail())
                    ended = ended or chunk.finish_reason is not None
                    yield chunk
                    if size > self._limits.characters:
                        yield Chunk(finish_reason="endless")
                        return
            if not ended:  # as proxies end what takes them too long; both SDKs take it for a whole answer
                raise ProviderError(f"{self._at.server} ended its answer in the middle, and did not say why.", "broken")
            self._held = self._held or request.schema is not None
        except SStarError as error:
            raise _scrubbed(error) from None

    async def ask(self, question: Callable[[Any], Awaitable[T]]) -> T:
        """Put a question of a wire to the server, by the SDK's client.

        Raises:
            ProviderError, FatalModelError: what the SDK raises at it, in our words; other errors go on as they are.
        """
        await imported("httpx2")
        import httpx2

        try:
            return await question(await self._connected())
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            raise _scrubbed(connection_error(error, self._at)) from None
        except Exception as error:
            if not _is_of_sdk(error):
                raise
            raise _scrubbed(self._no_list(error)) from None

    async def offers(self) -> list[str]:
        """Ask the server which models it has. Raises an SStarError that says why it does not tell."""
        await imported("httpx2")
        import httpx2

        try:
            return await self._wire.model_names(await self._connected())
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            raise _scrubbed(connection_error(error, self._at)) from None
        except Exception as error:  # noqa: BLE001 - the SDKs raise what they stumble over when they are sent no list
            raise _scrubbed(self._no_list(error)) from None

    def _no_list(self, error: Any) -> SStarError:
        status = getattr(error, "status_code", None)
        if status is not None and status >= 400:
            return status_error(status, error.response.headers, error.response.text, self._at)
        broken = _is_of_sdk(error) and status is None
        return (
            connection_error(error, self._at) if broken else no_endpoint(self._at, "what it sends is no list of models")
        )

    async def close(self) -> None:
        """Free connections."""
        connecting, self._connecting = self._connecting, None
        if connecting is not None:
            client = await asyncio.gather(connecting, return_exceptions=True)
            if hasattr(client[0], "close"):
                await client[0].close()

    # ---------------------------------------------------------------- one answer

    async def _answer(self, sending: Sending) -> AsyncGenerator[Chunk]:
        await imported("httpx2")
        import httpx2

        try:
            client = await self._connected()
            async with self._wire.send(client, sending) as response:
                reader = self._wire.reader()
                async with aclosing(self._chunks(response, reader)) as chunks:
                    async for chunk in chunks:
                        yield chunk
        except (httpx2.HTTPError, httpx2.StreamError, httpx2.InvalidURL, OSError, msgspec.DecodeError) as error:
            raise connection_error(error, self._at) from None
        except ReportedError as error:
            found = stream_error(error.detail, self._at)
            raise self._with_less(found, sending, error.detail) from None
        except Exception as error:
            if not _is_of_sdk(error):
                raise
            raise await self._refusal(error, sending) from None

    async def _chunks(self, response: Response, reader: Reader) -> AsyncGenerator[Chunk]:
        import httpx2  # loaded by now

        http = response.http_response
        self._log_response(http.status_code, http.headers)
        kind = http.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "application/json":  # a server that does not stream
            yield reader.whole(await response.read())
            return
        if kind != "text/event-stream":
            raise no_endpoint(self._at, f"it answers with {kind or 'something without a type'}")
        events = aiter(httpx2.EventSource(http))
        async for event in events:
            if event.data and (chunk := reader.read(event.data)) is not None:
                yield chunk
            if reader.done:
                break
        # What follows the end is read, so that the connection can be used again; but nobody waits for it.
        with suppress(TimeoutError):
            async with asyncio.timeout(_FAREWELL_SECONDS):
                async for _ in events:
                    pass

    def _log_response(self, status: int, headers: Mapping[str, str]) -> None:
        name = next((headers[header] for header in _REQUEST_IDS if header in headers), "without a name")
        kind = headers.get("content-type", "of no type")
        _log.debug("%s answered %d (%s), its request %s", self._at.name, status, kind, name)

    async def _connected(self) -> Any:
        if self._connecting is None:
            self._connecting = asyncio.ensure_future(self._wire.connect(self._at, self._key, self._limits))
        return await asyncio.shield(self._connecting)

    # ---------------------------------------------------------------- what a refusal means

    async def _refusal(self, error: Any, sending: Sending) -> SStarError:
        """What an exception of an SDK means; some of them are answered by asking for less."""
        status = getattr(error, "status_code", None)
        if status is None:
            return connection_error(error, self._at)
        detail = read_detail(error.response.text)
        found = status_error(status, error.response.headers, error.response.text, self._at)
        self._log_response(status, error.response.headers)
        if is_unknown_model(status, detail) and isinstance(found, FatalModelError):
            return FatalModelError(f"{found}{await self._near_names()}")
        return self._with_less(found, sending, detail)

    def _with_less(self, found: SStarError, sending: Sending, detail: ErrorDetail) -> SStarError:
        """The error, or, if less can be asked for, that this is done from now on."""
        if isinstance(found, ProviderError) and (less := self._ask_for_less(sending, detail, found)):
            return ProviderError(f"{found} {less}", "adjusted")
        return found

    def _ask_for_less(self, sending: Sending, detail: ErrorDetail, found: ProviderError) -> str:
        """Leave out what a server does not understand, from now on; the result says so, or is empty."""
        if found.kind not in {"rejected", "broken"}:
            return ""
        feature = lacking(self._wire.features, sending, detail)
        if feature is None and self._blames_schema(sending, found):
            feature = SCHEMA
        if feature is None or (found.kind == "broken" and feature is not SCHEMA):
            return ""
        if feature is OUTPUT_TOKENS:
            offered = [int(word) for word in re.findall(r"\d{3,7}", detail.message)]
            fewer = max((number for number in offered if number < sending.output_tokens), default=0)
            self._output_tokens = fewer or self._output_tokens
            return f"From now on it is asked for {fewer} tokens at most." if fewer else ""
        self._without |= {feature.name}
        return f"From now on {self.name} is asked without {feature.title}."

    def _blames_schema(self, sending: Sending, found: ProviderError) -> bool:
        """Whether a server that does not say what is wrong fails at the schema: that sets the request apart.

        A schema is known to bring servers down, too. So the same request must not fail twice where none with a
        schema was ever answered.
        """
        if not sending.has(SCHEMA.name):
            return False
        path = sending.request.path
        again = path in self._broken
        self._broken.add(path)
        return found.kind == "rejected" or (again and not self._held)

    async def _near_names(self) -> str:
        """What the server offers instead, as far as it tells."""
        try:
            names = await asyncio.wait_for(
                self._wire.model_names(await self._connected()), self._limits.connect_seconds
            )
        except Exception:  # noqa: BLE001 - whatever goes wrong here, there is a better error to report
            return ""
        near = difflib.get_close_matches(self._at.model, names, n=3, cutoff=0.4) or sorted(names)[:5]
        return f" The server offers: {', '.join(near)}." if near else ""


def _scrubbed(error: SStarError) -> SStarError:
    """An error without the key that a server may have quoted."""
    text = scrubbed(str(error))
    if isinstance(error, ProviderError):
        return ProviderError(text, error.kind, error.retry_after)
    return FatalModelError(text) if isinstance(error, FatalModelError) else ModelError(text)


def _is_of_sdk(error: Exception) -> bool:
    return any(kind.__module__.partition(".")[0] in {"anthropic", "openai"} for kind in type(error).__mro__)
