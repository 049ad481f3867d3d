"""Text from outside of this program: a person's editor, the clipboard, standard input."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from engine.errors import UsageError

_EDITORS = ("nano", "vi")
_COPY = "import sys, pyperclip; text = sys.stdin.read(); pyperclip.copy(text); sys.exit(pyperclip.paste() != text)"
"""Copies standard input, and looks: most programs that keep a clipboard do not tell when they could not."""
_DESKTOP_SECONDS = 5.0
"""How long a desktop far away may take to answer."""


def edit_text(text: str, suffix: str) -> str:
    """Let a person edit a text in $VISUAL or $EDITOR; returns what was saved.

    Raises UsageError when no editor can be started, or when it ends badly: what was written is then kept, and the
    message says where.
    """
    command = _editor()
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", prefix="sstar-", suffix=suffix, delete=False) as file:
        file.write(text)
    path = Path(file.name)
    try:
        status = subprocess.run([*command, str(path)], check=False).returncode
    except OSError as error:
        path.unlink()
        raise UsageError(
            f"The editor {command[0]} cannot be started: {error.strerror}. Set EDITOR to one that can."
        ) from error
    if status:
        raise UsageError(f"The editor {command[0]} ended with status {status}. What you wrote is kept in {path}.")
    edited = path.read_text("utf-8", "replace")
    path.unlink()
    return edited


def keep_text(text: str, folder: Path, suffix: str) -> Path:
    """Keep a text that would be lost otherwise, where its like is kept; gives its file, which is a new one.

    Raises UsageError when it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", prefix="kept-", suffix=suffix, dir=folder, delete=False
        ) as file:
            file.write(text)
    except OSError as error:
        raise UsageError(f"What you wrote cannot be kept in {folder}: {error.strerror}. Make room there.") from error
    return Path(file.name)


def clipboard_text() -> str:
    """Read the clipboard. Raises UsageError when there is none, or nothing in it."""
    import pyperclip  # looks for the programs of the desktop when it is imported

    try:
        text: str = pyperclip.paste()
    except pyperclip.PyperclipException as error:
        raise UsageError(
            "The clipboard cannot be read here: no program for it was found. Install wl-clipboard or xclip, or pipe "
            "the text in: sstar new - < FILE."
        ) from error
    if not text.strip():
        raise UsageError("There is no text in the clipboard. Copy the statement first.")
    return text


def copy_text(text: str) -> bool:
    """Put a text into the clipboard of the desktop; False where there is none, or it does not have the text then.

    In a process of its own, whose words go nowhere: the programs that keep a clipboard stay, and write into the
    terminal when they cannot reach the desktop.
    """
    try:
        made = subprocess.run(
            [sys.executable, "-X", "utf8", "-c", _COPY],
            input=text.encode("utf-8", "replace"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_DESKTOP_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return made.returncode == 0


def file_text(name: str) -> str:
    """Read a file, or standard input by the name -. Raises UsageError."""
    if name == "-":
        return sys.stdin.read()
    try:
        return Path(name).expanduser().read_text("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{name} is not UTF-8 text (byte offset {error.start}). Convert it first.") from error
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}.") from error


def _editor() -> list[str]:
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if named:
        return shlex.split(named)
    found = next(filter(None, map(shutil.which, _EDITORS)), None)
    if found is None:
        raise UsageError("No editor was found. Set EDITOR to the one you use.")
    return [found]
