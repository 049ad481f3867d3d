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
def debug_steps(verdict: str) -> tuple[str, ...]:
    """How to begin debugging where all failing tests share a verdict; `WA` is for all others, and for several."""
    lines = files(__package__).joinpath("debug_steps.txt").read_text(encoding="utf-8").splitlines()
    steps = [(name, step) for name, _, step in (line.partition(" ") for line in lines)]
    known = verdict if verdict in {name for name, _ in steps} else "WA"
    return tuple(step for name, step in steps if name == known)


def render(name: str, /, **values: object) -> str:
    """Fill a template in. Raises KeyError when a value is missing."""
    return _template(name).substitute({key: str(value) for key, value in values.items()}).strip()
