"""Semantic style names, such as "ok" or "code.keyword", as Rich styles of a Textual theme."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from rich.style import Style
from textual.color import Color, ColorParseError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rich.color import Color as RichColor

ROLES: Final[dict[str, tuple[str, str]]] = {
    "ok": ("text-success", ""),
    "bad": ("text-error", ""),
    "warn": ("text-warning", ""),
    "dim": ("@60", ""),
    "rule": ("@35", ""),
    "accent": ("text-accent", ""),
    "strong": ("foreground", "bold"),
    "title": ("text-primary", "bold"),
    "winner": ("text-success", "bold"),
    "loser": ("@45", ""),
    "live": ("text-accent", "bold"),
    "human": ("text-warning", "bold"),
    "mark": ("text-error", "bold underline"),
    "space": ("@35", ""),
    "key": ("text-accent", "bold"),
    "code.keyword": ("text-primary", "bold"),
    "code.string": ("text-success", ""),
    "code.comment": ("@50", "italic"),
    "code.number": ("text-warning", ""),
    "code.name": ("text-accent", ""),
    "code.builtin": ("text-secondary", ""),
    "code.operator": ("@80", ""),
}
"""Style name to (colour, attributes); the colour is a variable of the theme, or @percent of the foreground."""

LEAST_INK: Final = "least-ink"
"""A variable of a theme: the least percent of the foreground that dim things have; 0 unless it is set."""

CURSOR: Final = "cursor"
"""The row under the cursor: a background that is combined with any other style."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The styles of one theme. Names are combined with spaces: "cursor ok"."""

    base: Style
    """Foreground and background of plain text."""
    styles: Mapping[str, Style]
    shown: Callable[[Style], Style] | None = None
    """What a terminal makes of a style, if that is another one."""
    _combined: dict[str, Style] = field(default_factory=dict)

    def style(self, names: str) -> Style:
        """Look a name, or several separated by spaces, up. An unknown name raises KeyError."""
        found = self._combined.get(names)
        if found is None:
            found = self.base
            for name in names.split():
                found += self.styles[name]
            self._combined[names] = found = self.shown(found) if self.shown else found
        return found


def palette(
    variables: Mapping[str, str], background: Color | None = None, shown: Callable[[Style], Style] | None = None
) -> Palette:
    """Build the palette of a theme.

    Args:
        variables: the theme's colours, as `App.theme_variables` has them.
        background: what the surface is painted on; the theme's background when not given.
        shown: what the terminal makes of a style; nothing else when not given.
    """
    ground = background or _colour(variables, "background", "#000000")
    ink = _colour(variables, "foreground", "#e0e0e0")
    styles = {name: _style(variables, role, ink, ground) for name, role in ROLES.items()}
    # An ANSI theme has no shades between its colours, so its cursor is shown by reversing.
    styles[CURSOR] = (
        Style(reverse=True) if _is_ansi(ground) or _is_ansi(ink) else Style(bgcolor=ground.blend(ink, 0.14).rich_color)
    )
    return Palette(Style.from_color(_rich(ink), _rich(ground)), styles, shown)


def _style(variables: Mapping[str, str], role: tuple[str, str], ink: Color, ground: Color) -> Style:
    colour, attributes = role
    flags = dict.fromkeys(attributes.split(), True)
    if not colour.startswith("@"):
        return Style.from_color(_rich(_colour(variables, colour, ""))) + Style(**flags)  # type: ignore[arg-type]
    if _is_ansi(ink) or _is_ansi(ground):
        return Style(dim=True, **flags)  # type: ignore[arg-type]
    share = max(int(colour[1:]), int(variables.get(LEAST_INK, "0"))) / 100
    return Style(color=ground.blend(ink, share).rich_color, **flags)  # type: ignore[arg-type]


def _colour(variables: Mapping[str, str], name: str, default: str) -> Color:
    for candidate in (variables.get(name), variables.get(name.removeprefix("text-")), default):
        try:
            return Color.parse(candidate or "")
        except ColorParseError:
            continue
    return Color.parse(variables.get("foreground", "#e0e0e0"))


def _is_ansi(colour: Color) -> bool:
    return colour.ansi is not None


def _rich(colour: Color) -> RichColor:
    return colour.rich_color
