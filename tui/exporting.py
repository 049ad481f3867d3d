"""What can be taken out of a run: its program, reports, an explanation, a comparison, the text of a screen.

Each is offered with a file, and most as a text for the clipboard; it is made only when somebody takes it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

import engine
from engine.errors import UsageError
from engine.journal.archive import EXTENSION
from engine.problem.languages import SOURCE_LANGUAGES
from engine.projections.report import report
from tui.export import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from engine.events.samples import RevisionMade
    from engine.projections.board import Board
    from tui.session import Session

_REPORTS = {
    "html": ("HTML", "one page for a browser, with a picture of the tournament"),
    "md": ("Markdown", "the same as text, for an issue or a notebook"),
    "json": ("JSON", "the same for programs"),
}


@dataclass(frozen=True, slots=True)
class Export:
    """One thing that can be taken."""

    id: str
    title: str
    about: str
    path: Path
    """Where it is written unless a person says otherwise."""
    write: Callable[[Path], Path]
    """Writes it, and gives the file. Raises SStarError."""
    text: Callable[[], str] | None = None
    """What goes into the clipboard; None where that is no text. Raises SStarError."""


def text_export(id: str, title: str, about: str, path: Path, text: Callable[[], str]) -> Export:  # noqa: A002
    """Offer a text."""
    return Export(id, title, about, path, lambda target: write_text(target, text()), text)


def write_text(target: Path, text: str) -> Path:
    """Write a text for a person. Raises UsageError, which says why it cannot be done."""
    target = target.expanduser()
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{target} cannot be written: {error.strerror}. Name another file.") from error
    return target


def program_export(board: Board, revision: RevisionMade) -> Export:
    """A program as its source file."""
    name = board.started.problem.name if board.started else "program"
    language = SOURCE_LANGUAGES.get(revision.language)
    extension = language.extensions[0] if language else f".{revision.language}"
    path = Path.cwd() / _harmless(f"{name}-{revision.revision}{extension}")
    text = board.text(revision.text)
    return text_export("program", "program", f"{revision.revision} as it is", path, lambda: text)


def _harmless(name: str) -> str:
    """The name of a file in this folder, whatever a journal from elsewhere has for names."""
    return re.sub(r"[^\w.-]", "_", name).lstrip(".")


def report_exports(session: Session) -> list[Export]:
    """The reports of a run, as its journal has it when one is taken."""

    def told(kind: str) -> str:
        return FORMATS[kind](report(session.board(), session.problem()))

    return [
        text_export(kind, title, about, session.directory.path / f"report.{kind}", partial(told, kind))
        for kind, (title, about) in _REPORTS.items()
    ]


def run_export(directory: engine.RunDirectory) -> Export:
    """A run as one file that others can import."""

    def write(target: Path) -> Path:
        return engine.export_run(directory, target)

    path = Path.cwd() / f"{directory.run}{EXTENSION}"
    return Export("run", "run", "the whole run as one file, for `sstar import`", path, write)


def lines_exports(name: str, about: str, lines: Callable[[], Iterable[str]], told: object) -> list[Export]:
    """What the command line would print of a thing, as sentences and as JSON."""
    folder = Path.cwd()

    def text() -> str:
        return "".join(f"{line}\n" for line in lines())

    def in_json() -> str:
        return msgspec.json.format(msgspec.json.encode(told), indent=2).decode() + "\n"

    return [
        text_export(name, name, about, folder / f"{name}.txt", text),
        text_export("json", "JSON", "the same for programs", folder / f"{name}.json", in_json),
    ]


def screen_export(text: str, folder: Path | None = None) -> Export:
    """What stands on a screen."""
    path = (folder or Path.cwd()) / "screen.txt"
    return text_export("screen", "screen", "the text that stands on the screen", path, lambda: text)
