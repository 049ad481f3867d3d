"""The providers that a model's name may begin with: where they are, which key they want, how they talk.

Models are free text after the slash: providers bring new ones faster than any list here could.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from msgspec import Struct

from engine.errors import UnknownNameError, UsageError
from engine.models.endpoint import Endpoint, Key, Limits
from engine.models.protocol import Terms
from engine.models.remote import RemoteModel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.models.wires.base import Wire


class Provider(Struct, frozen=True):
    """What is known of a provider before anybody asks it."""

    title: str
    wire: Literal["messages", "responses", "chat"]
    base_url: str
    """Where it is unless the environment says otherwise; empty when only the environment can say."""
    address_variable: str
    key_variables: tuple[str, ...] = ()
    """Environment variables that may hold the key, the first one that is set counts."""
    needs_key: bool = False
    start_hint: str = ""
    """How a local server is started; its absence means a service on the net."""
    lanes: int | None = None
    """Calls at the same time; a local server makes those wait that it cannot take, and they look dead."""
    silent_seconds: float = 300.0


PROVIDERS = {
    "anthropic": Provider(
        "Anthropic",
        "messages",
        "https://api.anthropic.com",
        "ANTHROPIC_BASE_URL",
        ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"),
        needs_key=True,
    ),
    "openai": Provider(
        "OpenAI",
        "responses",
        "https://api.openai.com/v1",
        "OPENAI_BASE_URL",
        ("OPENAI_API_KEY",),
        needs_key=True,
    ),
    "openrouter": Provider(
        "OpenRouter",
        "chat",
        "https://openrouter.ai/api/v1",
        "OPENROUTER_BASE_URL",
        ("OPENROUTER_API_KEY",),
        needs_key=True,
    ),
    "ollama": Provider(
        "Ollama",
        "chat",
        "http://127.0.0.1:11434/v1",
        "OLLAMA_HOST",
        ("OLLAMA_API_KEY",),
        start_hint="Start it with `ollama serve`, or set OLLAMA_HOST.",
        lanes=4,
        silent_seconds=900.0,
    ),
    "vllm": Provider(
        "vLLM",
        "chat",
        "http://127.0.0.1:8000/v1",
        "VLLM_BASE_URL",
        ("VLLM_API_KEY",),
        start_hint="Start it with `vllm serve MODEL`, or set VLLM_BASE_URL.",
        silent_seconds=900.0,
    ),
    "llama.cpp": Provider(
        "llama.cpp",
        "chat",
        "http://127.0.0.1:8080/v1",
        "LLAMA_CPP_BASE_URL",
        ("LLAMA_API_KEY",),
        start_hint="Start it with `llama-server -m FILE`, or set LLAMA_CPP_BASE_URL.",
        lanes=4,
        silent_seconds=900.0,
    ),
    "lmstudio": Provider(
        "LM Studio",
        "chat",
        "http://127.0.0.1:1234/v1",
        "LMSTUDIO_BASE_URL",
        ("LMSTUDIO_API_KEY",),
        start_hint="Start its server with `lms server start`, or set LMSTUDIO_BASE_URL.",
        lanes=4,
        silent_seconds=900.0,
    ),
    "openai-compatible": Provider(
        "a compatible server",
        "chat",
        "",
        "SSTAR_BASE_URL",
        ("SSTAR_API_KEY",),
        start_hint="Start the server, or correct SSTAR_BASE_URL.",
        silent_seconds=900.0,
    ),
}
"""By the name that stands before the slash."""

_OLLAMA_PORT = 11434


def open_model(name: str, environment: Mapping[str, str], limits: Limits | None = None) -> RemoteModel:
    """Make the client of `provider/model`; nothing is imported, sent or checked on the net yet.

    Args:
        name: `provider/model`; everything behind the first slash is the model's.
        environment: brings keys and addresses.
        limits: when to hang up, if not as the provider's entry says.

    Raises:
        UnknownNameError: there is no such provider.
        UsageError: the model, the address or the key is missing; says which variable to set.
    """
    prefix, slash, model = name.partition("/")
    if prefix not in PROVIDERS:
        raise UnknownNameError("provider of models", prefix, PROVIDERS)
    provider = PROVIDERS[prefix]
    if not slash or not model:
        raise UsageError(f"“{name}” names no model of {provider.title}. Write {prefix}/MODEL.")
    variable, key = _key(name, provider, environment)
    at = Endpoint(
        prefix,
        model,
        base_url(prefix, environment),
        provider.address_variable,
        variable,
        provider.key_variables[0],
        provider.start_hint,
    )
    terms = Terms(provider.lanes, one_first=True)
    return RemoteModel(at, key, _wire(provider), terms, limits or Limits(silent_seconds=provider.silent_seconds))


def base_url(prefix: str, environment: Mapping[str, str]) -> str:
    """Where a provider is. Raises UsageError when nothing says so."""
    provider = PROVIDERS[prefix]
    given = environment.get(provider.address_variable, "").strip()
    if prefix == "ollama" and given:
        return _ollama(given)
    if not given and not provider.base_url:
        raise UsageError(
            f"The address of {prefix} is not known. Set {provider.address_variable} to it, such as "
            "http://127.0.0.1:8000/v1."
        )
    return (given or provider.base_url).rstrip("/")


def _ollama(host: str) -> str:
    """OLLAMA_HOST as Ollama itself reads it: scheme and port may be missing, and 0.0.0.0 is where a server listens."""
    parts = urlsplit(host if "//" in host else f"http://{host}")
    name = parts.hostname or "127.0.0.1"
    shown = "127.0.0.1" if name in {"0.0.0.0", "::"} else f"[{name}]" if ":" in name else name  # noqa: S104 - compared
    ports = {"http": _OLLAMA_PORT, "https": 443}
    port = parts.port or ports.get(parts.scheme, _OLLAMA_PORT)
    path = parts.path.rstrip("/")
    return f"{parts.scheme}://{shown}:{port}{path if path.endswith('/v1') else f'{path}/v1'}"


def _key(name: str, provider: Provider, environment: Mapping[str, str]) -> tuple[str, Key]:
    for variable in provider.key_variables:
        if value := environment.get(variable, "").strip():
            return variable, Key(value, bearer=variable.endswith("_AUTH_TOKEN"))
    if provider.needs_key:
        variables = " or ".join(provider.key_variables)
        raise UsageError(f"{name} needs a key, and there is none. Set {variables} in the environment.")
    return "", Key("")


def _wire(provider: Provider) -> Wire:
    # Each wire is a small module, but only the one in use is wanted.
    match provider.wire:
        case "messages":
            from engine.models.wires.messages import MessagesWire

            return MessagesWire()
        case "responses":
            from engine.models.wires.responses import ResponsesWire

            return ResponsesWire()
        case "chat":
            from engine.models.wires.chat import ChatWire

            return ChatWire()
