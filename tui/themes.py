"""Themes of our own, beside those of Textual: one of high contrast, and one without colours."""

from __future__ import annotations

from typing import Final

from textual.theme import BUILTIN_THEMES, Theme

HIGH_CONTRAST: Final = Theme(
    name="high-contrast",
    primary="#ffff00",
    secondary="#00ffff",
    accent="#00ffff",
    success="#00ff00",
    warning="#ffff00",
    error="#ff8080",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    dark=True,
    variables={"least-ink": "75", "text-muted": "#ffffff", "text-disabled": "#c0c0c0"},
)
"""Every word stands out by 7 to 1 at least (WCAG 2.2, success criterion 1.4.6)."""

MONOCHROME: Final = Theme(
    name="monochrome",
    primary="#d8d8d8",
    secondary="#d8d8d8",
    accent="#d8d8d8",
    success="#d8d8d8",
    warning="#d8d8d8",
    error="#d8d8d8",
    foreground="#d8d8d8",
    background="#101010",
    surface="#181818",
    panel="#202020",
    dark=True,
    variables=dict.fromkeys(
        ("text-primary", "text-secondary", "text-accent", "text-success", "text-warning", "text-error"), "#d8d8d8"
    ),
)
"""Shades of one colour: signs, words, bold and dim tell everything."""

OURS: Final = (HIGH_CONTRAST, MONOCHROME)
THEMES: Final = {**BUILTIN_THEMES, **{theme.name: theme for theme in OURS}}
"""All that can be chosen, by name; `textual-light` and others are for light terminals."""
