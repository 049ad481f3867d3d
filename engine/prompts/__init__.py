"""Prompt templates, as files.

What never changes within a run (the statement) stands first, what varies stands last, so that a provider's
cache can serve the beginning. The journal stores every rendered message once, under its digest.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from string import Template


@cache
def _template(name: str) -> Template:
    return Template(files(__package__).joinpath(f"{name}.md").read_text(encoding="utf-8"))


@cache
def hints() -> tuple[str, ...]:
    """Approach hints, dealt to samples by their number: diversity that needs no temperature."""
    return tuple(files(__package__).joinpath("hints.txt").read_text(encoding="utf-8").splitlines())


@cache
def debug_steps() -> dict[str, str]:
    """Where debugging begins, by the verdict that all failing tests share; `WA` is for all others, and for several."""
    lines = files(__package__).joinpath("debug_steps.txt").read_text(encoding="utf-8").splitlines()
    return {verdict: step for verdict, _, step in (line.partition(" ") for line in lines)}


def render(name: str, /, **values: object) -> str:
    """Fill a template in. Raises KeyError when a value is missing."""
    return _template(name).substitute({key: str(value) for key, value in values.items()}).strip()
