"""Copying from the application: into the clipboard of the desktop, and into that of the terminal."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tui.editing import copy_text

if TYPE_CHECKING:
    from textual.app import App


async def copied(app: App[None], text: str, what: str) -> str:
    """Copy a text both ways, and give what is to be said of it.

    A program of the desktop knows whether it worked. A terminal, which is what there is on a machine far away (OSC 52),
    never answers; many take it, some only where they are told to.
    """
    app.copy_to_clipboard(text)
    if await asyncio.to_thread(copy_text, text):
        return f"{what} is in the clipboard"
    return f"{what} is in the terminal's clipboard, if it allows that (OSC 52)"
