"""The statement of a package, as Markdown with LaTeX math."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.errors import ProblemError
from engine.problem.latex import to_markdown

if TYPE_CHECKING:
    from pathlib import Path

    from engine.problem.constants import Constants
    from engine.problem.files import PackageFiles

STATEMENT_MEBIBYTES = 1
STATEMENT_FOLDERS = ("statement", "problem_statement")

_FILE = re.compile(r"problem(?:\.([A-Za-z-]+))?\.(md|tex|pdf)")
_HEADING = re.compile(r"\s*# (.+)\n")
_SAMPLE_PLACES = re.compile(r"\{\{(?:nextsample|remainingsamples)\}\}")


class Statement(Struct, frozen=True):
    """The text without its title, the language code of its file ("" if none), and the title in it, if any."""

    text: str
    language: str
    title: str


def read_statement(files: PackageFiles, constants: Constants) -> Statement:
    """Read the statement: English, else without a language code, else the first by name; Markdown before TeX.

    Raises ProblemError when there is none, only a PDF, or an empty one.
    """
    path, language = _choose(files)
    source = constants.fill(files.text(path, mebibytes=STATEMENT_MEBIBYTES))
    title = ""
    if path.suffix == ".tex":
        source = to_markdown(source)
        if heading := _HEADING.match(source):
            title = heading[1].strip()
            source = source[heading.end() :]
    text = _SAMPLE_PLACES.sub("", source).strip()
    if not text:
        raise ProblemError(path, "the statement is empty", "Write the statement into this file")
    return Statement(text + "\n", language, title)


def _choose(files: PackageFiles) -> tuple[Path, str]:
    found = [
        (_preference(match[1] or "", match[2]), path, match[1] or "")
        for folder in STATEMENT_FOLDERS
        for path in files.children(files.folder / folder)
        if (match := _FILE.fullmatch(path.name))
    ]
    texts = [each for each in found if each[1].suffix != ".pdf"]
    if texts:
        _, path, language = min(texts)
        return path, language
    remedy = "Write its text into statement/problem.en.md"
    if found:
        raise ProblemError(found[0][1], "the only statement is a PDF, which cannot be read", remedy)
    raise ProblemError(files.folder, "there is no statement (statement/problem.en.md or .tex)", remedy)


def _preference(language: str, kind: str) -> tuple[int, str, str]:
    if language == "en" or language.startswith("en-"):
        return 0, language, kind
    return (2 if language else 1), language, kind
