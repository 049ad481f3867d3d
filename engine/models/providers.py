"""The providers as they can be reached from here: where they are, and what opens them.

Models are free text after the slash: providers bring new ones faster than any list here could.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec import structs

from engine.errors import MissingKeyError, UnknownNameError, UsageError
from engine.keys import FoundKey, find_key, is_key
from engine.models.endpoint import Endpoint, Key, Limits
from engine.models.known import PROVIDERS, Provider
from engine.models.protocol import Terms
from engine.models.remote import RemoteModel
from engine.models.served import Doors, ServedModel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.config.schema import ProviderEntry
    from engine.keys import KeyStore
    from engine.models.wires.base import Wire

_OLLAMA_PORT = 11434
_SILENT_SECONDS = 900.0
"""A server of one's own may load a model first."""


class Providers:
    """All providers of this person, by the name that stands before the slash of a model."""

    def __init__(
        self,
        environment: Mapping[str, str],
        entries: Mapping[str, ProviderEntry] | None = None,
        stores: Sequence[KeyStore] = (),
    ) -> None:
        """Put the known ones and a person's own together; nothing is asked or looked up yet.

        Args:
            environment: brings keys and addresses, before all else.
            entries: what config.toml says of providers, by their names.
            stores: where keys are kept.
        """
        self._environment = environment
        self._stores = stores
        own = {name: _with_entry(name, PROVIDERS.get(name), entry) for name, entry in (entries or {}).items()}
        self.table: dict[str, Provider] = PROVIDERS | own

    def __getitem__(self, prefix: str) -> Provider:
        """What is known of a provider. Raises UnknownNameError."""
        if prefix not in self.table:
            raise UnknownNameError("provider of models", prefix, self.table)
        return self.table[prefix]

    def base_url(self, prefix: str) -> str:
        """Where a provider is. Raises UsageError when nothing says so."""
        provider = self[prefix]
        given = self._environment.get(provider.address_variable, "").strip()
        if prefix == "ollama" and given:
            return _ollama(given)
        if not given and not provider.base_url:
            raise UsageError(
                f"The address of {prefix} is not known. Set {provider.address_variable or provider.address_key} to it, "
                "such as http://127.0.0.1:8000/v1."
            )
        return (given or provider.base_url).rstrip("/")

    def key(self, prefix: str) -> FoundKey | None:
        """The key of a provider, and where it was. Raises KeyStoreError when a place cannot be read."""
        return find_key(prefix, self[prefix].key_variables, self._environment, self._stores)

    def open_model(self, name: str, limits: Limits | None = None) -> RemoteModel:
        """Make the client of `provider/model`; nothing is imported, sent or checked on the net yet.

        Args:
            name: `provider/model`; everything behind the first slash is the model's.
            limits: when to hang up, if not as the provider's entry says.

        Raises:
            UnknownNameError: there is no such provider.
            UsageError: the model, the address or the key is missing; says what to set.
        """
        prefix, _, model = name.partition("/")
        if not model:
            raise UsageError(f"“{name}” names no model of {self[prefix].title}. Write {prefix}/MODEL.")
        return self._open(prefix, model, limits)

    def open_served(self, name: str) -> ServedModel:
        """Make the client of `provider/model` with every door of its server. Raises as `open_model`."""
        answering = self.open_model(name)
        prefix, _, model = name.partition("/")
        if self[prefix].wire != "chat":
            return ServedModel(answering)
        # Each is a small module, but only those in use are wanted.
        from engine.models.wires.completions import CompletionsWire
        from engine.models.wires.scoring import Scoring

        wire = CompletionsWire()
        return ServedModel(answering, Doors(model, self._open(prefix, model, None, wire), wire, Scoring()))

    def open_server(self, prefix: str, limits: Limits | None = None) -> RemoteModel:
        """Make a client that asks a provider what it offers. Raises as `open_model`."""
        return self._open(prefix, "", limits)

    def _open(self, prefix: str, model: str, limits: Limits | None, wire: Wire | None = None) -> RemoteModel:
        provider, found = self[prefix], self.key(prefix)
        if found is None and provider.needs_key:
            name, variables = f"{prefix}/{model}" if model else prefix, " or ".join(provider.key_variables)
            raise MissingKeyError(
                f"{name} needs a key, and there is none. Set {variables} in the environment, or store one by "
                f"`sstar keys set {prefix}`.",
                prefix,
            )
        at = Endpoint(
            prefix,
            model,
            self.base_url(prefix),
            self._address_place(provider),
            key_variable=found.source if found else "",
            key_stored=bool(found and found.stored),
            unset_variable=provider.key_variables[0] if provider.key_variables else "",
            start_hint=provider.start_hint,
        )
        terms = Terms(provider.lanes, one_first=True)
        limits = limits or Limits(silent_seconds=provider.silent_seconds)
        return RemoteModel(at, self._opening(prefix, found), wire or _wire(provider), terms, limits)

    def _address_place(self, provider: Provider) -> str:
        """Where a person looks when the address is wrong."""
        by_variable = bool(self._environment.get(provider.address_variable)) or not provider.address_key
        return provider.address_variable if by_variable else provider.address_key

    def _opening(self, prefix: str, found: FoundKey | None) -> Key:
        """All that opens a provider's door. Raises UsageError when a header lacks its value."""
        headers = {}
        for header, variable in self[prefix].headers.items():
            value = self._environment.get(variable, "").strip()
            if not value:
                raise UsageError(
                    f"The header {header} of {prefix} comes from {variable}, which is not set. Set it in the "
                    f"environment, or take the header out of [providers.{prefix}] in config.toml."
                )
            headers[header] = value
        if found is None:
            return Key("", headers=headers)
        if not is_key(found.value):
            raise UsageError(
                f"The key of {prefix} in {found.source} is none: it holds a blank, a line break or a sign that no key "
                "has. Set it again."
            )
        return Key(found.value, bearer=found.source.endswith("_AUTH_TOKEN"), headers=headers)


