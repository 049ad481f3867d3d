"""Programs of a package: submissions and validators, each one file or one folder."""

from __future__ import annotations

import ast
import warnings
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.errors import ProblemError
from engine.problem.checktestdata import SUFFIX, as_python
from engine.problem.constants import Constants
from engine.problem.files import PackageFiles
from engine.problem.languages import BY_EXTENSION, SOURCE_LANGUAGES
from engine.problem.model import Program, SourceFile
from engine.problem.package import Submission

if TYPE_CHECKING:
    from pathlib import Path

SOURCE_MEBIBYTES = 1
VALIDATOR_FOLDERS = ("input_validators", "input_format_validators")

_HEADERS = (".h", ".hh", ".hpp", ".hxx")
_NOTES = (".md", ".txt", ".rst")
_VALIDATOR_LANGUAGES = ("python", "cpp", "c")


class ProgramReader(Struct, frozen=True):
    """Reads programs; with `old_python`, a .py file that Python 3 cannot parse is taken for Python 2."""

    files: PackageFiles
    constants: Constants
    old_python: bool

    def submissions(self) -> tuple[Submission, ...]:
        """Read submissions/LABEL/NAME; those in a language that is unknown here are left out."""
        labels = self.files.children(self.files.folder / "submissions")
        return tuple(
            Submission(path.name, label.name, program)
            for label in labels
            if label.is_dir()  # submissions.yaml is none
            for path in self.files.children(label)
            if (program := self._program(path))
        )

    def validators(self, *, known: bool) -> tuple[tuple[Program, ...], tuple[str, ...]]:
        """Read the input validators that can be run here, and name the others by their paths.

        Where it is not `known` how to call them none can: one may reject every input without its arguments.
        """
        programs, others = [], []
        for folder in VALIDATOR_FOLDERS:
            for path in self.files.children(self.files.folder / folder):
                program = self._script(path) if path.suffix == SUFFIX else self._program(path)
                if program and program.language in _VALIDATOR_LANGUAGES and known:
                    programs.append(program)
                elif path.suffix not in _HEADERS + _NOTES:
                    others.append(f"{folder}/{path.name}")
        return tuple(programs), tuple(others)

    def output_validator(self, folder: Path) -> Program:
        """Read the one program in a folder of output validators: its files, or one folder in it.

        Raises:
            ProblemError: there are several, or it is in a language, or is built in a way, that is unknown here.
        """
        children = self.files.children(folder)
        if any(child.name in {"build", "run"} for child in children):
            reason = "the output validator is built or run by a script of its own, which is not yet supported"
            raise ProblemError(folder, reason, "Replace it by sources in C++, C or Python")
        programs = [child for child in children if child.is_dir() or child.suffix in BY_EXTENSION]
        # In output_validators/ each source is a program; output_validator/ is one itself.
        if len(programs) > 1 and (folder.name != "output_validator" or any(child.is_dir() for child in programs)):
            names = ", ".join(child.name for child in programs)
            reason = f"there are several output validators ({names}), which is not yet supported"
            raise ProblemError(folder, reason, "Leave one of them, or put the files of one program into one folder")
        only_folder = len(programs) == 1 and programs[0].is_dir()
        program = self._program(programs[0] if only_folder else folder)
        if program is None or program.language not in _VALIDATOR_LANGUAGES:
            reason = "the output validator is in no language that validators can be run in here"
            raise ProblemError(programs[0] if programs else folder, reason, "Write it in C++, C or Python")
        return program

    def _script(self, path: Path) -> Program | None:
        text = as_python(self._source(path))
        return None if text is None else Program("python", (SourceFile(path.name, text),))

    def _program(self, path: Path) -> Program | None:
        paths = self.files.below(path) if path.is_dir() else [path]
        languages = {BY_EXTENSION[each.suffix] for each in paths if each.suffix in BY_EXTENSION}
        if languages == {"c", "cpp"}:
            languages = {"cpp"}
        if len(languages) != 1 or _has_scripts(path):
            return None
        language = languages.pop()
        wanted = SOURCE_LANGUAGES[language].extensions
        if language in {"c", "cpp"}:
            wanted = SOURCE_LANGUAGES["cpp"].extensions + SOURCE_LANGUAGES["c"].extensions + _HEADERS
        base = path if path.is_dir() else path.parent
        sources = [
            SourceFile(each.relative_to(base).as_posix(), self._source(each))
            for each in sorted((each for each in paths if each.suffix in wanted), key=_main_first)
        ]
        if language == "python" and any(self._is_python_2(source.text) for source in sources):
            return None
        return Program(language, tuple(sources))

    def _source(self, path: Path) -> str:
        return self.constants.fill(self.files.text(path, mebibytes=SOURCE_MEBIBYTES))

    def _is_python_2(self, text: str) -> bool:
        first_line = text.partition("\n")[0]
        if first_line.startswith("#!") and "python2" in first_line:
            return True
        return self.old_python and not _parses(text)


def _main_first(path: Path) -> tuple[bool, bool, str]:
    return path.suffix in _HEADERS, path.stem.lower() not in {"main", "__main__"}, path.as_posix()


def _has_scripts(path: Path) -> bool:
    """Whether the folder is built or run by scripts of its own."""
    return path.is_dir() and any((path / name).exists() for name in ("build", "run"))


def _parses(text: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True
