"""Where a model is asked, and with which key."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec import Struct

from engine.keys import remember, tail

if TYPE_CHECKING:
    from collections.abc import Mapping

_SECRET_LENGTH = 8
"""A header shorter than this is a name, which may stand in a text for many reasons."""


class Endpoint(Struct, frozen=True):
    """A model at an address; it holds nothing secret."""

    provider: str
    """As a person writes it before the slash."""
    model: str
    """As a person writes it behind the slash; empty when the server is meant."""
    base_url: str
    address_variable: str = ""
    """Environment variable, or key of config.toml, that sets the address."""
    key_variable: str = ""
    """Environment variable, or place, that brought the key; empty when none did."""
    key_stored: bool = False
    """Whether `sstar keys` keeps it."""
    unset_variable: str = ""
    """Environment variable that may bring one; empty when there is none."""
    start_hint: str = ""
    """How a local server is started; empty for a service on the net."""

    @property
    def name(self) -> str:
        """`provider/model`."""
        return f"{self.provider}/{self.model}" if self.model else self.provider

    @property
    def server(self) -> str:
        """The beginning of a sentence about it."""
        return f"The server of {self.name}"

    @property
    def key_remedy(self) -> str:
        """How a key that does not do is replaced, or one that is missing is given."""
        command = f"`sstar keys set {self.provider}`"
        if self.key_stored:
            return f"Replace it by {command}."
        if self.key_variable:
            return f"Set {self.key_variable} to one that is."
        return (
            f"Set {self.unset_variable} to it, or store it by {command}."
            if self.unset_variable
            else f"Store it by {command}."
        )

    @property
    def on_this_machine(self) -> bool:
        """Whether the address is a loopback one."""
        return is_loopback(self.base_url)


def is_loopback(address: str) -> bool:
    """Whether an address is one of this machine."""
    host = urlsplit(address).hostname or ""
    return host == "localhost" or host.startswith("127.") or host == "::1"


class Key:
    """A secret that shows itself nowhere but in `value`."""

    __slots__ = ("bearer", "headers", "value")

    def __init__(self, value: str, *, bearer: bool = False, headers: Mapping[str, str] | None = None) -> None:
        """Keep a key.

        Args:
            value: the key; empty for a server that wants none.
            bearer: it is a token that a login gave, where a provider has both.
            headers: what else opens the door, and is as secret.
        """
        self.value = value
        self.bearer = bearer
        self.headers = dict(headers or {})
        for header in self.headers.values():
            if len(header) >= _SECRET_LENGTH:
                remember(header)

    def __repr__(self) -> str:
        return f"Key({tail(self.value)})"


class Limits(Struct, frozen=True):
    """When to hang up on a server."""

    connect_seconds: float = 10.0
    silent_seconds: float = 300.0
    """Without a byte: a model that thinks in silence takes minutes, a dead connection for ever."""
    characters: int = 600_000
    """Of answer and thinking together: more is a model that has lost its way."""
    output_tokens: int = 32_000
    """Asked for where a provider wants to be told."""
