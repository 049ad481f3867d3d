"""Showing and changing the configuration from the command line."""

from __future__ import annotations

import difflib
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

import engine
from engine.config.checking import WrongValueError, dotted, fields, key, value_of
from engine.config.loading import file_text, read_text, variable
from engine.config.schema import PERSONS
from engine.config.text import changed, documented, line_of, written
from engine.errors import ConfigError, UsageError
from engine.places import config_file
from tui import editing

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from engine.config import Config
    from engine.config.checking import Path as Key


def config_lines(*, as_json: bool) -> Iterator[str]:
    """Every key with its value and where that was said, as a table or as JSON lines. Raises ConfigError."""
    loaded = engine.load_config()
    rows = dict.fromkeys(fields()) | dict.fromkeys(loaded.sources)
    for path in rows:
        value, source = _value(loaded.config, path), loaded.source(*path)
        if as_json:
            yield msgspec.json.encode({"key": dotted(path), "value": value, "source": source}).decode()
        else:
            yield f"{dotted(path):24} {'-' if value is None else written(value):28} {source}"
    if not as_json:
        there = "" if loaded.file.exists() else " (not there yet: `sstar config edit` makes it)"
        yield f"{'config.toml':24} {loaded.file}{there}"


def edit_config() -> str:
    """Let a person edit config.toml, until it is right or they leave it; gives what became of it.

    Raises:
        UsageError: there is no editor, or what was written is wrong; it is then kept, and the message says where.
    """
    file = config_file()
    before = file_text(file) or documented()
    text = before
    while True:
        text = editing.edit_text(text, ".toml")
        try:
            _check(text, file)
        except ConfigError as error:
            if not _again(str(error)):
                kept = editing.keep_text(text, file.parent, ".toml")
                raise UsageError(f"{error} {file} is as it was; what you wrote is kept in {kept}.") from error
        else:
            break
    if text == before:
        return "Nothing was changed."
    _write(file, text)
    return f"{file} is changed."


def set_key(name: str, value: str | None) -> str:
    """Set a key in config.toml, or take it out (None); gives what became of it. Raises UsageError."""
    file = config_file()
    try:
        path = key(name)
        given = None if value is None else value_of(path, value)
    except WrongValueError as error:
        raise ConfigError(None, None, name, error.reason, error.remedy) from None
    if value is None and path not in read_text(file_text(file), file):
        raise UsageError(f"{dotted(path)} is not set in {file}. `sstar config show` says where it comes from.")
    change_file({path: given})
    if value is None:
        return f"{dotted(path)} is no longer set in {file}."
    over = f" {variable(path)} is set, too, and goes before it." if os.environ.get(variable(path)) else ""
    return f"{dotted(path)} = {written(given)} in {file}.{over}"


def keep_theme(name: str) -> str:
    """Have a theme worn from now on; gives what a person should know. Raises ConfigError."""
    change_file({("theme",): name})
    over = variable(("theme",))
    note = f", but {over} in the environment goes before it" if os.environ.get(over) else ""
    return f"{name} is kept in {config_file()}{note}"


def change_file(values: dict[Key, Any]) -> None:
    """Set keys in config.toml, or take them out (None), and leave all else as it is.

    Raises:
        ConfigError: the file is wrong already, or cannot be written.
    """
    file = config_file()
    text = file_text(file) or documented()
    read_text(text, file)
    for path, value in values.items():
        text = changed(text, path, value)
    _check(text, file, said_now=values)
    _write(file, text)


def _check(text: str, file: Path, said_now: Container[Key] = ()) -> None:
    """Raise ConfigError for what is wrong with a text that shall become config.toml, names included.

    What was `said_now`, by a command, stands in no line that a person could look up.
    """
    values = {path: value for path, (value, _) in read_text(text, file).items()}
    own = [path[1] for path in values if path[0] == "providers"]
    for path, value in values.items():
        name, known = value, _known(path, own)
        if known and "/" in name and path[0] in {"model", "roles"}:
            name = f"{name.partition('/')[0]}/MODEL"
        if known and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            remedy = f"Did you mean “{near[0]}”?" if near else f"Known: {', '.join(known)}"
            where, line = (None, None) if path in said_now else (file, line_of(text, path))
            raise ConfigError(where, line, dotted(path), f"there is no “{name}”", remedy)


def _known(path: Key, own: Sequence[str]) -> list[str]:
    """The names that may stand at a path; none where anything may. `own`: providers of the person."""
    match path:
        case ("strategy",):
            return engine.strategy_names()
        case ("language",):
            return list(engine.LANGUAGES)
        case ("theme",):
            from tui.themes import THEMES  # takes a moment, and most files name none

            return list(THEMES)
        case ("model",) | ("roles", _):
            from engine.models.known import PROVIDERS

            persons = PERSONS if path[-1] == "judge" else ()
            return [*engine.MODELS, *persons, *(f"{provider}/MODEL" for provider in dict.fromkeys((*PROVIDERS, *own)))]
    return []


def _value(config: Config, path: Key) -> Any:
    value: Any = config
    for name in path:
        value = value[name] if isinstance(value, dict) else getattr(value, name)
    return value


def _again(complaint: str) -> bool:
    sys.stderr.write(f"sstar: {complaint}\n")
    if not sys.stdin.isatty():
        return False
    sys.stderr.write("Edit it again? [Y/n] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"", "y", "yes"}


def _write(file: Path, text: str) -> None:
    """Write the file whole or not at all."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=file.parent, prefix=".config-", delete=False
        ) as partial:
            partial.write(text)
        Path(partial.name).replace(file.resolve())
    except OSError as error:
        remedy = "Make room or rights there, or choose another place with SSTAR_CONFIG_DIR"
        raise ConfigError(file, None, "", f"it cannot be written: {error.strerror}", remedy) from error
