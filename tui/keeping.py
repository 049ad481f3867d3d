"""Keeping the keys of providers from the command line."""

from __future__ import annotations

import getpass
import os
import sys
from typing import TYPE_CHECKING

import engine
from engine.errors import KeyStoreError, UsageError
from engine.keys import key_stores, store_key, tail

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def keep_key(provider: str, words: Sequence[str], *, in_file: bool) -> str:
    """Ask for the key of a provider and keep it; gives what a person should know.

    Args:
        provider: its name.
        words: what else stood on the command line: nothing, unless a person wrote the key there.
        in_file: keep it in the file, even where there is a keyring.

    Raises:
        UsageError: there is no such provider, or this is no key, or it cannot be kept.
    """
    known = engine.providers_here()[provider]
    if words:
        raise UsageError(
            "A key is never taken from the command line: every user of this machine can see it there, and the shell's "
            f"history keeps it. Take that one for known, get a new one, and give it when `sstar keys set {provider}` "
            f"asks, or by a pipe: sstar keys set {provider} < FILE."
        )
    place = store_key(provider, _ask(provider), in_file=in_file)
    before = next((name for name in known.key_variables if os.environ.get(name)), None)
    over = f" {before} is set in the environment, and goes before it." if before else ""
    return f"The key of {provider} is in {place}.{over}"


def forget_key(provider: str) -> str:
    """Forget the key of a provider wherever it is kept; gives what became of it. Raises UsageError."""
    known = engine.providers_here()[provider]
    places = [store.title for store in key_stores() if store.remove(provider)]
    if not places:
        raise UsageError(f"No key of {provider} is kept here. `sstar keys list` says where keys come from.")
    before = next((name for name in known.key_variables if os.environ.get(name)), None)
    left = f" {before} still brings one." if before else ""
    return f"The key of {provider} is no longer in {' and '.join(places)}.{left}"


def key_lines() -> Iterator[str]:
    """For each provider, where its key comes from, and its last four characters."""
    providers = engine.providers_here()
    for name, provider in providers.table.items():
        try:
            found = providers.key(name)
        except KeyStoreError as error:
            yield f"{name:18} {error}"
            continue
        none = "no key" if provider.needs_key else "no key, and needs none"
        yield f"{name:18} {f'{tail(found.value):6} {found.source}' if found else none}"


def _ask(provider: str) -> str:
    """Read a key without showing it; without a terminal, from standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline()
    return getpass.getpass(f"Key of {provider} (not shown): ")
