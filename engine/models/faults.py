"""What went wrong at a provider, in words and in what it means: one place for all of them.

Input is what the wire showed (a status, an error object, an exception of the network), output an error of ours
whose message says what happened, the likely reason and what to do. The observed behaviour of the SDKs is in the
tests beside the fault servers (tests/unit/models).
"""

from __future__ import annotations

import os
import re
import socket
import ssl
import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from engine.errors import FatalModelError, ModelError, ProviderError, SStarError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.models.endpoint import Endpoint

_LONGEST_QUOTE = 300
_TOO_LONG = re.compile(
    r"context.?(length|window|size|limit)|maximum context|prompt is too long|too many tokens|input is too long|n_ctx",
    re.IGNORECASE,
)
_NO_CREDIT = re.compile(r"insufficient_quota|billing|credit balance|exceeded your current quota", re.IGNORECASE)
_POLICY = re.compile(r"content_policy|content_filter|invalid_prompt|policy_violation|flagged", re.IGNORECASE)
_UNKNOWN_MODEL = re.compile(
    r"model_not_found|not a valid model|(invalid|unknown|no such) model|model\b.{0,80}?\b(does not exist|not found)",
    re.IGNORECASE,
)
_CROWDED = re.compile(r"rate_?limit|overloaded|too many requests|capacity", re.IGNORECASE)
_DENIED = re.compile(r"authentication|invalid_api_key|permission|unauthorized|forbidden", re.IGNORECASE)
_REJECTED = re.compile(r"invalid_?request|not_?found|bad_?request|unsupported|unprocessable", re.IGNORECASE)


class ErrorDetail(Struct, frozen=True):
    """The error object that providers send, in a body or within a stream; every field may be missing."""

    message: str = ""
    type: str = ""
    code: str = ""
    param: str = ""

    @property
    def words(self) -> str:
        """Everything that it says, for matching."""
        return f"{self.type} {self.code} {self.param} {self.message}"

    @property
    def quote(self) -> str:
        """What a person is shown of it."""
        text = " ".join((self.message or self.code or self.type).split())
        return text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…"


def read_detail(body: object) -> ErrorDetail:
    """Find the error object in whatever a server sent; a text becomes the message."""
    if isinstance(body, str | bytes):
        try:
            body = msgspec.json.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            text = body.decode(errors="replace") if isinstance(body, bytes) else str(body)
            return ErrorDetail(message="" if "<" in text[:20] else text)
    for name in ("error", "detail"):
        if isinstance(body, dict) and isinstance(body.get(name), dict | str):
            body = body[name]
    if isinstance(body, dict):
        # Some servers send numbers where others send names.
        names = ("message", "type", "code", "param")
        return ErrorDetail(*("" if body.get(name) is None else str(body[name]) for name in names))
    return ErrorDetail(message=body if isinstance(body, str) else "")


# -------------------------------------------------------------------- a refused request


def status_error(status: int, headers: Mapping[str, str], body: object, at: Endpoint) -> SStarError:
    """What an HTTP status of 400 or more means."""
    detail = read_detail(body)
    said = f"{at.server} answered {status}" + (f": {_sentence(detail.quote)}" if detail.quote else ".")
    wait = retry_after(headers)
    if status == 407:
        return _proxy_refuses(at)
    if status in {401, 403} and _is_page(body):
        return no_endpoint(at, f"a page of something between answers {status}")
    if status in {401, 403}:
        return FatalModelError(f"{said} {_key_remedy(at, status)}")
    if status == 402 or (status in {400, 429} and _NO_CREDIT.search(detail.words)):
        return FatalModelError(f"{said} The account behind {at.key_variable} needs credit.")
    if _TOO_LONG.search(detail.words) or status == 413:
        return too_long(said)
    if is_unknown_model(status, detail):
        return FatalModelError(f"{said} Choose another model.")
    if status in {404, 405}:
        return no_endpoint(at, f"it answers {status} where a model should be")
    if status in {429, 503, 529} or (status >= 500 and _CROWDED.search(detail.words)):
        return ProviderError(said, "crowded", wait)
    if status >= 500 or status in {408, 409, 425}:
        return ProviderError(said, "broken", wait)
    if _POLICY.search(detail.words):
        return ModelError(f"{said} The provider refuses this prompt.")
    return ProviderError(said, "rejected")


def is_unknown_model(status: int, detail: ErrorDetail) -> bool:
    """Whether the server is right and the model's name is wrong."""
    if status == 400:
        return detail.param == "model" or _UNKNOWN_MODEL.search(detail.words) is not None
    return detail.code == "model_not_found" or (status == 404 and "model" in detail.words.lower())


def _key_remedy(at: Endpoint, status: int) -> str:
    if not at.key_variable:
        return f"This server wants a key. {at.key_remedy}"
    lacks = "has no right to this model" if status == 403 else "is not valid"
    return f"The key in {at.key_variable} {lacks}. {at.key_remedy}"


def too_long(said: str) -> ModelError:
    """The prompt does not fit into the model's context."""
    return ModelError(
        f"{said} The prompt does not fit into the model's context. To make it shorter: --context last shows a debug "
        "round only the round before it, --rounds 0 makes none. Else choose a model with a larger context."
    )


