"""Where a model is asked, and with which key."""

from __future__ import annotations

from urllib.parse import urlsplit

from msgspec import Struct


class Endpoint(Struct, frozen=True):
    """A model at an address; it holds nothing secret."""

    provider: str
    """As a person writes it before the slash."""
    model: str
    """As a person writes it behind the slash."""
    base_url: str
    address_variable: str = ""
    """Environment variable that sets the address."""
    key_variable: str = ""
    """Environment variable that brought the key; empty when none did."""
    unset_variable: str = ""
    """Environment variable that may bring one."""
    start_hint: str = ""
    """How a local server is started; empty for a service on the net."""

    @property
    def name(self) -> str:
        """`provider/model`."""
        return f"{self.provider}/{self.model}"

    @property
    def server(self) -> str:
        """The beginning of a sentence about it."""
        return f"The server of {self.name}"

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

    __slots__ = ("bearer", "value")

    def __init__(self, value: str, *, bearer: bool = False) -> None:
        """Keep a key; `bearer` for a token that a login gave, where a provider has both."""
        self.value = value
        self.bearer = bearer

    def __repr__(self) -> str:
        return f"Key(…{self.value[-4:]})" if len(self.value) > 16 else "Key(…)"

    def scrubbed(self, text: str) -> str:
        """A text of others, without the key that they may have quoted."""
        return text.replace(self.value, "[key]") if self.value else text


class Limits(Struct, frozen=True):
    """When to hang up on a server."""

    connect_seconds: float = 10.0
    silent_seconds: float = 300.0
    """Without a byte: a model that thinks in silence takes minutes, a dead connection for ever."""
    characters: int = 600_000
    """Of answer and thinking together: more is a model that has lost its way."""
    output_tokens: int = 32_000
    """Asked for where a provider wants to be told."""
