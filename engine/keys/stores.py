"""Where keys can be kept: the keyring of the desktop, when the keyring library is installed, or a file.

There is no other place: a key on a command line is seen by every user of the machine and stays in the shell's
history, and one in config.toml travels wherever a person shares that file.
"""

from __future__ import annotations

import os
import stat
import tempfile
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from engine.errors import KeyStoreError

if TYPE_CHECKING:
    from collections.abc import Mapping

_SERVICE = "sstar"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_HEAD = "# Keys of providers, written by `sstar keys set`. Nobody but you may read this file.\n"


class KeyStore(Protocol):
    """Keeps one key for each provider."""

    @property
    def title(self) -> str:
        """What a person calls it."""
        ...

    def get(self, provider: str) -> str:
        """The key of a provider; empty when there is none. Raises KeyStoreError."""
        ...

    def set(self, provider: str, key: str) -> None:
        """Keep a key in place of any other. Raises KeyStoreError."""
        ...

    def remove(self, provider: str) -> bool:
        """Forget a key; whether there was one. Raises KeyStoreError."""
        ...


class KeyFile:
    """A TOML file that is refused when others may read it, and written whole or not at all."""

    def __init__(self, path: Path) -> None:
        """Use a file; it need not exist."""
        self.path = path

    @property
    def title(self) -> str:
        """Its name."""
        return self.path.name

    def get(self, provider: str) -> str:
        """The key of a provider; empty when there is none."""
        return self._read().get(provider, "")

    def set(self, provider: str, key: str) -> None:
        """Keep a key."""
        self._write({**self._read(), provider: key})

    def remove(self, provider: str) -> bool:
        """Forget a key."""
        keys = self._read()
        if provider not in keys:
            return False
        self._write({name: key for name, key in keys.items() if name != provider})
        return True

    def _read(self) -> dict[str, str]:
        try:
            with self.path.open("rb") as file:
                mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
                if mode & _OTHERS:
                    raise KeyStoreError(
                        f"Others may read the keys in {self.path} (mode {mode:04o}), so it is not used. Close it by "
                        f"`chmod 600 {self.path}`, and get new keys if others use this machine."
                    )
                keys: dict[str, Any] = tomllib.load(file)
        except (FileNotFoundError, NotADirectoryError):
            return {}
        except OSError as error:
            raise KeyStoreError(f"The keys in {self.path} cannot be read: {error.strerror}.") from error
        except ValueError:  # the words of the parser may hold a part of a key
            raise KeyStoreError(
                f"{self.path} is damaged. Remove it and set the keys again: sstar keys set PROVIDER."
            ) from None
        return {name: key for name, key in keys.items() if isinstance(key, str)}

    def _write(self, keys: Mapping[str, str]) -> None:
        lines = [f"{_quoted(name)} = {_quoted(key)}\n" for name, key in sorted(keys.items())]
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Made with mode 0600 by tempfile, so that nobody can open it before it is closed to them.
            with tempfile.NamedTemporaryFile("w", dir=self.path.parent, prefix=".keys-", delete=False) as partial:
                partial.writelines([_HEAD, *lines])
                partial.flush()
                os.fsync(partial.fileno())
            Path(partial.name).replace(self.path)
        except OSError as error:
            raise KeyStoreError(f"The keys in {self.path} cannot be written: {error.strerror}.") from error


def _quoted(text: str) -> str:
    """A key is printable ASCII, so that two characters are all that TOML wants escaped."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


class KeyringStore:
    """The keyring of the desktop."""

    title = "the keyring"

    def get(self, provider: str) -> str:
        """The key of a provider; empty when there is none, or no keyring."""
        ring = self._ring()
        if ring is None:
            return ""
        return str(self._ask(lambda: ring.get_password(_SERVICE, provider)) or "")

    def set(self, provider: str, key: str) -> None:
        """Keep a key."""
        ring = self._ring()
        assert ring is not None, "is_there is asked first"
        self._ask(lambda: ring.set_password(_SERVICE, provider, key))

    def remove(self, provider: str) -> bool:
        """Forget a key."""
        ring = self._ring()
        if ring is None or not self.get(provider):
            return False
        self._ask(lambda: ring.delete_password(_SERVICE, provider))
        return True

    def is_there(self) -> bool:
        """Whether the library is installed and has found a keyring to use."""
        return self._ring() is not None

    def _ring(self) -> Any:
        try:
            import keyring  # optional, and slow to find its backends: imported when a key is looked for

            ring = keyring.get_keyring()
        except (ImportError, AttributeError, ValueError):  # not installed, or told to use a backend that is not
            return None
        return ring if ring.priority > 0 else None

    def _ask(self, act: Any) -> Any:
        from keyring.errors import KeyringError  # there, or nobody would ask

        try:
            return act()
        except KeyringError as error:
            why = str(error) or type(error).__name__
            raise KeyStoreError(
                f"The keyring cannot be used: {why}. Unlock it, or keep the key in a file: "
                "sstar keys set PROVIDER --file."
            ) from None
