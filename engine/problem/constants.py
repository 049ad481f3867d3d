r"""Named constants of a package (format 2025-09): `{{name}}` and `\constant{name}` stand for their values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.errors import ProblemError

if TYPE_CHECKING:
    from engine.problem.yaml_fields import Fields

_USE = re.compile(r"\{\{\s*(\w+(?:\.\w+)?)\s*\}\}|\\constant\{\s*(\w+(?:\.\w+)?)\s*\}")


class Constants(Struct, frozen=True):
    """Values by `name` and `name.variant`."""

    values: dict[str, str]

    def fill(self, text: str) -> str:
        """Put the values in; unknown names stay as they are, as the format asks."""
        if not self.values:
            return text
        return _USE.sub(lambda use: self.values.get(use[1] or use[2], use[0]), text)


def read_constants(metadata: Fields) -> Constants:
    """Read `constants` of problem.yaml. Raises ProblemError for a value that is no number and no text."""
    values: dict[str, str] = {}
    for name, given in metadata.fields("constants").values.items():
        variants = given if isinstance(given, dict) else {"value": given}
        for variant, value in variants.items():
            if isinstance(value, bool) or not isinstance(value, int | float | str):
                raise ProblemError(
                    metadata.path, f"the constant “{name}” has no usable value", "Give a number or a text"
                )
            values[f"{name}.{variant}"] = str(value)
            if variant == "value":
                values[name] = str(value)
    return Constants(values)
