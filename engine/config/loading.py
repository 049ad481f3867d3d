"""What holds here, key by key, and who said so: the defaults, config.toml, the environment, a command line."""

from __future__ import annotations

import difflib
import os
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from engine.config.checking import Path, WrongValueError, dotted, fields, value_of, values_of
from engine.config.schema import Config, Roles
from engine.config.text import line_of, parse
from engine.errors import ConfigError
from engine.places import config_file

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT = "default"
ROLES = tuple(name.replace("_", " ") for name in Roles.__struct_fields__)
_MODEL = ("model",)


class Loaded(Struct, frozen=True):
    """The configuration that holds, and where each of its values came from."""

    config: Config
    sources: dict[Path, str]
    """`config.toml line 4`, `SSTAR_SAMPLES` or `--samples`, by the paths of all values that are not the default."""
    file: FilePath
    values: dict[Path, Any] = {}
    """The same values by their paths."""

    def source(self, *path: str) -> str:
        """Where a value came from."""
        return self.sources.get(path, DEFAULT)

    def model(self, role: str) -> tuple[str, str]:
        """The model of a role, such as "input writer", and where that was said."""
        name = role.replace(" ", "_")
        own = self.config.roles.model(name)
        return (own, self.source("roles", name)) if own else (self.config.model, self.source("model"))

    def models(self) -> dict[str, str]:
        """The model of each role."""
        return {role: self.model(role)[0] for role in ROLES}

    def over(self, values: Mapping[Path, tuple[str, Any]]) -> Loaded:
        """The same with other values: by paths, who said it, and what."""
        below = {path: (value, self.sources[path]) for path, value in self.values.items()}
        return _loaded(_over({path: (value, who) for path, (who, value) in values.items()}, below), self.file)


def load_config(
    environment: Mapping[str, str] = os.environ, flags: Mapping[Path, tuple[str, Any]] | None = None
) -> Loaded:
    """Read the configuration: flags go before the environment, that before the file, that before the defaults.

    Args:
        environment: may hold SSTAR_ and a key in capitals for each key that has one value.
        flags: by paths, the option as a person wrote it, and its value.

    Raises:
        ConfigError: the file or the environment says what cannot be; names place, key, reason and remedy.
    """
    file = config_file(environment)
    merged = _over(_from_environment(environment), read_text(file_text(file), file))
    return _loaded(merged, file).over(flags or {})


def file_text(file: FilePath) -> str:
    """The text of a config.toml; empty when there is none. Raises ConfigError when it cannot be read."""
    try:
        return file.read_text("utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise ConfigError(file, None, "", f"it cannot be read: {reason}", "Make it a file that you can read") from error


def read_text(text: str, file: FilePath) -> dict[Path, tuple[Any, str]]:
    """Check the text of a config.toml: its values by their paths, each with its place. Raises ConfigError."""
    data = parse(text, file)
    try:
        values = dict(values_of(data))
    except WrongValueError as error:
        raise ConfigError(file, line_of(text, error.path), dotted(error.path), error.reason, error.remedy) from None
    return {path: (value, _place(text, path, file)) for path, value in values.items()}


def variable(path: Path) -> str:
    """The environment variable that sets a key."""
    return f"SSTAR_{'_'.join(path)}".upper()


def strange_variables(environment: Mapping[str, str] = os.environ) -> list[tuple[str, str]]:
    """Variables that begin as ours do and that nothing here reads, each with the nearest that is read, or empty."""
    known = [*_OTHERS, *map(variable, fields())]
    strange = [name for name in sorted(environment) if name.startswith("SSTAR_") and name not in known]
    nearest = [difflib.get_close_matches(name, known, n=1) for name in strange]
    return [(name, near[0] if near else "") for name, near in zip(strange, nearest, strict=True)]


_OTHERS = (
    "SSTAR_HOME",
    "SSTAR_CONFIG_DIR",
    "SSTAR_API_KEY",
    "SSTAR_BASE_URL",
    "SSTAR_CC",
    "SSTAR_CXX",
    "SSTAR_CFLAGS",
    "SSTAR_CXXFLAGS",
)
"""Variables that other parts read."""


def _place(text: str, path: Path, file: FilePath) -> str:
    line = line_of(text, path)
    return f"{file.name} line {line}" if line else file.name


def _from_environment(environment: Mapping[str, str]) -> dict[Path, tuple[Any, str]]:
    found = {}
    for path in fields():
        name = variable(path)
        if given := environment.get(name, "").strip():
            try:
                found[path] = value_of(path, given), name
            except WrongValueError as error:
                remedy = f"Correct or unset {name} in the environment"
                raise ConfigError(None, None, name, error.reason, remedy) from None
    return found


def _loaded(values: dict[Path, tuple[Any, str]], file: FilePath) -> Loaded:
    plain = {path: value for path, (value, _) in values.items()}
    sources = {path: source for path, (_, source) in values.items()}
    return Loaded(msgspec.convert(_nested(plain), Config), sources, file, plain)


def _over(layer: dict[Path, tuple[Any, str]], below: dict[Path, tuple[Any, str]]) -> dict[Path, tuple[Any, str]]:
    """Put a layer over those below; who names one model for all means it, whatever a file says of single roles."""
    hidden = {path for path in below if path[0] == "roles" and _MODEL in layer}
    # Of price rules the first one that fits counts, so the upper layer stands first.
    return layer | {path: item for path, item in below.items() if path not in layer and path not in hidden}


def _nested(values: Mapping[Path, Any]) -> dict[str, Any]:
    root: dict[str, Any] = {}
    for path, value in values.items():
        table = root
        for name in path[:-1]:
            table = table.setdefault(name, {})
        table[path[-1]] = value
    return root
