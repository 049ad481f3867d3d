"""YAML files of a package, with fields read by type: a wrong one is reported with its name."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from engine.errors import ProblemError

if TYPE_CHECKING:
    from engine.problem.files import PackageFiles

_YAML_MEBIBYTES = 1


class Fields(Struct, frozen=True):
    """The mapping at the top of one YAML file, or one inside it; `path` is the file, for messages."""

    path: Path
    values: dict[str, Any]

    def text(self, key: str, default: str = "") -> str:
        """Read a string field."""
        value = self.values.get(key)
        if value is None:
            return default
        if not isinstance(value, str):
            raise self._wrong(key, "a text", value)
        return value

    def texts(self, key: str) -> tuple[str, ...] | None:
        """Read words: a YAML list, one text of words, or a legacy mapping's `flags`; None if absent."""
        value = self.values.get(key)
        if isinstance(value, dict) and "flags" in value:
            value = value["flags"]
        if value is None:
            return None
        if isinstance(value, str):
            return tuple(value.split())
        if isinstance(value, list) and all(isinstance(item, str | int | float) for item in value):
            return tuple(str(item) for item in value)
        raise self._wrong(key, "a list of texts", value)

    def number(self, key: str, default: float, *, least: float, most: float, unit: str) -> float:
        """Read a number within bounds, the bounds included."""
        value = self.values.get(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._wrong(key, "a number", value)
        return bounded(self.path, key, float(value), least=least, most=most, unit=unit)

    def fields(self, key: str) -> Fields:
        """Read a mapping inside this one; empty if absent."""
        value = self.values.get(key)
        if value is None:
            return Fields(self.path, {})
        if not isinstance(value, dict):
            raise self._wrong(key, "a mapping", value)
        return Fields(self.path, _by_name(value))

    def translations(self, key: str) -> dict[str, str]:
        """Read a text, or a mapping from languages to texts; a plain text is filed under ""."""
        value = self.values.get(key)
        if value is None or isinstance(value, str):
            return {"": value} if value else {}
        if isinstance(value, dict) and all(isinstance(item, str) for item in value.values()):
            return _by_name(value)
        raise self._wrong(key, "a text or a mapping from languages to texts", value)

    def _wrong(self, key: str, wanted: str, value: object) -> ProblemError:
        return ProblemError(self.path, f"“{key}” must be {wanted}, not {value!r:.60}", f"Correct “{key}” in this file")


def bounded(path: Path, key: str, value: float, *, least: float, most: float, unit: str) -> float:
    """Return the value if it is within the bounds (both included); NaN never is.

    Raises ProblemError otherwise.
    """
    if math.isfinite(value) and least <= value <= most:
        return value
    raise ProblemError(path, f"“{key}” is {value:g} {unit}", f"Give a value from {least:g} to {most:g} {unit}")


def read_yaml(files: PackageFiles, path: Path) -> Fields:
    """Read a YAML file whose top is a mapping; an empty file is an empty mapping. Raises ProblemError."""
    import yaml  # here, because a start without a Kattis package needs none of it

    text = files.text(path, mebibytes=_YAML_MEBIBYTES)
    try:
        value = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # ValueError: a date such as 2026-13-01
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        what = getattr(error, "problem", None) or str(error)
        raise ProblemError(path, f"broken YAML{where}: {what}", "Correct the file") from error
    if value is None:
        return Fields(path, {})
    if not isinstance(value, dict):
        reason = "the file must be a mapping of names to values"
        raise ProblemError(path, reason, "Write lines like “name: Title”")
    return Fields(path, _by_name(value))


def _by_name(mapping: dict[Any, Any]) -> dict[str, Any]:
    """Turn keys into texts: YAML 1.1 reads the language code `no` as false."""
    return {"no" if key is False else str(key): value for key, value in mapping.items()}
