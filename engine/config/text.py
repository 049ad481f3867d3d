"""The text of config.toml: read with the place of each key, written with documented defaults, changed in one value."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from msgspec import structs

from engine.config.checking import about, fields
from engine.config.schema import Config, ProviderEntry
from engine.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path as FilePath

    from engine.config.checking import Path

_HEAD = """\
# The configuration of sstar. Remove the # before a key to set it; what stands here are the defaults.
# The environment (SSTAR_ and the key in capitals, such as SSTAR_SAMPLES or SSTAR_BUDGET_CALLS) goes before this file,
# and options of a command go before both. Keys of providers never stand here: see `sstar keys --help`.
"""


def parse(text: str, file: FilePath) -> dict[str, Any]:
    """Read TOML. Raises ConfigError with the line."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(file, None, "", f"this is no TOML: {error}", "Correct it by `sstar config edit`") from None


def line_of(text: str, path: Path) -> int | None:
    """The line, counted from 1, where the value at a path begins, or the innermost table that holds it.

    TOML parsers keep no lines, so each line that may be a header or a key is read as a document of its own; one
    within a text of several lines may be mistaken for a key.
    """
    table: Path = ()
    best: tuple[int, int] | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if line.lstrip().startswith("["):
            table = here = _keys_in(line)
        else:
            name, equals, _ = line.partition("=")
            here = (*table, *_keys_in(f"{name}=0")) if equals else ()
        if here and here == path[: len(here)] and (best is None or len(here) > best[0]):
            best = len(here), number
    return best[1] if best else None


def _keys_in(line: str) -> Path:
    try:
        found: Any = tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return ()
    keys: list[str] = []
    while isinstance(found, dict) and found:
        name, found = next(iter(found.items()))
        keys.append(name)
    return tuple(keys)


def documented() -> str:
    """A config.toml that says nothing, and explains everything."""
    lines = [_HEAD]
    table = ""
    for path, field in fields().items():
        if len(path) > 1 and path[0] != table:
            table = path[0]
            lines.append(f"# {about(_top(table))}\n[{table}]\n")
        lines.append(f"# {about(field)}\n# {path[-1]} = {_example(path, field)}\n")
    lines.append(f'# {about(_top("prices"))}\n[prices]\n# "openai/*" = [1.25, 10, 0.125]\n')
    lines.append(f"# {about(_top('providers'))}\n# [providers.box]")
    lines += [
        f"# {item.name} = {_PROVIDER_EXAMPLES[item.name]}  # {about(item)}" for item in structs.fields(ProviderEntry)
    ]
    return "\n".join(lines) + "\n"


def changed(text: str, path: Path, value: Any) -> str:
    """The text with another value at a path, everything else as it was; None takes the key away."""
    import tomlkit  # only needed to write

    document = tomlkit.parse(text)
    table: Any = document
    for name in path[:-1]:
        if name not in table:
            if value is None:
                return text
            table.add(name, tomlkit.table())
        table = table[name]
    if value is not None:
        table[path[-1]] = value
    elif path[-1] in table:
        table.remove(path[-1])
    return tomlkit.dumps(document)


_PROVIDER_EXAMPLES = {
    "base_url": '"http://127.0.0.1:8000/v1"',
    "key_env": '"BOX_API_KEY"',
    "concurrency": "4",
    "headers": '{ X-Team = "BOX_TEAM" }',
}


def _top(name: str) -> structs.FieldInfo:
    return next(field for field in structs.fields(Config) if field.name == name)


_EXAMPLES: dict[Path, Any] = {
    ("samples",): 12,
    ("effort",): "medium",
    ("budget", "calls"): 500,
    ("budget", "tokens"): 2_000_000,
    ("budget", "dollars"): 5,
    ("budget", "seconds"): 600,
}
"""Where nothing is the default."""


def _example(path: Path, field: structs.FieldInfo) -> str:
    value = _EXAMPLES.get(path, "PROVIDER/MODEL") if field.default is None else field.default
    return written(value)


def written(value: Any) -> str:
    """Write a value as TOML does."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    return f'"{value}"' if isinstance(value, str) else f"{value:g}" if isinstance(value, float) else str(value)
