"""Which key is used: the environment goes before the keyring, and that before the file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.errors import UsageError
from engine.keys.secrets import remember
from engine.keys.stores import KeyFile, KeyringStore, KeyStore
from engine.places import config_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path


class FoundKey(Struct, frozen=True):
    """A key, and where it was."""

    value: str
    source: str
    """An environment variable, `the keyring`, or the name of a file."""
    stored: bool
    """Whether `sstar keys` keeps it."""

    def __repr__(self) -> str:
        return f"FoundKey({tail(self.value)} from {self.source})"


def key_stores(environment: Mapping[str, str] = os.environ) -> tuple[KeyStore, ...]:
    """The places where keys are kept, the one that goes first first."""
    return KeyringStore(), KeyFile(key_file(environment))


def key_file(environment: Mapping[str, str] = os.environ) -> Path:
    """The file in which keys are kept where there is no keyring."""
    return config_folder(environment) / "keys.toml"


def find_key(
    provider: str, variables: Iterable[str], environment: Mapping[str, str], stores: Sequence[KeyStore]
) -> FoundKey | None:
    """Find the key of a provider. Raises KeyStoreError when a place cannot be read.

    Args:
        provider: as it is written before the slash of a model.
        variables: of the environment that may hold its key; the first one that is set counts.
        environment: goes first.
        stores: are asked after it.
    """
    for variable in variables:
        if value := environment.get(variable, "").strip():
            remember(value)
            return FoundKey(value, variable, stored=False)
    for store in stores:
        if value := store.get(provider):
            remember(value)
            return FoundKey(value, store.title, stored=True)
    return None


def store_key(provider: str, key: str, environment: Mapping[str, str] = os.environ, *, in_file: bool = False) -> str:
    """Keep a key; gives the place. In the keyring where there is one, else in the file.

    Args:
        provider: as it is written before the slash of a model.
        key: in any form; blanks around it are left out.
        environment: may move the file.
        in_file: use the file even where there is a keyring; a key that the keyring has would go before it, and goes.

    Raises:
        UsageError: it is no key.
        KeyStoreError: it cannot be kept.
    """
    key = key.strip()
    remember(key)
    if not is_key(key):
        raise UsageError("A key is one word of letters, digits and signs, and this is none. Nothing was kept.")
    ring, file = KeyringStore(), KeyFile(key_file(environment))
    if ring.is_there() and not in_file:
        ring.set(provider, key)
        file.remove(provider)
        return ring.title
    file.set(provider, key)
    if ring.is_there():
        ring.remove(provider)
    return str(file.path)


def is_key(text: str) -> bool:
    """Whether a text can be a key: it is sent in a header, as one word."""
    return bool(text) and text.isascii() and text.isprintable() and " " not in text


def tail(key: str) -> str:
    """What may be shown of a key: the last four characters of a long one."""
    return f"…{key[-4:]}" if len(key) > 16 else "…"
