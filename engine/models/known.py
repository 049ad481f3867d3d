"""The providers that everybody can name: where they are, which key they want, how they talk.

Models are free text after the slash: providers bring new ones faster than any list here could.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class Provider(Struct, frozen=True):
    """What is known of a provider before anybody asks it."""

    title: str
    wire: Literal["messages", "responses", "chat"]
    base_url: str
    """Where it is unless the environment says otherwise; empty when only the environment can say."""
    address_variable: str = ""
    """Environment variable that says where it is."""
    address_key: str = ""
    """Key of config.toml that said where it is."""
    key_variables: tuple[str, ...] = ()
    """Environment variables that may hold the key, the first one that is set counts."""
    needs_key: bool = False
    start_hint: str = ""
    """How a local server is started; its absence means a service on the net."""
    headers: dict[str, str] = {}
    """Further headers, each with the environment variable that holds its value."""
    lanes: int | None = None
    """Calls at the same time; a local server makes those wait that it cannot take, and they look dead."""
    silent_seconds: float = 300.0


PROVIDERS = {
    "anthropic": Provider(
        "Anthropic",
        "messages",
        "https://api.anthropic.com",
        "ANTHROPIC_BASE_URL",
        key_variables=("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"),
        needs_key=True,
    ),
    "openai": Provider(
        "OpenAI",
        "responses",
        "https://api.openai.com/v1",
        "OPENAI_BASE_URL",
        key_variables=("OPENAI_API_KEY",),
        needs_key=True,
    ),
    "openrouter": Provider(
        "OpenRouter",
        "chat",
        "https://openrouter.ai/api/v1",
        "OPENROUTER_BASE_URL",
        key_variables=("OPENROUTER_API_KEY",),
        needs_key=True,
    ),
    "ollama": Provider(
        "Ollama",
        "chat",
        "http://127.0.0.1:11434/v1",
        "OLLAMA_HOST",
        key_variables=("OLLAMA_API_KEY",),
        start_hint="Start it with `ollama serve`, or set OLLAMA_HOST.",
        lanes=4,
        silent_seconds=900.0,
    ),
    "vllm": Provider(
        "vLLM",
        "chat",
        "http://127.0.0.1:8000/v1",
        "VLLM_BASE_URL",
        key_variables=("VLLM_API_KEY",),
        start_hint="Start it with `vllm serve MODEL`, or set VLLM_BASE_URL.",
        silent_seconds=900.0,
    ),
    "llama.cpp": Provider(
        "llama.cpp",
        "chat",
        "http://127.0.0.1:8080/v1",
        "LLAMA_CPP_BASE_URL",
        key_variables=("LLAMA_API_KEY",),
        start_hint="Start it with `llama-server -m FILE`, or set LLAMA_CPP_BASE_URL.",
        lanes=4,
        silent_seconds=900.0,
    ),
    "lmstudio": Provider(
        "LM Studio",
        "chat",
        "http://127.0.0.1:1234/v1",
        "LMSTUDIO_BASE_URL",
        key_variables=("LMSTUDIO_API_KEY",),
        start_hint="Start its server with `lms server start`, or set LMSTUDIO_BASE_URL.",
        lanes=4,
        silent_seconds=900.0,
    ),
    "openai-compatible": Provider(
        "a compatible server",
        "chat",
        "",
        "SSTAR_BASE_URL",
        key_variables=("SSTAR_API_KEY",),
        start_hint="Start the server, or correct SSTAR_BASE_URL.",
        silent_seconds=900.0,
    ),
}
"""By the name that stands before the slash."""