def open_model(name: str, environment: Mapping[str, str], limits: Limits | None = None) -> RemoteModel:
    """Make the client of a model of a known provider, with keys from the environment alone; see `Providers`."""
    return Providers(environment).open_model(name, limits)


def _with_entry(name: str, known: Provider | None, entry: ProviderEntry) -> Provider:
    """A provider as config.toml has it: one of a person's own, or a known one that is changed."""
    key = f"providers.{name}.base_url in config.toml"
    if known is None:
        hint = f"Start the server, or correct {key}."
        known = Provider(
            name,
            "chat",
            "",
            address_key=key,
            needs_key=bool(entry.key_env),
            start_hint=hint,
            silent_seconds=_SILENT_SECONDS,
        )
    return structs.replace(
        known,
        base_url=entry.base_url or known.base_url,
        address_key=key if entry.base_url else known.address_key,
        key_variables=((entry.key_env,) if entry.key_env else ()) + known.key_variables,
        headers=entry.headers,
        lanes=entry.concurrency or known.lanes,
    )


def _ollama(host: str) -> str:
    """OLLAMA_HOST as Ollama itself reads it: scheme and port may be missing, and 0.0.0.0 is where a server listens."""
    parts = urlsplit(host if "//" in host else f"http://{host}")
    name = parts.hostname or "127.0.0.1"
    shown = "127.0.0.1" if name in {"0.0.0.0", "::"} else f"[{name}]" if ":" in name else name  # noqa: S104 - compared
    ports = {"http": _OLLAMA_PORT, "https": 443}
    port = parts.port or ports.get(parts.scheme, _OLLAMA_PORT)
    path = parts.path.rstrip("/")
    return f"{parts.scheme}://{shown}:{port}{path if path.endswith('/v1') else f'{path}/v1'}"


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
