"""Whether a value may stand under a key of the configuration, and the words for what may."""

from __future__ import annotations

import difflib
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
from msgspec import inspect, structs

from engine.config.schema import ADDRESS, VARIABLE, Config

if TYPE_CHECKING:
    from collections.abc import Iterator

Path = tuple[str, ...]
"""Where a value stands: ("samples",), ("budget", "calls"), ("providers", "box", "base_url")."""


class WrongValueError(Exception):
    """A key that is not known, or a value that does not fit; who found it knows where it came from."""

    def __init__(self, path: Path, reason: str, remedy: str) -> None:
        """Say what is wrong with the value at a path, and what to do."""
        super().__init__(reason)
        self.path, self.reason, self.remedy = path, reason, remedy


def dotted(path: Path) -> str:
    """Write a path as TOML does: `budget.calls`, `prices."openai/*"`."""
    return ".".join(part if part.replace("-", "").replace("_", "").isalnum() else f'"{part}"' for part in path)


def key(name: str) -> Path:
    """Read the name of a key as a person writes it: `budget.calls`. Raises WrongValueError when there is none."""
    path = tuple(name.replace("-", "_").split("."))
    if path not in fields():
        raise _unknown((), name, [dotted(item) for item in fields()])
    return path


@cache
def fields() -> dict[Path, structs.FieldInfo]:
    """Every key that has one value, by its path, in the order of the table; keys that a person names are not here."""
    return dict(_fields((), Config))


def about(field: structs.FieldInfo) -> str:
    """What a key means."""
    notes = get_args(field.type)[1:] if get_origin(field.type) is Annotated else ()
    return next((note.description for note in notes if isinstance(note, msgspec.Meta) and note.description), "")


def values_of(data: dict[str, Any]) -> Iterator[tuple[Path, Any]]:
    """Check what a file says and yield its values, each with its path. Raises WrongValueError."""
    yield from _walk((), data, Config)


def value_of(path: Path, text: str) -> Any:
    """Read a value that was given as text, on a command line or in the environment.

    Args:
        path: one of `fields`.
        text: what was given.

    Raises:
        WrongValueError: the text does not fit.
    """
    return _leaf(path, text, fields()[path].type, strict=False)


def bare(kind: Any) -> Any:
    """A type without what is said about it, and without None."""
    while get_origin(kind) in {Annotated, Union, UnionType}:
        kind = next(item for item in get_args(kind) if item is not NoneType)
    return kind


_VARIABLE = "the name of an environment variable"
_PATTERNS = {VARIABLE: _VARIABLE, ADDRESS: "an address such as http://127.0.0.1:8000/v1"}


def needed(kind: Any) -> str:
    """What a type accepts, in words."""
    if get_origin(bare(kind)) is Literal:
        return f"one of {', '.join(get_args(bare(kind)))}"
    info = inspect.type_info(kind)
    while isinstance(info, inspect.Metadata | inspect.UnionType):
        info = info.type if isinstance(info, inspect.Metadata) else info.types[0]
    match info:
        case inspect.IntType(ge=None):
            return "a whole number"
        case inspect.IntType(ge=least, le=most):
            return f"a whole number from {least} to {most}"
        case inspect.FloatType(gt=None):
            return "a number from 0 on"
        case inspect.FloatType():
            return "a number above 0"
        case inspect.BoolType():
            return "true or false"
        case inspect.ListType():
            return "a list of two or three numbers from 0 on"
        case inspect.StrType(pattern=str(pattern)):
            return _PATTERNS.get(pattern, "a name without blanks")
        case _:
            return "some text"


def _fields(path: Path, table: type[msgspec.Struct]) -> Iterator[tuple[Path, structs.FieldInfo]]:
    for field in structs.fields(table):
        inner = bare(field.type)
        if _is_table(inner):
            yield from _fields((*path, field.name), inner)
        elif get_origin(inner) is not dict:
            yield (*path, field.name), field


def _is_table(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _walk(path: Path, value: Any, kind: Any) -> Iterator[tuple[Path, Any]]:
    inner = bare(kind)
    names = get_origin(inner) is dict
    if not names and not _is_table(inner):
        yield path, _leaf(path, value, kind)
        return
    if not isinstance(value, dict):
        raise WrongValueError(path, "this is a table of keys, not a value", f"Write [{dotted(path)}] above its keys")
    known = {} if names else {field.name: field.type for field in structs.fields(inner)}
    for name, item in value.items():
        if names:
            name_type, item_type = get_args(inner)
            _leaf((*path, name), name, name_type)
        elif name in known:
            item_type = known[name]
        else:
            raise _unknown(path, name, list(known))
        yield from _walk((*path, name), item, item_type)


def _leaf(path: Path, value: Any, kind: Any, *, strict: bool = True) -> Any:
    try:
        return msgspec.convert(value, kind, strict=strict)
    except msgspec.ValidationError:
        shown = str(value).lower() if isinstance(value, bool) else str(value)
        # Where the name of a variable belongs, a person may have written the key itself: it is not repeated.
        what = "what stands there" if needed(kind) == _VARIABLE else f"“{shown}”"
        raise WrongValueError(path, f"{needed(kind)} is needed, not {what}", "Correct it") from None


def _unknown(path: Path, name: str, known: list[str]) -> WrongValueError:
    near = difflib.get_close_matches(name, known, n=1)
    elsewhere = [item[:-1] for item in fields() if item[-1] == name and item[:-1] != path]
    if elsewhere:
        place = f"below [{dotted(elsewhere[0])}]" if elsewhere[0] else "above the first [table]"
        remedy = f"There is one {place}: move it there"
    elif near:
        remedy = f"Did you mean “{near[0]}”?"
    else:
        remedy = f"Known here: {', '.join(known)}"
    return WrongValueError((*path, name), "there is no such key", remedy)