def no_endpoint(at: Endpoint, what: str) -> FatalModelError:
    """Something answers at the address, but no model."""
    change = f" Check {at.address_variable}." if at.address_variable else ""
    return FatalModelError(f"{at.base_url} is not an endpoint of {at.provider}: {what}.{change}")


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that a server asks to wait; it may say them in three ways (RFC 9110, 10.2.3, and milliseconds)."""
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        value = headers.get(name, "")
        try:
            return max(0.0, float(value) / unit)
        except ValueError:
            pass
    try:
        when = parsedate_to_datetime(headers.get("retry-after", "")).timestamp()
    except ValueError:
        return None
    try:
        # By the server's own clock, if it tells it: ours may be wrong.
        now = parsedate_to_datetime(headers.get("date", "")).timestamp()
    except ValueError:
        now = time.time()
    return max(0.0, when - now)


# -------------------------------------------------------------------- an error within a stream


def stream_error(detail: ErrorDetail, at: Endpoint) -> SStarError:
    """What an error object means that comes where a piece of the answer should."""
    said = f"{at.server} reported an error: {_sentence(detail.quote or 'it did not say which')}"
    kind = f"{detail.type} {detail.code}"
    if _TOO_LONG.search(detail.words):
        return too_long(said)
    if _NO_CREDIT.search(detail.words):
        return FatalModelError(f"{said} The account behind {at.key_variable} needs credit.")
    if _CROWDED.search(kind) or detail.code in {"429", "503", "529"}:
        return ProviderError(said, "crowded")
    if _DENIED.search(kind):
        return FatalModelError(f"{said} {_key_remedy(at, 401)}")
    if _POLICY.search(kind):
        return ModelError(f"{said} The provider refuses this prompt.")
    if _REJECTED.search(kind) or detail.code in {"400", "422"}:
        return ProviderError(said, "rejected")
    return ProviderError(said, "broken")


# -------------------------------------------------------------------- a connection that failed


def connection_error(error: BaseException, at: Endpoint) -> SStarError:
    """What an exception of the network, or of a broken stream, means."""
    causes = list(_causes(error))
    names = {type(cause).__name__ for cause in causes}
    if any(isinstance(cause, ssl.SSLError) for cause in causes) or any("CERTIFICATE_VERIFY" in str(c) for c in causes):
        return FatalModelError(
            f"The certificate of {at.base_url} cannot be trusted ({_last(causes)}). If a proxy of your network stands "
            "between, name its certificates in SSL_CERT_FILE; else check the address."
        )
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        host = at.base_url.partition("//")[2].partition("/")[0]
        return ProviderError(f"The name {host} cannot be found; is this machine online?", "unreachable")
    if any("407" in str(cause) for cause in causes if type(cause).__name__ == "ProxyError"):
        return _proxy_refuses(at)
    if names & {"InvalidURL", "UnsupportedProtocol"}:
        return no_endpoint(at, "it is no address that begins with http:// or https://")
    if "ConnectError" in names or "ConnectTimeout" in names or "ProxyError" in names:
        return ProviderError(_unreachable(at, causes), "unreachable")
    if any("Timeout" in name for name in names):
        return ProviderError(f"{at.server} fell silent and sent nothing more.", "broken")
    if any(isinstance(cause, msgspec.DecodeError) for cause in causes):
        return ProviderError(f"{at.server} sent a piece of an answer that cannot be read.", "broken")
    return ProviderError(f"The connection to {at.name} broke off ({_last(causes)}).", "broken")


def _unreachable(at: Endpoint, causes: list[BaseException]) -> str:
    if at.start_hint and at.on_this_machine:
        return f"Nothing answers at {at.base_url}. {at.start_hint}"
    if proxy := _proxy_variable(at):
        return (
            f"{at.base_url} cannot be reached ({_last(causes)}). A proxy stands between, by {proxy}: correct it, or "
            "name the host in NO_PROXY."
        )
    if at.on_this_machine:
        return f"Nothing answers at {at.base_url} ({_last(causes)}). Start the server, or correct the address."
    return f"{at.base_url} cannot be reached ({_last(causes)}); is this machine online?"


def _proxy_refuses(at: Endpoint) -> FatalModelError:
    variable = _proxy_variable(at) or "HTTPS_PROXY"
    return FatalModelError(
        f"The proxy before {at.base_url} lets nobody through without its own login (407). Put user and password into "
        f"{variable}, as in http://USER:PASSWORD@HOST:PORT."
    )


def _proxy_variable(at: Endpoint) -> str:
    """The environment variable by which a proxy stands before an address, if one does."""
    from urllib.request import proxy_bypass  # slow to load, and seldom wanted

    parts = urlsplit(at.base_url)
    if at.on_this_machine or proxy_bypass(parts.hostname or ""):
        return ""
    names = [f"{scheme}_proxy" for scheme in (parts.scheme, "all")]
    candidates = [spelled for name in names for spelled in (name.upper(), name)]
    return next((name for name in candidates if os.environ.get(name)), "")


def _is_page(body: object) -> bool:
    return isinstance(body, str | bytes) and body[:200].lstrip()[:1] in {"<", b"<"}


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    for _ in range(10):
        if error is None:
            return
        yield error
        error = error.__cause__ or error.__context__


def _last(causes: list[BaseException]) -> str:
    spoken = [" ".join(str(cause).split()) for cause in causes if str(cause).strip()]
    return spoken[-1][:_LONGEST_QUOTE] if spoken else type(causes[0]).__name__


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
